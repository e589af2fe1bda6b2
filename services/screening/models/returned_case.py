"""退查未重报 (M12): returned for supplementary investigation and not sent again within a month (CPL 175; RULE 347)."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from screening.casefile import CaseFile, Event
from screening.coverage import Missing
from screening.models.dated import number_on
from screening.models.duties import ONE_DAY, Duty, answer, latest_of
from screening.models.economic_case_course import disposes
from screening.rulebook import Ground, Outcome, Rule, SupervisionModel, Verdict, by_law
from zhenxie.law.periods import months_after
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text
from zhenxie.wire.vocabulary import Stage

M12: Final = Rule(
    code="M12",
    title=Text("退回补充侦查逾期未重报", "Returned, and not sent again in time"),
    articles=("CPL 175", "PSB 295", "RULE 347"),
    severity="medium",
    aliases=("AN12", "E4"),
    suggested_instrument="investigation_supervision_notice",
    instrument_note=Text(
        "规则第347条：应当要求公安机关说明理由；三种要求说明理由通知书均仅适用于立案监督",
        "RULE 347: reasons shall be asked for; the notices that ask for reasons are those of filing supervision alone",
    ),
)
_RECEIVED: Final = "case.return_received"
_SENT_AGAIN: Final = ("case.resubmitted", "case.sent_for_prosecution", "case.proceeding_opened")
_ACTS: Final = (
    "case.resubmitted",
    "case.withdrawn",
    "case.sent_for_prosecution",
    "case.transferred_out",
    "case.merged",
)
# Who is charged, or spared, in a case that was returned: it had come back by then.
_OUTCOMES: Final = ("suspect.prosecuted", "suspect.not_prosecuted")
_CUSTODY: Final = ("suspect.detained", "suspect.arrested")
_FREED: Final = (
    "suspect.released",
    "suspect.measure_lifted",
    "suspect.bail_imposed",
    "suspect.residential_surveillance_imposed",
)


class ReturnedCase(SupervisionModel):
    """Cases that the procuratorate returned and that do not come back."""

    slug = "returned_case"
    version = "2"
    title = Text("退回补充侦查未重报监督模型", "Returned cases that do not come back")
    rules = (M12,)
    watches = frozenset({"case.returned"})
    parameters_of = "returned_case"

    def screen(self, case: CaseFile, on: date) -> Iterator[Outcome]:
        """Yield one outcome for each return; a supplement at the stage of trial is none (RULE 420, 422)."""
        returned = [one for one in case.of_type("case.returned") if one.payload.get("stage") != Stage.TRIAL.value]
        for one in returned:
            arrived = _receipt(case, one)
            if one.days is None or arrived is None or arrived.days is None:
                yield self._not_received(case, on, one)
            else:
                yield from self._of(case, on, one, (arrived, arrived.days))

    def _not_received(self, case: CaseFile, on: date, returned: Event) -> Outcome:
        days = returned.days
        number = None if days is None else number_on(self.parameters, "supplement_months", days.last)
        if days is not None and number is not None:
            # The month runs from the receipt, which cannot lie before the return.
            end = months_after(days.first, number.value, law=number.law, rolls=True).day
            known = [one for one in _acts(case, returned, None)[0] if one.days and one.days.last <= end]
            acts = [*known, *_shown(case, returned, known, end)[0]]
            clear = Outcome(rule=M12, verdict=Verdict.CLEAR, root=returned.entry)
            if acts:
                return replace(clear, cured_by=acts[0].entry)
            if on <= end:
                return replace(clear, look_again_on=end + ONE_DAY)
        text = Text("公安机关收到退回补充侦查的时间未报送", "when the police received it is not stated")
        gap = (Missing(text, _RECEIVED, case.police),)
        return Outcome(rule=M12, verdict=Verdict.UNDETERMINED, root=returned.entry, missing=gap)

    def _of(self, case: CaseFile, on: date, returned: Event, receipt: tuple[Event, Days]) -> Iterator[Outcome]:
        arrived, days = receipt
        number = number_on(self.parameters, "supplement_months", days.last)
        if number is None:
            return
        plain = months_after(days.first, number.value, law=number.law, rolls=False)
        # In custody the month ends on its day, holiday or not (CPL 105); whoever may be free has the day after it.
        surely, maybe = _custody(case, plain.day, arrived.entry.source)
        first = months_after(days.first, number.value, law=number.law, rolls=not maybe)
        last = months_after(days.last, number.value, law=number.law, rolls=not surely)
        acts, unclear = _acts(case, returned, days)
        text = Text("重新移送对应哪一次退回不明", "which return it answers is not known")
        shown, unshown = _shown(case, returned, acts, first.day)
        duty = Duty(
            rule=M12,
            root=returned.entry,
            due=Days(first.day, last.day),
            latest=latest_of(last),
            since=days.first,
            silent=_ACTS,
            owed_by=arrived.entry.source,
            owed_elsewhere=((returned.entry.source, ("case.proceeding_opened", "case.returned", *_OUTCOMES)),),
            doubts=(*(Missing(text, one.type, one.entry.source) for one in unclear), *unshown),
            finding=Text(
                f"于{arrived.when}收到退回补充侦查，至{last.day}未重新移送，也未撤销案件",
                f"received on {arrived.occurred}; by {last.day} neither sent again nor withdrawn",
            ),
            grounds=(
                Ground(Text("退回补充侦查", "the return"), entry=returned.entry),
                Ground(Text("公安机关收到", "received by the police"), entry=arrived.entry),
                *(by_law(number, step) for step in last.steps),
            ),
            acts=[*acts, *shown],
            late_needs_silence=True,
        )
        yield answer(case, on, duty)


def _receipt(case: CaseFile, returned: Event) -> Event | None:
    """Return the receipt of this return: the one of its ordinal, or the first that can only be of it."""
    following = [one for one in case.of_type("case.returned") if _surely_follows(one, returned)]
    found = []
    for one in case.of_type(_RECEIVED):
        ordinals = (one.data.get("ordinal"), returned.data.get("ordinal"))
        if None not in ordinals:
            found += [one] if ordinals[0] == ordinals[1] else []
        elif one.days is None or (_may_follow(one, returned) and not any(_may_follow(one, each) for each in following)):
            found.append(one)
    return next((one for one in found if one.days is not None), found[0] if found else None)


def _acts(case: CaseFile, returned: Event, receipt: Days | None) -> tuple[list[Event], list[Event]]:
    """Return what sent the case again, or ended it, and what may have."""
    found = [one for one in case.of_type("case.withdrawn", "case.transferred_out") if _may_follow(one, returned)]
    found += [one for one in case.of_type("case.merged") if disposes(case, one, None) and _may_follow(one, returned)]
    unclear: list[Event] = []
    alone = len(case.of_type("case.returned")) == 1
    for one in case.of_type(*_SENT_AGAIN):
        ordinals = (one.data.get("ordinal"), returned.data.get("ordinal"))
        if one.type == "case.resubmitted" and None not in ordinals:
            found += [one] if ordinals[0] == ordinals[1] else []
        elif one.type != "case.proceeding_opened" or one.data.get("kind") == "resubmission":
            again = _is_again(one, returned, receipt, alone=alone and one.type == "case.resubmitted")
            found += [one] if again else []
            unclear += [one] if again is None else []
    return found, unclear


def _shows(case: CaseFile, returned: Event) -> list[Event]:
    """Return what may show that the case had been sent again before: a further return, or an outcome (of whomever).

    An outcome of the day of the return says nothing: it may be that of another suspect.
    """
    before_trial = [one for one in case.of_type("case.returned") if one.payload.get("stage") != Stage.TRIAL.value]
    return [one for one in (*before_trial, *case.of_type(*_OUTCOMES)) if not _by_the_day_of(one, returned)]


def _shown(
    case: CaseFile, returned: Event, acts: Sequence[Event], due: date
) -> tuple[list[Event], tuple[Missing, ...]]:
    """Return what shows by the due day that it was sent again, and what is missing where that is shown only after it.

    A sending on record by then explains a later showing; without one the day of the sending is what nobody stated.
    """
    shows = _shows(case, returned)
    surely = [one for one in shows if _surely_follows(one, returned) and one.days is not None and one.days.last <= due]
    ends = [one.days.last for one in acts if one.days is not None]
    late = [one for one in shows if one not in surely and not _explained(one, ends)]
    text = Text("已重新移送，但重新移送的日期未报送", "it was sent again; on which day is not stated")
    return surely, (Missing(text, "case.resubmitted", case.police),) if late else ()


def _explained(shown: Event, ends: Sequence[date]) -> bool:
    return shown.days is not None and any(end <= shown.days.first for end in ends)


def _by_the_day_of(one: Event, start: Event) -> bool:
    return one is start or (one.days is not None and start.days is not None and one.days.last <= start.days.first)


def _is_again(one: Event, returned: Event, receipt: Days | None, *, alone: bool) -> bool | None:
    """Tell whether it is the sending after this return: only what was received can be sent again."""
    if one.days is None or (alone and _may_follow(one, returned)):
        return True
    if receipt is None:
        return _surely_follows(one, returned)
    if not _may_follow(one, returned) or one.days.last < receipt.first:
        return False
    after_return = returned.days is not None and one.days.first >= returned.days.last
    return True if after_return and one.days.first >= receipt.last else None


def _custody(case: CaseFile, day: date, police: str) -> tuple[bool, bool]:
    """Tell whether somebody surely was, and may have been, in custody when the month ended on `day`."""
    maybe = False
    for person in case.suspects:
        course = case.of_type(*_CUSTODY, *_FREED, suspect=person.ref)
        taken = [one for one in course if one.type in _CUSTODY and one.days is not None and one.days.first <= day]
        if not taken:
            continue
        last = taken[-1]
        freed = [one for one in course[course.index(last) :] if one.type in _FREED]
        freed += [one for one in course[: course.index(last)] if one.type in _FREED and one.days is None]
        before = [one for one in freed if one.days is None or one.days.first <= day]
        if any(one.days is not None and one.days.last <= day for one in before):
            continue
        maybe = True
        since = taken[0].days.first if taken[0].days else day
        silent = not case.silence(_FREED, owed_by=police, since=min(since, day), until=day)
        if silent and not before and last.days is not None and last.days.last <= day:
            return True, True
    return False, maybe


def _may_follow(one: Event, start: Event) -> bool:
    return one.days is None or start.days is None or one.days.last >= start.days.first


def _surely_follows(one: Event, start: Event) -> bool:
    return one.days is not None and start.days is not None and one.days.first > start.days.last
