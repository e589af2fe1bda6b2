"""Instruments as the office drafts them, and what it and the addressee say of them."""

from typing import Any

from builders.events import case_number, message_id
from builders.papers import CASE, FIELDS

OUR = "640202"
DRAFTER, OTHER, HEAD, CHIEF = "10001", "10002", "10003", "10004"
UPPER_CHIEF = "20001"
STAFF = (
    (OUR, DRAFTER, ["prosecutor"]),
    (OUR, OTHER, ["prosecutor"]),
    (OUR, HEAD, ["approver"]),
    (OUR, CHIEF, ["chief"]),
    (OUR, "10005", ["screener"]),
    ("640200", UPPER_CHIEF, ["chief"]),
    ("640205", "30001", ["prosecutor"]),
)


def a_draft(
    kind: str = "correction_notice", *, alert_ids: tuple[str, ...] = (), reply_days: int | None = None, **more: Any
) -> dict[str, Any]:
    """Return a draft to 大武口区分局, by a prosecutor."""
    return {
        "message_id": message_id("draft"),
        "gh": DRAFTER,
        "addressee": "640202000000",
        "alert_ids": list(alert_ids),
        "suspect_refs": ["S1"],
        "fields": fields_of(kind) | ({} if reply_days is None else {"reply_days": reply_days}),
        **more,
    }


def fields_of(kind: str) -> dict[str, Any]:
    """Return what a document of a kind says."""
    fields = {"kind": kind, **FIELDS[kind]}
    return fields | ({"case": {**CASE, "number": case_number(1)}} if "case" in fields else {})


def a_step(step: str, gh: str = DRAFTER, **more: Any) -> dict[str, Any]:
    """Return a step of the office; an approval of a text that nobody wrote, unless its digest is given."""
    read = {"digest": "sha256:" + "00" * 32} if step == "approve" else {}
    return {"message_id": message_id(step), "gh": gh, "step": step, **read, **more}


def a_number(sequence: int = 12, day: str = "2026-03-10") -> dict[str, Any]:
    """Return the step that records a number of the national system."""
    digest = "sha256:" + "ab" * 32
    return a_step("number", number=f"石大检纠违〔2026〕{sequence}号", date=day, digest=digest)
