"""Since when a person's liability stands as it does: the day on which the last fact that it rests on was known."""

from dataclasses import dataclass

from screening.casefile import CaseFile, Event
from screening.models.underage_acts import Judged, judged
from screening.parameters import Parameters
from zhenxie.law.calendar import legal_day
from zhenxie.law.spans import Days
from zhenxie.record.told import Told


@dataclass(frozen=True)
class Known:
    """When the police knew: `happened` as the law counts it, `recorded` not before it was on record as well."""

    happened: Days
    recorded: Days


def known_since(case: CaseFile, parameters: Parameters, person: Judged) -> Known | None:
    """Return since when the answer about a person has stood without a break; None where no verification speaks.

    An age is verified once, an injury appraised once more, a charge changed: a later word that leaves the answer as it
    was starts nothing anew.
    """
    count, then = len(case.events), person
    while count > 0:
        earlier = _judged_by(case, parameters, count - 1, person.ref)
        if earlier is None or earlier.liability is not person.liability:
            break
        count, then = count - 1, earlier
    if then.verified is None or count == 0:
        return None
    said = next(one for one in case.events if one.entry.event_id == then.verified.entry.event_id)
    happened = _later(days_known(case.events[count - 1]), days_known(said))
    first = next(one for one in case.told if one.position == said.entry.position)
    recorded = legal_day(first.recorded_at)
    if _changed(first, said):
        # What a correction says was known when it was recorded at the latest, and perhaps not before.
        recorded = legal_day(said.entry.recorded_at)
        happened = Days(happened.first, max(happened.last, recorded))
    return Known(happened, _later(happened, Days(recorded, recorded)))


def days_known(one: Event) -> Days:
    """Return the days on one of which an event was known; one of unknown date by when it was recorded at the latest."""
    recorded = legal_day(one.entry.recorded_at)
    return one.days or Days(recorded, recorded)


def _judged_by(case: CaseFile, parameters: Parameters, count: int, ref: str) -> Judged | None:
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
        for one in case.events[:count]
    ]
    file = CaseFile(case.case_id, told, case.epoch, case.position, case.coverage, case.related)
    return next((one for one in judged(file, parameters) if one.ref == ref), None)


def _changed(first: Told, verified: Event) -> bool:
    """Tell whether a correction changed the age that was verified; whatever else it changes restarts nothing."""
    said = first.payload.get("data") or {}
    return any(said.get(name) != verified.data.get(name) for name in ("outcome", "birth_date"))


def _later(one: Days, other: Days) -> Days:
    return Days(max(one.first, other.first), max(one.last, other.last))
