"""The plain reading of a whole history: what each rule of the family answers, for whom, and for which act."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from oracles.economic import jurisdiction, lifted, periods, returned, stalled
from oracles.economic.counting import legal_days
from oracles.economic.facts import POLICE, Fact, promised, standing, worlds
from oracles.economic.liftings import ENDED_MEASURE
from oracles.economic.verdicts import CLEAR, DOUBT, FOUND, NOTHING, UNDETERMINED, Answer, Seen, judged

_DAY = timedelta(days=1)
Key = tuple[str, str | None, str]
Late = tuple[Answer, list[tuple[date, date]]]
_TERMS = ("suspect.bail_imposed", "suspect.residential_surveillance_imposed")


def answers(events: Sequence[dict[str, Any]], coverage: list[dict[str, Any]], on: date) -> dict[Key, Answer]:
    """What the articles answer on the legal day `on`."""
    facts = standing(events)
    found: dict[Key, Answer] = {}
    for imposed in facts:
        if imposed.type in _TERMS and (answer := periods.m04(imposed, facts, on, coverage)):
            found["M04", imposed.suspect, imposed.id] = answer
        if imposed.type == "case.returned" and (answer := returned.m12(imposed, facts, on, coverage)):
            found["M12", None, imposed.id] = answer
    found.update(_stalled(facts, coverage, on))
    found.update(_overdue_filing(facts, coverage, on))
    return found


def _stalled(facts: list[Fact], coverage: list[dict[str, Any]], on: date) -> Iterator[tuple[Key, Answer]]:
    late: list[Late] = []
    for stretch in stalled.stretches(facts):
        for name, suspect, root, start, months, answer in _periods(stretch, facts, coverage, on):
            lawful = stalled.lawful_until(start[0], months, stretch.facts, suspect) if start else on
            place = stalled.jurisdiction_of(stretch, facts, on, min(on, lawful))
            if place in (None, jurisdiction.NO):
                continue
            known = stalled.in_doubt(answer) if place == jurisdiction.PERHAPS else answer
            late.append((known, stalled.lawful_stretches(stretch.facts, suspect)))
            yield (name, suspect, root), known
    if late:
        yield from _property(facts, late, coverage, on)


def _periods(
    stretch: stalled.Stretch, facts: list[Fact], coverage: list[dict[str, Any]], on: date
) -> Iterator[tuple[str, str | None, str, tuple[date, date] | None, int, Answer]]:
    """The two years from the filing, for each person, and the year from each lifting."""
    for suspect in stalled.known_when_it_ended(stretch, facts, on):
        yield "E1", suspect, stretch.filing.id, stretch.filing.days, 24, stalled.e1(stretch, suspect, on, coverage)
    for suspect in stalled.suspects_of(facts):
        for lifting in stretch.facts:
            if lifting.type in ENDED_MEASURE and lifting.suspect == suspect:
                answer = lifted.e2(stretch, lifting, on, coverage)
                if answer is not None:
                    yield "E2", suspect, lifting.id, lifting.days, 12, answer


def _property(
    facts: list[Fact], late: list[Late], coverage: list[dict[str, Any]], on: date
) -> Iterator[tuple[Key, Answer]]:
    """PSB 187: what is kept in a case that had to be withdrawn; a freeze that was not renewed has ended by itself."""
    restrained = [one for one in facts if one.type == "property.restrained"]
    for ref in dict.fromkeys(one.data["property_ref"] for one in restrained):
        about = [one for one in restrained if one.data["property_ref"] == ref]
        if about[0].data.get("regime") == "administrative":
            continue
        said = _kept(about, facts, late, coverage, on)
        yield ("E7", None, about[0].id), replace(said, loose=any(one.loose for one, _ in late))


def _kept(about: list[Fact], facts: list[Fact], late: list[Late], coverage: list[dict[str, Any]], on: date) -> Answer:
    certain = [(one, lawful) for one, lawful in late if one.verdict == FOUND and one.start]
    possible = [one.possible for one, _ in late if one.verdict == UNDETERMINED]
    released = [
        one
        for one in facts
        if one.type == "property.released" and one.data["property_ref"] == about[0].data["property_ref"]
    ]
    about, released = _in_turn(about, released)
    first = about[0].days[0] if about[0].days else date(1990, 1, 1)
    seen = []
    for world in worlds([*about, *released], first, on - _DAY):
        begun = world[about[0].id]
        # What was given back had been taken before.
        may = [one for one in released if one.days is None or about[0].days is None or one.days[1] >= about[0].days[0]]
        if len(about) == 1 and any(world[one.id] < begun for one in may):
            continue
        held = []
        for one, lawful in certain:
            assert one.start is not None
            day = max(one.start, begun)
            for since, until in lawful:
                day = until + _DAY if since < day <= until else day
            if day <= (one.end or on):
                held.append((day, _kept_on(about, released, world, day)))
        chances = [begun if day is None else max(day, begun) for day in possible]
        chances += [on for day in possible if day is None]
        kept = {_kept_on(about, released, world, day) for day in chances} | {how for _, how in held}
        start = min((day for day, how in held if how == "yes"), default=None)
        if start is not None:
            freed = [world[one.id] for one in released if world[one.id] >= start]
            seen.append(Seen(start, min(freed, default=None)))
        else:
            seen.append(DOUBT if kept & {"yes", "perhaps"} else NOTHING)
    answer = judged(seen, True)
    if answer.verdict == FOUND and any(one.days is None for one in (about[0], *released)):
        return Answer(UNDETERMINED)
    if answer.verdict != FOUND or answer.start is None:
        return answer
    return judged(seen, promised(coverage, ["property.released"], POLICE, first, max(first, answer.start - _DAY)))


def _in_turn(about: list[Fact], released: list[Fact]) -> tuple[list[Fact], list[Fact]]:
    """What was given back once had been taken before: both cannot lie on just any day of a month."""
    taken = about[0].days
    back = [one for one in released if one.days and taken and one.days[1] >= taken[0]]
    if len(about) != 1 or taken is None or not back:
        return about, released
    last = min(taken[1], *(one.days[1] for one in back if one.days))
    later = [
        replace(one, days=(max(one.days[0], taken[0]), one.days[1])) if one in back and one.days else one
        for one in released
    ]
    return [replace(about[0], days=(taken[0], last))], later


def _kept_on(about: list[Fact], released: list[Fact], world: dict[str, date], day: date) -> str:
    begun = max((world[one.id] for one in about if world[one.id] <= day), default=date.min)
    if any(begun <= world[one.id] < day for one in released):
        return "no"
    return _in_force(about, day)


def _in_force(about: list[Fact], day: date) -> str:
    kinds = {one.data.get("kind") for one in about}
    terms = [one.data.get("until_day") for one in about]
    if kinds <= {"seizure", "sealing"}:
        return "yes"
    stated = [date.fromisoformat(str(one)) for one in terms if one]
    if any(one >= day for one in stated):
        return "yes"
    return "perhaps" if None in terms or None in kinds else "no"


def _overdue_filing(facts: list[Fact], coverage: list[dict[str, Any]], on: date) -> Iterator[tuple[Key, Answer]]:
    for begun in facts:
        if begun.type not in ("case.received", "case.referred"):
            continue
        filed = [one.data for one in facts if one.type in ("case.received", "case.referred", "case.filed")]
        departments = [one["handling_department"] for one in filed if "handling_department" in one]
        charges = [one["charges"] for one in filed if one.get("charges")]
        day = (begun.days or legal_days(begun.data.get("received_at")) or (on,))[0]
        place = jurisdiction.economic((departments or [None])[-1], (charges or [[]])[-1], day)
        if place in (None, jurisdiction.NO):
            continue
        answer = periods.e6(begun, facts, on, coverage)
        yield ("E6", None, begun.id), stalled.in_doubt(answer) if place == jurisdiction.PERHAPS else answer


def notices(events: Sequence[dict[str, Any]]) -> dict[Key, str]:
    """What only informs (domain 14.5): clear where its day is known, never found."""
    facts = standing(events)
    found: dict[Key, str] = {}
    for one in facts:
        if one.type in ("case.filed", "case.refiled"):
            found["E5", None, one.id] = CLEAR if one.days else UNDETERMINED
    return found
