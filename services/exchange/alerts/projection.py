"""What an alert's row and its events hold of what was posted; pure."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from exchange.feed.commands import Draft
from zhenxie.kit.identifiers import new_id
from zhenxie.wire import json
from zhenxie.wire.alerts import AlertEnd, AlertReport, AlertReview, Evaluated
from zhenxie.wire.sealing import part
from zhenxie.wire.validation import parse_event
from zhenxie.wire.vocabulary import Audience

Row = dict[str, Any]


def is_older(row: Row, evaluated: Evaluated) -> bool:
    """Tell whether an evaluation is earlier than the one that the alert rests on."""
    return evaluated.order < (row["evaluated_epoch"], row["evaluated_position"], row["evaluated_day"].isoformat())


def rests_on(evaluated: Evaluated) -> Row:
    """Return what an evaluation says of the alert's row."""
    return {
        "evaluated_epoch": evaluated.epoch,
        "evaluated_position": evaluated.position,
        "evaluated_day": date.fromisoformat(evaluated.day),
    }


def columns(report: AlertReport, digest: bytes) -> Row:
    """Return what a report says of the alert's row."""
    return {
        "case_number": report.case_number,
        "suspect_ref": report.suspect_ref,
        "rule": report.rule,
        "model": report.model,
        "severity": report.severity,
        "standing": report.standing,
        "digest": digest,
        "body": body(report),
        **rests_on(report.evaluated),
    }


def body(said: AlertReport | AlertEnd) -> dict[str, Any]:
    """Return what was posted as it is kept: every field, the ones not stated as null."""
    return said.model_dump(mode="json")


def named(row: Row) -> dict[str, Any]:
    """Return what names the alert in every event about it."""
    return {
        "alert_id": str(row["id"]),
        "rule": row["rule"],
        "fingerprint": row["fingerprint"],
        "occurrence": row["occurrence"],
    }


def finding(row: Row, report: AlertReport) -> dict[str, Any]:
    """Return what `alert.raised` and `alert.updated` say."""
    return named(row) | {
        "model": report.model,
        "model_version": report.model_version,
        "severity": report.severity,
        "standing": report.standing,
        "violated_from": report.violated_from,
        "ended_on": report.ended_on,
        "articles": [one.id for one in report.articles],
        "grounds": report.grounds,
        "suggested_instrument": report.suggested_instrument,
        "evaluated_position": report.evaluated.position,
        "evaluated_day": report.evaluated.day,
    }


def ended(row: Row, end: AlertEnd) -> dict[str, Any]:
    """Return what `alert.remedied`, `.withdrawn` and `.ground_changed` say."""
    return named(row) | {
        "on": end.on,
        "ended_on": end.ended_on,
        "prompted_by": end.prompted_by,
        "reason": end.reason,
        "evaluated_position": end.evaluated.position,
        "evaluated_day": end.evaluated.day,
    }


def share(row: Row, review: AlertReview, *, by: str, now: datetime) -> Row:
    """Return what is kept for the agency that an alert is shared with; its text is still to be encrypted."""
    return {
        "alert_id": row["id"],
        "agency": review.shared_with,
        "case_number": row["case_number"],
        "rule": row["rule"],
        "title": row["body"]["title"],
        "shared_by": by,
        "shared_at": now,
        "text": review.shared_text,
    }


def draft(
    row: Row, kind: str, said: Mapping[str, Any], *, now: datetime, operator: str | None = None, **more: Any
) -> Draft:
    """Return the entry that tells of an alert; `more` is who says it, to whom, and the trace it belongs to.

    `operator` is the service number of the person who took the step, if one did.
    """
    event_id = new_id(now)
    spelled = {
        "type": kind,
        "message_id": str(event_id),
        "occurred": now.astimezone(UTC).isoformat(timespec="microseconds"),
        "data": {name: value for name, value in said.items() if value is not None},
    }
    if operator is not None:
        spelled["operator"] = operator
    if row["suspect_ref"] is not None:
        spelled["suspect_ref"] = row["suspect_ref"]
    public, sealed = part(parse_event(spelled))
    return Draft(
        event_id=event_id,
        type=kind,
        audience=Audience.ADDRESSEES,
        payload=json.canonical(public),
        message_id=str(event_id),
        case_id=row["case_id"],
        case_number=row["case_number"],
        suspect_ref=row["suspect_ref"],
        occurred=str(public["occurred"]),
        sealed=tuple(sealed),
        **more,
    )
