"""A person decides which version of a model alerts: recorded in the feed, shown to all, and only by who speaks for all."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import pytest

from fixtures.agencies import (
    CITY_PROCURATORATE,
    DAWUKOU_POLICE,
    DAWUKOU_PROCURATORATE,
    DETENTION_CENTER,
    REGION_PROCURATORATE,
    SCREENING,
)
from fixtures.databases import Database
from fixtures.inprocess import Served, served
from zhenxie.kit.clock import FixedClock
from zhenxie.law.calendar import BEIJING

NOW = datetime(2026, 3, 6, 10, tzinfo=BEIJING)
PATH = "/v1/models/stalled_economic_case"
TEXT = {"chinese": "立案审查逾期", "english": "no decision on filing"}
REASON = "回溯检验准确率达标，经检察长批准启用"


def a_version(*, status: str = "live") -> dict[str, Any]:
    rule = {"title": TEXT, "articles": ["ECON17 15"], "severity": "low", "addressed_to": "police"}
    return {
        "title": TEXT,
        "watches": ["case.filed"],
        "rules": [{"code": "E1", **rule}, {"code": "E6", **rule, "shadow": True}],
        "parameters": [],
        "parameters_hash": ("ab" if status == "live" else "cd") * 32,
        "status": status,
    }


def a_decision(message: str, decision: str = "promote", **more: Any) -> dict[str, Any]:
    return {"message_id": message, "decision": decision, "decided_by": "64020217", "reason": REASON, **more}


@pytest.fixture
async def exchange(settled_database: Database) -> AsyncIterator[Served]:
    async with served(settled_database, FixedClock(NOW)) as running:
        async with running.client(SCREENING) as screening:
            await screening.put(f"{PATH}/versions/1", json=a_version())
            await screening.put(f"{PATH}/versions/2", json=a_version(status="shadow"))
        yield running


async def decide(exchange: Served, version: str, body: dict[str, Any], *, by: str = REGION_PROCURATORATE) -> Any:
    async with exchange.client(by) as office:
        return await office.post(f"{PATH}/versions/{version}/decisions", json=body)


async def standing(exchange: Served, reader: str = DAWUKOU_PROCURATORATE) -> dict[str, dict[str, Any]]:
    async with exchange.client(reader) as office:
        return {one["version"]: one for one in (await office.get(PATH)).json()["items"]}


async def test_without_a_decision_each_version_stands_as_the_code_says(exchange: Served) -> None:
    known = await standing(exchange)

    assert {version: one["status"] for version, one in known.items()} == {"1": "live", "2": "shadow"}
    assert known["1"]["decided"] is None
    assert {one["code"]: one["status"] for one in known["1"]["rules"]} == {"E1": "live", "E6": "shadow"}


async def test_a_promoted_version_takes_the_place_of_the_live_one_and_it_is_known_who_decided(exchange: Served) -> None:
    answered = await decide(exchange, "2", a_decision("d-1"))

    said = answered.json()
    assert answered.status_code == 201
    assert said == {
        "model": "stalled_economic_case",
        "version": "2",
        "rule": None,
        "decision": "promote",
        "in_force_from": "2026-03-06",
        "position": said["position"],
    }
    known = await standing(exchange)
    assert {version: one["status"] for version, one in known.items()} == {"1": "shadow", "2": "live"}
    by = known["2"]["decided"]
    assert (by["agency"], by["decided_by"], by["reason"]) == (REGION_PROCURATORATE, "64020217", REASON)
    assert by["decided_at"].startswith("2026-03-0")
    assert known["1"]["decided"] == by
    assert (known["1"]["decisions"], known["2"]["decisions"]) == ([], [by])


async def test_one_rule_is_promoted_by_itself(exchange: Served) -> None:
    await decide(exchange, "1", a_decision("d-1", rule="E6"))

    known = await standing(exchange)
    assert {one["code"]: one["status"] for one in known["1"]["rules"]} == {"E1": "live", "E6": "live"}
    assert {one["code"]: one["status"] for one in known["2"]["rules"]} == {"E1": "live", "E6": "shadow"}
    assert (known["1"]["status"], known["2"]["status"]) == ("live", "shadow")


async def test_it_is_in_the_feed_for_the_agency_and_the_operator_and_for_nobody_else(exchange: Served) -> None:
    position = (await decide(exchange, "2", a_decision("d-1", rule="E6"))).json()["position"]

    seen = {}
    for reader in (REGION_PROCURATORATE, SCREENING, CITY_PROCURATORATE, DAWUKOU_POLICE):
        async with exchange.client(reader) as client:
            items = (await client.get("/v1/changes", params={"types": "model.decided"})).json()["items"]
        seen[reader] = [(one["position"], one["data"]["data"]) for one in items]
    data = {
        "model": "stalled_economic_case",
        "version": "2",
        "rule": "E6",
        "decision": "promote",
        "in_force_from": "2026-03-06",
    }
    assert seen[REGION_PROCURATORATE] == seen[SCREENING] == [(position, data)]
    assert seen[CITY_PROCURATORATE] == seen[DAWUKOU_POLICE] == []


async def test_the_same_message_is_answered_again_and_another_of_its_id_is_refused(exchange: Served) -> None:
    first = await decide(exchange, "2", a_decision("d-1"))
    await decide(exchange, "2", a_decision("d-2", "shadow"))
    again = await decide(exchange, "2", a_decision("d-1"))
    other = await decide(exchange, "1", a_decision("d-1"))

    assert (again.status_code, again.json(), again.headers["idempotent-replay"]) == (200, first.json(), "true")
    assert (other.status_code, other.json()["type"].rpartition("/")[2]) == (409, "message-id-reused")
    assert (await standing(exchange))["2"]["status"] == "shadow"


async def test_from_a_later_day_on_it_holds_from_that_day_on(exchange: Served) -> None:
    await decide(exchange, "2", a_decision("d-1", **{"from": "2026-03-07"}))

    before = await standing(exchange)
    assert before["2"]["status"] == "shadow"
    assert [one["in_force_from"] for one in before["2"]["decisions"]] == ["2026-03-07"]
    async with exchange.client(DAWUKOU_PROCURATORATE) as office:
        etag = (await office.get(PATH)).headers["etag"]
        assert (await office.get(PATH, headers={"If-None-Match": etag})).status_code == 304
    exchange.state.clock.turn_to(datetime(2026, 3, 7, tzinfo=BEIJING))
    async with exchange.client(DAWUKOU_PROCURATORATE) as office:
        later = await office.get(PATH, headers={"If-None-Match": etag})
    assert later.status_code == 200
    assert [one["status"] for one in later.json()["items"]] == ["shadow", "live"]


@pytest.mark.parametrize(
    ("version", "body", "by", "status", "problem"),
    [
        ("2", a_decision("d"), CITY_PROCURATORATE, 403, "not-for-all-offices"),
        ("2", a_decision("d"), DAWUKOU_POLICE, 403, "not-for-all-offices"),
        ("3", a_decision("d"), REGION_PROCURATORATE, 404, "model-not-found"),
        ("2", a_decision("d", rule="M05"), REGION_PROCURATORATE, 404, "model-not-found"),
        ("2", a_decision("d", **{"from": "2026-03-05"}), REGION_PROCURATORATE, 422, "invalid-body"),
        ("2", a_decision("d") | {"decision": "delete"}, REGION_PROCURATORATE, 422, "invalid-body"),
    ],
)
async def test_what_is_refused(  # noqa: PLR0917  the columns of the table
    exchange: Served, version: str, body: dict[str, Any], by: str, status: int, problem: str
) -> None:
    refused = await decide(exchange, version, body, by=by)

    assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (status, problem)
    known = await standing(exchange)
    assert {one: known[one]["status"] for one in known} == {"1": "live", "2": "shadow"}


async def test_a_retired_version_runs_in_shadow_before_it_is_promoted(exchange: Served) -> None:
    answers = [
        await decide(exchange, "2", a_decision(f"d-{place}", decision), by=SCREENING)
        for place, decision in enumerate(("retire", "promote", "shadow", "promote"))
    ]

    assert [one.status_code for one in answers] == [201, 409, 201, 201]
    assert answers[1].json()["type"].rpartition("/")[2] == "model-retired"
    assert (await standing(exchange))["2"]["status"] == "live"


async def test_police_know_which_agency_decided_and_neither_who_nor_what_was_written_of_it(exchange: Served) -> None:
    await decide(exchange, "1", a_decision("d-1", rule="E6"))
    await decide(exchange, "2", a_decision("d-2"))

    async def shown_to(reader: str) -> list[tuple[Any, ...]]:
        known = await standing(exchange, reader)
        (promoted,) = (one for one in known["1"]["rules"] if one["code"] == "E6")
        decided = (promoted["decided"], known["2"]["decided"], *known["1"]["decisions"], *known["2"]["decisions"])
        return [(by["agency"], by["decided_by"], by["reason"]) for by in decided]

    for reader in (DAWUKOU_POLICE, DETENTION_CENTER):
        assert await shown_to(reader) == [(REGION_PROCURATORATE, None, None)] * 4
    for reader in (DAWUKOU_PROCURATORATE, SCREENING):
        assert await shown_to(reader) == [(REGION_PROCURATORATE, "64020217", REASON)] * 4
