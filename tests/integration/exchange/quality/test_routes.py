"""Findings on the form of data: posted by screening once, read by their sender, cleared, and found again."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from builders.alerts import evaluated
from builders.events import a_detention, a_notification, case_number, event
from builders.remarks import a_remark
from fixtures.agencies import DAWUKOU_POLICE, DAWUKOU_PROCURATORATE, DETENTION_CENTER, HUINONG_POLICE, SCREENING
from fixtures.databases import Database
from fixtures.inprocess import Served, served

NUMBER = case_number(1)


class Town:
    """An exchange with one case of two events, and ways to speak to it as anybody."""

    def __init__(self, exchange: Served) -> None:
        self.exchange = exchange
        self.case_id, self.detention, self.notice = "", "", ""

    async def post(self, agency: str, path: str, body: dict[str, Any]) -> Any:
        async with self.exchange.client(agency) as client:
            return await client.post(path, json=body, headers={"Accept-Language": "en"})

    async def get(self, agency: str, path: str, **headers: str) -> Any:
        async with self.exchange.client(agency) as client:
            return await client.get(path, headers=headers)

    async def open(self) -> None:
        opened = await self.post(DAWUKOU_POLICE, "/v1/cases", a_notification(NUMBER, a_detention()))
        assert opened.status_code == 201, opened.text
        changes = (await self.get(SCREENING, "/v1/changes")).json()["items"]
        self.case_id, self.notice, self.detention = changes[0]["caseid"], changes[0]["id"], changes[1]["id"]

    def remark(self, **more: Any) -> dict[str, Any]:
        return a_remark(self.case_id, NUMBER, *more.pop("subjects", (self.detention,))) | more

    async def says(self, **more: Any) -> Any:
        return await self.post(SCREENING, "/v1/quality", self.remark(**more))

    async def told(self, agency: str) -> list[tuple[str, int]]:
        items = (await self.get(agency, "/v1/changes?limit=1000")).json()["items"]
        return [
            (one["type"].removeprefix("cn.zhenxie.").removesuffix(".v1"), one["data"]["data"]["occurrence"])
            for one in items
            if ".quality." in one["type"]
        ]

    async def stands(self, agency: str = DAWUKOU_POLICE, query: str = "") -> list[dict[str, Any]]:
        answer = await self.get(agency, f"/v1/quality{query}")
        assert answer.status_code == 200, answer.text
        return [one["report"] for one in answer.json()["items"]]


@pytest.fixture
async def town(settled_database: Database) -> AsyncIterator[Town]:
    async with served(settled_database) as running:
        made = Town(running)
        await made.open()
        yield made


async def test_it_is_told_once_and_read_by_its_sender(town: Town) -> None:
    first, again = await town.says(), await town.says()

    assert (first.status_code, first.json()["position"]) == (201, 3)
    assert (again.status_code, again.json()["position"]) == (200, None)
    assert again.headers["Idempotent-Replay"] == "true"
    assert await town.told(DAWUKOU_POLICE) == [("quality.found", 1)]
    assert await town.stands() == [town.remark()]


async def test_cleared_it_stands_no_more_and_found_again_it_is_the_next(town: Town) -> None:
    await town.says()
    cleared = await town.says(standing="cleared", evaluated=evaluated(3))
    assert (cleared.status_code, cleared.json()["standing"]) == (201, "cleared")
    assert await town.stands() == []
    # Rebuilt, screening tells everything once more.
    assert [(await town.says()).status_code, (await town.says(evaluated=evaluated(4))).status_code] == [200, 200]
    assert (await town.says(standing="cleared", evaluated=evaluated(4))).status_code == 200
    assert await town.stands() == []

    assert (await town.says(occurrence=2, evaluated=evaluated(4))).status_code == 201

    assert await town.told(DAWUKOU_POLICE) == [("quality.found", 1), ("quality.cleared", 1), ("quality.found", 2)]
    assert [one["occurrence"] for one in await town.stands()] == [2]
    assert [one["occurrence"] for one in await town.stands(query="?standing=all")] == [1, 2]
    assert [one["occurrence"] for one in await town.stands(query="?standing=cleared")] == [1]


async def test_what_nobody_was_told_of_is_not_cleared(town: Town) -> None:
    answer = await town.says(standing="cleared")

    assert (answer.status_code, answer.json()["position"]) == (200, None)
    assert await town.told(SCREENING) == []


async def test_an_earlier_evaluation_clears_nothing(town: Town) -> None:
    await town.says(evaluated=evaluated(2, "2026-03-09"))

    assert (await town.says(standing="cleared", evaluated=evaluated(2, "2026-03-08"))).status_code == 200
    assert [one["standing"] for one in await town.stands()] == ["found"]


async def test_in_one_group_each_is_decided_on_what_the_one_before_left(town: Town) -> None:
    cleared = town.remark(standing="cleared", evaluated=evaluated(2, "2026-03-08"))
    again = town.remark(occurrence=2, evaluated=evaluated(2, "2026-03-09"))
    async with town.exchange.client(SCREENING) as client:
        for body in (town.remark(), cleared, again):
            assert (await client.post("/v1/quality", json=body)).status_code == 201
    assert await town.told(DAWUKOU_POLICE) == [("quality.found", 1), ("quality.cleared", 1), ("quality.found", 2)]


@pytest.mark.parametrize("standing", [None, "found"])
async def test_the_next_occurrence_waits_until_the_one_before_is_cleared(town: Town, standing: str | None) -> None:
    if standing is not None:
        await town.says()

    answer = await town.says(occurrence=2, evaluated=evaluated(2, "2026-03-09"))

    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/earlier-remark-open")


async def test_nobody_is_told_of_an_event_that_he_did_not_report(town: Town) -> None:
    other = case_number(2)
    await town.post(DAWUKOU_POLICE, "/v1/cases", a_notification(other, a_detention()))
    elsewhere = (await town.get(SCREENING, f"/v1/changes?case_number={other}")).json()["items"][1]["id"]

    for change in (
        {"sender": DAWUKOU_PROCURATORATE},
        {"subjects": (town.detention, "01958e6c-7d2a-7b31-9c55-2f6a8e4d1c05")},
        {"subjects": (elsewhere,)},
    ):
        answer = await town.says(**change)
        assert (answer.status_code, answer.json()["type"]) == (409, "/problems/subject-of-another"), change
    assert await town.told(SCREENING) == []


async def test_what_was_reported_before_a_case_was_joined_is_of_that_case(town: Town) -> None:
    number = case_number(3)
    early = event("suspect.released", suspect_ref="S1", detention_center=DETENTION_CENTER)
    assert (await town.post(DETENTION_CENTER, f"/v1/cases/{number}/updates", early)).status_code == 201
    detained = a_detention(detention_center=DETENTION_CENTER)
    await town.post(DAWUKOU_POLICE, "/v1/cases", a_notification(number, detained))
    seen = (await town.get(SCREENING, f"/v1/changes?case_number={number}")).json()["items"]
    released = next(one for one in seen if "released" in one["type"])
    notified = next(one for one in seen if "notified" in one["type"])
    assert released["caseid"] != notified["caseid"]

    body = a_remark(notified["caseid"], number, released["id"], sender=DETENTION_CENTER)
    assert (await town.post(SCREENING, "/v1/quality", body)).status_code == 201
    assert [one["sender"] for one in await town.stands(DETENTION_CENTER)] == [DETENTION_CENTER]


async def test_who_does_not_see_the_case_is_not_told_until_he_does(town: Town) -> None:
    owed = town.remark(sender=HUINONG_POLICE, subjects=(), code="owed_fact", event_type="case.received")
    assert (await town.post(SCREENING, "/v1/quality", owed)).status_code == 201

    assert await town.told(HUINONG_POLICE) == []
    before = await town.get(HUINONG_POLICE, "/v1/quality")
    assert before.json()["items"] == []
    assert await town.told(SCREENING) == [("quality.found", 1)]

    grant = {"case_number": NUMBER, "agency": HUINONG_POLICE, "relation": "observing"}
    await town.post(SCREENING, "/v1/grants", grant)
    after = await town.get(HUINONG_POLICE, "/v1/quality", **{"If-None-Match": before.headers["etag"]})
    assert [one["report"]["code"] for one in after.json()["items"]] == ["owed_fact"]


async def test_only_screening_posts_and_only_of_what_it_sees(town: Town) -> None:
    refused = await town.post(DAWUKOU_PROCURATORATE, "/v1/quality", town.remark())
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/quality-is-for-screening")
    for change in ({"case_id": "01958e6c-7d2a-7b31-9c55-2f6a8e4d1c05"}, {"case_number": case_number(9)}):
        answer = await town.says(**change)
        assert (answer.status_code, answer.json()["type"]) == (404, "/problems/case-of-remark-not-found")
    unknown = await town.says(sender="110101000000")
    assert (unknown.status_code, unknown.json()["errors"][0]["pointer"]) == (422, "/sender")
    assert (await town.says(evaluated=evaluated(99))).status_code == 410


async def test_a_poll_reads_what_changed_since_and_is_answered_304_while_nothing_did(town: Town) -> None:
    await town.says()
    first = await town.get(DAWUKOU_POLICE, "/v1/quality?standing=all")
    same = await town.get(DAWUKOU_POLICE, "/v1/quality?standing=all", **{"If-None-Match": first.headers["etag"]})
    assert (same.status_code, same.content) == (304, b"")

    await town.says(standing="cleared", evaluated=evaluated(3))
    path = f"/v1/quality?standing=all&changed_after={first.json()['next']}"
    changed = await town.get(DAWUKOU_POLICE, path, **{"If-None-Match": first.headers["etag"]})
    [one] = changed.json()["items"]
    assert (one["found"], one["changed"], one["report"]["standing"]) == ("1.3", "1.4", "cleared")
    assert (await town.get(DAWUKOU_POLICE, f"/v1/quality?changed_after={changed.json()['next']}")).json()["items"] == []


async def test_a_full_page_links_to_the_next_one(town: Town) -> None:
    for number in range(3):
        await town.says(fingerprint=f"{number:02d}" * 32, code=("too_coarse", "at_once")[number % 2])

    page = await town.get(DAWUKOU_POLICE, "/v1/quality?limit=2")
    assert 'rel="next"' in page.headers["link"]
    rest = await town.get(DAWUKOU_POLICE, f"/v1/quality?limit=2&changed_after={page.json()['next']}")
    assert (len(page.json()["items"]), len(rest.json()["items"])) == (2, 1)
    assert "link" not in rest.headers
    assert len(await town.stands(query="?code=at_once")) == 1
    assert len(await town.stands(query=f"?case_number={NUMBER}")) == 3
    assert await town.stands(query=f"?sender={DAWUKOU_PROCURATORATE}") == []


async def test_a_cursor_that_is_none_or_of_another_feed_is_refused(town: Town) -> None:
    assert (await town.get(DAWUKOU_POLICE, "/v1/quality?changed_after=x")).status_code == 422
    for place in ("1.99", "7.1"):
        answer = await town.get(DAWUKOU_POLICE, f"/v1/quality?changed_after={place}")
        assert (answer.status_code, answer.json()["resume_after"]) == (410, "1.0")


async def test_it_is_no_part_of_the_case(town: Town) -> None:
    before = (await town.get(DAWUKOU_POLICE, f"/v1/cases/{NUMBER}")).json()["picture"]
    await town.says()

    assert (await town.get(DAWUKOU_POLICE, f"/v1/cases/{NUMBER}")).json()["picture"] == before
