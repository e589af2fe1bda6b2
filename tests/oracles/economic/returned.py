"""CPL 175 read plainly: a month for the case that was returned for supplementary investigation (M12)."""

from datetime import date, timedelta
from typing import Any

from oracles.economic.counting import months_later, moved_behind_free_days, moved_behind_unknown_holidays
from oracles.economic.facts import POLICE, PROCURATORATE, Fact, promised, worlds
from oracles.economic.liftings import after
from oracles.economic.stalled import disposes
from oracles.economic.verdicts import CLEAR, DOUBT, FOUND, NOTHING, UNDETERMINED, Answer, Seen, judged

_DAY = timedelta(days=1)
_CUSTODY = ("suspect.detained", "suspect.arrested")
_LIGHTER = ("suspect.bail_imposed", "suspect.residential_surveillance_imposed")
# Nobody charges or spares anybody in a case that is away: it had come back.
_OUTCOMES = ("suspect.prosecuted", "suspect.not_prosecuted")


def m12(returned: Fact, facts: list[Fact], on: date, coverage: list[dict[str, Any]]) -> Answer | None:
    """CPL 175: a month from the receipt of the police; in custody no holiday moves it."""
    if returned.stage == "trial":
        return None
    if returned.days is None:
        return Answer(UNDETERMINED)
    returns = [one for one in facts if one.type == "case.returned" and one.stage != "trial"]
    shows = [one for one in facts if (one in returns or one.type in _OUTCOMES) and one != returned]
    every_return = [one for one in facts if one.type == "case.returned"]
    every = [one for one in every_return if one.days and one.days[0] > returned.days[1]]
    upper = min((one.days[0] for one in every if one.days), default=date.max)
    received = [one for one in facts if one.type == "case.return_received" and _paired(one, returned, upper)]
    received.sort(key=lambda one: one.days is None)
    if not received or received[0].days is None:
        # Whenever they received it, it was not before the return.
        due = moved_behind_free_days(months_later(returned.days[0], 1))
        done = [one for one in facts if _sends_again(one, returned, returned) and one.days and one.days[1] <= due]
        done = [
            one
            for one in done
            if one.days
            and (
                one.days[0] > returned.days[1]
                or one.type in ("case.withdrawn", "case.transferred_out", "case.merged")
                or (one.type == "case.resubmitted" and (_answers(one, returned) or len(every_return) == 1))
            )
        ]
        done += [one for one in shows if one.days and one.days[0] > returned.days[1] and one.days[1] <= due]
        return Answer(CLEAR) if on <= due or done else Answer(UNDETERMINED)
    receipt = received[0]
    assert receipt.days is not None
    done = [one for one in facts if _sends_again(one, returned, receipt)]
    again = [
        one for one in done if one.type in ("case.resubmitted", "case.sent_for_prosecution", "case.proceeding_opened")
    ]
    freed = [one for one in facts if one.type in ("suspect.released", "suspect.measure_lifted", *_LIGHTER)]
    held = [one for one in facts if one.type in _CUSTODY and one.days]
    seen = []
    every = [returned, receipt, *done, *shows, *freed, *held]
    earliest = max(receipt.days[1], returned.days[1])
    for world in worlds(every, earliest, on - _DAY, between=[earliest + _DAY]):
        plain = months_later(world[receipt.id], 1)
        behind = [
            world[one.id]
            for one in done
            if one not in again or _again(one, returned, receipt, world, len(every_return) == 1)
        ]
        # What was returned once more, or decided on, had been sent again by then; when, only the sending says.
        shown = [world[one.id] for one in shows if world[one.id] > world[returned.id]]
        unsaid = [one for one in shown if not any(each <= one for each in behind)]
        behind += shown
        late, latest = moved_behind_free_days(plain), moved_behind_unknown_holidays(plain)
        if on <= plain or any(one <= plain for one in behind):
            seen.append(NOTHING)
        elif _in_custody(held, freed, world, plain):
            # Somebody may have been set free without a word: until the moved day it stays open.
            free = promised(
                coverage,
                ("suspect.released", "suspect.measure_lifted", *_LIGHTER),
                POLICE,
                min(one.days[0] for one in held if one.days),
                plain,
            )
            moved = on <= late or any(one <= late for one in behind)
            violated = DOUBT if unsaid else Seen(plain + _DAY)
            seen.append(violated if free else DOUBT if moved or unsaid else Seen(late + _DAY))
        elif on <= late or any(one <= late for one in behind):
            seen.append(NOTHING)
        elif on <= latest or unsaid or any(one <= latest for one in behind):
            seen.append(DOUBT)
        else:
            seen.append(Seen(late + _DAY, silent_through=latest))
    answer = judged(seen, True)
    if answer.verdict != FOUND or answer.start is None:
        return answer
    owed = ("case.resubmitted", "case.withdrawn", "case.sent_for_prosecution", "case.transferred_out", "case.merged")
    until = answer.silent_through or answer.start
    covered = promised(coverage, owed, POLICE, receipt.days[0], until)
    accepted = ("case.proceeding_opened", "case.returned", *_OUTCOMES)
    return judged(seen, covered and promised(coverage, accepted, PROCURATORATE, receipt.days[0], until))


def _paired(received: Fact, returned: Fact, upper: date) -> bool:
    first, second = received.data.get("ordinal"), returned.data.get("ordinal")
    if first is not None and second is not None:
        return bool(first == second)
    assert returned.days is not None
    return received.days is None or returned.days[0] <= received.days[1] < upper


def _answers(one: Fact, returned: Fact) -> bool:
    ordinals = (one.data.get("ordinal"), returned.data.get("ordinal"))
    return None not in ordinals and ordinals[0] == ordinals[1]


def _again(one: Fact, returned: Fact, receipt: Fact, world: dict[str, date], alone: bool) -> bool:
    """Only what the police had received can they have sent again, unless the ordinals say which return it answers."""
    ordinals = (one.data.get("ordinal"), returned.data.get("ordinal"))
    if alone and one.type == "case.resubmitted":
        return True
    return None not in ordinals or world[one.id] >= max(world[receipt.id], world[returned.id])


def _sends_again(one: Fact, returned: Fact, receipt: Fact) -> bool:
    first, second = one.data.get("ordinal"), returned.data.get("ordinal")
    if one.type == "case.resubmitted" and first is not None and second is not None:
        return bool(first == second)
    assert returned.days is not None
    if one.days is not None and one.days[1] < returned.days[0]:
        return False
    if one.type == "case.proceeding_opened":
        return bool(one.data["kind"] == "resubmission")
    return one.type in ("case.resubmitted", "case.withdrawn", "case.transferred_out", "case.sent_for_prosecution") or (
        one.type == "case.merged" and disposes(one, None)
    )


def _in_custody(held: list[Fact], freed: list[Fact], world: dict[str, date], day: date) -> bool:
    for suspect in {one.suspect for one in held}:
        taken = [one for one in held if one.suspect == suspect and world[one.id] <= day]
        loose = [one for one in freed if one.suspect == suspect and world[one.id] <= day]
        if taken and not any(after(one, taken[-1], world) for one in loose):
            return True
    return False
