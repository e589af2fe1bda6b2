"""What a decided group leaves behind once its entries have places: ids, numbers, grants, pictures, outcomes."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from exchange.cases.touched import Touched
from exchange.db import AsyncSession, Overtaken
from exchange.errors import Refusal
from exchange.feed.commands import Concluded
from exchange.intake import queries, snapshots
from exchange.intake.commands import Accepted, Submission
from exchange.intake.docket import CaseFile
from exchange.intake.verdicts import NewGrant, Verdict
from zhenxie.record.told import Told
from zhenxie.wire.problems import Fault
from zhenxie.wire.vocabulary import Audience


class LostRace(Overtaken):
    """Another process bound one of these message ids first; decided again, it is a replay or a conflict."""


def answer(one: Concluded) -> Accepted | Refusal:
    """Return the answer to a decided submission, and fill in the items that others in the group repeat."""
    if one.decision.refusal is not None:
        return one.decision.refusal
    verdict: Verdict = one.decision.memory
    for item in verdict.items:
        if item.draft is not None:
            item.bound.item.update(
                {
                    "message_id": item.report.event.message_id,
                    "event_id": str(item.bound.event_id),
                    "type": item.report.type,
                    "receipt": one.receipts[item.draft].as_json(),
                    "observations": [fault_json(fault) for fault in item.observations],
                }
            )
    return Accepted(
        case_number=verdict.number,
        items=[item.bound.item for item in verdict.items],
        observations=[fault_json(fault) for fault in verdict.observations],
        replay=verdict.replay,
    )


def outcomes(one: Concluded, now: datetime, *, kept: bytes | None, retained_until: datetime) -> list[dict[str, Any]]:
    """Return what is written down of a submission: one row if it was refused, else one for each new item."""
    submission: Submission = one.command.body
    base = {"at": now, "agency": one.command.caller.agency, "client": one.command.caller.client}
    if one.decision.refusal is not None:
        refused = {
            "source_system": submission.source_system,
            "message_id": submission.message_id,
            "outcome": "refused",
            "digest": submission.digest,
            "position": None,
            "answer": refused_answer(one.decision.refusal),
            "sealed_body": kept,
            "retained_until": None if kept is None else retained_until,
        }
        return [base | refused]
    return [
        base
        | {
            "source_system": item.report.source_system,
            "message_id": item.report.event.message_id,
            "outcome": "accepted",
            "digest": item.report.digest,
            "position": one.receipts[item.draft].position,
            "answer": item.bound.item,
            "sealed_body": None,
            "retained_until": None,
        }
        for item in one.decision.memory.items
        if item.draft is not None
    ]


def refused_answer(refusal: Refusal) -> dict[str, Any]:
    """Return a refusal as it is kept: its slug, status, faults and members, to be put in words when it is read."""
    return {
        "problem": refusal.slug(),
        "status": refusal.status,
        "faults": [fault_json(fault) for fault in refusal.faults],
        "members": refusal.members,
    }


def fault_json(fault: Fault) -> dict[str, Any]:
    """Return a fault or observation as it is kept: pointer, code and facts; its words are chosen when it is read."""
    return {"pointer": fault.pointer, "code": fault.code, "facts": list(fault.facts)}


def line(one: Concluded, given: Accepted | Refusal) -> dict[str, Any]:
    """Return the outcome of a line of a bulk upload."""
    place = one.command.body.line
    if isinstance(given, Refusal):
        said: dict[str, Any] = {"outcome": "refused", **refused_answer(given)}
    else:
        said = {
            "outcome": "replayed" if given.replay else "accepted",
            "case_number": given.case_number,
            "items": given.items,
            "observations": given.observations,
        }
    message_id = one.command.body.message_id or next((item["message_id"] for item in said.get("items", ())), None)
    return {
        "intake_id": place.intake_id,
        "line": place.number,
        "outcome": {"line": place.number, "message_id": message_id, **said},
    }


def failed_line(submission: Submission, failure: Refusal) -> dict[str, Any]:
    """Return the outcome of a line that we failed to decide: it is to be sent again."""
    place = submission.line
    if place is None:
        message = "only a line of a bulk upload has an outcome of its own"
        raise ValueError(message)
    said = {"line": place.number, "message_id": submission.message_id, "outcome": "failed", **refused_answer(failure)}
    return {"intake_id": place.intake_id, "line": place.number, "outcome": said}


async def bind(session: AsyncSession, concluded: Sequence[Concluded], outcomes: Sequence[Mapping[str, Any]]) -> None:
    """Bind every new message id, and write down what became of every message.

    :raises LostRace: another process was first.
    """
    rows = [
        {
            "agency": one.command.caller.agency,
            "source_system": item.report.source_system,
            "message_id": item.report.event.message_id,
            "digest": item.report.digest,
            "position": one.receipts[item.draft].position,
            "case_id": item.bound.case_id,
            "answer": item.bound.item,
        }
        for one in concluded
        if one.decision.memory is not None
        for item in one.decision.memory.items
        if item.draft is not None
    ]
    if outcomes and await queries.bind_messages(session, rows, outcomes) != len(rows):
        raise LostRace


async def number(session: AsyncSession, concluded: Sequence[Concluded]) -> None:
    """Write the numbers of new cases, and open those of promoted ones."""
    numbers: list[dict[str, Any]] = []
    promoted: list[UUID] = []
    for one, verdict in _new(concluded):
        first = one.receipts[0].position
        numbers.extend(_number(case, case.number, first) for case in verdict.opened)
        if verdict.case is not None:
            numbers.extend(_number(verdict.case, alias, first) for alias in verdict.aliases)
        promoted.extend(case.case_id for case in verdict.promoted)
    if numbers:
        await queries.add_numbers(session, numbers)
    if promoted:
        await queries.open_numbers(session, promoted)


async def grant(session: AsyncSession, concluded: Sequence[Concluded], now: datetime) -> None:
    """Write the grants that begin, and end those that a takeover ends."""
    granted: dict[NewGrant, dict[str, Any]] = {}
    for one, verdict in _new(concluded):
        first = one.receipts[0].position
        for lost in verdict.ended:
            await queries.end_grant(session, lost, until_position=first)
        for made in verdict.grants:
            granted.setdefault(made, _grant(made, first, now))
    if granted:
        await queries.add_grants(session, list(granted.values()))


def _new(concluded: Sequence[Concluded]) -> Iterator[tuple[Concluded, Verdict]]:
    return ((one, one.decision.memory) for one in concluded if one.receipts and one.decision.memory is not None)


def _grant(made: NewGrant, first: int, now: datetime) -> dict[str, Any]:
    return {
        "case_id": made.case_id,
        "agency": made.agency,
        "relation": made.relation.value,
        "from_position": first,
        "until_position": None,
        "whole_history": True,
        "ground": made.ground,
        "made_at": now,
    }


def _number(case: CaseFile, number: str, since: int) -> dict[str, Any]:
    return {"number": number, "case_id": case.case_id, "reporter": case.reporter, "since_position": since}


def touched(concluded: Sequence[Concluded]) -> list[Touched]:
    """Return the cases that a group told something new of, or that it opened or joined, each once."""
    found: dict[UUID, Touched] = {}
    for one in concluded:
        if not one.receipts or one.decision.memory is None:
            continue
        verdict: Verdict = one.decision.memory
        for case in (verdict.case, *(other for other, _ in verdict.joined)):
            if case is not None:
                _touch(found, case).joined_into = case.joined_into
        for draft, receipt in zip(one.decision.drafts, one.receipts, strict=True):
            if draft.case_id in found and draft.audience is Audience.CASE:
                found[draft.case_id].told.append(
                    Told(
                        position=receipt.position,
                        event_id=draft.event_id,
                        recorded_at=receipt.recorded_at,
                        source=draft.source,
                        type=draft.type,
                        payload=orjson.loads(draft.payload),
                        corrects=draft.corrects,
                        case_number=draft.case_number,
                    )
                )
                found[draft.case_id].position = receipt.position
    return list(found.values())


def _touch(found: dict[UUID, Touched], case: CaseFile) -> Touched:
    known = found.setdefault(case.case_id, Touched(case.case_id, case.number, case.handling_agency))
    known.handling_agency = case.handling_agency
    known.provisional = case.provisional
    return known


async def remember_rows(session: AsyncSession, concluded: Sequence[Concluded], seal: Callable[[bytes], bytes]) -> None:
    """Write down what platform rows have led to; of several versions in one group the last decided stands.

    `seal` encrypts what their columns said, which may name anybody.
    """
    kept: dict[tuple[str, str, str], dict[str, Any]] = {}
    for one in concluded:
        if one.decision.memory is None:
            continue
        for key, version, stated in one.decision.memory.rows:
            agency, system, source_key = key
            kept[key] = {
                "agency": agency,
                "source_system": system,
                "source_key": source_key,
                "version": max(version, kept.get(key, {}).get("version", 0)),
                "case_number": one.decision.memory.number,
                "profile": one.command.body.row.profile,
                "stated": snapshots.remembered(stated, seal),
            }
    if kept:
        await queries.keep_rows(session, list(kept.values()))
