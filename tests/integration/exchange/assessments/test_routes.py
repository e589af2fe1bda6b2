"""What is undetermined, who owes it, and the models behind it: published by screening, read by those who supervise."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from builders.events import a_notification, case_number
from fixtures.agencies import DAWUKOU_POLICE, DAWUKOU_PROCURATORATE, HUINONG_PROCURATORATE, SCREENING
from fixtures.databases import Database
from fixtures.inprocess import Served, served

NUMBER = case_number(1)
ROOT = "01958e6c-7d2a-7b31-9c55-2f6a8e4d1c05"
TEXT = {"chinese": "立案后无强制措施", "english": "no measure since filing"}
MODEL = {
    "title": TEXT,
    "watches": ["case.filed"],
    "rules": [
        {
            "code": "E1",
            "aliases": [],
            "title": TEXT,
            "articles": ["ECON17 25¶1(2)"],
            "severity": "medium",
            "suggested_instrument": "withdrawal_supervision",
            "addressed_to": "police",
            "shadow": False,
        }
    ],
    "parameters": [
        {
            "name": "months_without_measure",
            "means": "Months",
            "means_chinese": "月数",
            "unit": "months",
            "values": [{"since": "2018-01-01", "value": 24, "law": "ECON17 25¶1(2)", "mark": "checked"}],
        }
    ],
    "parameters_hash": "cd" * 32,
}


def an_outcome(verdict: str = "undetermined", rule: str = "E1", **more: Any) -> dict[str, Any]:
    missing = [{**TEXT, "event_type": "case.withdrawn", "owed_by": DAWUKOU_POLICE}] if verdict == "undetermined" else []
    outcome = {
        "rule": rule,
        "model": "stalled_economic_case",
        "model_version": "1",
        "suspect_ref": None,
        "root": ROOT,
        "verdict": verdict,
        "shadow": False,
        "missing": missing,
        "notice": None,
        "look_again_on": "2026-04-01",
    }
    return outcome | more


@pytest.fixture
async def exchange(settled_database: Database) -> AsyncIterator[Served]:
    async with served(settled_database) as running:
        yield running


@pytest.fixture
async def case_id(exchange: Served) -> str:
    async with exchange.client(DAWUKOU_POLICE) as police:
        await police.post("/v1/cases", json=a_notification(NUMBER))
    async with exchange.client(SCREENING) as screening:
        return (await screening.get("/v1/changes")).json()["items"][0]["caseid"]


def a_report(case_id: str, *outcomes: dict[str, Any], position: int = 1, day: str = "2026-03-06") -> dict[str, Any]:
    evaluated = {"epoch": 1, "position": position, "day": day}
    return {"case_id": case_id, "case_number": NUMBER, "evaluated": evaluated, "outcomes": list(outcomes)}


async def test_what_is_undetermined_is_listed_with_who_owes_it(exchange: Served, case_id: str) -> None:
    report = a_report(case_id, an_outcome(), an_outcome("clear", "E2"))
    async with exchange.client(SCREENING) as screening:
        assert (await screening.post("/v1/assessments", json=report)).json() == {"kept": True}

    async with exchange.client(DAWUKOU_PROCURATORATE) as office:
        [item] = (await office.get("/v1/assessments", params={"owed_by": DAWUKOU_POLICE})).json()["items"]
        clear = (await office.get("/v1/assessments", params={"verdict": "clear"})).json()["items"]
        counts = (await office.get("/v1/assessments/counts")).json()["items"]

    assert item["outcome"] == an_outcome()
    assert item["evaluated"] == {"epoch": 1, "position": 1, "day": "2026-03-06"}
    assert [one["outcome"]["rule"] for one in clear] == ["E2"]
    version = {"model": "stalled_economic_case", "model_version": "1"}
    assert counts == [
        {"rule": "E1", **version, "verdict": "undetermined", "shadow": False, "count": 1},
        {"rule": "E2", **version, "verdict": "clear", "shadow": False, "count": 1},
    ]


async def test_a_later_answer_replaces_and_an_older_one_changes_nothing(exchange: Served, case_id: str) -> None:
    async with exchange.client(SCREENING) as screening:
        await screening.post("/v1/assessments", json=a_report(case_id, an_outcome()))
        older = await screening.post("/v1/assessments", json=a_report(case_id, day="2026-03-05"))
        newer = await screening.post("/v1/assessments", json=a_report(case_id, an_outcome("clear"), day="2026-03-09"))
        same = await screening.post("/v1/assessments", json=a_report(case_id, an_outcome("clear"), day="2026-03-12"))

    assert [one.json()["kept"] for one in (older, newer, same)] == [False, True, False]
    async with exchange.client(DAWUKOU_PROCURATORATE) as office:
        assert (await office.get("/v1/assessments")).json()["items"] == []


@pytest.mark.parametrize("agency", [DAWUKOU_POLICE, HUINONG_PROCURATORATE])
async def test_who_does_not_supervise_sees_no_outcome_and_no_count(exchange: Served, case_id: str, agency: str) -> None:
    async with exchange.client(SCREENING) as screening:
        await screening.post("/v1/assessments", json=a_report(case_id, an_outcome()))

    async with exchange.client(agency) as other:
        assert (await other.get("/v1/assessments")).json() == {"items": [], "next": None}
        assert (await other.get("/v1/assessments/counts")).json() == {"items": []}
        refused = await other.post("/v1/assessments", json=a_report(case_id))
    assert refused.status_code == 403


async def test_pages_follow_each_other_without_a_gap(exchange: Served, case_id: str) -> None:
    rules = [f"E{number}" for number in range(1, 8)]
    async with exchange.client(SCREENING) as screening:
        await screening.post("/v1/assessments", json=a_report(case_id, *(an_outcome(rule=rule) for rule in rules)))

    found, after = [], None
    async with exchange.client(DAWUKOU_PROCURATORATE) as office:
        while True:
            params = {"limit": "2"} | ({"after": after} if after else {})
            page = (await office.get("/v1/assessments", params=params)).json()
            found += [one["outcome"]["rule"] for one in page["items"]]
            after = page["next"]
            if after is None:
                break

    assert found == rules


async def test_a_published_version_never_changes(exchange: Served) -> None:
    path = "/v1/models/stalled_economic_case/versions/1"
    async with exchange.client(SCREENING) as screening:
        answers = [await screening.put(path, json=MODEL) for _ in range(2)]
        other = await screening.put(path, json=MODEL | {"parameters_hash": "ef" * 32})

    assert [one.json() for one in answers] == [{"kept": True}, {"kept": False}]
    assert (other.status_code, other.json()["type"].rpartition("/")[2]) == (409, "model-version-reused")
    async with exchange.client(DAWUKOU_POLICE) as police:
        listed = await police.get("/v1/models")
        again = await police.get("/v1/models", headers={"If-None-Match": listed.headers["etag"]})
        one = (await police.get(path)).json()
        unknown = await police.get("/v1/models/no_such_model")
    assert (listed.json()["items"], again.status_code, unknown.status_code) == ([one], 304, 404)
    assert one["content"] == MODEL | {"status": "live"}
    assert (one["status"], one["decided"], one["decisions"]) == ("live", None, [])


async def test_an_assessment_names_a_number_of_its_case(exchange: Served, case_id: str) -> None:
    async with exchange.client(SCREENING) as screening:
        wrong = await screening.post("/v1/assessments", json=a_report(case_id) | {"case_number": case_number(77)})

    assert (wrong.status_code, wrong.json()["type"].rpartition("/")[2]) == (404, "case-of-assessment-not-found")


@pytest.mark.parametrize("path", ["/v1/assessments", "/v1/assessments?verdict=clear", "/v1/assessments/counts"])
async def test_what_a_poller_may_keep_ages_with_what_he_may_see_and_with_nothing_else(
    exchange: Served, case_id: str, path: str
) -> None:
    async def etag(agency: str, known: str = "") -> tuple[int, str]:
        async with exchange.client(agency) as reader:
            answer = await reader.get(path, headers={"If-None-Match": known} if known else {})
        return answer.status_code, answer.headers["etag"]

    _, before = await etag(DAWUKOU_PROCURATORATE)
    _, elsewhere = await etag(HUINONG_PROCURATORATE)
    assert await etag(DAWUKOU_PROCURATORATE, before) == (304, before)
    async with exchange.client(SCREENING) as screening:
        await screening.post("/v1/assessments", json=a_report(case_id, an_outcome()))
        status, first = await etag(DAWUKOU_PROCURATORATE, before)
        await screening.post("/v1/assessments", json=a_report(case_id, an_outcome("clear"), day="2026-03-09"))

    assert status == 200
    assert (await etag(DAWUKOU_PROCURATORATE, first))[0] == 200
    assert await etag(HUINONG_PROCURATORATE, elsewhere) == (304, elsewhere)


async def test_a_version_that_is_known_is_not_sent_again(exchange: Served) -> None:
    path = "/v1/models/stalled_economic_case/versions/1"
    async with exchange.client(SCREENING) as screening:
        await screening.put(path, json=MODEL)
        known = (await screening.get(path)).headers["etag"]
        again = await screening.get(path, headers={"If-None-Match": known})

    assert (again.status_code, again.content) == (304, b"")
