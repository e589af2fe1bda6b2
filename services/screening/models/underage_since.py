"""Since when a person's liability stands as it does: the day on which the last fact that it rests on was known."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from screening.casefile import CaseFile, Event
from screening.models.underage_acts import Judged, Known, Liability, judged
from screening.parameters import Parameters
from zhenxie.law.calendar import legal_day
from zhenxie.law.spans import Days
from zhenxie.record.told import Told

EXONERATING: Final = (
    "suspect.identified",
    "suspect.age_verified",
    "suspect.details_amended",
    "suspect.charges_changed",
    "evidence.forensic_opinion_issued",
    "fact.established",
)
"""What could show him liable after all: silence about it counts no more than silence about what is owed (14.1)."""
_OPEN: Final = frozenset({Liability.NOT_LIABLE, Liability.WITH_APPROVAL})


def judged_since(case: CaseFile, parameters: Parameters) -> list[Judged]:
    """Return the liability by age of every suspect, and since when it has been known."""
    return [
        replace(one, known=_known(case, parameters, one)) if one.liability in _OPEN else one
        for one in judged(case, parameters)
    ]


def _known(case: CaseFile, parameters: Parameters, person: Judged) -> Known | None:
    """Return since when the answer about a person has stood without a break; None where no verification speaks.

    An age is verified once, an injury appraised once more, a charge changed: a later word that leaves the answer as it
    was starts nothing anew.
    """
    events = [one for one in case.events if _tells(one)]
    then = person
    # Without a word nobody is a suspect, so there always is a first one that gave the answer.
    while True:
        earlier = _judged_by(case, parameters, events[:-1], person.ref)
        if earlier is None or earlier.liability is not person.liability:
            break
        then = earlier
        events.pop()
    # Whose age is only stated and never verified is not judged at all.
    return None if then.verified is None else _when(case, events[-1], then.verified)


def _when(case: CaseFile, last: Event, verified: Event) -> Known:
    said = next(one for one in case.events if one.entry.event_id == verified.entry.event_id)
    happened = _later(days_known(last), days_known(said))
    if last.type == "case.notified":
        # A notification shows the record as it stands; since when it has stood so, it does not say.
        happened = Days(days_known(said).first, happened.last)
    first = next(one for one in case.told if one.position == said.entry.position)
    recorded = legal_day(first.recorded_at)
    if _changed(first, said):
        # What a correction says was known when it was recorded at the latest, and perhaps not before.
        recorded = legal_day(said.entry.recorded_at)
        happened = Days(happened.first, max(happened.last, recorded))
    return Known(happened, _later(happened, Days(recorded, recorded)))


def _tells(one: Event) -> bool:
    """Tell whether an event can change the answer: a case may hold thousands that cannot."""
    return one.type in EXONERATING or bool({"suspects", "charges", "acts", "birth_date"} & one.data.keys())


def days_known(one: Event) -> Days:
    """Return the days on one of which an event was known; one of unknown date by when it was recorded at the latest."""
    recorded = legal_day(one.entry.recorded_at)
    return one.days or Days(recorded, recorded)


def _judged_by(case: CaseFile, parameters: Parameters, events: Sequence[Event], ref: str) -> Judged | None:
    told = [
        Told(
            position=one.entry.position,
            event_id=one.entry.event_id,
            recorded_at=one.entry.recorded_at,
            source=one.entry.source,
            type=one.type,
            payload=one.payload,
            corrects=None,
            case_number=one.entry.case_number,
        )
        for one in events
    ]
    file = CaseFile(case.case_id, told, case.epoch, case.position, case.coverage, case.related)
    return next((one for one in judged(file, parameters) if one.ref == ref), None)


def _changed(first: Told, verified: Event) -> bool:
    """Tell whether a correction changed the age that was verified; whatever else it changes restarts nothing."""
    said = first.payload.get("data") or {}
    return any(said.get(name) != verified.data.get(name) for name in ("outcome", "birth_date"))


def _later(one: Days, other: Days) -> Days:
    return Days(max(one.first, other.first), max(one.last, other.last))
