"""What an alert's row and its events hold of what was posted; pure."""

from datetime import date
from typing import Any

from zhenxie.wire.alerts import AlertEnd, AlertReport

Row = dict[str, Any]


def is_older(row: Row, order: tuple[int, str]) -> bool:
    """Tell whether an evaluation is earlier than the one that the alert rests on."""
    return order < (row["evaluated_position"], row["evaluated_day"].isoformat())


def columns(report: AlertReport, digest: bytes) -> Row:
    """Return what a report says of the alert's row."""
    return {
        "case_number": report.case_number,
        "suspect_ref": report.suspect_ref,
        "rule": report.rule,
        "model": report.model,
        "severity": report.severity,
        "standing": report.standing,
        "evaluated_position": report.evaluated.position,
        "evaluated_day": date.fromisoformat(report.evaluated.day),
        "digest": digest,
        "body": body(report),
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
