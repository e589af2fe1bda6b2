from typing import Any

import pytest

from zhenxie.wire.examples import DETAINED, FILED, NOTIFIED
from zhenxie.wire.observing import observations_of
from zhenxie.wire.validation import parse_event


def observed(said: dict[str, Any], pointer: str = "") -> list[tuple[str, str]]:
    return [(one.pointer, one.code) for one in observations_of(parse_event(said), pointer)]


def notified(**suspect: Any) -> dict[str, Any]:
    person = {"name": "陈志远", "identity_number": "640202198001011238"} | suspect.pop("person", {})
    return NOTIFIED | {"data": {"suspects": [{"suspect_ref": "R-1", "person": person} | suspect]}}


@pytest.mark.parametrize("said", [NOTIFIED, FILED, DETAINED, notified()])
def test_a_clean_event_is_not_remarked_upon(said: dict[str, Any]) -> None:
    assert observed(said) == []


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("640202198001011237", "identity-number-check-digit"),
        ("640202198013011238", "identity-number-check-digit"),
        ("不详", "identity-number-check-digit"),
        ("640202800101123", "identity-number-legacy"),
    ],
)
def test_an_unusual_identity_number_is_remarked_and_kept(number: str, code: str) -> None:
    said = notified(person={"identity_number": number})

    assert observed(said, "/notified") == [("/notified/data/suspects/0/person/identity_number", code)]
    assert parse_event(said).data.suspects[0].person.identity_number == number  # type: ignore[union-attr,index]


def test_the_number_of_a_passport_has_no_check_digit() -> None:
    assert observed(notified(person={"identity_kind": "414", "identity_number": "E12345678"})) == []


def test_birth_date_and_sex_are_held_against_the_number() -> None:
    assert observed(notified(birth_date="1981-01-01", sex="female")) == [
        ("/data/suspects/0/birth_date", "birth-date-differs"),
        ("/data/suspects/0/sex", "sex-differs"),
    ]
    assert observed(notified(birth_date="1980-01-01", sex="male")) == []
    assert observed(notified(sex="not_stated")) == []


def test_a_code_that_no_table_knows_is_remarked_with_its_table() -> None:
    said = FILED | {"data": {"filing_mode": {"code": "99", "table": "local.modes"}}}

    (found,) = observations_of(parse_event(said), "/events/2")

    assert (found.pointer, found.code, found.facts) == ("/events/2/data/filing_mode", "unmapped-code", ("local.modes",))


def test_a_code_that_a_table_knows_is_not_remarked() -> None:
    assert observed(notified(sex={"code": "1", "table": "sex"})) == []


def test_a_charge_that_nobody_knows_is_remarked() -> None:
    said = FILED | {"data": {"charges": [{"name": "盗窃罪"}, {"name": "行为不端"}]}}

    assert observed(said) == [("/data/charges/1/name", "unmapped-code")]


def test_no_remark_repeats_a_personal_value() -> None:
    found = observations_of(parse_event(notified(person={"identity_number": "640202198001011237"})), "")

    assert "640202198001011237" not in repr(found)
