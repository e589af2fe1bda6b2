"""Alerts on the line as the exchange answers them, and what may be asked of their list."""

import re
from datetime import datetime
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from exchange.feed.schemas import Change, cursor, read_cursor
from zhenxie.wire.alerts import AlertReport

State = Literal["new", "screening", "verifying", "established", "dismissed", "transferred", "closed"]
Standing = Literal["stands", "in_doubt", "ended", "remedied", "withdrawn", "ground_changed"]


_PLACE: Final = re.compile(r"(\d{1,9})\.(\d{1,18})\.(\d{1,18})", re.ASCII)


def place_of(epoch: int, place: tuple[int, int]) -> str:
    """Return the cursor of a place in the list of alerts: since when the reader has the alert so, and its last change."""
    since, changed = place
    return cursor(epoch, since) if since == changed else f"{cursor(epoch, since)}.{changed}"


def read_place(text: str) -> tuple[int | None, tuple[int, int]]:
    """Return the epoch (null when not stated) and the place that a cursor of the list of alerts means.

    :raises InvalidParameter: it is not a cursor.
    """
    found = _PLACE.fullmatch(text)
    if found is not None:
        return int(found[1]), (int(found[2]), int(found[3]))
    epoch, position = read_cursor(text, parameter="changed_after")
    return epoch, (position, position)


class AlertsAsked(BaseModel):
    """What may be asked of the list of alerts."""

    model_config = ConfigDict(extra="forbid")

    state: State | None = Field(default=None, description="线索状态（办公室）")
    standing: Standing | None = Field(default=None, description="违法情形状态（筛查）")
    rule: str | None = Field(default=None, max_length=16, description="规则编号", examples=["UA-02"])
    severity: Literal["urgent", "high", "medium", "low"] | None = Field(default=None, description="紧急程度")
    procuratorate: str | None = Field(default=None, max_length=32, description="负责监督的检察院")
    case_number: str | None = Field(default=None, max_length=64, description="案件编号")
    fingerprint: str | None = Field(default=None, max_length=64, description="指纹")
    changed_after: str = Field(default="0", max_length=64, description="上一页的 next", examples=["1.1204"])
    limit: int = Field(default=100, ge=1, le=1000)


class PlatformReceipt(BaseModel):
    """What a procuratorate's platform signed for."""

    agency: str
    platform_id: str
    references: list[dict[str, str]] = Field(default_factory=list)
    dwbm: str | None = None
    gh: str | None = None


class AlertOut(BaseModel):
    """An alert as it now is: the office's state, the finding's standing, and the report whole."""

    id: str
    state: State
    standing: Standing
    snoozed_until: str | None = None
    previous: str | None = Field(default=None, description="同一指纹的前一次预警")
    raised: str = Field(description="Cursor of its first entry", examples=["1.1204"])
    changed: str = Field(
        description="Cursor of its last change; where the case was shared with the reader later, of that",
        examples=["1.1260", "1.1300.1260"],
    )
    ending: dict[str, Any] | None = Field(default=None, description="整改、撤回或依据变化的说明")
    receipts: list[PlatformReceipt] = Field(default_factory=list, description="签收及对方系统编号")
    report: AlertReport


class SharedAlert(BaseModel):
    """What police see of an alert that a prosecutor shared with them."""

    id: str
    case_number: str
    rule: str
    title: dict[str, str]
    shared_text: str
    shared_by: str
    shared_at: datetime
    changed: str


class AlertPage(BaseModel):
    """A page of alerts, each once as it now is, the least recently changed first."""

    items: list[AlertOut | SharedAlert]
    next: str = Field(description="Give it as `changed_after` next time", examples=["1.1260"])


class HistoryItem(BaseModel):
    """One thing that was said of an alert."""

    said: str = Field(description="raised, updated, remedied, withdrawn, ground_changed, received, reviewed, shared")
    at: datetime
    by: str
    gh: str | None = Field(default=None, description="经办人工号")
    position: str
    note: str | None = None
    body: dict[str, Any]


class AlertWhole(AlertOut):
    """An alert with its history, and the case's entries as the rule saw them."""

    history: list[HistoryItem]
    timeline: list[Change] = Field(description="案件时间线：规则作出判断时所知的全部记录")
