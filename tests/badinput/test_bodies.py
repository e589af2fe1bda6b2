"""Bodies that are refused, each with its problem; of all but secret material the reason and the sealed body are kept."""

import json
from datetime import timedelta
from typing import Any

import pytest

from badinput.conftest import said
from builders.events import a_notification, case_number, event
from fixtures.agencies import (
    DAWUKOU_POLICE,
)
from zhenxie.kit.clock import SystemClock
from zhenxie.wire.moments import BEIJING

NUMBER = case_number(9000)
UPDATES = f"/v1/cases/{NUMBER}/updates"


def detained(**more: Any) -> dict[str, Any]:
    return event("suspect.detained", suspect_ref="S1") | more


def nested(depth: int) -> dict[str, Any]:
    """Return an event whose `ext` makes the whole body so many levels deep."""
    innermost: Any = "底"
    for _ in range(depth - 2):
        innermost = {"内": innermost}
    return detained(ext={"外": innermost})


def opening(**more: Any) -> dict[str, Any]:
    return a_notification(case_number(9100)) | more


def many(count: int) -> dict[str, Any]:
    return {"events": [{} for _ in range(count)]}


def raw(text: str) -> bytes:
    return text.encode()


MALFORMED = {
    "nothing at all": (b"", "not-json", ""),
    "no JSON": (b"LARQ=20260301", "not-json", ""),
    "half a body": (b'{"type": "case.filed"', "not-json", ""),
    "two bodies": (b"{} {}", "not-json", ""),
    "a byte order mark": (b"\xef\xbb\xbf{}", "not-json", ""),
    "a key twice": (b'{"type": "case.filed", "type": "case.filed"}', "duplicate-key", ""),
    "a key twice, escaped": (rb'{"type": 1, "\u0074ype": 2}', "duplicate-key", ""),
    "GB18030 without saying so": ('{"type": "立案"}'.encode("gb18030"), "invalid-utf-8", ""),
    "a cut character": (b'{"a": "\xe7\xab"}', "invalid-utf-8", ""),
    "a fraction": (b'{"data": {"amount": 1.5}}', "float-not-allowed", "/data/amount"),
    "an exponent": (b'{"data": {"amount": 1e3}}', "float-not-allowed", "/data/amount"),
    "not a number": (b'{"data": {"amount": NaN}}', "float-not-allowed", "/data/amount"),
    "infinity": (b'{"data": [0, -Infinity]}', "float-not-allowed", "/data/1"),
    "an integer beyond 2^53": (b'{"a": 9007199254740993}', "integer-too-large", "/a"),
    "an endless integer": (b'{"a": ' + b"9" * 5000 + b"}", "integer-too-large", ""),
    "a NUL": (rb'{"a": "\u0000"}', "nul-in-text", "/a"),
    "half a surrogate pair": (rb'{"a": "\ud800"}', "lone-surrogate", "/a"),
    "33 levels": (json.dumps(nested(33), ensure_ascii=False).encode(), "too-deep", None),
    "a thousand levels": (b"[" * 9_000 + b"]" * 9_000, "too-deep", None),
}


PATHS = [UPDATES, "/v1/cases", f"/v1/cases/{NUMBER}/corrections", "/v1/coverage"]


@pytest.mark.parametrize("name", MALFORMED)
@pytest.mark.parametrize("path", PATHS)
def test_what_is_no_json_of_ours_is_malformed(callers, kept, name, path):
    body, code, pointer = MALFORMED[name]
    # One copy of a refused body is kept for an agency, however often it comes: each call gets one of its own.
    body += b" " * PATHS.index(path)
    before = kept()

    status, problem, errors = said(callers[DAWUKOU_POLICE].post(path, content=body))

    assert (status, problem) == (400, "malformed-json")
    assert [one[1] for one in errors] == [code]
    assert pointer is None or errors[0][0] == pointer
    after = kept()
    assert after.entries == before.entries
    assert after.outcomes == before.outcomes + 1
    assert after.bodies == before.bodies + 1


async def test_a_hundred_thousand_levels_are_refused_and_nothing_falls_over(exchange):
    async with exchange.client(DAWUKOU_POLICE) as client:
        answer = await client.post("/v1/intake", content=b'{"a":' * 100_000)
    line, summary = (json.loads(one) for one in answer.text.splitlines())
    assert line["outcome"] == "refused"
    assert summary["summary"]["refused"] == 1


def test_32_levels_are_taken(callers, case):
    answer = callers[DAWUKOU_POLICE].post(UPDATES, json=nested(32))
    assert answer.status_code == 201, answer.text


INVALID: dict[str, tuple[str, Any, list[tuple[str, str]]]] = {
    "an unknown field": (UPDATES, detained(measure="detention"), [("/measure", "unknown-field")]),
    "an unknown field that may be a name": (UPDATES, detained(马晓东=1), [("/?", "unknown-field")]),
    "an unknown field of data": (UPDATES, detained(data={"colour": "red"}), [("/data/colour", "unknown-field")]),
    "a number where text belongs": (UPDATES, detained(message_id=7), [("/message_id", "not-text")]),
    "text where a number belongs": (
        UPDATES,
        event("case.received", amount="860000"),
        [("/data/amount", "not-an-integer")],
    ),
    "a truth value where a number belongs": (
        UPDATES,
        event("case.received", amount=True),
        [("/data/amount", "not-an-integer")],
    ),
    "less than no money": (UPDATES, event("case.received", amount=-1), [("/data/amount", "too-small")]),
    "no type": (UPDATES, {"message_id": "m-1", "occurred": "2026-03-01"}, [("/type", "missing")]),
    "no message id": (
        UPDATES,
        {"type": "case.filed", "occurred": "2026-03-01", "data": {}},
        [("/message_id", "missing")],
    ),
    "no suspect": (UPDATES, event("suspect.detained"), [("/suspect_ref", "suspect-ref-required")]),
    "no time and no reason": (
        UPDATES,
        detained(occurred=None),
        [("/occurred_unknown_reason", "occurred-needs-reason")],
    ),
    "a time and a reason": (
        UPDATES,
        detained(occurred_unknown_reason="disputed"),
        [("/occurred_unknown_reason", "reason-without-need")],
    ),
    "a time without offset": (UPDATES, detained(occurred="2026-03-01T09:00:00"), [("/occurred", "not-a-moment")]),
    "no such day": (UPDATES, detained(occurred="2026-02-30"), [("/occurred", "not-a-moment")]),
    "an empty list": (UPDATES, {"events": []}, [("/events", "empty-list")]),
    "a list of 1001": (UPDATES, many(1001), [("/events", "list-too-long")]),
    "no list": (UPDATES, {"events": {"type": "case.filed"}}, [("/events", "not-a-list")]),
    "an item that is no event": (UPDATES, {"events": [detained(), "马晓东"]}, [("/events/1", "not-an-object")]),
    "a list": (UPDATES, [detained()], [("", "not-an-object")]),
    "a word": (UPDATES, "case.filed", [("", "not-an-object")]),
    "a number of 22 characters": (
        "/v1/cases",
        opening(case_number=NUMBER[:-1]),
        [("/case_number", "not-a-case-number")],
    ),
    "no number": ("/v1/cases", {"notified": {}}, [("/case_number", "missing")]),
    "no head": ("/v1/cases", {"case_number": case_number(9100)}, [("/notified", "missing")]),
    "an amendment without its event": (
        f"/v1/cases/{NUMBER}/corrections",
        {
            "message_id": "c-1",
            "action": "amend",
            "target": {"message_id": "m-1"},
            "reason_code": "typing_error",
            "document": {"kind": "更正说明"},
        },
        [("/event", "event-required")],
    ),
}


@pytest.mark.parametrize("name", INVALID)
def test_what_does_not_fit_is_named_field_by_field(callers, kept, name, case):
    path, body, expected = INVALID[name]
    before = kept()

    answer = callers[DAWUKOU_POLICE].post(path, json=body)

    assert said(answer) == (422, "invalid-body", expected)
    after = kept()
    assert (after.entries, after.outcomes, after.bodies) == (before.entries, before.outcomes + 1, before.bodies + 1)


@pytest.mark.parametrize("kind", ["case.teleported", "马晓东", "case.notified.v1", ""])
def test_an_unknown_type_is_said_to_be_unknown(callers, kept, kind):
    before = kept()
    answer = callers[DAWUKOU_POLICE].post(UPDATES, json={"events": [detained(), detained(type=kind)]})
    assert said(answer) == (422, "unknown-event-type", [("/events/1/type", "unknown-event-type")])
    assert kept().entries == before.entries


def _ahead(by: timedelta) -> str:
    return (SystemClock().now() + by).isoformat()


def test_a_clock_ahead_by_less_than_a_day_is_remarked_and_by_more_refused(callers, kept, case):
    police = callers[DAWUKOU_POLICE]

    near = police.post(UPDATES, json=detained(occurred=_ahead(timedelta(hours=23, minutes=59))))
    before = kept()
    far = police.post(UPDATES, json=detained(occurred=_ahead(timedelta(hours=24, minutes=1))))
    sent = police.post(UPDATES, json=detained(sent_at=_ahead(timedelta(days=2))))

    assert near.status_code == 201, near.text
    observed = [(one["pointer"], one["code"]) for one in near.json()["items"][0]["observations"]]
    assert ("/occurred", "clock-ahead") in observed
    assert said(far) == (422, "invalid-body", [("/occurred", "in-the-future")])
    assert said(sent) == (422, "invalid-body", [("/sent_at", "in-the-future")])
    assert kept().entries == before.entries


def test_a_day_or_a_month_is_ahead_by_its_beginning(callers, case):
    police = callers[DAWUKOU_POLICE]
    today = SystemClock().now().astimezone(BEIJING).date()
    following_month = (today.replace(day=28) + timedelta(days=35)).strftime("%Y-%m")

    assert police.post(UPDATES, json=detained(occurred=today.isoformat())).status_code == 201
    assert police.post(UPDATES, json=detained(occurred=today.strftime("%Y-%m"))).status_code == 201
    for later in ((today + timedelta(days=2)).isoformat(), following_month):
        assert said(police.post(UPDATES, json=detained(occurred=later)))[2] == [("/occurred", "in-the-future")]
