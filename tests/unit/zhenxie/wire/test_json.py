import hashlib
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as some

from zhenxie.wire import json
from zhenxie.wire.problems import Fault, MalformedJson

TEXT = some.text(some.characters(exclude_characters="\x00", exclude_categories=["Cs"]))
VALUES: some.SearchStrategy[Any] = some.recursive(
    some.none() | some.booleans() | some.integers(-(2**53) + 1, 2**53 - 1) | TEXT,
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


def fault_of(raw: bytes) -> Fault:
    with pytest.raises(MalformedJson) as caught:
        json.parse(raw)
    return caught.value.fault


@given(VALUES)
def test_the_canonical_form_is_that_of_rfc_8785(value: Any) -> None:
    assert json.canonical(value) == rfc8785.dumps(value)


@given(VALUES)
def test_the_canonical_form_reads_back_as_the_same_value(value: Any) -> None:
    assert json.parse(json.canonical(value)) == value


def test_keys_beyond_the_first_plane_are_sorted_as_javascript_sorts_them() -> None:
    value = {"\U00020000": 1, "\uffee": 2, "a": 3}

    assert json.canonical(value) == rfc8785.dumps(value)
    assert list(json.parse(json.canonical(value))) == ["a", "\U00020000", "\uffee"]  # type: ignore[call-overload]


def test_blanks_and_the_order_of_keys_do_not_change_the_digest() -> None:
    one = json.parse(b'{"a": 1, "b": [true, null]}')
    other = json.parse(b'{"b":[true,null],"a":1}')

    assert json.digest(one) == json.digest(other) == hashlib.sha256(b'{"a":1,"b":[true,null]}').digest()


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        (b'{"a": "\xff"}', Fault("", "invalid-utf-8", ("7",))),
        (b"{", Fault("", "not-json", ("1", "2"))),
        (b"", Fault("", "not-json", ("1", "1"))),
        (b'\xef\xbb\xbf{"a":1}', Fault("", "not-json", ("1", "1"))),
        (b'{"a":1}\n{"a":2}', Fault("", "not-json", ("2", "1"))),
        (b'{"x": 117.52}', Fault("/x", "float-not-allowed")),
        (b'{"x": 1e2}', Fault("/x", "float-not-allowed")),
        (b'{"x": [1, NaN]}', Fault("/x/1", "float-not-allowed")),
        (b'{"x": -Infinity}', Fault("/x", "float-not-allowed")),
        (b'{"x": 9007199254740993}', Fault("/x", "integer-too-large")),
        (b'{"x": ' + b"9" * 5000 + b"}", Fault("", "integer-too-large")),
        (b'{"x": "a\\u0000"}', Fault("/x", "nul-in-text")),
        (b'{"x": "\\ud800"}', Fault("/x", "lone-surrogate")),
    ],
)
def test_what_is_not_the_json_of_the_exchange_is_refused(raw: bytes, fault: Fault) -> None:
    assert fault_of(raw) == fault


def test_a_key_twice_in_one_object_is_refused() -> None:
    assert fault_of(b'{"a": {"message_id": 1, "message_id": 1}}').code == "duplicate-key"


def test_the_same_key_in_two_objects_is_none_twice() -> None:
    assert json.parse(b'[{"a": 1}, {"a": 2}]') == [{"a": 1}, {"a": 2}]


def test_thirty_two_levels_are_enough_and_thirty_three_too_many() -> None:
    assert json.parse(b"[" * 32 + b"]" * 32)
    assert fault_of(b"[" * 33 + b"]" * 33).code == "too-deep"
    assert fault_of(b"[" * 100_000).code == "too-deep"


def test_the_largest_integers_are_kept() -> None:
    assert json.parse(b"[9007199254740992, -9007199254740992]") == [2**53, -(2**53)]
