"""JSON as the exchange accepts and hashes it: one strict parse, one canonical form (RFC 8785) without floats."""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from typing import Final

import orjson

from zhenxie.wire.problems import Fault, MalformedJson, is_plain, safe_pointer

MAXIMUM_DEPTH: Final = 32
# The first byte, in UTF-8, of a character beyond U+FFFF.
_ASTRAL: Final = re.compile(rb"[\xf0-\xf4]")
# Beyond 2^53 a JavaScript or Java double no longer holds each integer (RFC 8785, section 3.2.2.3).
MAXIMUM_INTEGER: Final = 2**53


class _Duplicate(Exception):
    """A key stands twice in one object."""


class _Float(str):
    """A number with a fraction or exponent, kept as text so that the walk can say where it stood."""

    __slots__ = ()


def parse(raw: bytes) -> object:
    """Return the value that `raw` (UTF-8, no BOM) spells.

    :raises MalformedJson: not UTF-8, not JSON, a key twice in one object, deeper than 32 levels, a number with a
        fraction, an integer beyond 2^53, a NUL or a lone surrogate in a string (RFC 7493, RFC 8785).
    """
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise MalformedJson(Fault("", "invalid-utf-8", (str(error.start),))) from None
    try:
        value = json.loads(text, object_pairs_hook=_pairs, parse_float=_Float, parse_constant=_Float)
    except _Duplicate as error:
        key = str(error.args[0])
        raise MalformedJson(Fault("", "duplicate-key", (key if is_plain(key) else "?",))) from None
    except RecursionError:
        raise MalformedJson(Fault("", "too-deep", (str(MAXIMUM_DEPTH),))) from None
    except json.JSONDecodeError as error:
        raise MalformedJson(Fault("", "not-json", (str(error.lineno), str(error.colno)))) from None
    except ValueError:
        # int() refuses more than 4,300 digits with a plain ValueError.
        raise MalformedJson(Fault("", "integer-too-large")) from None
    # Where nothing is escaped, no text can hold what UTF-8 or JSON would not have let through as it stands.
    if b"\\" in raw or not _is_sound(value, 1):
        _check(value, "", 1)
    return value


def _pairs(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        keys: set[str] = set()
        for key, _ in pairs:
            if key in keys:
                raise _Duplicate(key)
            keys.add(key)
    return found


def _is_sound(value: object, depth: int) -> bool:
    """Tell whether a value is neither too deep nor holds a number that may not be; says not where, and is quick."""
    kind = type(value)
    if kind is str:
        return True
    if kind is dict or kind is list:
        members: Iterable[object] = value.values() if kind is dict else value  # type: ignore[attr-defined, assignment]
        return depth <= MAXIMUM_DEPTH and all(_is_sound(one, depth + 1) for one in members)
    return kind is not _Float and (kind is not int or abs(value) <= MAXIMUM_INTEGER)  # type: ignore[arg-type]


def _check(value: object, pointer: str, depth: int) -> None:
    kind = type(value)
    if kind is str:
        _check_text(value, pointer)  # type: ignore[arg-type]
    elif kind is dict or kind is list:
        if depth > MAXIMUM_DEPTH:
            raise _refused(pointer, "too-deep", str(MAXIMUM_DEPTH))
        for step, member in _members(value):
            _check(member, f"{pointer}/{step}", depth + 1)
    elif kind is int:
        if abs(value) > MAXIMUM_INTEGER:  # type: ignore[arg-type]
            raise _refused(pointer, "integer-too-large")
    elif kind is _Float:
        raise _refused(pointer, "float-not-allowed")


def _members(value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, dict):
        for key, member in value.items():
            _check_text(key, "")
            yield escape(key), member
    elif isinstance(value, list):
        for index, member in enumerate(value):
            yield str(index), member


def _check_text(text: str, pointer: str) -> None:
    if "\x00" in text:
        raise _refused(pointer, "nul-in-text")
    if not text.isascii():
        try:
            text.encode("utf-8")
        except UnicodeEncodeError:
            raise _refused(pointer, "lone-surrogate") from None


def _refused(pointer: str, code: str, *facts: str) -> MalformedJson:
    # The keys of a refused body may be anybody's names: only plain ones are repeated.
    steps = [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
    return MalformedJson(Fault(safe_pointer(*steps), code, facts))


def escape(step: str) -> str:
    """Return `step` as one reference token of a JSON pointer (RFC 6901)."""
    return step.replace("~", "~0").replace("/", "~1")


def canonical(value: object) -> bytes:
    """Return the canonical bytes (RFC 8785) of a value without floats.

    orjson sorts keys by code point where RFC 8785 sorts by UTF-16 unit; the two differ only when a key holds a
    character beyond U+FFFF, so only a value that holds one at all is looked at more closely.
    """
    quick = orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    if quick.isascii() or _ASTRAL.search(quick) is None:
        return quick
    return orjson.dumps(_sorted(value))


def _sorted(value: object) -> object:
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value, key=lambda key: key.encode("utf-16-be"))}
    if isinstance(value, list | tuple):
        return [_sorted(member) for member in value]
    return value


def digest(value: object) -> bytes:
    """Return the SHA-256 (32 bytes) of the canonical form of `value`."""
    return hashlib.sha256(canonical(value)).digest()
