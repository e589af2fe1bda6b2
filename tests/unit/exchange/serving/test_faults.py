from datetime import date
from typing import Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from exchange.serving import faults


class Notice(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")
    division: str = Field(pattern=r"^\d{6}$")
    kind: Literal["police", "court"] = "police"
    since: date | None = None
    units: list[int] = Field(default_factory=list, max_length=1)


def found(body: dict) -> list[tuple[str, str, tuple[str, ...]]]:
    with pytest.raises(ValidationError) as refused:
        Notice.model_validate(body)
    errors = [{**error, "loc": ("body", *error["loc"])} for error in refused.value.errors()]
    return [(fault.pointer, fault.code, fault.facts) for fault, _ in faults.of_validation(errors)]


def test_a_missing_field_is_named_by_its_pointer():
    assert found({}) == [("/division", "missing", ())]


def test_a_wrong_form_is_named_without_its_value():
    assert found({"division": "大武口"}) == [("/division", "pattern", ())]


def test_a_key_that_the_sender_invented_is_not_repeated_when_it_may_be_a_name():
    assert found({"division": "640202", "马秀英": 1}) == [("/?", "unknown-field", ())]


def test_a_word_outside_the_list_and_a_list_too_long_are_told_apart():
    assert found({"division": "640202", "kind": "bank", "units": [1, 2]}) == [
        ("/kind", "not-in-list", ("'police' or 'court'",)),
        ("/units", "too-long", ("1",)),
    ]


def test_a_number_where_text_belongs_is_not_text():
    assert found({"division": 640202}) == [("/division", "not-text", ())]


def test_a_day_is_asked_for_as_a_day():
    assert found({"division": "640202", "since": "三月"}) == [("/since", "not-a-day", ())]
