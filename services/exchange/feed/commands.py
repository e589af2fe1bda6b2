"""What a slice hands to the scribe, and what it hands back: commands, decisions, drafts; plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Protocol
from uuid import UUID

from exchange.access.callers import Caller
from exchange.db import AsyncSession
from exchange.errors import Refusal
from exchange.feed.chain import Receipt
from zhenxie.kit.identifiers import new_id
from zhenxie.wire import json
from zhenxie.wire.events.base import SealedPart
from zhenxie.wire.sharing import shared_event
from zhenxie.wire.vocabulary import Audience, Relation

EXCHANGE: Final = "exchange"
"""The source of what the exchange itself says."""


@dataclass(frozen=True)
class Command:
    """One wish of one caller: `kind` names the slice that decides it, `body` is that slice's own.

    `apart`: it is decided on what other slices store, such as grants, so never in one transaction with their commands.
    `weight`: about how many events it brings; a group is bounded by them, for it is written in one piece.
    """

    kind: str
    caller: Caller
    body: Any
    traceparent: str | None = None
    request_id: str | None = None
    apart: bool = False
    weight: int = 1


@dataclass(frozen=True)
class Draft:
    """An entry before it has a place in the feed."""

    event_id: UUID
    type: str
    source: str
    audience: Audience
    payload: bytes
    source_system: str = ""
    message_id: str | None = None
    case_id: UUID | None = None
    case_number: str | None = None
    suspect_ref: str | None = None
    occurred: str | None = None
    addressees: tuple[str, ...] = ()
    corrects: UUID | None = None
    traceparent: str | None = None
    remaining: int = 0
    sealed: tuple[SealedPart, ...] = ()


@dataclass(frozen=True)
class SharedCase:
    """A case that an agency may see from now on; of a provisional one, the case into which it was joined."""

    case_id: UUID
    case_number: str
    reader: str
    relation: Relation
    joined_into: UUID | None = None

    def draft(self, now: datetime, *, traceparent: str | None = None) -> Draft:
        """Return what tells the new reader of it (授权知悉)."""
        event_id = new_id(now)
        public = shared_event(
            event_id=event_id, reader=self.reader, relation=self.relation, now=now, joined_into=self.joined_into
        )
        return Draft(
            event_id=event_id,
            type="case.shared",
            source=EXCHANGE,
            audience=Audience.ADDRESSEES,
            payload=json.canonical(public),
            message_id=str(event_id),
            case_id=self.case_id,
            case_number=self.case_number,
            occurred=str(public["occurred"]),
            addressees=(self.reader,),
            traceparent=traceparent,
        )


@dataclass
class Decision:
    """What a slice made of one command: a refusal, or drafts to append (possibly none: a replay, a pure change).

    `memory` is the slice's own; it comes back when the drafts have their receipts.
    """

    refusal: Refusal | None = None
    drafts: list[Draft] = field(default_factory=list)
    memory: Any = None


@dataclass(frozen=True)
class Concluded:
    """One decided command and the receipts of its drafts, in their order."""

    command: Command
    decision: Decision
    receipts: Sequence[Receipt]


class Handler(Protocol):
    """A slice that appends to the feed."""

    async def decide(self, session: AsyncSession, commands: Sequence[Command], now: datetime) -> Sequence[Decision]:
        """Decide a group with a handful of statements; a refusal is an outcome, never an exception."""
        ...

    async def conclude(self, session: AsyncSession, concluded: Sequence[Concluded], now: datetime) -> Sequence[Any]:
        """Store what needs positions (answers, pictures); return each command's answer, or its refusal."""
        ...


Handlers = Mapping[str, Handler]
