"""Decides the acts of a group one after another, answers what is sent again as it was, and binds what is new."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from exchange.access import operations as access
from exchange.access import queries as access_rows
from exchange.acts import queries
from exchange.acts.commands import Act, Decided
from exchange.acts.ground import Ground
from exchange.acts.queries import MessageKey
from exchange.db import AsyncSession, Overtaken, lock_words
from exchange.errors import Refusal
from exchange.feed import queries as feed
from exchange.feed.chain import Receipt
from exchange.feed.commands import Command, Concluded, Decision
from exchange.feed.errors import MessageIdReused
from exchange.staff import queries as staff
from zhenxie.wire.vocabulary import Relation

Known = TypeVar("Known")


class LostRace(Overtaken):
    """Another process bound one of these message ids first; decided again, it is a replay or a conflict."""


@dataclass(frozen=True)
class Settled:
    """An act that was decided, its places in the feed, and its answer."""

    command: Command
    decided: Decided
    receipts: Sequence[Receipt]
    answer: Mapping[str, Any]


@dataclass
class _Memory:
    """What a decision leaves for its end; `decided` is None for a message that was answered before."""

    decided: Decided | None
    answer: Mapping[str, Any] | None = None


class Desk(ABC, Generic[Known]):
    """A slice whose callers name their acts by message ids: the scribe's handler, but for what the slice alone knows.

    `known` loads and locks whatever the group is decided on (:func:`ground` first); `decide_one` sees that the caller may
    speak of it and decides, changing `known` for the acts after it; `store` keeps what is new beside the places.
    """

    async def decide(self, session: AsyncSession, commands: Sequence[Command], now: datetime) -> list[Decision]:
        """Decide each act on what those before it left; a refusal is an outcome."""
        known = await self.known(session, commands, now)
        answered = await queries.answered(session, {_key(one) for one in commands})
        seen: dict[MessageKey, tuple[bytes, Mapping[str, Any] | None]] = {
            key: (bytes(row.digest), row.answer) for key, row in answered.items()
        }
        decisions = []
        for command in commands:
            try:
                decisions.append(self._decided(known, command, seen, now))
            except Refusal as refusal:
                decisions.append(Decision(refusal=refusal))
        return decisions

    def _decided(
        self,
        known: Known,
        command: Command,
        seen: dict[MessageKey, tuple[bytes, Mapping[str, Any] | None]],
        now: datetime,
    ) -> Decision:
        act, key = command.body, _key(command)
        digest, answer = seen.get(key, (None, None))
        # The same words of the same caller are answered as they were, even where what they brought about ended his own
        # part in it, as a hand-over does: he is told nothing that he was not told before.
        if digest == act.bound:
            return Decision(memory=_Memory(None, answer))
        self.admit(known, command)
        if digest is not None:
            raise MessageIdReused(first_digest=digest.hex(), this_digest=act.bound.hex())
        decided = self.decide_one(known, command, now)
        seen[key] = act.bound, None
        return Decision(drafts=list(decided.drafts), memory=_Memory(decided))

    async def conclude(self, session: AsyncSession, concluded: Sequence[Concluded], now: datetime) -> list[Any]:
        """Store what is new; return answers, each with whether it is a replay."""
        epoch, _ = await feed.head(session)
        settled: dict[MessageKey, Settled] = {}
        answers: list[Any] = []
        for one in concluded:
            if one.decision.refusal is not None:
                answers.append(one.decision.refusal)
                continue
            memory: _Memory = one.decision.memory
            if memory.decided is None:
                before = memory.answer if memory.answer is not None else settled[_key(one.command)].answer
                answers.append((before, True))
                continue
            answer = memory.decided.answer(one.receipts, epoch)
            settled[_key(one.command)] = Settled(one.command, memory.decided, one.receipts, answer)
            answers.append((answer, False))
        if settled:
            await self.store(session, list(settled.values()), now)
            rows = [_binding(one) for one in settled.values()]
            if await queries.bind(session, rows) != len(rows):
                raise LostRace
        return answers

    @abstractmethod
    async def known(self, session: AsyncSession, commands: Sequence[Command], now: datetime) -> Known:
        """Load and lock whatever these acts are decided on, with a handful of statements."""

    @abstractmethod
    def admit(self, known: Known, command: Command) -> None:
        """See that the caller may speak of what an act is about, before he is told anything of it.

        :raises Refusal: he may not, or for him there is no such thing.
        """

    @abstractmethod
    def decide_one(self, known: Known, command: Command, now: datetime) -> Decided:
        """Decide one act that is new.

        :raises Refusal: it is not possible, and why.
        """

    @abstractmethod
    async def store(self, session: AsyncSession, settled: Sequence[Settled], now: datetime) -> None:
        """Keep what these acts changed, in their order."""


async def ground(session: AsyncSession, commands: Sequence[Command], case_ids: Collection[UUID]) -> Ground:
    """Return the ground of a group of acts on some cases, the directory held still and the cases locked.

    Whoever gives a grant on one of these cases at this moment has committed it before it is read whom to tell. Locks of
    the slice itself come after this, the head's last.
    """
    await access_rows.hold_directory_still(session)
    numbers = await queries.numbers_of(session, case_ids)
    await lock_words(session, {f"case\x1f{number}" for case in numbers.values() for number in case})
    people = await staff.register(session, {one.caller.agency for one in commands})
    found = Ground(await access.directory(session), await feed.extent(session), people, numbers=numbers)
    for grant in await access_rows.standing_grants(session, case_ids):
        found.grants.setdefault(grant.case_id, []).append((grant.agency, Relation(grant.relation)))
    return found


def _key(command: Command) -> MessageKey:
    act: Act = command.body
    return command.caller.agency, act.message_id


def _binding(one: Settled) -> dict[str, Any]:
    act: Act = one.command.body
    case_id = next((draft.case_id for draft in one.decided.drafts if draft.case_id is not None), None)
    return {
        "agency": one.command.caller.agency,
        "source_system": "",
        "message_id": act.message_id,
        "digest": act.bound,
        "position": one.receipts[0].position if one.receipts else None,
        "case_id": case_id,
        "answer": dict(one.answer),
    }
