"""Bad bulk uploads: the bad line is refused alone, a bad file is named, and its neighbours stand."""

import gzip
import hashlib
import json
from typing import Any

import pytest

from badinput.conftest import said
from builders.events import a_detention, a_notification, case_number, event
from builders.rows import a_row, ndjson, snapshot
from fixtures.agencies import DAWUKOU_POLICE, HUINONG_POLICE

GOOD = 9500


def good(sequence: int) -> dict[str, Any]:
    """Return a line that is accepted, each time under the same number and ids."""
    said_of = a_notification(case_number(GOOD + sequence))
    said_of["notified"]["message_id"] = f"good-{sequence}"
    return said_of


def bad_lines() -> dict[str, tuple[bytes, str, str]]:
    """Return lines that are refused: bytes, problem, code."""
    number = case_number(GOOD)

    def line(value: Any) -> bytes:
        return json.dumps(value, ensure_ascii=False).encode()

    return {
        "no JSON": (b"ASJBH;LARQ", "malformed-json", "not-json"),
        "half a line in the middle": (b'{"case_number": "A64', "malformed-json", "not-json"),
        "invalid UTF-8": (b'{"a": "\xff"}', "malformed-json", "not-in-charset"),
        "a key twice": (b'{"a": 1, "a": 2}', "malformed-json", "duplicate-key"),
        "a fraction": (b'{"a": 0.5}', "malformed-json", "float-not-allowed"),
        "a list": (b"[]", "invalid-body", "not-an-object"),
        "nothing known": (line({"case_number": number, "said": 1}), "invalid-body", "unknown-line"),
        "no number": (line({"event": a_detention()}), "invalid-body", "missing"),
        "two kinds at once": (
            line({"case_number": number, "event": a_detention(), "correction": {}}),
            "invalid-body",
            "unknown-field",
        ),
        "an unknown type": (
            line({"case_number": number, "event": event("x.y")}),
            "unknown-event-type",
            "unknown-event-type",
        ),
        "others' number": (
            line(a_notification(case_number(1, unit=HUINONG_POLICE))),
            "foreign-case-number",
            "foreign-case-number",
        ),
        "a longer line than allowed": (b'{"a": "' + b"x" * 5000 + b'"}', "body-too-large", "line-too-long"),
        "an unknown profile": (
            line({"snapshot": snapshot(a_row(1))["snapshot"] | {"profile": "nobodys"}}),
            "invalid-body",
            "not-in-list",
        ),
        "a row without a number": (line(snapshot(a_row(1, ASJBH=None), key="k-1")), "invalid-body", "missing"),
        "a row with a nested object": (line(snapshot(a_row(1, X={"a": 1}))), "invalid-body", "not-a-cell"),
    }


def send(callers, content: bytes, agency: str = DAWUKOU_POLICE, **more: Any) -> tuple[list[dict], dict]:
    """Return the outcomes of the lines, and the summary."""
    answer = callers[agency].post("/v1/intake", content=content, **more)
    assert answer.status_code == 200, answer.text
    *outcomes, summary = (json.loads(line) for line in answer.text.splitlines())
    return outcomes, summary["summary"]


@pytest.mark.parametrize("name", bad_lines())
def test_a_bad_line_is_refused_alone(callers, name):
    body, problem, code = bad_lines()[name]
    lines = [json.dumps(good(1)).encode(), body, json.dumps(good(2)).encode()]

    outcomes, summary = send(callers, b"\n".join(lines) + b"\n")

    assert [one["line"] for one in outcomes] == [1, 2, 3]
    assert {outcomes[0]["outcome"], outcomes[2]["outcome"]} <= {"accepted", "replayed", "refused"}
    assert outcomes[1]["outcome"] == "refused"
    assert outcomes[1]["problem"]["type"] == f"/problems/{problem}"
    assert code in {one["code"] for one in outcomes[1]["problem"]["errors"]}
    assert summary["lines"] == 3
    assert "problem" not in summary


def test_the_neighbours_of_bad_lines_stand_and_sent_again_are_replays(callers):
    body = b"\n".join(
        one for sequence, bad in enumerate(bad_lines().values()) for one in (ndjson([good(20 + sequence)])[:-1], bad[0])
    )
    same = body
    _, first = send(callers, same + b"\n")
    _, again = send(callers, same + b"\n")

    assert first["refused"] == again["refused"] == len(bad_lines())
    assert first["accepted"] + again["accepted"] == len(bad_lines())


def test_half_a_last_line_is_named_and_nothing_else_is_lost(callers):
    whole = ndjson([good(60), good(61)])
    outcomes, summary = send(callers, whole + json.dumps(good(62)).encode()[:-7])

    assert [one["outcome"] for one in outcomes] == ["accepted", "accepted", "refused"]
    assert outcomes[2]["problem"]["errors"][0]["code"] == "half-a-line"
    assert summary["refused"] == 1
    assert callers[DAWUKOU_POLICE].get(f"/v1/cases/{case_number(GOOD + 62)}").status_code == 404


def test_a_whole_last_line_needs_no_end(callers):
    outcomes, _ = send(callers, ndjson([good(63)]).removesuffix(b"\n"))
    assert outcomes[0]["outcome"] == "accepted"


def test_one_byte_that_is_no_gb18030_spoils_its_line_only(callers):
    lines = [json.dumps(good(64), ensure_ascii=False).encode("gb18030"), b'{"a": "\xff\xff"}']
    lines.append(json.dumps(good(65), ensure_ascii=False).encode("gb18030"))
    headers = {"Content-Type": "application/x-ndjson; charset=GB18030"}

    outcomes, _ = send(callers, b"\n".join(lines) + b"\n", headers=headers)

    assert [one["outcome"] for one in outcomes] == ["accepted", "refused", "accepted"]
    assert outcomes[1]["problem"]["errors"][0]["code"] == "not-in-charset"
    assert [one["code"] for one in outcomes[0]["observations"]] == ["charset-converted"]


@pytest.mark.parametrize(
    ("spoil", "code", "accepted"),
    [
        (lambda packed: packed[:-9], "gzip-cut-off", 1),
        (lambda packed: b"no gzip at all" + packed, "gzip-broken", 0),
        (lambda packed: packed + b"rubbish behind it", "gzip-broken", 1),
    ],
)
def test_a_broken_gzip_is_named_and_what_was_read_stands(callers, spoil, code, accepted):
    sequence = {"gzip-cut-off": 66, "gzip-broken": 67}[code] + 10 * accepted
    packed = spoil(gzip.compress(ndjson([good(sequence)])))

    outcomes, summary = send(callers, packed, headers={"Content-Encoding": "gzip"})

    assert sum(one["outcome"] == "accepted" for one in outcomes) == accepted
    assert summary["problem"]["type"] == "/problems/manifest-mismatch"
    assert [one["code"] for one in summary["problem"]["errors"]] == [code]


def test_a_manifest_that_counts_wrongly_is_a_problem_of_the_whole_and_the_lines_stand(callers):
    content = ndjson([good(90), good(91)])
    digest = f"sha256:{hashlib.sha256(content).hexdigest()}"

    right, summary = send(callers, content, params={"count": 2, "digest": digest})
    assert "problem" not in summary
    assert summary["digest"] == digest
    wrong, counted = send(callers, content, params={"count": 3, "digest": digest})
    _, digested = send(callers, content, params={"count": 2, "digest": "sha256:" + "0" * 64})

    assert [one["outcome"] for one in right] == ["accepted", "accepted"]
    assert [one["outcome"] for one in wrong] == ["replayed", "replayed"]
    assert [(one["pointer"], one["code"]) for one in counted["problem"]["errors"]] == [("/count", "manifest-count")]
    assert [(one["pointer"], one["code"]) for one in digested["problem"]["errors"]] == [("/digest", "manifest-digest")]


def test_a_gap_in_the_sequence_of_files_is_remarked(callers):
    for sequence, expected in ((1, []), (2, []), (4, ["sequence-gap"]), (3, ["sequence-seen"])):
        _, summary = send(callers, b"", agency=HUINONG_POLICE, params={"sequence": sequence})
        assert [one["code"] for one in summary["observations"]] == expected, sequence


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Encoding": "br"},
        {"Content-Type": "application/x-ndjson; charset=big5"},
        {"Content-Type": "text/plain; charset=utf-16"},
    ],
)
def test_an_encoding_that_nobody_reads_is_415_before_anything_is_read(callers, headers):
    answer = callers[DAWUKOU_POLICE].post("/v1/intake", content=b"{}", headers=headers)
    assert said(answer) == (415, "unsupported-encoding", [])


def test_what_is_kept_in_ext_is_remarked_and_what_is_narrowed_too(callers):
    row = a_row(9, ASJBH=case_number(9900), QTSX="其他事项", LARQ="不详", CXAJYYDM="9Z", CXAJRQ="20260501")
    row["SLSJ"] = "２０２６-03-02 09:30:00 "
    outcomes, _ = send(callers, ("\ufeff  " + json.dumps(snapshot(row), ensure_ascii=False) + "\t\r\n").encode())

    [line] = outcomes
    assert line["outcome"] == "accepted", line
    observed = {(one["pointer"], one["code"]) for one in line["observations"]}
    observed |= {(one["pointer"], one["code"]) for item in line["items"] for one in item["observations"]}
    codes = {code for _, code in observed}
    assert {"bom-removed", "padding-removed", "full-width-digits", "unknown-columns", "unreadable-value"} <= codes
    assert "unmapped-code" in codes
    assert ("/snapshot/row/LARQ", "unreadable-value") in observed


def test_the_outcomes_can_be_fetched_again_line_by_line_and_by_nobody_else(callers):
    answer = callers[DAWUKOU_POLICE].post("/v1/intake", content=ndjson([good(95), {"x": 1}, good(96)]))
    place = answer.headers["Content-Location"]
    streamed = [json.loads(line) for line in answer.text.splitlines()][:-1]

    first = callers[DAWUKOU_POLICE].get(place, params={"limit": 2}).json()
    rest = callers[DAWUKOU_POLICE].get(place, params={"after": first["next"]}).json()

    assert first["items"] + rest["items"] == streamed
    assert rest["ended"] is True
    assert said(callers[HUINONG_POLICE].get(place)) == (404, "intake-not-found", [])
