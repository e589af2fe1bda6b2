"""Files of bulk intake as a spool: senders, order, lists, corrections, persons; and what is left out, with why."""

from pathlib import Path
from typing import Any

import orjson
import pytest

from builders.events import a_notification, a_suspect, event
from screening.hearing import Heard
from screening.related import PERSON
from screening.retrospect import lines
from screening.retrospect.lines import Taken, Unreadable
from screening.retrospect.spool import Spool
from zhenxie.record.corrections import words

NUMBER = "A6402020000002026030001"
POLICE, OFFICE = "640202000000", "640202"


def filled(folder: Path, **files: list[Any]) -> tuple[Spool, Taken]:
    for name, bodies in files.items():
        path = folder / f"{name.lstrip('_')}.ndjson"
        path.write_bytes(b"".join(one if isinstance(one, bytes) else orjson.dumps(one) + b"\n" for one in bodies))
    spool = Spool(folder / "input.sqlite", writes=True)
    taken = lines.fill(spool, lines.files_of(folder))
    spool.complete()
    return spool, taken


def heard(spool: Spool) -> list[Heard]:
    cases = spool.reading.cases(after="", limit=100, upto=10**6, part=0, parts=1)
    return sorted(
        [*spool.reading.of_no_case(upto=10**6), *spool.reading.of_cases(cases, upto=10**6)],
        key=lambda one: one.position,
    )


def line(*events: dict[str, Any]) -> dict[str, Any]:
    return {"case_number": NUMBER, "events": list(events)}


def test_what_two_agencies_sent_stands_in_the_order_in_which_it_could_be_known(tmp_path: Path) -> None:
    notice = a_notification(NUMBER, event("case.filed", occurred="2026-03-02"))
    notice["notified"]["occurred"] = "2026-03-02T15:00:00+08:00"
    spool, taken = filled(
        tmp_path,
        _640202000000=[notice, line(event("case.sent_for_prosecution", occurred="2026-04-20"))],
        _640202=[
            line(event("case.returned", occurred="2026-05-06")),
            line(event("case.returned", occurred="2026-04-10")),
        ],
    )

    assert taken == Taken(lines=4)
    said = [(one.type, one.source, one.recorded_at.isoformat()[:16], one.list_end) for one in heard(spool)]
    assert said == [
        ("case.notified", POLICE, "2026-03-02T16:00", 2),
        ("case.filed", POLICE, "2026-03-02T16:00", 2),
        ("case.returned", OFFICE, "2026-04-10T16:00", 3),
        ("case.sent_for_prosecution", POLICE, "2026-04-20T16:00", 4),
        ("case.returned", OFFICE, "2026-05-06T16:00", 5),
    ]
    assert spool.reading.count() == 1


def test_a_file_without_a_sender_s_name_is_told_apart_by_who_may_send_what(tmp_path: Path) -> None:
    spool, _ = filled(
        tmp_path,
        year2026=[line(event("case.filed", occurred="2026-03-02"), event("case.returned", occurred="2026-05-06"))],
    )

    assert [(one.type, one.source) for one in heard(spool)] == [("case.filed", POLICE), ("case.returned", OFFICE)]


def test_a_correction_names_the_event_that_it_corrects(tmp_path: Path) -> None:
    filed = event("case.filed", occurred="2026-03-02")
    amended = {**filed, "occurred": "2026-03-05", "message_id": "again"}
    correction = {
        "message_id": "c-1",
        "action": "amend",
        "target": {"message_id": filed["message_id"]},
        "reason_code": "typing_error",
        "document": {"kind": "更正说明", "number": "更1号", "date": "2026-03-10"},
        "event": amended,
    }
    spool, taken = filled(tmp_path, _640202000000=[line(filed), {"case_number": NUMBER, "correction": correction}])

    assert taken.left_out == 0, taken
    entries = heard(spool)
    assert entries[1].corrects == entries[0].event_id
    [word] = words([one.told() for one in entries])
    assert word.event.payload["occurred"] == "2026-03-05"


def test_what_cannot_be_replayed_is_left_out_and_counted(tmp_path: Path) -> None:
    filed = line(event("case.filed", occurred="2026-03-02"))
    snapshot = {"snapshot": {"profile": "police_pinyin", "source_key": "1", "source_version": 1, "row": {}}}
    _, taken = filled(
        tmp_path,
        year2026=[b"{broken\n", filed, filed, snapshot, b"\n", {"case_number": NUMBER, "nothing": 1}, {"coverage": {}}],
    )

    assert (taken.lines, taken.left_out) == (2, 4)
    assert set(taken.why.values()) == {
        "year2026.ndjson:1",
        "year2026.ndjson:4",
        "year2026.ndjson:6",
        "year2026.ndjson:7",
    }


def test_a_message_that_stands_twice_is_taken_once(tmp_path: Path) -> None:
    filed = line(event("case.filed", occurred="2026-03-02"))
    spool, _ = filled(tmp_path, _640202000000=[filed, filed])

    assert [one.type for one in heard(spool)] == ["case.filed"]


def test_one_person_ties_his_cases_whatever_they_are_about(tmp_path: Path) -> None:
    def notice(number: str, charge: str) -> dict[str, Any]:
        body = a_notification(number, charges=[{"name": charge}], suspects=[a_suspect("S1")])
        body["notified"]["occurred"] = "2026-03-02T15:00:00+08:00"
        return body

    numbers = ["A6402020000002026030001", "A6402020000002026030002", "A6402020000002026030003"]
    charges = ["危险驾驶罪", "危险驾驶罪", "盗窃罪"]
    spool, _ = filled(tmp_path, _640202000000=[notice(*one) for one in zip(numbers, charges, strict=True)])

    cases = {one.case_number: one.case_id for one in heard(spool)}
    ties = spool.reading.ties_of([case for case in cases.values() if case])
    persons = [tie for tie in ties if tie.kind == PERSON]
    assert {tie.case_id for tie in persons} == {cases[one] for one in numbers}
    assert len({tie.key for tie in persons}) == 1
    assert "640202198001011238" not in str(ties)


def test_a_folder_without_files_or_a_file_without_a_line_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="no NDJSON file"):
        lines.files_of(tmp_path)
    with pytest.raises(Unreadable, match="no line could be read"):
        filled(tmp_path, year2026=[b"{broken\n"])


def test_another_file_is_another_input(tmp_path: Path) -> None:
    path = tmp_path / "a.ndjson"
    path.write_bytes(b"{}\n")
    before = lines.digest_of([path])
    path.write_bytes(b"{ }\n")

    assert lines.digest_of([path]) != before
