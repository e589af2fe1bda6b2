"""The feed on the line: cursors, and a page of changes as CloudEvents, built from the bytes that were hashed."""

import re
from collections.abc import Sequence
from typing import Any, Final

import orjson
from pydantic import BaseModel, ConfigDict, Field

from exchange.errors import InvalidParameter
from exchange.feed.asked import Extent
from exchange.feed.chain import instant
from exchange.feed.errors import CursorOutOfRange
from zhenxie.wire.problems import Fault

_CURSOR: Final = re.compile(r"(?:(\d{1,9})\.)?(\d{1,18})", re.ASCII)


def read_cursor(text: str, *, parameter: str = "after") -> tuple[int | None, int]:
    """Return epoch (null when not stated) and position of a cursor such as `1.204`, or plainly `204`.

    :raises InvalidParameter: it is not a cursor.
    """
    found = _CURSOR.fullmatch(text)
    if found is None:
        raise InvalidParameter(faults=[Fault(parameter, "not-a-cursor")])
    return (int(found[1]) if found[1] else None), int(found[2])


def require_place(extent: Extent, *, epoch: int, position: int) -> None:
    """See that a place that somebody rests on is one of this feed, and not of a stretch that a restore took back.

    :raises CursorOutOfRange: it lies ahead of the feed, or beyond what is left of its epoch.
    """
    common = extent.common(epoch)
    if position > common:
        raise CursorOutOfRange(resume_after=cursor(extent.epoch, common))


def cursor(epoch: int, position: int) -> str:
    """Return the cursor of a position, as it stands on the line."""
    return f"{epoch}.{position}"


class Change(BaseModel):
    """One entry of the feed as a CloudEvent 1.0 (structured JSON)."""

    model_config = ConfigDict(extra="allow")

    specversion: str = Field(examples=["1.0"])
    id: str
    source: str = Field(description="The agency that said it", examples=["/v1/agencies/640202000000"])
    type: str = Field(examples=["cn.zhenxie.suspect.detained.v1"])
    subject: str | None = Field(default=None, description="The case number as it was reported")
    time: str | None = Field(default=None, description="Start of *occurred*, UTC; absent when unknown")
    datacontenttype: str
    position: int = Field(description="Place in the feed: 1, 2, 3 … without a gap")
    epoch: int
    recordedtime: str = Field(description="When the exchange learnt of it, UTC")
    timeprecision: str | None = Field(default=None, description="instant, day or month")
    caseid: str | None = Field(default=None, description="Stays the same when the number changes")
    suspectref: str | None = None
    corrects: str | None = Field(default=None, description="The id of the event that this one corrects")
    traceparent: str | None = None
    remaining: int | None = Field(
        default=None, description="How many entries of the same atomic list follow this one; absent: none"
    )
    data: dict[str, Any] = Field(description="The event as it was hashed, without anything personal")


class ChangePage(BaseModel):
    """A page of the feed; an empty one still moves `next` past what the caller may not see."""

    items: list[Change]
    next: str = Field(description="Give it as `after` next time", examples=["1.1204"])
    head: str = Field(description="Where the feed stood when the page was read", examples=["1.1204"])


def change_bytes(row: Sequence[Any]) -> bytes:
    """Return one entry, as `entries_after` gives it, as a CloudEvent; `data` is the stored public part, byte for byte."""
    # By place: a page has fifteen thousand values, and asking a row for one by its name takes longer than writing it.
    (position, epoch, recorded_at, event_id, kind, source, case_id, case_number, suspect_ref, *rest) = row
    occurred_from, precision, corrects, traceparent, remaining, payload = rest
    said: dict[str, Any] = {
        "specversion": "1.0",
        "id": str(event_id),
        "source": f"/v1/agencies/{source}",
        "type": f"cn.zhenxie.{kind}.v1",
        "datacontenttype": "application/json",
        "position": position,
        "epoch": epoch,
        "recordedtime": instant(recorded_at),
    }
    optional = {
        "subject": case_number,
        "time": None if occurred_from is None else instant(occurred_from),
        "timeprecision": precision,
        "caseid": None if case_id is None else str(case_id),
        "suspectref": suspect_ref,
        "corrects": None if corrects is None else str(corrects),
        "traceparent": traceparent,
        "remaining": remaining or None,
    }
    said |= {name: value for name, value in optional.items() if value is not None}
    return b'%b,"data":%b}' % (orjson.dumps(said)[:-1], payload)


def page_bytes(rows: Sequence[Any], *, following: str, head: str) -> bytes:
    """Return a page of changes as JSON bytes."""
    items = b",".join(map(change_bytes, rows))
    return b'{"items":[' + items + b'],"next":"' + following.encode() + b'","head":"' + head.encode() + b'"}'
