"""What stands together in one transaction: a bad command spoils no neighbour, and two processes never block each other."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from datetime import date
from typing import Any

import orjson
import pytest
from sqlalchemy import text

from builders.events import a_detention, a_notification, case_number, event
from exchange.access.callers import Supervision
from exchange.cases import granting
from exchange.cases.commands import AddSupervision, MakeGrant, WithdrawGrant
from exchange.errors import InternalError, Refusal
from exchange.feed.commands import Command, Concluded, Decision, Draft
from exchange.feed.errors import MessageIdReused
from exchange.feed.scribe import Ground, GroupFacts, Scribe
from exchange.intake.commands import KIND
from exchange.intake.reading import Reader
from fixtures import inprocess, storms
from fixtures.agencies import DAWUKOU_POLICE, DAWUKOU_PROCURATORATE, HUINONG_POLICE, PINGLUO_PROCURATORATE, SCREENING
from fixtures.databases import Database
from zhenxie.kit.identifiers import new_id
from zhenxie.wire import json
from zhenxie.wire.vocabulary import Audience, Relation


class Faulty:
    """A slice with a mistake: what its commands say, happens in the middle of the transaction."""

    async def decide(self, session: Any, commands: Sequence[Command], now: Any) -> list[Decision]:
        decisions = []
        for command in commands:
            if command.body == "raises when it decides":
                raise KeyError(command.body)
            if command.body == "asks a wrong question":
                await session.execute(text("select 1 / 0"))
            if command.body == "hands over a wrong value":
                await session.execute(text("select cast(:number as integer)"), {"number": 2**70})
            event_id = new_id(now)
            draft = Draft(event_id, "quality.found", "exchange", Audience.ADDRESSEES, json.canonical({"data": {}}))
            decisions.append(Decision(drafts=[draft, draft] if command.body == "appends one event twice" else [draft]))
        return decisions

    async def conclude(self, _session: Any, concluded: Sequence[Concluded], _now: Any) -> list[Any]:
        if any(one.command.body == "raises when it concludes" for one in concluded):
            raise ZeroDivisionError
        return [one.receipts[0].position for one in concluded]


BAD = [
    "raises when it decides",
    "asks a wrong question",
    "hands over a wrong value",
    "appends one event twice",
    "raises when it concludes",
]


@pytest.mark.parametrize("bad", BAD)
async def test_a_bad_command_spoils_none_of_its_neighbours(settled_database: Database, bad: str):
    seen: list[GroupFacts] = []
    async with inprocess.exchange(settled_database) as state:
        handlers = {**state.scribe._handlers, "faulty": Faulty()}
        scribe = Scribe(Ground(state.database, state.clock, state.sealer), handlers, observe=seen.append)
        notifications = [a_notification(case_number(turn), a_detention()) for turn in range(1, 9)]
        commands = [submission(state, DAWUKOU_POLICE, body) for body in notifications]
        commands[4:4] = [faulty(bad)]
        commands.append(faulty("harmless"))
        # Nothing is taken before it starts, so all of this is one group.
        waiting = [asyncio.create_task(scribe.submit(command)) for command in commands]
        await storms.until(lambda: scribe.queued == len(commands))
        scribe.start()
        answers = await asyncio.gather(*waiting, return_exceptions=True)
        again = [await scribe.submit(command) for command in commands[:3]]
        await scribe.close()

    refused = [place for place, answer in enumerate(answers) if isinstance(answer, BaseException)]
    assert refused == [4]
    # Told that it is our fault, and not to send it again and again until the database comes back.
    assert isinstance(answers[4], InternalError)
    rows = await storms.stored(settled_database)
    assert [row["position"] for row in rows] == list(range(1, 18))
    assert sum(facts.entries for facts in seen) == 17
    assert all(one.replay for one in again)
    assert (await storms.verified(settled_database)).sound


async def test_a_refusal_is_an_outcome_and_does_not_break_up_its_group(settled_database: Database):
    seen: list[GroupFacts] = []
    async with inprocess.exchange(settled_database) as state:
        scribe = Scribe(Ground(state.database, state.clock, state.sealer), state.scribe._handlers, observe=seen.append)
        first = a_notification(case_number(1))
        reused = a_notification(case_number(2))
        reused["notified"]["message_id"] = first["notified"]["message_id"]
        foreign = a_notification(case_number(3, unit=HUINONG_POLICE))
        bodies = [first, reused, foreign, first, a_notification(case_number(4))]
        waiting = [asyncio.create_task(scribe.submit(submission(state, DAWUKOU_POLICE, body))) for body in bodies]
        await storms.until(lambda: scribe.queued == len(bodies))
        scribe.start()
        answers = await asyncio.gather(*waiting, return_exceptions=True)
        await scribe.close()

    kinds = [type(one).__name__ if isinstance(one, Refusal) else one.replay for one in answers]
    assert kinds == [False, "MessageIdReused", "ForeignCaseNumber", True, False]
    assert [(facts.commands, facts.entries) for facts in seen] == [(5, 2)]


def submission(state: Any, agency: str, body: dict[str, Any], *, update: str = "") -> Command:
    caller = inprocess.caller(agency)
    reader, content = Reader(caller, state.clock.now()), orjson.dumps(body)
    if body.get("type") == "agency.coverage_declared":
        read = reader.coverage(content)
    else:
        read = reader.update(content, update) if update else reader.notification(content)
    return Command(KIND, caller, read)


def faulty(body: str) -> Command:
    return Command("faulty", inprocess.caller(SCREENING), body)


async def test_a_lost_race_for_a_message_id_ends_in_a_replay_or_a_conflict(settled_database: Database):
    # Both have decided before either is committed.
    await storms.commit_slowly(settled_database, "0.1")
    async with AsyncExitStack() as stack:
        states = [await stack.enter_async_context(inprocess.exchange(settled_database)) for _ in range(2)]
        for turn in range(1, 9):
            types = [{"type": "suspect.detained", "complete_from": "2026-01-01", "usual_delay_hours": turn}]
            same = event("agency.coverage_declared", occurred="2026-03-02", types=types)
            alike = [await both(states, [same, same])]
            one, other = a_notification(case_number(turn)), a_notification(case_number(turn + 100))
            other["notified"]["message_id"] = one["notified"]["message_id"]
            unlike = await both(states, [one, other])

            assert sorted(answer.replay for answer in alike[0]) == [False, True]
            assert alike[0][0].items == alike[0][1].items
            assert sum(isinstance(answer, MessageIdReused) for answer in unlike) == 1
            assert sum(getattr(answer, "replay", None) is False for answer in unlike) == 1
    assert len(await storms.stored(settled_database)) == 16
    assert (await storms.verified(settled_database)).sound


async def both(states: Sequence[Any], bodies: Sequence[dict[str, Any]]) -> list[Any]:
    sent = [
        state.scribe.submit(submission(state, DAWUKOU_POLICE, body)) for state, body in zip(states, bodies, strict=True)
    ]
    return await asyncio.gather(*sent, return_exceptions=True)


NUMBERS = [case_number(one) for one in range(1, 9)]


@pytest.mark.parametrize("rounds", [6, pytest.param(100, marks=pytest.mark.nightly)])
async def test_groups_on_the_same_cases_in_opposite_orders_never_block_each_other(
    settled_database: Database, rounds: int
):
    await storms.commit_slowly(settled_database, "random() * 0.02")
    async with AsyncExitStack() as stack:
        states = [await stack.enter_async_context(inprocess.exchange(settled_database)) for _ in range(2)]
        for number in NUMBERS:
            await inprocess.submit(states[0], DAWUKOU_POLICE, a_notification(number))
        for turn in range(rounds):
            orders = (NUMBERS, NUMBERS[::-1])
            waiting = [
                state.scribe.submit(submission(state, DAWUKOU_POLICE, moved(turn), update=number))
                for state, order in zip(states, orders, strict=True)
                for number in order
            ]
            assert [one.replay for one in await asyncio.gather(*waiting)] == [False] * len(waiting)
    assert await deadlocks(settled_database) == 0
    assert (await storms.verified(settled_database)).entries == len(NUMBERS) * (1 + 2 * rounds)


def moved(turn: int) -> dict[str, Any]:
    return a_detention(occurred=f"2026-03-{turn % 27 + 2:02}T10:20:00+08:00")


async def deadlocks(database: Database) -> int:
    # What a backend counted it hands over when it ends; all of the exchange's have ended here.
    question = "select deadlocks from pg_stat_database where datname = current_database()"
    return (await storms.stored(database, question))[0]["deadlocks"]


@pytest.mark.parametrize("rounds", [6, pytest.param(100, marks=pytest.mark.nightly)])
async def test_administration_among_reports_never_blocks_either(settled_database: Database, rounds: int):
    await storms.commit_slowly(settled_database, "random() * 0.02")
    async with AsyncExitStack() as stack:
        states = [await stack.enter_async_context(inprocess.exchange(settled_database)) for _ in range(2)]
        for number in NUMBERS:
            await inprocess.submit(states[0], DAWUKOU_POLICE, a_notification(number))
        for turn in range(rounds):
            row = Supervision(HUINONG_POLICE, PINGLUO_PROCURATORATE, date(2026, 1, 1), date(2026, 1, 2))
            acts: list[Callable[[str], Any]] = [
                lambda number: MakeGrant(number, PINGLUO_PROCURATORATE, Relation.OBSERVING),
                lambda number: WithdrawGrant(number, PINGLUO_PROCURATORATE),
                lambda _: AddSupervision(row),  # noqa: B023  used in this round
            ]
            waiting = []
            for state, order in zip(states, (NUMBERS, NUMBERS[::-1]), strict=True):
                for place, number in enumerate(order):
                    body = moved(turn)
                    waiting.append(state.scribe.submit(submission(state, DAWUKOU_POLICE, body, update=number)))
                    act = acts[(place + turn) % 3](number)
                    waiting.append(state.scribe.submit(Command(granting.KIND, inprocess.caller(SCREENING), act)))
            answers = await asyncio.gather(*waiting, return_exceptions=True)
            # A grant that is not there cannot be withdrawn; nothing else may be refused.
            odd = [one for one in answers if isinstance(one, BaseException)]
            assert {type(one).__name__ for one in odd} <= {"GrantNotFound"}
    assert await deadlocks(settled_database) == 0
    assert (await storms.verified(settled_database)).sound


async def test_a_case_that_is_opened_beside_a_change_of_supervision_is_opened_on_the_new_directory(
    settled_database: Database,
):
    row = Supervision(DAWUKOU_POLICE, PINGLUO_PROCURATORATE, date(2026, 1, 1), None)
    async with inprocess.exchange(settled_database) as state:
        scribe = Scribe(Ground(state.database, state.clock, state.sealer), state.scribe._handlers)
        commands = [
            submission(state, DAWUKOU_POLICE, a_notification(case_number())),
            Command(granting.KIND, inprocess.caller(SCREENING), AddSupervision(row)),
        ]
        waiting = [asyncio.create_task(scribe.submit(command)) for command in commands]
        await storms.until(lambda: scribe.queued == len(commands))
        scribe.start()
        _, administered = await asyncio.gather(*waiting)
        while administered.rest is not None:
            administered = await scribe.submit(Command(granting.KIND, inprocess.caller(SCREENING), administered.rest))
        await scribe.close()

    readers = {grant["agency"] for grant in await storms.stored(settled_database, "select agency from grants")}
    assert PINGLUO_PROCURATORATE in readers
    assert DAWUKOU_PROCURATORATE not in readers
