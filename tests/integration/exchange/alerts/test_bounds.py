"""What an alert does not bear: a message id that is taken, a step out of order, a ground that this feed does not hold."""

from typing import Any

import pytest

from builders.alerts import a_report, an_end, evaluated
from builders.events import case_number, message_id
from exchange.feed import queries as feed
from exchange.feed.asked import Epoch
from fixtures.agencies import DAWUKOU_PROCURATORATE, HUINONG_PROCURATORATE, SCREENING
from fixtures.inprocess import Served

NUMBER = case_number(1)
NEVER = f"{'0' * 8}-0000-7000-8000-{'0' * 12}"
ACTS = {
    "review": {"step": "start"},
    "receipt": {"platform_id": "XS-640202-2026-0118"},
}


def problem(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].rpartition("/")[2]


@pytest.fixture
async def first(post: Any, case_id: str) -> str:
    return (await post(SCREENING, "/v1/alerts", a_report(case_id, NUMBER))).json()["id"]


@pytest.fixture
async def second(post: Any, case_id: str) -> str:
    return (await post(SCREENING, "/v1/alerts", a_report(case_id, NUMBER, fingerprint="ef" * 32))).json()["id"]


@pytest.fixture
def review(post: Any) -> Any:
    async def take(alert_id: str, step: str, **more: Any) -> Any:
        body = {"message_id": message_id("review"), "step": step, **more}
        return await post(DAWUKOU_PROCURATORATE, f"/v1/alerts/{alert_id}/review", body)

    return take


@pytest.mark.parametrize("act", ACTS)
async def test_a_message_id_names_one_act_on_one_alert(post: Any, get: Any, first: str, second: str, act: str) -> None:
    body = {"message_id": "office-1", **ACTS[act]}
    taken = await post(DAWUKOU_PROCURATORATE, f"/v1/alerts/{first}/{act}", body)

    again = await post(DAWUKOU_PROCURATORATE, f"/v1/alerts/{first}/{act}", dict(reversed(body.items())))
    other = await post(DAWUKOU_PROCURATORATE, f"/v1/alerts/{second}/{act}", body)
    nowhere = await post(DAWUKOU_PROCURATORATE, f"/v1/alerts/{NEVER}/{act}", body)
    stranger = await post(HUINONG_PROCURATORATE, f"/v1/alerts/{first}/{act}", body)

    assert (taken.status_code, again.status_code, again.json()) == (201, 200, taken.json())
    assert [problem(one) for one in (other, nowhere, stranger)] == [
        (409, "message-id-reused"),
        (404, "alert-not-found"),
        (404, "alert-not-found"),
    ]
    whole = (await get(DAWUKOU_PROCURATORATE, f"/v1/alerts/{second}")).json()
    assert (whole["state"], [one["said"] for one in whole["history"]]) == ("new", ["raised"])


async def test_a_message_is_bound_as_it_was_received(post: Any, first: str) -> None:
    path = f"/v1/alerts/{first}/review"
    await post(DAWUKOU_PROCURATORATE, path, {"message_id": "office-1", "step": "start"})

    # Written out by us, both would be the same; and what was sent before a later release knows one more field would not.
    spelled_out = await post(DAWUKOU_PROCURATORATE, path, {"message_id": "office-1", "step": "start", "note": None})

    assert problem(spelled_out) == (409, "message-id-reused")


async def test_the_id_of_an_end_names_one_end_of_one_alert(post: Any, first: str, second: str) -> None:
    end = an_end() | {"message_id": "screening-1"}
    ended = await post(SCREENING, f"/v1/alerts/{first}/ground-change", end)

    again = await post(SCREENING, f"/v1/alerts/{first}/ground-change", end)
    retold = end | {"explanation": {"chinese": "依据已变化", "english": "in the words of a later release"}}
    rebuilt = await post(SCREENING, f"/v1/alerts/{first}/ground-change", retold)
    other_act = await post(SCREENING, f"/v1/alerts/{first}/withdrawal", end)
    other_alert = await post(SCREENING, f"/v1/alerts/{second}/ground-change", end)

    assert (ended.status_code, again.status_code, rebuilt.status_code) == (201, 200, 200)
    assert again.json() == rebuilt.json() == ended.json()
    assert problem(other_act) == problem(other_alert) == (409, "message-id-reused")


@pytest.mark.parametrize("over", [("dismiss",), ("start", "confirm", "close"), ("withdrawal",)])
async def test_the_next_occurrence_follows_one_that_is_over(
    post: Any, review: Any, case_id: str, first: str, prosecutor: str, *, over: tuple[str, ...]
) -> None:
    next_one = a_report(case_id, NUMBER, occurrence=2, evaluated=evaluated(day="2026-03-20"))
    early = await post(SCREENING, "/v1/alerts", next_one)
    assert problem(early) == (409, "earlier-occurrence-open")

    for step in over:
        if step == "withdrawal":
            await post(SCREENING, f"/v1/alerts/{first}/withdrawal", an_end())
        else:
            reason = {"dismissal_reason": "data_error"} if step == "dismiss" else {}
            assert (await review(first, step, gh=prosecutor, **reason)).status_code == 201

    assert (await post(SCREENING, "/v1/alerts", next_one)).status_code == 201


async def test_what_was_withdrawn_does_not_stand_again(post: Any, get: Any, case_id: str, first: str) -> None:
    withdrawal = an_end()
    await post(SCREENING, f"/v1/alerts/{first}/withdrawal", withdrawal)

    again = await post(SCREENING, "/v1/alerts", a_report(case_id, NUMBER, evaluated=evaluated(day="2026-03-20")))
    remedied = await post(SCREENING, f"/v1/alerts/{first}/remedy", an_end(day="2026-03-20"))

    assert problem(again) == problem(remedied) == (409, "alert-withdrawn")
    # Rebuilt, screening tells its whole history again, and nothing is refused.
    retold = await post(SCREENING, "/v1/alerts", a_report(case_id, NUMBER))
    rewithdrawn = await post(SCREENING, f"/v1/alerts/{first}/withdrawal", withdrawal)
    assert (retold.status_code, rewithdrawn.status_code) == (200, 200)
    assert (await get(DAWUKOU_PROCURATORATE, f"/v1/alerts/{first}")).json()["standing"] == "withdrawn"


async def test_found_again_after_its_ground_changed_its_history_keeps_why(
    post: Any, get: Any, case_id: str, first: str
) -> None:
    await post(SCREENING, f"/v1/alerts/{first}/ground-change", an_end())

    again = await post(SCREENING, "/v1/alerts", a_report(case_id, NUMBER, evaluated=evaluated(day="2026-03-20")))

    assert again.status_code == 201
    whole = (await get(DAWUKOU_PROCURATORATE, f"/v1/alerts/{first}")).json()
    assert (whole["standing"], whole["ending"]) == ("stands", None)
    told = {one["said"]: one["body"] for one in whole["history"]}
    assert list(told) == ["raised", "ground_changed", "updated"]
    assert told["ground_changed"]["reason"] == "correction"


async def test_what_rests_on_what_this_feed_does_not_hold_is_refused(
    exchange: Served, post: Any, case_id: str, first: str
) -> None:
    ahead = evaluated(position=900)
    for path, body in (
        ("/v1/alerts", a_report(case_id, NUMBER, evaluated=ahead)),
        (f"/v1/alerts/{first}/withdrawal", an_end(position=900)),
        ("/v1/assessments", {"case_id": case_id, "case_number": NUMBER, "evaluated": ahead, "outcomes": []}),
    ):
        refused = await post(SCREENING, path, body)
        assert (problem(refused), refused.json()["resume_after"]) == ((410, "cursor-out-of-range"), "1.3")


async def test_a_later_epoch_is_later_and_of_an_epoch_that_ended_only_what_is_left_of_it_counts(
    exchange: Served, post: Any, get: Any, case_id: str, first: str
) -> None:
    await restored(exchange, starts_after=2)
    lost = await post(SCREENING, "/v1/alerts", a_report(case_id, NUMBER, severity="low", evaluated=evaluated(3)))
    left = a_report(case_id, NUMBER, severity="high", evaluated=evaluated(2, "2026-03-09"))
    kept = await post(SCREENING, "/v1/alerts", left)
    later = a_report(case_id, NUMBER, severity="medium", evaluated=evaluated(2, "2026-03-01", epoch=2))
    newer = await post(SCREENING, "/v1/alerts", later)
    unknown = await post(SCREENING, "/v1/alerts", later | {"evaluated": evaluated(1, epoch=7)})

    assert (problem(lost), lost.json()["resume_after"]) == ((410, "cursor-out-of-range"), "2.2")
    assert (kept.status_code, newer.status_code, unknown.status_code) == (201, 201, 410)
    stale = await get(DAWUKOU_PROCURATORATE, "/v1/alerts?changed_after=1.1")
    assert (stale.status_code, stale.json()["resume_after"]) == (410, "2.0")


async def restored(exchange: Served, *, starts_after: int) -> None:
    """Begin an epoch, as the first group after a restore does."""
    async with exchange.state.database.writing() as session:
        _, here = await feed.head_for_change(session)
        await feed.begin_epoch(session, Epoch(2, starts_after, "restored", here.now, here.identity))


async def test_a_snooze_ends_on_a_day_to_come_and_a_transfer_goes_to_somebody(review: Any, first: str) -> None:
    past = await review(first, "snooze", snoozed_until="2020-01-01", note="待期限届满")
    no_reason = await review(first, "snooze", snoozed_until="2126-01-01")
    await review(first, "start")
    nobody = await review(first, "transfer", transferred_to="999999")

    for refused, field, code in (
        (past, "/snoozed_until", "too-small"),
        (nobody, "/transferred_to", "agency-not-registered"),
        (no_reason, "", "snooze-needs-reason"),
    ):
        [fault] = refused.json()["errors"]
        assert (refused.status_code, fault["pointer"], fault["code"]) == (422, field, code)
    rests = await review(first, "snooze", snoozed_until="2126-01-01", snooze_reason="awaiting_materials")
    assert rests.status_code == 201
    assert (await review(first, "transfer", transferred_to=HUINONG_PROCURATORATE)).json()["state"] == "transferred"


async def test_what_was_dismissed_is_not_shared_any_more(review: Any, first: str, prosecutor: str) -> None:
    await review(first, "dismiss", gh=prosecutor, dismissal_reason="data_error")

    shared = await review(first, "share", gh=prosecutor, shared_with="640202000000", shared_text="请核查。")

    assert problem(shared) == (409, "step-out-of-order")


@pytest.mark.parametrize(
    ("step", "words"), [("confirm", {}), ("share", {"shared_with": "640202000000", "shared_text": "请核查。"})]
)
async def test_somebody_of_the_register_establishes_and_shares_even_where_none_is_kept(
    review: Any, first: str, step: str, words: dict[str, str]
) -> None:
    assert (await review(first, "start")).status_code == 201

    nobody = await review(first, step, **words)
    unknown = await review(first, step, gh="640202011", **words)

    assert problem(nobody) == (422, "operator-missing")
    assert problem(unknown) == (403, "operator-unknown")
    assert "PUT /v1/staff/{gh}" in unknown.json()["detail"]
