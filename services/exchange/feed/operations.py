"""Appends to the feed: takes the head lock, numbers, chains and seals the drafts, and moves the head."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from exchange.db import AsyncSession
from exchange.feed import chain, queries
from exchange.feed.asked import Epoch, Head, Last, Rows
from exchange.feed.chain import Header, Receipt
from exchange.feed.commands import Draft
from exchange.feed.seals import Sealer
from zhenxie.wire import json, moments

_EPOCHS_COUNT_FROM: Final = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class _Place:
    epoch: int
    position: int
    recorded_at: datetime
    previous: bytes


class ClockAhead(Exception):
    """The clock of this process is ahead: no entry after its own could be earlier, whoever recorded it."""


@dataclass(frozen=True)
class Means:
    """What appending takes: the seals, and how far a clock may be ahead of the database's (None: any, as in tests)."""

    sealer: Sealer
    clock_tolerance: timedelta | None = None


async def append(session: AsyncSession, drafts: Sequence[Draft], *, now: datetime, means: Means) -> list[Receipt]:
    """Append `drafts` in their order; the head stays locked until the caller's transaction ends.

    Positions follow each other without a gap; `recorded_at` is the later of `now` and the last entry's, so the
    order of entries is the order of times. With no drafts the head is locked all the same: outcomes written under
    the lock are numbered in the order of their commits.

    :raises ClockAhead: `now` is later than the database's clock by more than the tolerance.
    """
    head = await _head_of_this_database(session, now=now, tolerance=means.clock_tolerance)
    recorded_at = max(now, head.last_recorded_at)
    rows, receipts = Rows(), []
    previous, position = head.last_hash, head.position
    for draft in drafts:
        position += 1
        receipt = _enter(rows, draft, _Place(head.epoch, position, recorded_at, previous), means.sealer)
        receipts.append(receipt)
        previous = receipt.hash
    if receipts:
        await queries.append(session, rows, Last(position, previous, recorded_at))
    return receipts


def _enter(rows: Rows, draft: Draft, place: _Place, sealer: Sealer) -> Receipt:
    commitments = [
        _seal(rows, draft, sealer, position=place.position, ordinal=ordinal) for ordinal in range(len(draft.sealed))
    ]
    header = _header(draft, place)
    hashed = chain.payload_hash(draft.payload)
    this = chain.hash_of(header, payload_hash=hashed, commitments=commitments, previous=place.previous)
    row = {name: getattr(header, name) for name in Header.__dataclass_fields__ if name != "addressees"}
    rows.entries.append(
        row
        | {
            "case_hash": chain.case_hash(draft.case_id),
            "payload": draft.payload,
            "payload_hash": hashed,
            "commitments": b"".join(commitments),
            "previous_hash": place.previous,
            "hash": this,
        }
    )
    rows.addressees.extend({"agency": agency, "position": place.position} for agency in draft.addressees)
    return Receipt(place.epoch, place.position, place.recorded_at, this, place.previous, hashed)


def _header(draft: Draft, place: _Place) -> Header:
    return Header(
        position=place.position,
        epoch=place.epoch,
        recorded_at=place.recorded_at,
        event_id=draft.event_id,
        type=draft.type,
        source=draft.source,
        source_system=draft.source_system,
        message_id=draft.message_id,
        case_id=draft.case_id,
        case_number=draft.case_number,
        suspect_ref=draft.suspect_ref,
        occurred_from=None if draft.occurred is None else moments.start_of(draft.occurred),
        precision=None if draft.occurred is None else moments.precision_of(draft.occurred),
        audience=draft.audience.value,
        addressees=draft.addressees,
        corrects=draft.corrects,
        traceparent=draft.traceparent,
        remaining=draft.remaining,
    )


def _seal(rows: Rows, draft: Draft, sealer: Sealer, *, position: int, ordinal: int) -> bytes:
    part = draft.sealed[ordinal]
    salt, sealed = sealer.seal(part.content)
    rows.sealed.append(
        {
            "position": position,
            "ordinal": ordinal,
            "case_id": draft.case_id,
            "kind": part.kind,
            "role": part.role,
            "suspect_ref": part.suspect_ref,
            "salt": salt,
            "sealed": sealed,
            "person_key": sealer.person_key(part.content) if part.kind == "person" else None,
        }
    )
    return chain.commitment(salt, part)


async def _head_of_this_database(session: AsyncSession, *, now: datetime, tolerance: timedelta | None) -> Head:
    """Return the locked head, its epoch raised if this database is not the one the feed was last written in.

    A restored dump, a recovered backup or a promoted standby differs in its identity (system identifier, timeline,
    database); cursors and receipts of the time before then no longer lead ahead of what survived.
    """
    head, here = await queries.head_for_change(session)
    if tolerance is not None and now - here.now > tolerance:
        message = f"{(now - here.now).total_seconds():.0f} s ahead of the database's clock"
        raise ClockAhead(message)
    if head.database_identity == here.identity:
        return head
    if head.database_identity is None:
        await queries.name_database(session, here.identity)
        return head
    began = Epoch(_next_epoch(head, now), head.position, "restored or failed over", now, here.identity)
    await queries.begin_epoch(session, began)
    return replace(head, epoch=began.number)


async def raise_epoch(session: AsyncSession, *, reason: str, now: datetime) -> int:
    """Begin a new epoch after the present head and return it; cursors beyond this head get 410 from now on."""
    head, here = await queries.head_for_change(session)
    number = _next_epoch(head, now)
    await queries.begin_epoch(session, Epoch(number, head.position, reason, now, here.identity))
    return number


def _next_epoch(head: Head, now: datetime) -> int:
    # One more would come again when the same backup is restored once more, and cursors of the first time would pass
    # for those of the second. Seconds since 2026 have nine digits, as an epoch in a cursor, until 2057.
    return max(head.epoch + 1, int((now - _EPOCHS_COUNT_FROM).total_seconds()))


def canonical_payload(public: dict[str, Any]) -> bytes:
    """Return the bytes of a public part as they are hashed, stored and served."""
    return json.canonical(public)
