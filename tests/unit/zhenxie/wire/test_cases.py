import jsonschema
import pytest
from pydantic import BaseModel

from zhenxie.wire import examples, json
from zhenxie.wire.cases import Correction, Coverage, Notification, SnapshotLine, Updates
from zhenxie.wire.events.messages import MessageCorrected, MessageRetracted
from zhenxie.wire.identifiers import case_number, identity_number
from zhenxie.wire.schemas import UnknownEventType, event_type_schema
from zhenxie.wire.sealing import part
from zhenxie.wire.validation import parse_event


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("notification", Notification),
        ("updates", Updates),
        ("correction", Correction),
        ("retraction", Correction),
        ("coverage", Coverage),
        ("snapshot", SnapshotLine),
    ],
)
def test_an_example_of_the_documentation_is_a_body_of_its_call(name: str, body: type[BaseModel]) -> None:
    read = body.model_validate_json(json.canonical(examples.EXAMPLES[name]))

    assert read.model_dump(mode="json", by_alias=True, exclude_unset=True) == examples.EXAMPLES[name]


def test_the_example_of_one_update_is_an_event() -> None:
    assert parse_event(examples.UPDATE).type == "suspect.detention_extended"


def test_the_numbers_of_the_examples_are_well_formed() -> None:
    assert case_number(examples.CASE_NUMBER) is not None
    assert identity_number(examples.NOTIFIED["data"]["suspects"][0]["person"]["identity_number"]) is not None


def test_an_amendment_becomes_an_event_that_bears_the_public_part_of_its_replacement() -> None:
    body = Correction.model_validate_json(json.canonical(examples.CORRECTION))
    assert body.event is not None
    replacement, _ = part(body.event)

    event = body.as_event(replacement)

    assert isinstance(event, MessageCorrected)
    assert event.message_id == "DWK-2026-000131"
    assert event.occurred == "2026-03-06"
    assert event.document is not None
    assert event.document.number == "石公大(刑)更字〔2026〕3号"
    assert event.data.target_message_id == "DWK-2026-000102"
    assert event.data.replacement["occurred"] == "2026-03-01"
    assert event.data.reason_code == "typing_error"


def test_the_reason_of_an_amendment_is_sealed() -> None:
    body = Correction.model_validate_json(json.canonical(examples.CORRECTION))

    public, (sealed,) = part(body.as_event({"type": "case.filed"}))

    assert "reason" not in public["data"]
    assert sealed.content == {"/data/reason": examples.CORRECTION["reason"]}


def test_a_retraction_by_document_keeps_the_suspect_that_it_is_about() -> None:
    body = Correction.model_validate_json(json.canonical(examples.RETRACTION))

    event = body.as_event(None)

    assert isinstance(event, MessageRetracted)
    assert event.suspect_ref == "R-1"
    assert event.data.target_type == "suspect.detention_extended"
    assert event.data.target_message_id is None


def test_a_correction_without_any_day_says_that_none_was_recorded() -> None:
    undated = examples.RETRACTION | {"document": {"kind": "更正说明"}}

    event = Correction.model_validate_json(json.canonical(undated)).as_event(None)

    assert event.occurred is None
    assert event.occurred_unknown_reason == "not_recorded"


def test_the_schema_of_a_type_shows_an_example_where_there_is_one() -> None:
    schema = event_type_schema("case.filed")

    assert schema["examples"]
    for example in schema["examples"]:
        jsonschema.validate(example, schema)
    assert schema["x-emitters"] == ["police"]
    assert schema["x-cloudevent-type"] == "cn.zhenxie.case.filed.v1"


def test_there_is_no_schema_of_an_unknown_type() -> None:
    with pytest.raises(UnknownEventType):
        event_type_schema("case.vanished")
