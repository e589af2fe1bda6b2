"""When something happened, as precisely as the sender knows: an instant, a day or a month, kept as it was said."""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

BEIJING: Final = timezone(timedelta(hours=8), "Asia/Shanghai")
Precision = Literal["instant", "day", "month"]

_INSTANT: Final = re.compile(r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?([Zz]|[+-]\d{2}:\d{2})", re.ASCII)
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MONTH: Final = re.compile(r"\d{4}-\d{2}", re.ASCII)


@lru_cache(maxsize=4096)
def precision_of(moment: str) -> Precision:
    """Return how precisely `moment` is known.

    :raises ValueError: it is neither an RFC 3339 instant with offset, nor `YYYY-MM-DD`, nor `YYYY-MM`.
    """
    if _INSTANT.fullmatch(moment):
        return "instant"
    if _DAY.fullmatch(moment):
        return "day"
    if _MONTH.fullmatch(moment):
        return "month"
    raise ValueError(moment)


@lru_cache(maxsize=4096)
def start_of(moment: str) -> datetime:
    """Return the first instant (aware, UTC) that `moment` can mean; days and months are days of Asia/Shanghai.

    :raises ValueError: not a moment, or no such day (2026-02-30) or offset.
    """
    precision = precision_of(moment)
    if precision == "instant":
        return _instant(moment)
    day = date.fromisoformat(moment if precision == "day" else f"{moment}-01")
    return datetime(day.year, day.month, day.day, tzinfo=BEIJING).astimezone(UTC)


def end_of(moment: str) -> datetime:
    """Return the first instant (aware, UTC) after all that `moment` can mean; an instant ends where it starts.

    :raises ValueError: as :func:`start_of`.
    """
    start = start_of(moment)
    precision = precision_of(moment)
    if precision == "instant":
        return start
    if precision == "day":
        return start + timedelta(days=1)
    local = start.astimezone(BEIJING)
    following = (local.replace(day=28) + timedelta(days=4)).replace(day=1)
    return following.astimezone(UTC)


def surely_before(one: str, other: str) -> bool:
    """Tell whether all that `one` can mean was over before `other` can have begun; the same instant is no order.

    :raises ValueError: as :func:`start_of`.
    """
    end, start = end_of(one), start_of(other)
    return end < start if precision_of(one) == "instant" else end <= start


def _instant(moment: str) -> datetime:
    text = moment.upper()
    # fromisoformat takes at most six digits of a second's fraction; RFC 3339 allows more.
    text = re.sub(r"(\.\d{6})\d+", r"\1", text)
    parsed = datetime.fromisoformat(text)
    return parsed.astimezone(UTC)


def _valid_moment(text: str) -> str:
    try:
        start_of(text)
    except (ValueError, OverflowError):
        raise PydanticCustomError("not-a-moment", "neither an instant with offset, nor a day, nor a month") from None
    return text


def _valid_day(text: str) -> str:
    try:
        if precision_of(text) != "day":
            raise ValueError(text)
        start_of(text)
    except (ValueError, OverflowError):
        raise PydanticCustomError("not-a-day", "not a day YYYY-MM-DD") from None
    return text


def _valid_instant(text: str) -> str:
    try:
        if precision_of(text) != "instant":
            raise ValueError(text)
        start_of(text)
    except (ValueError, OverflowError):
        raise PydanticCustomError("not-an-instant", "not an RFC 3339 instant with offset") from None
    return text


Moment = Annotated[
    str,
    AfterValidator(_valid_moment),
    Field(
        description="An RFC 3339 instant with an offset, a day (YYYY-MM-DD) or a month (YYYY-MM) in Asia/Shanghai",
        json_schema_extra={"pattern": r"^\d{4}-\d{2}(-\d{2}([Tt].+)?)?$"},
    ),
]
Day = Annotated[str, AfterValidator(_valid_day), Field(json_schema_extra={"format": "date"})]
Instant = Annotated[str, AfterValidator(_valid_instant), Field(json_schema_extra={"format": "date-time"})]
