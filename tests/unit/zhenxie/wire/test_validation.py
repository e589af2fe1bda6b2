from typing import Any

import pytest
from pydantic import ValidationError

from zhenxie.wire import json
from zhenxie.wire.cases import Correction, Notification, SnapshotLine
from zhenxie.wire.examples import CORRECTION, DETAINED, FILED, NOTIFICATION, RETRACTION, SNAPSHOT
from zhenxie.wire.problems import Fault
from zhenxie.wire.validation import faults, parse_event

ZHOU = "周海峰"
NUMBER = "640202198001011238"


def found_in(event: object, prefix: str = "") -> list[tuple[str, str]]:
    with pytest.raises(ValidationError) as caught:
        parse_event(event)
    found = faults(caught.value, prefix)
    assert ZHOU not in repr(found)
    assert NUMBER not in repr(found)
    return [(fault.pointer, fault.code) for fault in found]


def detained(**changes: Any) -> dict[str, Any]:
    said = DETAINED | changes
    return {name: value for name, value in said.items() if value is not ...}


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"message_id": ...}, "/message_id", "missing"),
        ({"occurred": ...}, "/occurred", "missing"),
        ({"data": ...}, "/data", "missing"),
        ({"suspect_ref": ...}, "/suspect_ref", "suspect-ref-required"),
        ({"message_id": 5}, "/message_id", "not-text"),
        ({"message_id": ZHOU}, "/message_id", "pattern"),
        ({"message_id": f"m-{NUMBER}"}, "/message_id", "identity-number-in-reference"),
        ({"suspect_ref": NUMBER}, "/suspect_ref", "identity-number-in-reference"),
        ({"operator": NUMBER}, "/operator", "identity-number-in-reference"),
        ({"document": {"kind": "拘留证", "number": NUMBER}}, "/document/number", "identity-number-in-reference"),
        ({"document": {"kind": "拘留证", "number": ZHOU}}, "/document/number", "pattern"),
        ({"occurred": "2026-02-30"}, "/occurred", "not-a-moment"),
        ({"occurred": "2026-03-02T10:00:00"}, "/occurred", "not-a-moment"),
        ({"occurred": "yesterday"}, "/occurred", "not-a-moment"),
        ({"occurred": 20260302}, "/occurred", "not-text"),
        ({"occurred": None}, "/occurred_unknown_reason", "occurred-needs-reason"),
        ({"occurred_unknown_reason": "disputed"}, "/occurred_unknown_reason", "reason-without-need"),
        ({"sent_at": "2026-03-02"}, "/sent_at", "not-an-instant"),
        ({"stage": "appeal"}, "/stage", "not-in-list"),
        ({"source_unit_code": "６４０２０２５５００００"}, "/source_unit_code", "pattern"),
        ({"data": []}, "/data", "not-an-object"),
        ({"data": {"cooperation_letter": "yes"}}, "/data/cooperation_letter", "not-a-truth-value"),
        ({"data": {"charges": {}}}, "/data/charges", "not-a-list"),
        ({"data": {"charges": [{"name": "盗窃"}, {}]}}, "/data/charges/1", "nothing-stated"),
        ({"data": {"charges": [{"paragraph": 0}]}}, "/data/charges/0/paragraph", "too-small"),
        ({"data": {"charges": [{"paragraph": "1"}]}}, "/data/charges/0/paragraph", "not-an-integer"),
        ({"data": {"ground": "because"}}, "/data/ground", "not-in-list"),
        ({"data": {"ground": {"code": "01"}}}, "/data/ground/table", "missing"),
        ({"data": {"ground": {"code": ZHOU, "table": "t"}}}, "/data/ground/code", "pattern"),
        ({"data": {"guardian": {"name": ""}}}, "/data/guardian/name", "too-short"),
        ({"unheard_of": 1}, "/unheard_of", "unknown-field"),
        ({"case.filed": 1}, "/case.filed", "unknown-field"),
        ({ZHOU: 1}, "/?", "unknown-field"),
        ({"data": {NUMBER: 1}}, "/data/?", "unknown-field"),
    ],
)
def test_a_fault_names_the_field_and_a_stable_code(changes: dict[str, Any], pointer: str, code: str) -> None:
    assert found_in(detained(**changes), "/events/0") == [(f"/events/0{pointer}", code)]


@pytest.mark.parametrize("field", ["message_id", "occurred", "operator", "stage"])
def test_the_text_of_the_error_itself_holds_no_value(field: str) -> None:
    with pytest.raises(ValidationError) as caught:
        parse_event(detained(**{field: f"{ZHOU} {NUMBER}"}))

    assert ZHOU not in str(caught.value)
    assert NUMBER not in str(caught.value)


def test_the_unchanged_event_has_no_fault() -> None:
    assert parse_event(detained()).message_id == DETAINED["message_id"]


@pytest.mark.parametrize(
    ("value", "pointer", "code"),
    [
        ({"type": "suspect.vanished"}, "/type", "unknown-event-type"),
        ({"type": 7}, "/type", "unknown-event-type"),
        ({}, "/type", "missing"),
        ([], "", "not-an-object"),
        (ZHOU, "", "not-an-object"),
        (None, "", "not-an-object"),
    ],
)
def test_what_is_no_event_at_all_is_said_so(value: object, pointer: str, code: str) -> None:
    assert found_in(value) == [(pointer, code)]


def test_every_fault_is_found_at_once() -> None:
    assert {code for _, code in found_in(detained(message_id=1, occurred="x", unheard_of=1))} == {
        "not-text",
        "not-a-moment",
        "unknown-field",
    }


def test_an_unknown_moment_with_its_reason_is_accepted() -> None:
    event = parse_event(detained(occurred=None, occurred_unknown_reason="not_recorded"))

    assert event.occurred is None


def test_what_happened_against_the_law_is_accepted_when_it_is_well_formed() -> None:
    returned = {"type": "case.returned", "message_id": "1", "occurred": "2026-03-01", "data": {"ordinal": 3}}

    assert parse_event(returned).type == "case.returned"


def test_a_quantity_is_text_and_no_number() -> None:
    tested = {"type": "evidence.breath_tested", "message_id": "1", "occurred": "2026-03-01", "data": {}}

    parse_event(tested | {"data": {"alcohol_mg_per_100ml": "104.5"}})
    assert found_in(tested | {"data": {"alcohol_mg_per_100ml": 104}}) == [("/data/alcohol_mg_per_100ml", "not-text")]
    assert found_in(tested | {"data": {"alcohol_mg_per_100ml": "1e2"}}) == [("/data/alcohol_mg_per_100ml", "pattern")]


def test_a_fact_has_one_value() -> None:
    fact = {"type": "fact.established", "message_id": "1", "occurred": "2026-03-01"}

    parse_event(fact | {"data": {"key": "no_other_participant", "value": {"truth": False}}})
    both = {"key": "injury_grade", "value": {"truth": True, "code": "light_2"}}
    assert found_in(fact | {"data": both}) == [("/data/value", "one-value-only")]
    assert found_in(fact | {"data": {"key": "k", "value": {}}}) == [("/data/value", "one-value-only")]


def read(model: Any, value: object) -> list[Fault]:
    with pytest.raises(ValidationError) as caught:
        model.model_validate_json(json.canonical(value))
    return faults(caught.value, "")


def test_a_pointer_leads_through_a_list_of_events_without_their_tags() -> None:
    spoilt = NOTIFICATION | {"events": [FILED, DETAINED | {"occurred": "soon"}]}

    assert read(Notification, spoilt) == [Fault("/events/1/occurred", "not-a-moment")]


def test_a_list_that_holds_an_unknown_event_names_its_place() -> None:
    spoilt = NOTIFICATION | {"events": [FILED, {"type": "suspect.vanished"}, {}]}

    assert [(one.pointer, one.code) for one in read(Notification, spoilt)] == [
        ("/events/1/type", "unknown-event-type"),
        ("/events/2/type", "missing"),
    ]


def test_an_amendment_states_an_event_and_a_retraction_none() -> None:
    amendment = {name: value for name, value in CORRECTION.items() if name != "event"}

    assert read(Correction, amendment) == [Fault("/event", "event-required")]
    assert read(Correction, RETRACTION | {"event": FILED}) == [Fault("/event", "event-not-expected")]


def test_the_target_of_a_correction_is_one_of_two_kinds() -> None:
    assert read(Correction, RETRACTION | {"target": {"message_id": "1", "type": "case.filed"}}) == [
        Fault("/target/type", "unknown-field")
    ]
    assert read(Correction, RETRACTION | {"target": {"type": "case.filed"}}) == [
        Fault("/target/document_number", "missing")
    ]


def test_a_column_of_a_row_holds_no_float_and_no_object() -> None:
    said = SNAPSHOT["snapshot"]

    spoilt = {"snapshot": said | {"row": {"LARQ": {"day": 1}}}}

    assert read(SnapshotLine, spoilt) == [Fault("/snapshot/row/LARQ", "not-a-cell")]
