"""Tied cases hear of each other: in one partition or in several, all at once or bit by bit, as when it is told again."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

import pytest

from builders.casefiles import CASE_ID, POLICE, event_id
from fixtures.databases import Database
from screening import backtest, parameters, related, virtual_time
from screening.casefile import CaseFile
from screening.hearing import Heard, ties_of
from screening.related import Tie
from screening.rulebook import Outcome, Rule, SupervisionModel, Verdict
from screening.screening_pass import Pass, case_hash
from screening.store import db, feed_queries
from zhenxie.law.calendar import start_of_day
from zhenxie.law.wording import Text

BEGUN = datetime(2026, 3, 4, 1, tzinfo=UTC)
LATER = date(2026, 3, 20)
CASES = [uuid5(CASE_ID, f"tied-{number}") for number in range(5)]
NUMBERS = [f"A64020200000020260300{number}" for number in range(5)]
RULE = Rule(code="T-01", title=Text("试验规则", "A rule of the test"), articles=("CPL 105",), severity="low")
Look = tuple[date, int, tuple[tuple[str, str, str, str | None], ...]]


class Listening(SupervisionModel):
    """Writes down what each case hears of the others, and looks again once at a later day."""

    slug = "test"
    version = "1"
    title = Text("试验模型", "A model of the test")
    rules = (RULE,)
    watches = frozenset({"case.notified", "case.filed", "suspect.split_off", "suspect.judged", "suspect.interrogated"})
    parameters_of = "backdated_correction"

    def __init__(self) -> None:
        super().__init__(parameters.load("backdated_correction"))
        self.looks: dict[UUID, list[Look]] = {}

    def screen(self, case: CaseFile, on: date) -> Iterator[Outcome]:
        heard = tuple(
            (one.kind, one.event.type, one.event.entry.message_id, one.own_suspect_ref) for one in case.related
        )
        self.looks.setdefault(case.case_id, []).append((on, case.position, heard))
        if case.events:
            later = LATER if on < LATER else None
            yield Outcome(rule=RULE, verdict=Verdict.CLEAR, root=case.events[0].entry, look_again_on=later)


def a_tale(dice: random.Random) -> tuple[list[Heard], list[Tie]]:
    """Return entries of five cases, some told in lists of several, and the keys of some of their persons."""
    entries: list[Heard] = []
    persons: list[Tie] = []
    position = 0
    while position < 40:
        length, case = dice.choice([1, 1, 1, 2, 3]), dice.randrange(5)
        for number in range(length):
            entries.append(an_entry(position + 1 + number, position + length, case, entries, dice))
        position += length
        if dice.random() < 0.2:
            persons.append(Tie(related.PERSON, dice.choice("kl"), CASES[case], position, dice.choice(["S1", "S2"])))
    return entries, persons


def an_entry(position: int, end: int, case: int, before: list[Heard], dice: random.Random) -> Heard:
    kind = dice.choice(
        [
            "case.notified",
            "case.filed",
            "suspect.split_off",
            "suspect.judged",
            "suspect.interrogated",
            "message.retracted",
        ]
    )
    own = [one for one in before if one.case_id == CASES[case] and not one.type.startswith("message.")]
    if kind == "message.retracted" and not own:
        kind = "case.notified"
    data: dict[str, Any] = {}
    if kind == "suspect.split_off":
        data = {"target_case_number": dice.choice(NUMBERS)}
    if kind == "suspect.interrogated":
        data = {"officers": [dice.choice(["640218", "640219"])], "started_at": "2026-03-08T22:00:00+08:00"}
    return Heard(
        position=position,
        epoch=1,
        recorded_at=BEGUN + timedelta(hours=end),
        list_end=end,
        event_id=event_id(f"e{position}"),
        type=kind,
        source=POLICE,
        payload={
            "type": kind,
            "message_id": f"m{position}",
            "occurred": "2026-03-04",
            "suspect_ref": dice.choice(["S1", "S2"]),
            "data": data,
        },
        case_id=CASES[case],
        case_number=NUMBERS[case],
        corrects=dice.choice(own).event_id if kind == "message.retracted" else None,
    )


@pytest.mark.parametrize(("seed", "most"), [(0, 50), (1, 50), (2, 50), (3, 50), (4, 2), (5, 2), (6, 2), (7, 2)])
async def test_tied_cases_are_looked_at_alike_in_any_partition_and_in_any_pieces(
    screening_database: Database, seed: int, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(related, "MOST_CASES", most)
    dice = random.Random(seed)
    entries, persons = a_tale(dice)
    told_again, live = Listening(), Listening()
    horizon = start_of_day(LATER + timedelta(days=1))
    list(virtual_time.play(backtest.world_of(entries, horizon=horizon, ties=persons, models=[told_again])))

    database, parts = db.Database(screening_database.url), [(index, 3) for index in range(3)]
    passes = [Pass(database, part, models=[live]) for part in (parts if seed % 2 else [(0, 1)])]
    while entries:
        length = dice.randint(1, 12)
        piece, entries = entries[:length], entries[length:]
        ties = [tie for one in piece for tie in ties_of(one)]
        ties += [one for one in persons if piece[0].position <= one.position <= piece[-1].position]
        # What was not all heard yet is judged when it is.
        upto, until = piece[-1].position, piece[-1].recorded_at if entries else horizon
        async with database.working() as session:
            await feed_queries.keep(session, piece, [case_hash(one.case_id) for one in piece], ties)
            await feed_queries.move_cursor(session, cursor=f"1.{upto}", position=upto, complete_before=until)
        for each in passes:
            while await each.advance(now=BEGUN):
                pass
    await database.close()

    assert live.looks == told_again.looks
    assert any(heard for looks in live.looks.values() for _, _, heard in looks)
