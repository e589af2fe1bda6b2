"""What binds one entry to the one before it: hashes, commitments, receipts; pure."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from zhenxie.wire import json
from zhenxie.wire.events.base import SealedPart

GENESIS: Final = bytes(32)
"""What stands before the first entry."""


@dataclass(frozen=True)
class Header:
    """Everything an entry says of itself beside its public part; all of it is hashed."""

    position: int
    epoch: int
    recorded_at: datetime
    event_id: UUID
    type: str
    source: str
    source_system: str
    message_id: str | None
    case_id: UUID | None
    case_number: str | None
    suspect_ref: str | None
    occurred_from: datetime | None
    precision: str | None
    audience: str
    addressees: tuple[str, ...]
    corrects: UUID | None
    traceparent: str | None
    remaining: int = 0
    """How many entries of the same list, told by its sender as one, follow this one."""


@dataclass(frozen=True)
class Receipt:
    """Proof of an entry's place: anybody who kept it can later show that the feed was changed."""

    epoch: int
    position: int
    recorded_at: datetime
    hash: bytes
    previous_hash: bytes
    payload_hash: bytes

    def as_json(self) -> dict[str, Any]:
        """Return the receipt as it stands in an answer: hashes in lower-case hexadecimal, time in UTC."""
        return {
            "epoch": self.epoch,
            "position": self.position,
            "recorded_at": instant(self.recorded_at),
            "hash": self.hash.hex(),
            "previous_hash": self.previous_hash.hex(),
            "payload_hash": self.payload_hash.hex(),
        }


def instant(moment: datetime) -> str:
    """Return an instant as the exchange writes it: UTC, four digits for the year, microseconds, Z."""
    # Not strftime: whether its %Y pads a year before 1000 depends on the machine's C library.
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def hash_of(header: Header, *, payload_hash: bytes, commitments: Sequence[bytes], previous: bytes) -> bytes:
    """Return the SHA-256 (32 bytes) of an entry: header, public part, commitments of its sealed parts, predecessor."""
    said = {
        "position": header.position,
        "epoch": header.epoch,
        "recorded_at": instant(header.recorded_at),
        "event_id": str(header.event_id),
        "type": header.type,
        "source": header.source,
        "source_system": header.source_system,
        "message_id": header.message_id,
        "case_id": None if header.case_id is None else str(header.case_id),
        "case_number": header.case_number,
        "suspect_ref": header.suspect_ref,
        "occurred_from": None if header.occurred_from is None else instant(header.occurred_from),
        "precision": header.precision,
        "audience": header.audience,
        "addressees": sorted(header.addressees),
        "corrects": None if header.corrects is None else str(header.corrects),
        "traceparent": header.traceparent,
        "payload": payload_hash.hex(),
        "sealed": [commitment.hex() for commitment in commitments],
        "previous": previous.hex(),
    }
    # Entries older than this field have none, and their hashes stay what they were.
    if header.remaining:
        said["remaining"] = header.remaining
    return json.digest(said)


def payload_hash(payload: bytes) -> bytes:
    """Return the SHA-256 (32 bytes) of the public part as it is stored."""
    return hashlib.sha256(payload).digest()


def commitment(salt: bytes, part: SealedPart) -> bytes:
    """Return the salted commitment (32 bytes) of a sealed part: without the salt it says nothing of the part.

    It covers whose part it is as well as what it says: one person must not quietly become another's name.
    """
    said = {"kind": part.kind, "role": part.role, "suspect_ref": part.suspect_ref, "content": part.content}
    return hashlib.sha256(salt + json.canonical(said)).digest()


def split_commitments(joined: bytes) -> list[bytes]:
    """Return the commitments of one entry, as they are stored side by side."""
    return [joined[start : start + 32] for start in range(0, len(joined), 32)]


def case_hash(case_id: UUID | None) -> int:
    """Return the first eight bytes of SHA-256 of the case's id as an unsigned number; 0 without a case.

    A reader of partition i of n gets the entries where this, modulo n, is i.
    """
    if case_id is None:
        return 0
    return int.from_bytes(hashlib.sha256(str(case_id).encode()).digest()[:8], "big")
