"""A rule that ran in shadow is promoted by a person: through the exchange, the feed and screening, and told the same again."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from builders.events import a_notification, a_suspect, case_number, event
from fixtures import retold
from fixtures.agencies import DAWUKOU_POLICE, DAWUKOU_PROCURATORATE, REGION_PROCURATORATE, SCREENING
from fixtures.databases import Database
from fixtures.inprocess import served
from fixtures.screening import Story, screening
from screening import answering
from screening.store import queries, reproduction_queries
from zhenxie.kit.clock import FixedClock

MODEL = "economic_case_notices"
FIRST, SECOND = case_number(1, month="202602"), case_number(2, month="202602")


@pytest.fixture
async def story(settled_database: Database, make_database: Callable[..., Database]) -> AsyncIterator[Story]:
    clock = FixedClock(datetime(2026, 2, 10, 1, tzinfo=UTC))
    own = make_database("screening", service="screening")
    async with served(settled_database, clock) as exchange, screening(exchange, own, clock) as work:
        await work.publisher.publish_models()
        yield Story(exchange, work, clock)


async def a_fraud_is_reported(story: Story, number: str) -> None:
    charge = {"cl_article": "224", "name": "合同诈骗罪"}
    received = event("case.received", occurred="2026-02-10", charges=[charge])
    notice = a_notification(number, received, charges=[charge], suspects=[a_suspect("S1", charges=[charge])])
    notice["notified"]["occurred"] = "2026-02-10"
    await story.says(DAWUKOU_POLICE, "POST", "/v1/cases", notice)


async def decide(story: Story, message: str, decision: str, **more: Any) -> int:
    body = {"message_id": message, "decision": decision, "decided_by": "64000017", "reason": "回溯检验达标", **more}
    path = f"/v1/models/{MODEL}/versions/2/decisions"
    said = await story.says(REGION_PROCURATORATE, "POST", path, body)
    return int(said["position"])


async def counted(story: Story) -> list[tuple[str, str, bool, int]]:
    items = (await story.says(DAWUKOU_PROCURATORATE, "GET", "/v1/assessments/counts?rule=E6"))["items"]
    return [(one["model_version"], one["verdict"], one["shadow"], one["count"]) for one in items]


async def test_what_ran_in_shadow_is_alerted_from_the_decision_on_and_told_the_same_after_a_rebuild(
    story: Story, make_database: Callable[..., Database]
) -> None:
    await a_fraud_is_reported(story, FIRST)
    await story.covers("2026-04-30")
    await story.day("2026-05-04")
    assert await story.standings() == {}
    assert await counted(story) == [("2", "found", True, 1)]

    position = await decide(story, "d-1", "promote", rule="E6")
    await story.day("2026-05-05")
    [alert] = await story.alerts()
    assert (alert["report"]["rule"], alert["report"]["evaluated"]["position"]) == ("E6", position)
    assert alert["report"]["evaluated"]["day"] == "2026-05-04"
    assert await counted(story) == [("2", "found", False, 1)]

    # From a later day on nothing new is raised; what stands stays as it was told.
    await decide(story, "d-2", "shadow", rule="E6", **{"from": "2026-05-07"})
    await story.day("2026-05-08")
    await a_fraud_is_reported(story, SECOND)
    filed = event("case.filed", occurred="2026-05-06", charges=[{"cl_article": "224", "name": "合同诈骗罪"}])
    await story.says(DAWUKOU_POLICE, "POST", f"/v1/cases/{FIRST}/updates", filed)
    await story.day("2026-05-09")
    assert await story.alerts() == [alert]
    assert sorted(await counted(story)) == [("2", "found", True, 2)]

    # Reproduced, it is looked at as it stood then: the decision on its rule is among what is loaded.
    made = await answering.again(story.work.database, story.work.client, alert["report"])
    assert made.identical, made.differences
    async with story.work.database.working() as session:
        memory = await reproduction_queries.memory_of(session, UUID(alert["report"]["case_id"]), upto=position)
    assert [one.position for one in memory.entries if one.type == "model.decided"] == [position]

    before = await retold.held(story.exchange)
    assert await retold.retold(story.work, until=date(2026, 5, 9)) == before
    head = await retold.head(story.exchange)
    fresh = make_database("rebuilt", service="screening")
    parts = ((0, 3), (1, 3), (2, 3))
    async with screening(story.exchange, fresh, story.clock, parts=parts) as again:
        await again.once()
        assert await retold.held(story.exchange) == before
        async with again.database.working() as session:
            await queries.wipe(session, heard_too=False)
        await again.once()
    assert await retold.held(story.exchange) == before
    assert await retold.head(story.exchange) == head


async def test_the_operator_decides_through_the_client_and_reads_where_it_stands(story: Story) -> None:
    body = {"message_id": "op-1", "decision": "promote", "decided_by": "op7", "reason": "回溯检验达标", "rule": "E6"}
    models = story.work.client.models

    said = await models.decide(MODEL, "2", body)
    again = await models.decide(MODEL, "2", body)
    [known] = (await models.one(MODEL))["items"]

    assert said == again
    by = {one["code"]: one["decided"] for one in known["rules"]}["E6"]
    assert (by["position"], by["decided_by"], by["agency"]) == (said["position"], "op7", SCREENING)
    assert known["sheet"]["alerts"] == 0
