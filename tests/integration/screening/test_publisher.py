"""What screening tells and the exchange refuses: one post waits by itself, a client that is not let in waits whole."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest

from builders.events import a_notification, case_number, event
from fixtures import retold
from fixtures.agencies import DAWUKOU_POLICE, DAWUKOU_PROCURATORATE, SCREENING
from fixtures.databases import Database
from fixtures.inprocess import served
from fixtures.screening import Story, screening
from screening.life import Post
from screening.publisher import Publisher, Told
from screening.screening_pass import case_hash
from screening.store import case_queries, queries
from zhenxie.client.connection import Means
from zhenxie.client.credentials import Secret
from zhenxie.client.errors import ExchangeRefused
from zhenxie.client.exchange import ExchangeClient
from zhenxie.kit.clock import FixedClock
from zhenxie.wire.json import canonical

DRAWN = {"full_video": False, "tube_type": "coagulant", "disinfectant_kind": "alcohol_free"}


@pytest.fixture
async def story(settled_database: Database, make_database: Callable[..., Database]) -> AsyncIterator[Story]:
    clock = FixedClock(datetime(2026, 3, 10, 1, tzinfo=UTC))
    own = make_database("screening", service="screening")
    async with served(settled_database, clock) as exchange, screening(exchange, own, clock) as work:
        yield Story(exchange, work, clock)


async def a_drive_is_reported(story: Story) -> None:
    filed = event("case.filed", occurred="2026-03-09", charges=[{"cl_article": "133-1", "name": "危险驾驶罪"}])
    drawn = event("evidence.blood_drawn", occurred="2026-03-08T23:00:00+08:00", **DRAWN)
    await story.says(DAWUKOU_POLICE, "POST", "/v1/cases", a_notification(case_number(1), filed, drawn))
    await story.work.subscriber.hear()
    await story.work.agenda.advance()


async def parked_and_unsent(story: Story) -> tuple[int, int]:
    async with story.work.database.working() as session:
        figures = await queries.figures(session)
    return figures.parked, figures.unsent


async def test_a_client_that_is_not_let_in_parks_nothing_and_tells_all_of_it_later(story: Story) -> None:
    await a_drive_is_reported(story)
    made = await story.says(
        SCREENING, "POST", "/v1/clients", {"agency": SCREENING, "name": "只读", "scopes": ["alerts:read"]}
    )
    means = Means(clock=story.clock, transport=story.exchange.transport)
    lacking = ExchangeClient("http://exchange.test", Secret(made["client_id"], made["client_secret"]), means=means)

    with pytest.raises(ExchangeRefused):
        await Publisher(story.work.database, lacking).send()

    parked, unsent = await parked_and_unsent(story)
    assert (parked, unsent > 0) == (0, True)
    await story.work.once()
    assert [one["report"]["rule"] for one in await story.alerts()] == ["DUI-06"]


async def test_a_post_that_the_exchange_refuses_waits_with_its_case_until_it_is_tried_again(story: Story) -> None:
    await a_drive_is_reported(story)
    async with story.work.database.working() as session:
        [first, *_] = await case_queries.unsent(session, limit=10)
        await case_queries.park(session, first.id, why="404")

    await story.work.publisher.send()
    assert await story.alerts() == []
    async with story.work.database.working() as session:
        assert await case_queries.unpark(session) == 1
    await story.work.publisher.send()

    assert [one["report"]["rule"] for one in await story.alerts()] == ["DUI-06"]
    assert await parked_and_unsent(story) == (0, 0)


async def test_what_stands_behind_a_post_that_the_exchange_refuses_waits_in_the_same_round_already(
    story: Story,
) -> None:
    await a_drive_is_reported(story)
    async with story.work.database.working() as session:
        rows = await case_queries.unsent(session, limit=10)
        [report] = [one for one in rows if one.kind == "report"]
        await case_queries.sent(session, [one.id for one in rows], alerts={})
        alert = Post("report", report.body, report.fingerprint, report.occurrence)
        posts = [(report.case_id, _TO_NOBODY), (report.case_id, alert)]
        await case_queries.tell(session, posts, now=story.clock.now())

    await story.work.publisher.send()

    assert await story.alerts() == []
    assert await parked_and_unsent(story) == (1, 1)


async def test_posts_of_one_case_are_told_in_their_order_and_those_of_two_cases_at_once(story: Story) -> None:
    told, both, (one, other) = [], asyncio.Barrier(2), sorted((uuid4(), uuid4()))

    class Recording:
        """Takes posts of two cases: of each pair of assessments neither is answered before the other one came."""

        async def report(self, body: dict[str, Any]) -> dict[str, Any]:
            told.append((body["case"], body["number"], "begun"))
            if body["kind"] == "assessments":
                await both.wait()
            else:
                await asyncio.sleep(0.01)
            told.append((body["case"], body["number"], "told"))
            return {"id": str(uuid4())}

    client: Any = SimpleNamespace(alerts=Recording(), assessments=Recording())
    kinds = ("report", "assessments", "report", "assessments")
    posts = [
        (case, Post(kind, {"case": case, "number": number, "kind": kind}, f"{case}", number))
        for number, kind in enumerate(kinds)
        for case in (one, other)
    ]
    rows = [SimpleNamespace(id=place, case_id=case, **post.__dict__) for place, (case, post) in enumerate(posts)]

    assert await Publisher(story.work.database, client)._tell_all(rows, Told()) == []

    in_order = [(number, what) for number in range(4) for what in ("begun", "told")]
    assert [[said[1:] for said in told if said[0] == case] for case in (one, other)] == [in_order, in_order]
    alerts = [said[:2] for said in told if kinds[said[1]] == "report" and said[2] == "begun"]
    assert alerts == [(one, 0), (other, 0), (one, 2), (other, 2)]


async def test_of_what_was_assessed_of_a_case_only_the_last_word_is_told(story: Story) -> None:
    await a_drive_is_reported(story)
    # A second sample, and a second look, before anything was told of the first.
    again = event("evidence.blood_drawn", occurred="2026-03-08T23:40:00+08:00", **DRAWN)
    await story.says(DAWUKOU_POLICE, "POST", f"/v1/cases/{case_number(1)}/updates", again)
    await story.work.subscriber.hear()
    await story.work.agenda.advance()
    async with story.work.database.working() as session:
        waiting = [one for one in await case_queries.unsent(session, limit=100) if one.kind == "assessments"]

    await story.work.once()

    [last] = waiting
    told = await retold.held(story.exchange)
    assert list(told.outcomes.values()) == [canonical(last.body["outcomes"])]
    assert last.body["evaluated"]["position"] == 4


async def test_a_process_tells_of_its_own_cases_first_and_of_another_s_when_it_has_none_left(story: Story) -> None:
    await a_drive_is_reported(story)
    async with story.work.database.working() as session:
        index = case_hash((await case_queries.unsent(session, limit=1))[0].case_id) % 2
        await case_queries.tell(session, [(_of_part(1 - index), _TO_NOBODY)], now=story.clock.now())
    own = Publisher(story.work.database, story.work.client, [(index, 2)])

    await own.send()
    assert [one["report"]["rule"] for one in await story.alerts()] == ["DUI-06"]
    assert (await parked_and_unsent(story))[1] == 1

    # Its process is gone, as far as anybody knows: the exchange is asked, and knows no such case.
    await own.send()
    assert await parked_and_unsent(story) == (1, 0)


_TO_NOBODY = Post("assessments", {"case_id": "nobody's"})


def _of_part(index: int) -> UUID:
    return next(one for one in iter(uuid4, None) if case_hash(one) % 2 == index)


async def test_the_models_are_published_as_they_are(story: Story) -> None:
    await story.work.publisher.publish_models()

    page = await story.says(DAWUKOU_PROCURATORATE, "GET", "/v1/models")

    rules = {rule["code"] for model in page["items"] for rule in model["content"]["rules"]}
    assert rules >= {"UA-01", "E1", "DUI-06", "M04", "BD-01"}
    assert not story.work.publisher.refused_models
    assert "memory" in json.dumps(page)
