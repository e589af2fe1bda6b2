"""Decides one post about a finding against what is known: the row as it then is, and the event that tells its sender."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from exchange.access.callers import Caller, Directory
from exchange.errors import InvalidBody
from exchange.feed.asked import Extent
from exchange.feed.commands import Draft
from exchange.feed.schemas import require_place
from exchange.quality.errors import CaseOfRemarkNotFound, EarlierRemarkOpen, QualityIsForScreening, SubjectOfAnother
from zhenxie.kit.identifiers import new_id
from zhenxie.wire import json
from zhenxie.wire.problems import Fault
from zhenxie.wire.quality import QualityReport
from zhenxie.wire.sealing import part
from zhenxie.wire.validation import parse_event
from zhenxie.wire.vocabulary import AgencyKind, Audience

Key = tuple[str, int]
"""Fingerprint and occurrence."""
Row = dict[str, Any]


@dataclass
class Known:
    """What a group of commands knows before it decides; `rows` are changed by each decision, for those after it.

    `grants` and `numbers` by case; `reported` by event: the case where it is looked at, and who reported it.
    """

    directory: Directory
    extent: Extent
    rows: dict[Key, Row] = field(default_factory=dict)
    grants: dict[UUID, set[str]] = field(default_factory=dict)
    numbers: dict[UUID, set[str]] = field(default_factory=dict)
    reported: Mapping[UUID, tuple[UUID, str]] = field(default_factory=dict)


@dataclass
class Decided:
    """What became of a post: the finding as the caller is answered; `draft` is None when nothing was new."""

    standing: str
    row: Row | None = None
    draft: Draft | None = None


def decide(known: Known, caller: Caller, report: QualityReport, now: datetime, *, traceparent: str | None) -> Decided:
    """Note a finding or that it is gone; an older evaluation, and what is known already, change nothing.

    :raises QualityIsForScreening: the caller is no platform.
    :raises CaseOfRemarkNotFound: it has no grant on the case, or the number is not the case's.
    :raises CursorOutOfRange: it rests on what this feed does not hold.
    :raises InvalidBody: the sender is not registered.
    :raises SubjectOfAnother: an event that the sender did not report of this case.
    :raises EarlierRemarkOpen: the occurrence before is unknown or stands.
    """
    _admit(known, caller, report)
    key = report.fingerprint, report.occurrence
    row = known.rows.get(key)
    if row is None:
        if report.standing == "cleared":
            # Nobody was ever told of it here.
            return Decided("cleared")
        earlier = known.rows.get((report.fingerprint, report.occurrence - 1))
        if report.occurrence > 1 and (earlier is None or earlier["standing"] != "cleared"):
            raise EarlierRemarkOpen(occurrence=report.occurrence)
        row = {"fingerprint": report.fingerprint, "occurrence": report.occurrence, "found_position": 0}
    elif row["standing"] == report.standing or row["standing"] == "cleared" or _is_older(row, report):
        # Cleared, it stays so: found again it is the next occurrence.
        return Decided(row["standing"])
    row |= _columns(report)
    known.rows[key] = row
    return Decided(report.standing, row, _draft(known, caller, report, now, traceparent))


def _admit(known: Known, caller: Caller, report: QualityReport) -> None:
    case_id = UUID(report.case_id)
    if caller.kind is not AgencyKind.PLATFORM:
        raise QualityIsForScreening
    if caller.agency not in known.grants.get(case_id, ()) or report.case_number not in known.numbers.get(case_id, ()):
        raise CaseOfRemarkNotFound
    require_place(known.extent, epoch=report.evaluated.epoch, position=report.evaluated.position)
    if report.sender not in known.directory.agencies:
        raise InvalidBody(faults=[Fault("/sender", "agency-not-registered")])
    # Whoever is told of another's events would learn of them whatever he may see.
    if any(known.reported.get(UUID(one)) != (case_id, report.sender) for one in report.subjects):
        raise SubjectOfAnother


def _is_older(row: Row, report: QualityReport) -> bool:
    known = row["evaluated_epoch"], row["evaluated_position"], row["evaluated_day"].isoformat()
    return report.evaluated.order < known


def _columns(report: QualityReport) -> Row:
    return {
        "case_id": UUID(report.case_id),
        "case_number": report.case_number,
        "sender": report.sender,
        "code": report.code,
        "standing": report.standing,
        "evaluated_epoch": report.evaluated.epoch,
        "evaluated_position": report.evaluated.position,
        "evaluated_day": date.fromisoformat(report.evaluated.day),
        "body": report.model_dump(mode="json"),
    }


def _draft(known: Known, caller: Caller, report: QualityReport, now: datetime, traceparent: str | None) -> Draft:
    event_id, case_id = new_id(now), UUID(report.case_id)
    said = {
        "finding_code": report.code,
        "sender": report.sender,
        "subjects": report.subjects or None,
        "fingerprint": report.fingerprint,
        "occurrence": report.occurrence,
        "event_type": report.event_type,
    }
    spelled: dict[str, Any] = {
        "type": f"quality.{report.standing}",
        "message_id": str(event_id),
        "occurred": now.astimezone(UTC).isoformat(timespec="microseconds"),
        "data": {name: value for name, value in said.items() if value is not None},
    }
    if report.suspect_ref is not None:
        spelled["suspect_ref"] = report.suspect_ref
    public, sealed = part(parse_event(spelled))
    return Draft(
        event_id=event_id,
        type=spelled["type"],
        source=caller.agency,
        audience=Audience.AGENCY,
        payload=json.canonical(public),
        message_id=str(event_id),
        case_id=case_id,
        case_number=report.case_number,
        suspect_ref=report.suspect_ref,
        occurred=str(public["occurred"]),
        # Who owes a fact of a case that he may not see learns from nobody that there is such a case.
        addressees=(report.sender,) if report.sender in known.grants.get(case_id, ()) else (),
        traceparent=traceparent,
        sealed=tuple(sealed),
    )
