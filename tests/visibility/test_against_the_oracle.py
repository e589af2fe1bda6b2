"""Two thousand random questions by random agencies: no leak, no hole, in whichever of the two walls alone."""

import random
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from datetime import date, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

import pytest

from exchange.db import Database
from exchange.feed import queries
from exchange.feed.asked import Question
from visibility.history import CODES
from visibility.world import World
from zhenxie.record.deadlines.reckoning import deadlines_of

HTTP_QUESTIONS = 1_100
WALL_QUESTIONS = 500


@pytest.fixture
async def database(world: World) -> AsyncIterator[Database]:
    opened = Database(world.database.url.replace("postgresql://", "postgresql+asyncpg://"))
    yield opened
    await opened.close()


def test_the_feed_told_every_new_reader_and_nobody_who_sees_nothing(world: World):
    told = world.told_of()
    assert Counter(world.oracle.told) <= told
    for number, reader in told:
        assert number in world.numbers_known(reader)


def test_the_history_has_what_makes_visibility_hard(world: World):
    cases = world.oracle.cases
    assert sum(case.joined_into is not None for case in cases) >= 5
    assert sum(case.reporter is not None and case.joined_into is None for case in cases) >= 5
    assert sum(bool(case.ended) for case in cases) >= 5
    assert len(world.oracle.windows) >= 20
    assert len(world.entries) >= 300
    for agency in CODES:
        assert 0 < len(world.seen_by(agency)) <= len(world.entries)


@pytest.mark.parametrize("part", range(4))
def test_every_answer_of_the_api_is_what_the_oracle_says(world: World, part: int):
    dice = random.Random(700 + part)
    asked = Counter()
    for _ in range(HTTP_QUESTIONS // 4):
        question = dice.choice([_changes, _changes, _changes, _case, _case, _timeline, _deadlines, _keys, _cases])
        asked[question.__name__] += 1
        question(world, dice)
    assert min(asked.values()) >= 15


def _somebody(world: World, dice: random.Random) -> tuple[str, str]:
    return dice.choice(CODES), dice.choice(world.history.numbers)


def _get(world: World, agency: str, path: str, params: dict[str, Any]) -> Any:
    return world.history.callers[agency].get(path, params=params)


def _changes(world: World, dice: random.Random) -> None:
    agency, number = _somebody(world, dice)
    head = len(world.entries)
    params: dict[str, Any] = {"after": dice.choice([0, dice.randint(0, head)]), "limit": dice.randint(1, 60)}
    expected = world.seen_by(agency)
    if dice.random() < 0.3:
        types = dice.sample(sorted({one.type for one in world.entries}), 3)
        params["types"] = ",".join(types)
        expected = [one for one in expected if one.type in types]
    if dice.random() < 0.4:
        params["case_number"] = number
        expected = [one for one in expected if one.case is not None and one.case.number == number]
    if dice.random() < 0.3:
        count = dice.randint(1, 5)
        index = dice.randrange(count)
        params["partition"] = f"{index}/{count}"
        expected = [one for one in expected if world.in_partition(one, index, count)]
    positions = [one.position for one in expected if one.position > params["after"]]

    page = _get(world, agency, "/v1/changes", params).json()

    assert [item["position"] for item in page["items"]] == positions[: params["limit"]], (agency, params)
    whole = len(positions) < params["limit"]
    assert page["next"] == f"1.{head if whole else positions[params['limit'] - 1]}", (agency, params)


def _upto(world: World, dice: random.Random) -> tuple[int, dict[str, str]]:
    head = len(world.entries)
    if dice.random() < 0.5:
        return head, {}
    position = dice.randint(0, head)
    if dice.random() < 0.5 or position == 0:
        return position, {"as_known_at": f"1.{position}"}
    moment = world.entries[position - 1].recorded_at
    last = max(one.position for one in world.entries if one.recorded_at <= moment)
    return last, {"as_known_at": moment.isoformat()}


def _case(world: World, dice: random.Random) -> None:
    agency, number = _somebody(world, dice)
    upto, params = _upto(world, dice)
    expected = world.drawn(agency, number, upto)

    answer = _get(world, agency, f"/v1/cases/{number}", params)

    if expected is None:
        assert answer.status_code == 404, (agency, number, params, answer.text)
    else:
        assert answer.status_code == 200, (agency, number, params, answer.text)
        assert answer.json()["picture"] == expected, (agency, number, params)


def _timeline(world: World, dice: random.Random) -> None:
    agency, number = _somebody(world, dice)
    upto, params = _upto(world, dice)
    expected = [
        one.position
        for one in world.seen_by(agency)
        if one.case is not None and one.case.number == number and one.position <= upto
    ]

    answer = _get(world, agency, f"/v1/cases/{number}/timeline", params | {"limit": "1000"})

    if number not in world.numbers_known(agency):
        assert answer.status_code == 404, (agency, number, params)
    else:
        assert [item["position"] for item in answer.json()["items"]] == expected, (agency, number, params)


def _deadlines(world: World, dice: random.Random) -> None:
    agency, number = _somebody(world, dice)
    upto, params = _upto(world, dice)
    day = date(2026, 3, 1) + timedelta(days=dice.randint(0, 60))
    told = [
        one.told
        for one in world.seen_by(agency)
        if one.told is not None and one.case.number == number and one.position <= upto
    ]

    answer = _get(world, agency, f"/v1/cases/{number}/deadlines", params | {"on": day.isoformat()})

    if not told:
        assert answer.status_code == 404, (agency, number, params, answer.text)
        return
    found = answer.json()
    late = {"overdue", "met_late", "lapsed_late"}
    expected = [
        (str(one.opened.root.event_id), one.opened.period.key, one.state.value) for one in deadlines_of(told, day)
    ]
    said = [
        (one["start_entry"]["event_id"], f"{one['deadline']}.{one['period']}", one["state"]) for one in found["items"]
    ]
    assert [one[:2] for one in said] == [one[:2] for one in expected], (agency, number, params)
    if found["complete"]:
        assert said == expected, (agency, number, params)
    else:
        assert not late & {one[2] for one in said}, (agency, number, params)


def _keys(world: World, dice: random.Random) -> None:
    agency, number = _somebody(world, dice)
    upto, params = _upto(world, dice)
    expected = set()
    for one in world.seen_by(agency):
        if one.told is not None and one.case.number == number and one.position <= upto:
            expected |= world.history.keys.get(one.told.payload["message_id"], set())

    answer = _get(world, agency, f"/v1/cases/{number}/persons", params | {"view": "keys"})

    if number not in world.numbers_known(agency):
        assert answer.status_code == 404, (agency, number, params)
    else:
        persons = answer.json()["persons"]
        found = {(one["role"], one["suspect_ref"], one["person_key"]) for one in persons}
        assert found == expected, (agency, number, params)


def _cases(world: World, dice: random.Random) -> None:
    agency = dice.choice(CODES)
    upto, params = _upto(world, dice)
    expected = world.listed(agency, upto) if params else world.listed(agency, len(world.entries))

    found = list(_pages(world, agency, params | {"limit": str(dice.choice([3, 100]))}))

    assert len(found) == len(set(found))
    assert set(found) == expected, (agency, params)


def _pages(world: World, agency: str, params: dict[str, str]) -> Iterator[str]:
    following: str | None = ""
    while following is not None:
        after = {"after": following} if following else {}
        page = _get(world, agency, "/v1/cases", params | after).json()
        yield from (item["case_id"] for item in page["items"])
        following = page["next"]


def _wall_question(world: World, dice: random.Random) -> tuple[Question, list[int]]:
    agency, number = _somebody(world, dice)
    head = len(world.entries)
    after = dice.randint(0, head)
    wanted = [one for one in world.seen_by(agency) if one.position > after]
    ids, types, partition = None, (), None
    if dice.random() < 0.4:
        ids = tuple(UUID(case.case_id) for case in world.oracle.cases if case.number == number)
        wanted = [one for one in wanted if one.case is not None and one.case.number == number]
    if dice.random() < 0.3:
        types = tuple(dice.sample(sorted({one.type for one in world.entries}), 3))
        wanted = [one for one in wanted if one.type in types]
    if dice.random() < 0.3:
        partition = (0, 2)
        wanted = [one for one in wanted if world.in_partition(one, 0, 2)]
    limit = dice.randint(1, 80)
    question = Question(after=after, upto=head, limit=limit, types=types, case_ids=ids, partition=partition)
    return agency, question, [one.position for one in islice(wanted, limit)]


async def test_without_the_filter_the_policies_alone_show_what_the_oracle_says(world: World, database: Database):
    dice = random.Random(801)
    for _ in range(WALL_QUESTIONS):
        agency, question, expected = _wall_question(world, dice)
        async with database.reading(agency) as session:
            rows = await queries.entries_after(session, question=question, agency=agency, filtered=False)
        assert [row["position"] for row in rows] == expected, (agency, question)


async def test_without_the_policies_the_filter_alone_shows_what_the_oracle_says(world: World, database: Database):
    dice = random.Random(802)
    for _ in range(WALL_QUESTIONS):
        agency, question, expected = _wall_question(world, dice)
        async with database.writing() as session:
            rows = await queries.entries_after(session, question=question, agency=agency)
        assert [row["position"] for row in rows] == expected, (agency, question)
