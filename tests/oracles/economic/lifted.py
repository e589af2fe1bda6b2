"""ECON17 25¶1(1) read plainly: a year from the lifting of a measure (E2)."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from oracles.economic.facts import MEASURES, POLICE, Fact, promised, worlds
from oracles.economic.liftings import ENDED_MEASURE, after, changes, how_lifted, in_a_circle
from oracles.economic.stalled import (
    ACCEPTED,
    APPROVED,
    OF_CASE,
    OF_PERSON,
    OUTCOMES,
    Stretch,
    approvals,
    disposes,
    last_days,
    seen_from,
    shows_sending,
    told_by_procuratorate,
    until_of,
)
from oracles.economic.verdicts import CLEAR, FOUND, NOTHING, UNDETERMINED, Answer, Seen, judged

_DAY = timedelta(days=1)


def e2(stretch: Stretch, lifting: Fact, on: date, coverage: list[dict[str, Any]]) -> Answer | None:
    """ECON17 25¶1(1): a year from the lifting; None where nothing was lifted by it."""
    suspect = lifting.suspect
    if lifting.stage != "investigation" or changes(lifting):
        return None
    if lifting.days is None:
        return Answer(UNDETERMINED)
    facts = stretch.facts
    course = [one for one in facts if one.suspect == suspect and one.type in (*MEASURES, *ENDED_MEASURE)]
    disposals = [one for one in facts if disposes(one, suspect)]
    hints = [one for one in facts if shows_sending(one, suspect)]
    decided = [one for one in facts if one.type == "suspect.arrest_approved" and one.suspect == suspect]
    allowing, unsigned = approvals(facts, suspect)
    earliest = min([lifting.days[0], *(one.days[0] for one in stretch.facts if one.days)])
    seen, lifted, circle, undone = [], [], False, False
    turns = [one for one in (*course, *hints) if one.type in (*ENDED_MEASURE, "case.returned")]
    ends = [one.days[0] for one in turns if one.days]
    between = sorted({day + step * _DAY for day in ends for step in (-1, 0, 1)})
    every = [*course, *disposals, *hints, *decided, *allowing]
    for world in worlds(every, earliest, on - _DAY, not stretch.alone, between):
        day = world[lifting.id]
        how = how_lifted(lifting, course, world)
        lifted.append(how)
        circle = circle or in_a_circle(course, world)
        if how == "no":
            seen.append(NOTHING)
            continue
        back = [world[one.id] for one in hints if one.type == "case.returned" and world[one.id] < day]
        sent = [one for one in disposals if one.type == "case.sent_for_prosecution"]
        done = [world[one.id] for one in disposals if one not in sent]
        sendings = [world[one.id] for one in sent]
        valid = [each for each in sendings if not any(each <= one for one in back)]
        done += valid
        undone = undone or valid != sendings
        later = [one for one in course if one.type in MEASURES or one.data.get("changed_to")]
        later = [one for one in later if after(one, lifting, world)]
        done += [world[one.id] for one in later]
        anew = [world[one.id] for one in hints if one.type == "case.resubmitted"]
        done += [each for each in anew if not any(each < one for one in back)]
        executed = [world[one.id] for one in decided if world[one.id] >= day]
        allowed = [(world[one.id], until_of(one)) for one in allowing]
        # What was undone by a return tells nothing of how the case came to be there once more; of the return it does.
        traces = []
        for one in hints:
            at = world[one.id]
            before = [each for each in sendings if each <= at]
            kept = [each for each in (*valid, *(anew if before else [])) if each <= at]
            if at >= day and not kept and not (before and one.type in ("case.return_received", "case.resubmitted")):
                traces.append(at)
        start = seen_from(last_days(day, 12, on), on, done + traces, allowed, executed)
        unclear = unsigned or traces or how == "perhaps" or _was_elsewhere(hints, world, day)
        seen.append(Seen(doubt=True, maybe=start.start) if start.start and unclear else start)
    if set(lifted) == {"no"}:
        return Answer(CLEAR, loose=True) if any(one.days is None for one in course) else None
    answer = judged(seen, True)
    undated = any(one.days is None for one in course)
    # In doubt, too, if only because the undated measure may have begun on the one day that makes this a lifting.
    loose = {CLEAR: "no" in lifted or circle, UNDETERMINED: "no" in lifted and undated}
    if loose.get(answer.verdict):
        return replace(answer, loose=True)
    if answer.verdict != FOUND or answer.start is None:
        return answer
    owed = [*OF_CASE, *OF_PERSON, APPROVED, *MEASURES, *(["case.resubmitted"] if undone else [])]
    until = answer.silent_through or answer.start
    covered = promised(coverage, owed, POLICE, lifting.days[0], until)
    covered &= told_by_procuratorate(stretch.case, (*ACCEPTED, *OUTCOMES), coverage, (lifting.days[0], until))
    return judged(seen, covered)


def _was_elsewhere(hints: list[Fact], world: dict[str, date], day: date) -> bool:
    """Whether the procuratorate had taken the case in before a day, and kept it: it was not the police's to dispose of."""
    returns = [world[one.id] for one in hints if one.type == "case.returned"]
    taken_in = [world[one.id] for one in hints if one.type == "case.proceeding_opened" and world[one.id] < day]
    return any(not any(one <= back for back in returns) for one in taken_in)
