"""Leads on the line as the exchange answers them, and what may be asked of their list."""

import re
from datetime import date, datetime
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from exchange.alerts.schemas import AlertOut, Standing, State
from exchange.errors import InvalidParameter
from zhenxie.wire.problems import Fault

_PLACE: Final = re.compile(r"(\d{4}-\d{2}-\d{2})\.(\d)\.(\d{1,18})", re.ASCII)
Place = tuple[date, int, int]
Severity = Literal["urgent", "high", "medium", "low"]


def place_of(place: Place) -> str:
    """Return the cursor of a lead in the office's list."""
    due, rank, raised = place
    return f"{due.isoformat()}.{rank}.{raised}"


def read_place(text: str) -> Place | None:
    """Return the place that a cursor of the list means; None for its beginning.

    :raises InvalidParameter: it is not a cursor.
    """
    if text == "0":
        return None
    found = _PLACE.fullmatch(text)
    try:
        if found is not None:
            return date.fromisoformat(found[1]), int(found[2]), int(found[3])
    except ValueError:
        pass
    raise InvalidParameter(faults=[Fault("after", "wrong-form")])


class LeadsAsked(BaseModel):
    """What may be asked of the office's list."""

    model_config = ConfigDict(extra="forbid")

    procuratorate: str | None = Field(
        default=None, max_length=32, description="办理的检察院；不填为本院，all 为本院及下级院"
    )
    state: State | None = Field(default=None, description="线索状态")
    assignee: str | None = Field(default=None, max_length=32, description="承办人工号")
    severity: Severity | None = Field(default=None, description="紧急程度")
    rule: str | None = Field(default=None, max_length=16, description="规则编号", examples=["UA-02"])
    case_number: str | None = Field(default=None, max_length=64, description="案件编号")
    overdue: bool = Field(default=False, description="仅列已过办理期限的")
    snoozed: bool = Field(default=False, description="仅列暂缓中的；否则不列暂缓中的")
    finished: bool = Field(default=False, description="仅列已排除、已办结的；否则仅列未办结的")
    after: str = Field(default="0", max_length=64, description="上一页的 next", examples=["2026-03-05.1.1204"])
    limit: int = Field(default=100, ge=1, le=1000)


class LeadOut(BaseModel):
    """A lead (线索) as the office has it: the alert in short, and who works it until when."""

    alert_id: str
    case_number: str
    suspect_ref: str | None
    rule: str
    model: str
    severity: Severity
    state: State
    standing: Standing
    title: dict[str, str]
    suggested_instrument: str | None
    source: Literal["machine", "dossier_reading", "complaint", "other", "reopened"] = Field(description="线索来源")
    procuratorate: str = Field(description="办理的检察院")
    assignee: str | None = Field(description="承办人工号")
    seen_on: date = Field(description="收到之日")
    due_on: date = Field(description="应办结之日")
    overdue: bool = Field(description="是否逾期")
    snoozed_until: date | None = Field(description="暂缓至")
    group_head: str | None = Field(description="归并到的线索；归并之首为其自身")
    duplicate_of: str | None = Field(description="重复于")
    reopened_as: str | None = Field(description="重启后的线索")


class LeadPage(BaseModel):
    """A page of leads, those that are due first before the others."""

    items: list[LeadOut]
    next: str = Field(description="Give it as `after` for the next page", examples=["2026-03-05.1.1204"])


class ActOut(BaseModel):
    """One thing that was done with a lead: by whom and when."""

    act: str
    at: datetime
    by: str
    gh: str | None = Field(description="经办人工号；null 为按值班表自动办理")
    position: str
    body: dict[str, Any]
    text: str | None = Field(description="批注、理由、发现的情况或调取的材料")


class RequestOut(BaseModel):
    """A request for materials (调取材料)."""

    id: str
    case_number: str
    asked_by: str
    asked_of: str
    asked_at: datetime
    requested: str = Field(description="调取的材料")
    due_on: date
    received_on: date | None


class RequestsAsked(BaseModel):
    """What may be asked of the list of requests."""

    model_config = ConfigDict(extra="forbid")

    unanswered: bool = Field(default=False, description="仅列尚未提供的")
    after: str = Field(default="0", max_length=32, description="上一页的 next", examples=["1.1204"])
    limit: int = Field(default=100, ge=1, le=1000)


class RequestPage(BaseModel):
    """A page of requests for materials, the oldest first."""

    items: list[RequestOut]
    next: str = Field(examples=["1.1204"])


class LeadWhole(LeadOut):
    """A lead with its alert, with everything that was done with it, and with the others of its case."""

    alert: AlertOut
    acts: list[ActOut]
    evidence: list[RequestOut]
    group: list[LeadOut] = Field(description="同一归并组的其他线索")
    others: list[LeadOut] = Field(description="同案的其他线索")
