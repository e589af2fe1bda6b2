"""The periods that are no two years of ECON17: expired measures (M04) and overdue filing (E6)."""

from datetime import date, timedelta
from typing import Any

from oracles.economic.counting import (
    legal_days,
    months_later,
    moved_behind_free_days,
    moved_behind_unknown_holidays,
)
from oracles.economic.facts import KIND, POLICE, Fact, promised, worlds
from oracles.economic.liftings import after
from oracles.economic.stalled import OF_CASE, OF_PERSON, disposes, shows_sending
from oracles.economic.verdicts import DOUBT, FOUND, NOTHING, UNDETERMINED, Answer, Seen, judged

_DAY = timedelta(days=1)
_CEILING = {"suspect.bail_imposed": 12, "suspect.residential_surveillance_imposed": 6}
_CUSTODY = ("suspect.detained", "suspect.arrested")


def m04(imposed: Fact, facts: list[Fact], on: date, coverage: list[dict[str, Any]]) -> Answer | None:
    """CPL 79: a ceiling in months that nothing moves; None where it only goes on with an earlier one."""
    if imposed.stage != "investigation":
        return None
    suspect = imposed.suspect
    days = legal_days(imposed.data["from_day"]) if "from_day" in imposed.data else imposed.days
    if days is None:
        return Answer(UNDETERMINED)
    others = [one for one in facts if one.suspect == suspect and one != imposed]
    measures = [one for one in others if one.type in KIND and one.type != "suspect.compelled_to_appear"]
    lifts = [one for one in others if one.type == "suspect.measure_lifted"]
    gone = [one for one in facts if disposes(one, suspect)]
    hints = [one for one in facts if shows_sending(one, suspect)]
    at = None if "from_day" in imposed.data else imposed.at
    start = Fact(
        imposed.id, imposed.type, suspect, days, {}, "investigation", imposed.source, None, imposed.position, at
    )
    alone = not any(one.type == imposed.type for one in measures)
    until = _decided(imposed, measures, days)
    seen, goes_on = [], []
    for world in worlds([start, *measures, *lifts, *gone, *hints], days[0] + _DAY, on - _DAY, between=[days[0] - _DAY]):
        if _impossible(start, measures, lifts, world):
            continue
        goes_on.append(_goes_on(start, measures, lifts, world))
        bad = months_later(world[start.id], _CEILING[imposed.type]) + _DAY
        if until is not None:
            bad = min(bad, until + _DAY)
        if bad > on:
            seen.append(NOTHING)
            continue
        ends = [
            one
            for one in measures
            if _follows(one, start, imposed, world, alone) and (one.type != imposed.type or _anew(one))
        ]
        kinds = (KIND[imposed.type], None)
        stated = [
            one for one in lifts if _follows(one, start, imposed, world, alone) and one.data.get("measure") in kinds
        ]
        unclear = [
            one
            for one in stated
            if "measure" not in one.data and world[one.id] == world[start.id] and imposed.days == days
        ]
        closed = [one for one in gone if one.type in ("case.withdrawn", "suspect.investigation_terminated")]
        # Nobody is bailed in a case that is no more.
        closed = [one for one in closed if one.days is None or one.days[1] >= days[0]]
        done = [world[one.id] for one in (*ends, *stated, *closed) if one not in unclear]
        away = [world[one.id] for one in gone if one not in closed and world[one.id] >= world[start.id]]
        away += [world[one.id] for one in hints if world[one.id] >= world[start.id]]
        if any(one < bad for one in done):
            seen.append(NOTHING)
        elif unclear or any(one < bad for one in away):
            seen.append(DOUBT)
        else:
            seen.append(Seen(bad, min([*done, *away], default=None)))
    if all(goes_on) and not any(one.days is None for one in (*measures, *lifts)):
        return None
    answer = judged(seen, True)
    if answer.verdict != FOUND or answer.start is None:
        return answer
    owed = ["suspect.measure_lifted", *_CUSTODY, *_CEILING, *OF_CASE, *OF_PERSON]
    return judged(seen, promised(coverage, owed, POLICE, days[0], answer.silent_through or answer.start))


def _decided(imposed: Fact, measures: list[Fact], days: tuple[date, date]) -> date | None:
    """The last day that the decisions themselves set, if all of them set one."""
    again = [one for one in measures if one.type == imposed.type and not _anew(one)]
    again = [one for one in again if one.days is None or one.days[1] >= days[0]]
    ends = [one.data.get("until_day") for one in (imposed, *again)]
    if not all(ends):
        return None
    last = max(date.fromisoformat(str(one)) for one in ends)
    return last if last >= days[1] else None


def _follows(one: Fact, start: Fact, imposed: Fact, world: dict[str, date], alone: bool) -> bool:
    """What happened on the first day of a measure that was decided on an earlier one came after it."""
    lifted = one.type == "suspect.measure_lifted" and one.data.get("measure") == KIND[start.type]
    if lifted and alone and world[one.id] >= world[start.id]:
        return True
    decided_before = imposed.days is not None and imposed.days[1] < world[start.id]
    return after(one, start, world) or (decided_before and world[one.id] == world[start.id])


def _impossible(start: Fact, measures: list[Fact], lifts: list[Fact], world: dict[str, date]) -> bool:
    """What is lifted had been imposed: the only bail was not lifted before it was imposed."""
    if any(one.type == start.type for one in measures) or start.days is None:
        return False
    stated = [one for one in lifts if one.data.get("measure") == KIND[start.type]]
    may = [one for one in stated if one.days is None or one.days[1] >= start.days[0]]
    return any(world[one.id] < world[start.id] for one in may)


def _anew(one: Fact) -> bool:
    """A later organ decides anew (RULE 103)."""
    return one.stage != "investigation"


def _goes_on(start: Fact, measures: list[Fact], lifts: list[Fact], world: dict[str, date]) -> bool:
    """RULE 100¶3: what is imposed while the same measure is in force adds nothing to it."""
    before = [one for one in (*measures, *lifts) if after(start, one, world)]
    before.sort(key=lambda one: (world[one.id], one.rank, one.position))
    force = None
    for one in before:
        if one.type == "suspect.measure_lifted":
            force = None if one.data.get("measure") in (force and KIND[force], None) else force
        else:
            force = None if _anew(one) else one.type
    return force == start.type


def e6(begun: Fact, facts: list[Fact], on: date, coverage: list[dict[str, Any]]) -> Answer:
    """ECON17 15: 7 days to decide on filing, 30 with the county's approval, 60 with the upper police's."""
    days = begun.days
    if begun.type == "case.referred":
        days = legal_days(begun.data.get("received_at"))
    if days is None:
        return Answer(UNDETERMINED)
    kinds = ("case.filed", "case.filing_refused", "case.transferred_out")
    decided = [one for one in facts if one.type in kinds]
    longer = [one for one in facts if one.type == "case.filing_review_extended"]
    start = Fact(begun.id, begun.type, None, days, {}, "investigation", begun.source, None, begun.position)
    seen = []
    for world in worlds([start, *decided, *longer], days[0], on - _DAY):
        dues = [world[start.id] + 7 * _DAY]
        doubtful = False
        for one in longer:
            if world[one.id] <= moved_behind_free_days(dues[-1]):
                limit = {"grave_or_complex": 30, "leads_to_check": 30, "upper_approval": 60}.get(
                    one.data.get("ground", "")
                )
                stated = legal_days(one.data.get("new_limit"))
                doubtful |= limit is None and stated is None
                dues.append(stated[1] if stated else world[start.id] + (limit or 7) * _DAY)
        due = moved_behind_free_days(max(dues))
        latest = moved_behind_unknown_holidays(max(dues))
        done = [world[one.id] for one in decided]
        if on <= due or any(one <= due for one in done):
            seen.append(NOTHING)
        elif doubtful or on <= latest or any(one <= latest for one in done):
            seen.append(DOUBT)
        else:
            seen.append(Seen(due + _DAY, min(done, default=None), silent_through=latest))
    answer = judged(seen, True)
    if answer.verdict != FOUND or answer.start is None:
        return answer
    return judged(
        seen,
        promised(
            coverage, (*kinds, "case.filing_review_extended"), POLICE, days[0], answer.silent_through or answer.start
        ),
    )
