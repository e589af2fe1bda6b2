"""One value of a platform's column, read by its kind: dates as platforms write them, numbers, flags and codes; pure."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from exchange.intake.profiles.shapes import Column, Kind
from zhenxie.wire import moments
from zhenxie.wire.code_tables import map_code
from zhenxie.wire.identifiers import contains_identity_number, is_unit_code, normalised

_SEPARATED: Final = re.compile(
    r"(\d{4})[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月)?(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?)?",
    re.ASCII,
)
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(?:(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?)?", re.ASCII)
_CASE_NUMBER: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{3,63}", re.ASCII)
_REFERENCE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}", re.ASCII)
_CODE: Final = re.compile(r"[A-Za-z0-9_.-]{1,32}", re.ASCII)
_YES: Final = frozenset({"1", "Y", "y", "T", "true", "是"})
_NO: Final = frozenset({"0", "N", "n", "F", "false", "否"})
_PADDING: Final = " \t\r\n\x00\u3000"


class Unreadable(Exception):
    """The value is not of its column's kind."""


@dataclass(frozen=True)
class Value:
    """A value as it was read, and what was noticed about its form."""

    said: Any
    noticed: tuple[str, ...] = ()


def is_stated(value: object) -> bool:
    """Return whether a column says anything: null, the empty text, blanks and empty lists do not."""
    return not (value is None or value in ([], {}) or (isinstance(value, str) and not value.strip(_PADDING)))


def read(value: object, column: Column) -> Value:
    """Return the value of a column that is stated.

    :raises Unreadable: it is not of the column's kind.
    """
    if column.kind == "kept":
        return Value(value)
    if column.kind == "text":
        return Value(_text(value).strip(_PADDING))
    text = _spelled(value, column.kind)
    bare = text.strip(_PADDING)
    narrow = normalised(bare)
    noticed = () if narrow == bare else ("full-width-digits",)
    if column.kind == "code":
        return _code(narrow, column, noticed)
    return Value(_PLAIN[column.kind](narrow), noticed)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise Unreadable
    return value


def _spelled(value: object, kind: Kind) -> str:
    # A number in JSON has lost the zeros it began with; only where it cannot have had any is it taken for its text.
    if kind in ("flag", "code", "moment", "date", "day") and isinstance(value, int):
        return str(value).lower()
    return _text(value)


def _code(text: str, column: Column, noticed: tuple[str, ...]) -> Value:
    mapped = column.values.get(text)
    if mapped is None and column.known and re.fullmatch(column.known, text, re.ASCII):
        mapped = text
    mapped = mapped or map_code(column.table, text)
    if mapped is not None:
        return Value(mapped, noticed)
    if _CODE.fullmatch(text) is None or contains_identity_number(text):
        raise Unreadable
    # That a code stays raw is remarked where the event is looked at, as for every other sender.
    return Value({"code": text, "table": column.table}, noticed)


def _number(text: str) -> str:
    return text


def _case_number(text: str) -> str:
    if _CASE_NUMBER.fullmatch(text) is None or contains_identity_number(text):
        raise Unreadable
    return text


def _reference(text: str) -> str:
    if _REFERENCE.fullmatch(text) is None or contains_identity_number(text):
        raise Unreadable
    return text


def _unit(text: str) -> str:
    if not is_unit_code(text):
        raise Unreadable
    return text


def _flag(text: str) -> bool:
    if text not in _YES | _NO:
        raise Unreadable
    return text in _YES


def moment(text: str) -> str:
    """Return a platform's date or time as a moment of the wire, as precise as it was written and no more.

    Times without an offset are those of Asia/Shanghai. Understood: 202603, 20260301, 2026-03-01, 2026/3/1, 2026年3月1日,
    20260301093000, 2026-03-01 09:30:00 (with or without a fraction), and the moments of the wire themselves.

    :raises Unreadable: none of these, or no such day.
    """
    found = _COMPACT.fullmatch(text) or _SEPARATED.fullmatch(text)
    said = text if found is None else _moment(found)
    try:
        moments.start_of(said)
    except (ValueError, OverflowError):
        raise Unreadable from None
    return said


def _moment(found: re.Match[str]) -> str:
    year, month, day, hour, minute, second = found.groups()
    said = f"{year}-{int(month):02}" if day is None else f"{year}-{int(month):02}-{int(day):02}"
    if hour is None or minute is None:
        return said
    return f"{said}T{int(hour):02}:{minute}:{second or '00'}+08:00"


def _date(text: str) -> str:
    # Midnight in a column of dates is how databases spell a day without a time.
    said = moment(text)
    return said.removesuffix("T00:00:00+08:00")


def _day(text: str) -> str:
    said = _date(text)
    if moments.precision_of(said) != "day":
        raise Unreadable
    return said


_PLAIN: Final[Mapping[Kind, Callable[[str], Any]]] = {
    "case_number": _case_number,
    "reference": _reference,
    "number": _number,
    "unit": _unit,
    "moment": moment,
    "date": _date,
    "day": _day,
    "flag": _flag,
}
