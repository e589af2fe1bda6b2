import json
from datetime import UTC, datetime
from uuid import UUID

import pytest

from exchange.errors import InvalidParameter
from exchange.feed.schemas import change_bytes, cursor, page_bytes, read_cursor

ID = UUID("01958e6c-7d2a-7b31-9c55-2f6a8e4d1c01")


def a_row(**more):
    row = {
        "position": 7,
        "epoch": 2,
        "recorded_at": datetime(2026, 3, 2, 1, 0, 0, 5, tzinfo=UTC),
        "event_id": ID,
        "type": "case.filed",
        "source": "640202000000",
        "case_id": None,
        "case_number": None,
        "suspect_ref": None,
        "occurred_from": None,
        "precision": None,
        "corrects": None,
        "traceparent": None,
        "remaining": 0,
        "payload": b'{"b":1,"a":"\xe6\xa1\x88"}',
    }
    return tuple((row | more).values())


@pytest.mark.parametrize(("text", "read"), [("0", (None, 0)), ("1.204", (1, 204)), ("204", (None, 204))])
def test_a_cursor_is_a_position_with_or_without_its_epoch(text, read):
    assert read_cursor(text) == read


@pytest.mark.parametrize("text", ["", "-1", "1.", ".1", "1.2.3", "１", "1 ", "0x1", "9" * 19, "1e3", "1.2\n"])
def test_anything_else_is_no_cursor(text):
    with pytest.raises(InvalidParameter) as refused:
        read_cursor(text, parameter="after")
    assert [(fault.pointer, fault.code) for fault in refused.value.faults] == [("after", "not-a-cursor")]


def test_what_is_written_is_read_again():
    assert read_cursor(cursor(3, 4711)) == (3, 4711)


def test_a_change_carries_the_payload_byte_for_byte_and_leaves_out_what_is_not_known():
    found = change_bytes(a_row())
    assert found.endswith(b',"data":{"b":1,"a":"\xe6\xa1\x88"}}')
    said = json.loads(found)
    assert said["type"] == "cn.zhenxie.case.filed.v1"
    assert said["source"] == "/v1/agencies/640202000000"
    assert not said.keys() & {"subject", "time", "timeprecision", "caseid", "suspectref", "corrects", "traceparent"}


def test_a_change_says_when_it_was_recorded_to_the_microsecond():
    assert json.loads(change_bytes(a_row()))["recordedtime"] == "2026-03-02T01:00:00.000005Z"


def test_a_page_is_json_with_or_without_changes():
    empty = json.loads(page_bytes([], following="1.5", head="1.9"))
    assert empty == {"items": [], "next": "1.5", "head": "1.9"}
    page = json.loads(page_bytes([a_row(), a_row(position=8, case_id=ID)], following="2.8", head="2.9"))
    assert [one["position"] for one in page["items"]] == [7, 8]
    assert page["items"][1]["caseid"] == str(ID)
