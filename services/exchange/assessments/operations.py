"""Takes in what screening's rules answer of a case; it does not stand in the feed: it follows from it."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from exchange.access.callers import Caller
from exchange.assessments import queries
from exchange.assessments.errors import CaseOfAssessmentNotFound, NotAScreener
from exchange.db import AsyncSession, lock_words
from exchange.feed import queries as feed
from exchange.feed.schemas import require_place
from zhenxie.wire import json
from zhenxie.wire.assessments import AssessedOutcome, AssessmentReport
from zhenxie.wire.vocabulary import AgencyKind


async def assess(session: AsyncSession, caller: Caller, report: AssessmentReport) -> bool:
    """Replace the outcomes of a case; return False when they rest on an older evaluation, or are the same.

    :raises NotAScreener: the caller is no platform.
    :raises CaseOfAssessmentNotFound: it has no grant on the case, or the number is not the case's.
    :raises CursorOutOfRange: the outcomes rest on what this feed does not hold.
    """
    if caller.kind is not AgencyKind.PLATFORM:
        raise NotAScreener
    case_id = UUID(report.case_id)
    if not await queries.sees_case(session, case_id=case_id, number=report.case_number, agency=caller.agency):
        raise CaseOfAssessmentNotFound
    require_place(await feed.extent(session), epoch=report.evaluated.epoch, position=report.evaluated.position)
    await lock_words(session, {f"assessment\x1f{case_id}"})
    said = [one.model_dump(mode="json") for one in report.outcomes]
    digest = json.digest(said)
    before = await queries.head_for_change(session, case_id)
    if before is not None:
        known = (before.evaluated_epoch, before.evaluated_position, before.evaluated_day.isoformat())
        if report.evaluated.order < known or bytes(before.digest) == digest:
            return False
    head = {
        "case_id": case_id,
        "case_number": report.case_number,
        "evaluated_epoch": report.evaluated.epoch,
        "evaluated_position": report.evaluated.position,
        "evaluated_day": date.fromisoformat(report.evaluated.day),
        "digest": digest,
        "change": await queries.next_change(session),
    }
    pairs = zip(report.outcomes, said, strict=True)
    rows = [_row(head, ordinal, outcome, body) for ordinal, (outcome, body) in enumerate(pairs)]
    await queries.replace(session, head, rows)
    return True


def _row(head: Mapping[str, Any], ordinal: int, outcome: AssessedOutcome, body: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "case_id": head["case_id"],
        "ordinal": ordinal,
        "case_number": head["case_number"],
        "rule": outcome.rule,
        "verdict": outcome.verdict,
        "shadow": outcome.shadow,
        "owed_by": sorted({one.owed_by for one in outcome.missing if one.owed_by is not None}),
        "body": dict(body),
    }
