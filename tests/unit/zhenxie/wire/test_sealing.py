from typing import Any

from zhenxie.wire.events.base import EventData, Person
from zhenxie.wire.examples import FILED, NOTIFIED, UPDATES
from zhenxie.wire.sealing import agencies_named, part
from zhenxie.wire.validation import parse_event
from zhenxie.wire.vocabulary import Relation


def test_each_person_is_sealed_alone_under_the_reference_of_his_suspect() -> None:
    said: dict[str, Any] = NOTIFIED | {
        "data": {
            "suspects": [
                {"suspect_ref": "R-1", "person": {"name": "陈志远"}, "guardian": {"name": "陈国栋"}},
                {"suspect_ref": "R-2", "person": {"name": "周海峰"}},
            ]
        }
    }

    public, sealed = part(parse_event(said))

    assert [(one.kind, one.role, one.suspect_ref, one.content["name"]) for one in sealed] == [
        ("person", "person", "R-1", "陈志远"),
        ("person", "guardian", "R-1", "陈国栋"),
        ("person", "person", "R-2", "周海峰"),
    ]
    assert public["data"] == {"suspects": [{"suspect_ref": "R-1"}, {"suspect_ref": "R-2"}]}


def test_a_person_in_an_event_about_a_suspect_bears_the_suspects_reference() -> None:
    public, (sealed,) = part(parse_event(UPDATES["events"][1]))

    assert (sealed.role, sealed.suspect_ref) == ("recipient", "R-1")
    assert public["data"] == {"measure": "detention", "way": "telephone"}


def test_prose_and_unknown_columns_are_sealed_together_by_their_pointers() -> None:
    said = NOTIFIED | {
        "data": {"case_name": "陈志远盗窃案", "suspects": [{"suspect_ref": "R-1", "remarks": "家属周海峰"}]},
        "ext": {"BARXM": "马玉兰"},
    }

    public, (sealed,) = part(parse_event(said))

    assert (sealed.kind, sealed.role) == ("text", "text")
    assert sealed.content == {
        "/data/case_name": "陈志远盗窃案",
        "/data/suspects/0/remarks": "家属周海峰",
        "/ext": {"BARXM": "马玉兰"},
    }
    assert "ext" not in public


def test_what_was_an_administrative_penalty_is_sealed() -> None:
    said = {
        "type": "suspect.penalized",
        "message_id": "1",
        "occurred": "2025-08-01",
        "suspect_ref": "R-1",
        "data": {"same_facts": False, "penalty_kind": "licence_suspended", "violation": "drink_driving"},
    }

    public, (sealed,) = part(parse_event(said))

    assert public["data"] == {"same_facts": False}
    assert sealed.content == {"/data/penalty_kind": "licence_suspended", "/data/violation": "drink_driving"}


def test_a_field_is_public_under_the_name_that_it_has_on_the_line() -> None:
    suspect = {"suspect_ref": "R-1", "acts": [{"from": "2026-02", "to": "2026-03"}]}

    public, _ = part(parse_event(NOTIFIED | {"data": {"suspects": [suspect]}}))

    assert public["data"]["suspects"] == [suspect]


def test_an_event_without_anything_personal_has_no_sealed_part() -> None:
    public, sealed = part(parse_event(FILED))

    assert sealed == []
    assert public == FILED | {"stage": "investigation"}


def test_the_representation_of_a_sealed_part_shows_nobody() -> None:
    _, sealed = part(parse_event(NOTIFIED))

    assert sealed
    assert "陈志远" not in repr(sealed)


def test_an_agency_that_is_named_gets_its_relation_to_the_case() -> None:
    detained = {
        "type": "suspect.detained",
        "message_id": "1",
        "occurred": "2026-03-01",
        "suspect_ref": "R-1",
        "data": {"detention_center": "KSS640200"},
    }
    moved = {
        "type": "case.transferred_out",
        "message_id": "2",
        "occurred": "2026-03-01",
        "data": {"receiving_agency": "GA640205"},
    }
    assigned = {
        "type": "case.procuratorate_assigned",
        "message_id": "3",
        "occurred": "2026-03-01",
        "data": {"procuratorate": "JC640205", "assigning_agency": "JC640200"},
    }

    assert agencies_named(parse_event(detained)) == {"KSS640200": Relation.DETAINING}
    assert agencies_named(parse_event(moved)) == {"GA640205": Relation.ADDRESSED}
    assert agencies_named(parse_event(assigned)) == {"JC640205": Relation.SUPERVISING}
    assert agencies_named(parse_event(FILED)) == {}


def test_a_person_is_no_data_of_an_event() -> None:
    # A class that were both would slip through the parting.
    assert not issubclass(Person, EventData)
