"""Whether an alert follows again: asked by the office, answered once by screening, read by who sees the alert."""

from collections.abc import Callable
from typing import Any

import pytest

from builders.alerts import a_report, evaluated
from builders.events import case_number, message_id
from fixtures.agencies import (
    CITY_PROCURATORATE,
    COURT,
    DAWUKOU_POLICE,
    DAWUKOU_PROCURATORATE,
    HUINONG_PROCURATORATE,
    SCREENING,
)

NUMBER = case_number(1)
SAME: dict[str, Any] = {"identical": True, "evaluated": evaluated(), "model_version": "1", "parameters_hash": "cd" * 32}
OTHER: dict[str, Any] = {
    "identical": False,
    "evaluated": evaluated(),
    "differences": [{"field": "violated_from", "exchange": "2026-03-05", "again": "2026-03-06"}],
    "causes": [{"code": "parameters_changed", "chinese": "参数不同", "english": "other parameters"}],
}


@pytest.fixture
async def alert_id(post: Callable[..., Any], case_id: str) -> str:
    raised = await post(SCREENING, "/v1/alerts", a_report(case_id, NUMBER))
    assert raised.status_code == 201, raised.text
    return str(raised.json()["id"])


async def asked(post: Callable[..., Any], alert_id: str, **more: Any) -> Any:
    body = {"message_id": message_id("again"), **more}
    return await post(DAWUKOU_PROCURATORATE, f"/v1/alerts/{alert_id}/reproduce", body)


async def told(get: Callable[..., Any], agency: str) -> list[str]:
    items = (await get(agency, "/v1/changes?limit=1000")).json()["items"]
    return [one["type"].split(".")[3] for one in items if ".alert.repro" in one["type"]]


async def test_it_is_asked_and_answered_through_the_feed(
    post: Callable[..., Any], get: Callable[..., Any], alert_id: str
) -> None:
    question = await asked(post, alert_id)
    address = f"/v1/alerts/{alert_id}/reproductions"
    assert (question.status_code, question.headers["Location"]) == (202, address)
    assert question.json()["address"] == address
    waiting = await get(DAWUKOU_PROCURATORATE, address)
    [open_one] = waiting.json()["items"]
    assert (open_one["id"], open_one["answer"], open_one["answered_at"]) == (question.json()["id"], None, None)

    answered = await post(SCREENING, f"{address}/{question.json()['id']}", SAME)

    assert answered.status_code == 201, answered.text
    shown = await get(DAWUKOU_PROCURATORATE, address, **{"If-None-Match": waiting.headers["etag"]})
    [item] = shown.json()["items"]
    assert item["asked_by"] == DAWUKOU_PROCURATORATE
    assert item["answer"] == SAME | {"differences": [], "causes": []}
    assert (await get(DAWUKOU_PROCURATORATE, address, **{"If-None-Match": shown.headers["etag"]})).status_code == 304
    for reader in (DAWUKOU_PROCURATORATE, CITY_PROCURATORATE, SCREENING):
        assert await told(get, reader) == ["reproduction_requested", "reproduced"], reader
    for stranger in (DAWUKOU_POLICE, HUINONG_PROCURATORATE, COURT):
        assert await told(get, stranger) == [], stranger
    # It is no part of the alert: neither its history nor its place in the list changes.
    assert [one["said"] for one in (await get(DAWUKOU_PROCURATORATE, f"/v1/alerts/{alert_id}")).json()["history"]] == [
        "raised"
    ]


async def test_a_question_is_answered_once(post: Callable[..., Any], get: Callable[..., Any], alert_id: str) -> None:
    request_id = (await asked(post, alert_id)).json()["id"]
    path = f"/v1/alerts/{alert_id}/reproductions/{request_id}"

    first, second = await post(SCREENING, path, OTHER), await post(SCREENING, path, SAME)

    assert [first.status_code, second.status_code, second.json()["position"]] == [201, 200, None]
    assert second.headers["Idempotent-Replay"] == "true"
    [item] = (await get(SCREENING, f"/v1/alerts/{alert_id}/reproductions")).json()["items"]
    assert item["answer"]["causes"] == OTHER["causes"]
    assert await told(get, SCREENING) == ["reproduction_requested", "reproduced"]


async def test_the_same_message_is_the_same_question_and_another_body_a_conflict(
    post: Callable[..., Any], get: Callable[..., Any], alert_id: str
) -> None:
    first = await asked(post, alert_id, message_id="again-1")
    same = await asked(post, alert_id, message_id="again-1")
    other = await asked(post, alert_id, message_id="again-2")

    assert (same.status_code, same.headers["Idempotent-Replay"]) == (202, "true")
    assert same.json() == first.json() | {"position": None}
    assert other.json()["id"] != first.json()["id"]
    review = {"message_id": "again-1", "step": "start"}
    taken = await post(DAWUKOU_PROCURATORATE, f"/v1/alerts/{alert_id}/review", review)
    assert (taken.status_code, taken.json()["type"]) == (409, "/problems/message-id-reused")
    await post(DAWUKOU_PROCURATORATE, f"/v1/alerts/{alert_id}/review", {"message_id": "step-1", "step": "start"})
    assert (await asked(post, alert_id, message_id="step-1")).status_code == 409
    assert len((await get(SCREENING, f"/v1/alerts/{alert_id}/reproductions")).json()["items"]) == 2


async def test_who_does_not_see_the_alert_neither_asks_nor_reads(
    post: Callable[..., Any], get: Callable[..., Any], alert_id: str, prosecutor: str
) -> None:
    share = {
        "message_id": "share",
        "step": "share",
        "gh": prosecutor,
        "shared_with": DAWUKOU_POLICE,
        "shared_text": "请核查。",
    }
    assert (await post(DAWUKOU_PROCURATORATE, f"/v1/alerts/{alert_id}/review", share)).status_code == 201
    nowhere = f"{'0' * 8}-0000-7000-8000-{'0' * 12}"
    for agency in (DAWUKOU_POLICE, HUINONG_PROCURATORATE, COURT):
        there = await post(agency, f"/v1/alerts/{alert_id}/reproduce", {"message_id": "a"})
        never = await post(agency, f"/v1/alerts/{nowhere}/reproduce", {"message_id": "a"})
        assert (there.status_code, there.json()["type"]) == (never.status_code, never.json()["type"])
        assert there.status_code == 404
        assert (await get(agency, f"/v1/alerts/{alert_id}/reproductions")).status_code == 404
    asks = await post(SCREENING, f"/v1/alerts/{alert_id}/reproduce", {"message_id": "a"})
    assert (asks.status_code, asks.json()["type"]) == (403, "/problems/not-for-the-office")


async def test_only_screening_answers_and_only_what_was_asked(
    post: Callable[..., Any], alert_id: str, case_id: str
) -> None:
    request_id = (await asked(post, alert_id)).json()["id"]
    other = (await post(SCREENING, "/v1/alerts", a_report(case_id, NUMBER, fingerprint="ef" * 32))).json()["id"]
    path = f"/v1/alerts/{alert_id}/reproductions"

    refused = await post(DAWUKOU_PROCURATORATE, f"{path}/{request_id}", SAME)
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/not-for-screening")
    for wrong in (f"{path}/{alert_id}", f"/v1/alerts/{other}/reproductions/{request_id}"):
        answer = await post(SCREENING, wrong, SAME)
        assert (answer.status_code, answer.json()["type"]) == (404, "/problems/reproduction-not-found")
    assert (await post(SCREENING, f"{path}/{request_id}", SAME | {"evaluated": evaluated(999)})).status_code == 410
    for body in (SAME | {"causes": OTHER["causes"]}, OTHER | {"causes": []}, OTHER | {"differences": []}):
        assert (await post(SCREENING, f"{path}/{request_id}", body)).status_code == 422
