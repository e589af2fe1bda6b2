"""UA-03: coercive measures against somebody whose age was established before (CPL 163; PSB 321; domain 14.2)."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from screening.casefile import CaseFile, Event, days_of
from screening.coverage import Missing
from screening.models.duties import Duty, answer
from screening.models.underage_acts import Judged, Liability
from screening.models.underage_grounds import grounds_of
from screening.models.underage_rules import UA_03
from screening.models.underage_since import EXONERATING, days_known
from screening.parameters import Parameters
from screening.rulebook import Ground, Outcome, Verdict, by_law
from zhenxie.law.periods import days_after
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text

MEASURES: Final = (
    "suspect.detained",
    "suspect.arrested",
    "suspect.bail_imposed",
    "suspect.residential_surveillance_imposed",
)
_CUSTODY: Final = MEASURES[:2]
_FREED: Final = ("suspect.released", "suspect.measure_lifted")
# With these the custody, or the person, is no longer the investigators'.
_OVER: Final = (
    "case.withdrawn",
    "case.transferred_out",
    "case.merged",
    "case.sent_for_prosecution",
    "suspect.investigation_terminated",
    "suspect.split_off",
)


def measured(case: CaseFile, on: date, parameters: Parameters, person: Judged) -> Iterator[Outcome]:
    """Yield an outcome for each measure of the police; summons and interrogation are none, they establish the age."""
    known = person.known
    if person.liability is not Liability.NOT_LIABLE or known is None:
        return
    for taken in case.of_type(*MEASURES, suspect=person.ref):
        # What the procuratorate or the court decides in its own stage is no act of the police.
        if taken.payload.get("stage", "investigation") == "investigation":
            missing = _missing(case, on, taken, known.happened)
            if taken.days is not None and taken.days.last <= known.happened.first:
                yield _kept(case, on, parameters, person, taken)
            elif missing:
                yield Outcome(
                    rule=UA_03, verdict=Verdict.UNDETERMINED, root=taken.entry, suspect_ref=person.ref, missing=missing
                )
            else:
                yield _found(case, person, taken, known.happened.last, grounds_of(case, parameters, person))


def _kept(case: CaseFile, on: date, parameters: Parameters, person: Judged, taken: Event) -> Outcome:
    """Answer for a measure that was lawful when it was taken: custody must end once the age is on record."""
    clear = Outcome(rule=UA_03, verdict=Verdict.CLEAR, root=taken.entry, suspect_ref=person.ref)
    known, start = person.known, taken.days
    if taken.type not in _CUSTODY or known is None or start is None:
        return clear
    number = parameters.in_force("custody_grace_days", date.max)
    first, last = (
        days_after(day, number.value, law=number.law, rolls=False)
        for day in (known.recorded.first, known.recorded.last)
    )
    after = [one for one in _following(case, taken, start) if one.suspect_ref in (None, person.ref)]
    duty = Duty(
        rule=UA_03,
        root=taken.entry,
        suspect_ref=person.ref,
        due=Days(first.day, last.day),
        since=_since(case, Days(min(start.first, known.happened.first), known.happened.last)),
        silent=(*_FREED, *MEASURES, *_OVER, *EXONERATING),
        owed_by=case.police,
        finding=Text(
            f"已于{known.recorded.last}查明{person.ref}未达到刑事责任年龄，此前对其采取的羁押措施至{last.day}仍未解除、变更",
            f"{person.ref} was known from {known.recorded.last} to be below the age; he was kept in custody beyond {last.day}",
        ),
        grounds=(
            *grounds_of(case, parameters, person),
            Ground(Text("采取强制措施", "the measure"), entry=taken.entry),
            *(by_law(number, step) for step in last.steps),
        ),
        acts=[one for one in after if one.type in _FREED],
        enders=[one for one in after if one.type not in _FREED],
        late_needs_silence=True,
    )
    return answer(case, on, duty)


def _following(case: CaseFile, taken: Event, start: Days) -> list[Event]:
    """Return what ended a custody, or may have: a release, another measure, the end of the case here."""
    order = case.of_type(*_FREED, *MEASURES, *_OVER)
    place = order.index(taken)
    return [
        one
        for number, one in enumerate(order)
        if one is not taken
        and (one.days is None or one.days.last > start.last or (number > place and one.days.last >= start.first))
    ]


def _since(case: CaseFile, knew: Days) -> date:
    return min([knew.first, *(days_known(one).first for one in case.of_type("case.filed"))])


def _missing(case: CaseFile, on: date, taken: Event, knew: Days) -> tuple[Missing, ...]:
    """Return what keeps a measure from being known to have come after the age, with nothing said in between."""
    if taken.days is None or taken.days.first <= knew.last or taken.days.first >= on:
        text = Text(
            "强制措施与查明年龄的先后不明", "whether the measure came after the age was established is not known"
        )
        return (Missing(text, taken.type, taken.entry.source),)
    return case.silence(EXONERATING, owed_by=case.police, since=_since(case, knew), until=taken.days.last)


def _found(case: CaseFile, person: Judged, taken: Event, knew: date, grounds: tuple[Ground, ...]) -> Outcome:
    ended_on, remedied = _end(case, person, taken)
    return Outcome(
        rule=UA_03,
        verdict=Verdict.FOUND,
        root=taken.entry,
        suspect_ref=person.ref,
        finding=Text(
            f"已于{knew}查明{person.ref}未达到刑事责任年龄，仍于{taken.when}对其采取强制措施",
            f"{person.ref} was known from {knew} to be below the age; a measure was taken on {taken.occurred}",
        ),
        grounds=(*grounds, Ground(Text("采取强制措施", "the measure"), entry=taken.entry)),
        violated_from=None if taken.days is None else taken.days.first.isoformat(),
        ended_on=ended_on,
        remedied=remedied,
        severity=None if taken.type in MEASURES[:2] else "high",
    )


def _end(case: CaseFile, person: Judged, taken: Event) -> tuple[date | None, bool]:
    """Return when a measure ended, and whether that was what was owed: another measure in its place is not."""
    picture = next(one for one in case.suspects if one.ref == person.ref)
    ended = next((one for one in picture.measures if one.since == taken.occurred and not one.in_force), None)
    end = None if ended is None else days_of(ended.until)
    if ended is None or end is None:
        return None, False
    return end.last, ended.ended_by not in MEASURES
