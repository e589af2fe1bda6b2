"""退查未重报 (M12): returned for supplementary investigation and not sent again within a month (CPL 175; RULE 347)."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from screening.casefile import CaseFile, Event
from screening.coverage import Missing
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
    suggested_instrument="urging_letter",
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
    version = "1"
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
                yield self._of(case, on, one, (arrived, arrived.days), returned)

    def _not_received(self, case: CaseFile, on: date, returned: Event) -> Outcome:
        if returned.days is not None:
            # The month runs from the receipt, which cannot lie before the return.
            number = self.parameters.in_force("supplement_months", returned.days.last)
            end = months_after(returned.days.first, number.value, law=number.law, rolls=True).day
            acts = [one for one in _acts(case, returned, None, ())[0] if one.days and one.days.last <= end]
            clear = Outcome(rule=M12, verdict=Verdict.CLEAR, root=returned.entry)
            if acts:
                return replace(clear, cured_by=acts[0].entry)
            if on <= end:
                return replace(clear, look_again_on=end + ONE_DAY)
        text = Text("公安机关收到退回补充侦查的时间未报送", "when the police received it is not stated")
        gap = (Missing(text, _RECEIVED, case.police),)
        return Outcome(rule=M12, verdict=Verdict.UNDETERMINED, root=returned.entry, missing=gap)

    def _of(
        self, case: CaseFile, on: date, returned: Event, receipt: tuple[Event, Days], returns: Sequence[Event]
    ) -> Outcome:
        arrived, days = receipt
        number = self.parameters.in_force("supplement_months", days.last)
        plain = months_after(days.first, number.value, law=number.law, rolls=False)
        # In custody the month ends on its day, holiday or not (CPL 105); whoever may be free has the day after it.
        surely, maybe = _custody(case, plain.day, arrived.entry.source)
        first = months_after(days.first, number.value, law=number.law, rolls=not maybe)
        last = months_after(days.last, number.value, law=number.law, rolls=not surely)
        acts, unclear = _acts(case, returned, days, returns)
        text = Text("重新移送对应哪一次退回不明", "which return it answers is not known")
        duty = Duty(
            rule=M12,
            root=returned.entry,
            due=Days(first.day, last.day),
            latest=latest_of(last),
            since=days.first,
            silent=_ACTS,
            owed_by=arrived.entry.source,
            owed_elsewhere=((returned.entry.source, ("case.proceeding_opened", "case.returned")),),
            doubts=tuple(Missing(text, one.type, one.entry.source) for one in unclear),
            finding=Text(
                f"于{arrived.when}收到退回补充侦查，至{last.day}未重新移送，也未撤销案件",
                f"received on {arrived.occurred}; by {last.day} neither sent again nor withdrawn",
            ),
            grounds=(
                Ground(Text("退回补充侦查", "the return"), entry=returned.entry),
                Ground(Text("公安机关收到", "received by the police"), entry=arrived.entry),
                *(by_law(number, step) for step in last.steps),
            ),
            acts=acts,
            late_needs_silence=True,
        )
        return answer(case, on, duty)


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


def _acts(
    case: CaseFile, returned: Event, receipt: Days | None, returns: Sequence[Event]
) -> tuple[list[Event], list[Event]]:
    """Return what sent the case again, or ended it, and what may have; a further return shows that it had been sent."""
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
    return found + [one for one in returns if one is not returned and _surely_follows(one, returned)], unclear


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
