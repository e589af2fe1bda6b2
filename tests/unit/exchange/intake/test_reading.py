import hashlib
import json
from datetime import UTC, datetime, timedelta

import pytest

from builders.events import a_detention, a_notification, event
from exchange.access.callers import Caller
from exchange.errors import InvalidBody
from exchange.intake.commands import Line
from exchange.intake.errors import ClassifiedMaterial, EventTypeNotAllowed, MalformedJson, UnknownEventType
from exchange.intake.reading import EVENTS_AT_MOST, Reader
from zhenxie.kit.identifiers import new_id
from zhenxie.wire.vocabulary import AgencyKind

NOW = datetime(2026, 3, 10, 4, 0, tzinfo=UTC)
NUMBER = "A6402020000002026030001"
READER = Reader(Caller("640202000000", AgencyKind.POLICE, "client", frozenset()), NOW)
LINE = Line(new_id(NOW), 1)


def bytes_of(value):
    return json.dumps(value, ensure_ascii=False).encode()


def faults(submission):
    return [(fault.pointer, fault.code) for fault in submission.refusal.faults]


def test_a_notification_is_its_head_and_the_events_in_their_order():
    body = bytes_of(a_notification(NUMBER, a_detention(), event("case.filed")))

    read = READER.notification(body)

    assert read.refusal is None
    assert [one.type for one in read.reports] == ["case.notified", "suspect.detained", "case.filed"]
    assert read.digest == hashlib.sha256(body).digest()
    assert read.case_number == NUMBER


def test_the_digest_of_a_report_is_of_what_was_sent_with_its_case_whatever_the_spelling():
    said = a_detention()
    compact = READER.update(bytes_of(said), NUMBER)
    spread = READER.update(json.dumps(said, indent=3, sort_keys=True).encode(), NUMBER)
    listed = READER.update(bytes_of({"events": [said]}), NUMBER)
    elsewhere = READER.update(bytes_of(said), NUMBER + "-2")

    digests = [one.reports[0].digest for one in (compact, spread, listed, elsewhere)]
    assert digests[0] == digests[1] == digests[2] != digests[3]
    assert compact.digest != spread.digest


def test_persons_and_prose_leave_the_public_part():
    said = event("suspect.identified", suspect_ref="S1", person={"name": "马晓东"}, remarks="马晓东自称")
    [report] = READER.update(bytes_of(said), NUMBER).reports
    assert "马晓东" not in str(report.public)
    assert [part.kind for part in report.sealed] == ["person", "text"]


def test_a_list_holds_a_thousand_events_and_not_one_more():
    events = [event("case.filed") for _ in range(EVENTS_AT_MOST)]
    assert READER.update(bytes_of({"events": events}), NUMBER).refusal is None
    assert faults(READER.update(bytes_of({"events": [*events, events[0]]}), NUMBER)) == [("/events", "list-too-long")]


@pytest.mark.parametrize(
    ("line", "operation"),
    [
        (a_notification(NUMBER), "notification"),
        ({"case_number": NUMBER, "event": a_detention()}, "update"),
        ({"case_number": NUMBER, "events": [a_detention()]}, "update"),
        (
            {
                "case_number": NUMBER,
                "correction": {
                    "message_id": "c-1",
                    "action": "retract",
                    "target": {"message_id": "m-1"},
                    "reason_code": "duplicate",
                    "document": {"kind": "更正说明"},
                },
            },
            "correction",
        ),
        # A promise is about no case: it bears no number.
        ({"coverage": event("agency.coverage_declared", types=[])}, "coverage"),
    ],
)
def test_a_line_is_what_its_keys_say(line, operation):
    read = READER.line(bytes_of(line), LINE)
    assert read.refusal is None
    assert read.operation == operation
    assert read.line == LINE


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        (b"{", MalformedJson),
        (b'{"a": 1.0}', MalformedJson),
        (bytes_of({"密级": "机密"}), ClassifiedMaterial),
        (bytes_of(event("case.teleported")), UnknownEventType),
        (bytes_of(event("suspect.judged", suspect_ref="S1", outcome="convicted")), EventTypeNotAllowed),
        (bytes_of(a_detention() | {"occurred": 20260301}), InvalidBody),
        (b"null", InvalidBody),
    ],
)
def test_what_cannot_be_read_is_a_submission_with_its_refusal(body, refusal):
    read = READER.update(body, NUMBER)
    assert isinstance(read.refusal, refusal)
    assert read.reports == ()
    assert read.body == (b"" if refusal is ClassifiedMaterial else body)
    assert read.forget is (refusal is ClassifiedMaterial)


def test_a_refused_body_is_still_known_by_its_message_id_unless_that_names_somebody():
    assert READER.update(bytes_of({"message_id": "m-7", "source_system": "jzpt"}), NUMBER).message_id == "m-7"
    assert READER.update(bytes_of({"message_id": "马晓东"}), NUMBER).message_id is None
    assert READER.update(bytes_of({"message_id": "640202198001011238"}), NUMBER).message_id is None
    assert READER.notification(bytes_of({"notified": {"message_id": "m-8"}})).message_id == "m-8"


@pytest.mark.parametrize(
    ("ahead", "code"),
    [
        (timedelta(seconds=-1), None),
        (timedelta(hours=23, minutes=59), "clock-ahead"),
        (timedelta(hours=24), "clock-ahead"),
        (timedelta(hours=24, seconds=1), "in-the-future"),
    ],
)
def test_a_day_ahead_is_the_limit(ahead, code):
    read = READER.update(bytes_of(a_detention(occurred=(NOW + ahead).isoformat())), NUMBER)
    if code == "in-the-future":
        assert faults(read) == [("/occurred", code)]
    else:
        assert [one.code for one in read.reports[0].observations] == ([code] if code else [])


def test_a_retraction_is_an_event_with_its_target():
    body = {
        "message_id": "c-1",
        "action": "retract",
        "target": {"type": "suspect.detained", "suspect_ref": "S1", "document_number": "石公拘字7号"},
        "reason_code": "duplicate",
        "document": {"kind": "更正说明", "date": "2026-03-05"},
    }
    read = READER.correction(bytes_of(body), NUMBER)
    assert read.target.document_number == "石公拘字7号"
    assert read.reports[0].public["data"]["target_document_number"] == "石公拘字7号"
    assert read.reports[0].public["occurred"] == "2026-03-05"
