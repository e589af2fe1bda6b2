"""The fields of instruments are told apart by kind, closed, and sealed wherever they hold prose."""

from typing import Any, get_args

import pytest
from pydantic import TypeAdapter, ValidationError

from builders.papers import FIELDS, fields_of
from zhenxie.wire.events.instruments import InstrumentKind
from zhenxie.wire.instrument_fields import InstrumentFields
from zhenxie.wire.wording import wording

FIELDS_ADAPTER = TypeAdapter(InstrumentFields)
MODELS = get_args(get_args(InstrumentFields)[0])


def fault_of(kind: str, **more: Any) -> str:
    with pytest.raises(ValidationError) as refused:
        fields_of(kind, **more)
    return refused.value.errors()[0]["type"]


def test_there_are_fields_for_every_kind_and_no_other():
    kinds = {get_args(model.model_fields["kind"].annotation)[0] for model in MODELS}

    assert kinds == set(get_args(get_args(InstrumentKind)[0]))


@pytest.mark.parametrize("kind", FIELDS)
def test_fields_come_back_from_json_as_they_went(kind: str):
    fields = fields_of(kind)

    assert FIELDS_ADAPTER.validate_json(fields.model_dump_json(exclude_none=True), strict=True) == fields


@pytest.mark.parametrize("kind", FIELDS)
def test_an_unknown_field_is_refused(kind: str):
    assert fault_of(kind, colour="red") == "extra_forbidden"


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_prose_is_sealed(model: type):
    schema = model.model_json_schema()
    plain = [
        f"{owner}.{name}"
        for owner, part in [(model.__name__, schema), *schema.get("$defs", {}).items()]
        for name, said in part.get("properties", {}).items()
        if _is_open_text(said)
    ]

    assert plain == []


def _is_open_text(said: dict[str, Any]) -> bool:
    """Tell whether a schema takes any text without being sealed: no pattern, no format, no list of values."""
    options = said.get("anyOf", [said])
    texts = [one.get("items", one) for one in options]
    closed = ("pattern", "format", "enum", "const", "x-sealed", "$ref")
    return any(one.get("type") == "string" and not any(word in one for word in closed) for one in texts)


@pytest.mark.parametrize(
    ("kind", "more", "fault"),
    [
        ("procuratorial_opinion", {"decision": None}, "decision-required"),
        ("additional_prosecution", {"suspects": None, "crimes": None}, "nothing-stated"),
        ("re_examination_result", {"result": "changed"}, "changed-to-with-changed"),
        ("re_examination_result", {"result": "upheld", "changed_to": "三十日"}, "changed-to-with-changed"),
        ("correction_notice", {"reply_days": 0}, "greater_than_equal"),
        ("correction_notice", {"reply_days": 61}, "less_than_equal"),
        ("correction_notice", {"reply_days": "15"}, "int_type"),
        ("correction_notice", {"reply_days": None}, "missing"),
        ("correction_notice", {"violations": []}, "too_short"),
        ("procuratorial_suggestion", {"measures": [""]}, "string_too_short"),
        ("filing_reminder", {"filed_on": "2026-02-30"}, "not-a-day"),
        ("order_to_file", {"request": {"title": "通知", "number": "马某某"}}, "string_pattern_mismatch"),
    ],
)
def test_what_does_not_belong_together_is_refused(kind: str, more: dict[str, Any], fault: str):
    assert fault_of(kind, **more) == fault


@pytest.mark.parametrize("code", ["decision-required", "changed-to-with-changed", "nothing-stated"])
def test_the_faults_are_said_in_both_languages(code: str):
    assert wording(code, (), "zh") != wording(code, (), "en")


def test_either_a_suspect_or_a_crime_that_was_left_out_is_enough():
    assert fields_of("additional_prosecution", suspects=None).crimes
    assert fields_of("additional_prosecution", crimes=None).suspects
