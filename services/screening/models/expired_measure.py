"""取保候审、监视居住到期未解除 (M04): a ceiling that nobody lifted, changed, or decided anew (CPL 79, 99)."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from screening.casefile import CaseFile, Event, days_of
from screening.coverage import Missing
from screening.models.dated import number_on
from screening.models.duties import Duty, answer
from screening.models.economic_case_course import (
    OF_THE_CASE,
    SHOW_OUTCOME,
    SHOW_SENDING,
    disposes,
    is_of_prosecution,
    procuratorate_of,
    side_by_side,
)
from screening.models.words import word
from screening.rulebook import Ground, Outcome, Rule, SupervisionModel, Verdict, by_law
from zhenxie.law.periods import months_after
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text
from zhenxie.wire.vocabulary import Measure, Stage

M04: Final = Rule(
    code="M04",
    title=Text("取保候审、监视居住到期未解除", "Bail or surveillance expired and was not lifted"),
    articles=("CPL 79", "CPL 99", "PSB 161"),
    severity="high",
    aliases=("AN09", "DUI-17"),
    suggested_instrument="investigation_supervision_notice",
)
_IMPOSED: Final = {
    "suspect.bail_imposed": ("bail_months", "取保候审"),
    "suspect.residential_surveillance_imposed": ("surveillance_months", "监视居住"),
}
_KINDS: Final = {
    "suspect.bail_imposed": Measure.BAIL.value,
    "suspect.residential_surveillance_imposed": Measure.RESIDENTIAL_SURVEILLANCE.value,
}
# A stricter measure ends the older one without a lifting (PSB 162; RULE 154).
_CUSTODY: Final = ("suspect.detained", "suspect.arrested")
_LIFTED: Final = "suspect.measure_lifted"
_CLOSES: Final = ("case.withdrawn", "suspect.investigation_terminated")
# Whoever has the case or the person from then on owes the fact (PSB 163; RULE 103).
_GOES: Final = ("case.sent_for_prosecution", "case.transferred_out", "case.merged", "suspect.split_off")


class ExpiredMeasure(SupervisionModel):
    """Bail and residential surveillance beyond their ceiling at the stage of investigation."""

    slug = "expired_measure"
    version = "2"
    title = Text("取保候审、监视居住到期未解除监督模型", "Expired bail and surveillance")
    rules = (M04,)
    watches = frozenset(_IMPOSED)
    parameters_of = "expired_measure"

    def screen(self, case: CaseFile, on: date) -> Iterator[Outcome]:
        """Yield one outcome for each measure that the police imposed while they investigated."""
        for taken in case.of_type(*_IMPOSED):
            if _stage(taken) == Stage.INVESTIGATION.value and not _goes_on(case, taken):
                yield from self._of(case, on, taken)

    def _of(self, case: CaseFile, on: date, taken: Event) -> Iterator[Outcome]:
        ref, start = taken.suspect_ref, days_of(taken.data.get("from_day")) or taken.days
        if start is None:
            gap = Missing(Text("起始日不明", "the day from which it runs is not known"), taken.type, taken.entry.source)
            yield Outcome(rule=M04, verdict=Verdict.UNDETERMINED, root=taken.entry, suspect_ref=ref, missing=(gap,))
            return
        name, chinese = _IMPOSED[taken.type]
        number = number_on(self.parameters, name, start.last)
        if number is None:
            return
        first, last = (
            months_after(day, number.value, law=number.law, rolls=False) for day in (start.first, start.last)
        )
        stated = _stated_end(case, taken, start)
        due = Days(first.day, last.day) if stated is None else Days(min(first.day, stated), min(last.day, stated))
        ends, unclear = _ends(case, taken, start)
        # Which measure an illegible lifting ended matters up to the last day; later it can only have ended the violation.
        late = [one for one in unclear if one.days is not None and one.days.first > due.last]
        gone = [one for one in _gone(case, taken, start) if one.days is not None and one.days.first > due.last]
        doubts = [_order_not_known(one) for one in unclear if one not in late]
        duty = Duty(
            rule=M04,
            root=taken.entry,
            due=due,
            since=start.first,
            silent=(_LIFTED, *_CUSTODY, *_IMPOSED, *_CLOSES, *_GOES),
            owed_by=taken.entry.source,
            finding=_not_lifted(taken, chinese, due.last),
            grounds=(
                Ground(Text(chinese, "the measure"), entry=taken.entry),
                *(by_law(number, step) for step in last.steps),
                *([] if stated is None else [Ground(_decided_until(stated), entry=taken.entry)]),
            ),
            suspect_ref=ref,
            acts=ends,
            enders=[*gone, *late],
            doubts=(*doubts, *_elsewhere(case, taken, start, due.last)),
            late_needs_silence=True,
        )
        yield answer(case, on, duty)


def _not_lifted(taken: Event, chinese: str, last: date) -> Text:
    return Text(
        f"{taken.suspect_ref}于{taken.when}被{chinese}，至{last}届满未解除、未变更",
        f"{taken.suspect_ref}: {taken.type} on {taken.occurred}; neither lifted nor changed by {last}",
    )


def _decided_until(day: date) -> Text:
    return Text(f"决定书载明期限至{day}", f"the decision itself says: until {day}")


def _stated_end(case: CaseFile, taken: Event, start: Days) -> date | None:
    """Return the last day that the decision itself sets (CPL 79: no longer than the ceiling); None where it sets none.

    A further decision of the same measure lets it go on to its own last day; one without a day, up to the ceiling.
    """
    further = [one for one in case.of_type(taken.type, suspect=taken.suspect_ref) if one is not taken]
    further = [
        one for one in further if not _is_later_stage(one) and (one.days is None or one.days.last >= start.first)
    ]
    stated = [one.data.get("until_day") for one in (taken, *further)]
    if None in stated:
        return None
    last = max(date.fromisoformat(str(one)) for one in stated)
    # A last day before the first one is a slip of the pen.
    return last if last >= start.last else None


def _order_not_known(one: Event) -> Missing:
    text = Text("与该措施先后次序不明", "whether it came before the measure or after it is not known")
    return Missing(text, one.type, one.entry.source)


def _ends(case: CaseFile, taken: Event, start: Days) -> tuple[list[Event], list[Event]]:
    """Return what ended the measure, and what may have."""
    ref, kind = taken.suspect_ref, _KINDS[taken.type]
    order = case.of_type(*_IMPOSED, *_CUSTODY, _LIFTED, suspect=ref)
    place = order.index(taken)
    only = not any(one.type == taken.type for one in order if one is not taken)
    ends, unclear = [], []
    for number, one in enumerate(order):
        if one is taken or not _could_end(one, kind, taken):
            continue
        follows = _follows(one, start, by_order=number > place)
        # What is lifted had been imposed: a lifting of the only bail comes after it.
        if not follows and only and one.data.get("measure") == kind and _may_be_beside(one, start):
            follows = True
        said = one.data.get("measure")
        if follows and one.type == _LIFTED and said is None and one.days == taken.days:
            follows = None
        if follows and said is not None and word(said) is None:
            # Which measure was lifted is a code that nobody can read.
            follows = None
        ends += [one] if follows else []
        unclear += [one] if follows is None else []
    closed = [*case.of_type("case.withdrawn"), *case.of_type("suspect.investigation_terminated", suspect=ref)]
    closed = [one for one in closed if one.days is None or one.days.last >= start.first]
    return [*ends, *closed], unclear


def _follows(one: Event, start: Days, *, by_order: bool) -> bool | None:
    """Tell whether it came after the measure; None where that is not known. On one day the law's order decides."""
    if one.days is None:
        return None
    if one.days.first > start.last or one.days.last < start.first:
        return one.days.first > start.last
    return by_order if one.days.is_one_day and start.is_one_day else None


def _may_be_beside(one: Event, start: Days) -> bool:
    return one.days is None or one.days.last >= start.first


def _goes_on(case: CaseFile, taken: Event) -> bool:
    """Tell whether it only goes on with the same measure, which was still in force."""
    force: str | None = None
    order = case.of_type(*_IMPOSED, *_CUSTODY, _LIFTED, suspect=taken.suspect_ref)
    for one in order[: order.index(taken)]:
        if one.type != _LIFTED:
            force = None if _is_later_stage(one) else one.type
        elif one.data.get("measure") in (None, _KINDS.get(force or "")):
            force = None
    return force == taken.type and not any(side_by_side(one, taken) for one in order if one is not taken)


def _gone(case: CaseFile, taken: Event, start: Days) -> list[Event]:
    """Return what took the case or the person elsewhere, or shows that it had gone before."""
    ref = taken.suspect_ref
    found = [one for one in case.of_type(*OF_THE_CASE[1:]) if disposes(case, one, ref)]
    found += case.of_type("suspect.split_off", *SHOW_OUTCOME, suspect=ref)
    found += [one for one in case.of_type(*SHOW_SENDING) if is_of_prosecution(one, ref)]
    return [one for one in found if one.days is None or one.days.last >= start.first]


def _elsewhere(case: CaseFile, taken: Event, start: Days, until: date) -> tuple[Missing, ...]:
    gone = [one for one in _gone(case, taken, start) if one.days is None or one.days.first <= until]
    text = Text(
        "案件或者犯罪嫌疑人已移送，是否重新办理强制措施未报送",
        "the case or the person went elsewhere: whether the measure was decided anew is not stated",
    )
    return tuple(Missing(text, taken.type, procuratorate_of(case)) for _ in gone[:1])


def _stage(one: Event) -> str:
    return str(one.payload.get("stage") or Stage.INVESTIGATION.value)


def _is_later_stage(one: Event) -> bool:
    return _stage(one) != Stage.INVESTIGATION.value


def _could_end(one: Event, kind: str, taken: Event) -> bool:
    if one.type == _LIFTED:
        return word(one.data.get("measure")) in (None, kind)
    return one.type != taken.type or _is_later_stage(one)
