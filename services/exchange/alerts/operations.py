"""Decides the alert commands of a group one after another, and stores what became of them with their positions."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from exchange.access import operations as access
from exchange.access import queries as access_rows
from exchange.alerts import queries
from exchange.alerts.commands import Body, EndAlert, PutAlert, SignFor, TakeStep
from exchange.alerts.deciding import Bench
from exchange.alerts.known import Decided, Known
from exchange.db import AsyncSession, Overtaken, lock_words
from exchange.errors import Refusal
from exchange.feed import queries as feed
from exchange.feed.commands import Command, Concluded, Decision
from exchange.feed.errors import MessageIdReused
from exchange.feed.schemas import cursor
from exchange.feed.seals import Sealer
from exchange.staff import queries as staff
from zhenxie.wire.vocabulary import Relation


@dataclass
class _Memory:
    """What a decision leaves to be stored; `answer` is set for a message that was answered before."""

    decided: Decided | None = None
    answer: dict[str, Any] | None = None


@dataclass
class _Kept:
    """What a group leaves to be stored."""

    changed: dict[UUID, dict[str, Any]] = field(default_factory=dict)
    versions: list[dict[str, Any]] = field(default_factory=list)
    shares: list[dict[str, Any]] = field(default_factory=list)
    bound: list[dict[str, Any]] = field(default_factory=list)
    answers: dict[tuple[str, str] | None, dict[str, Any]] = field(default_factory=dict)


Follow = Callable[[AsyncSession, Sequence[Mapping[str, Any]], datetime], Awaitable[None]]
"""What is done whenever alerts have changed: the office's list follows them, and this slice does not know it."""


class Alerts:
    """The slice's handler for the scribe."""

    def __init__(self, sealer: Sealer, follow: Follow | None = None) -> None:
        """Take the sealer that keeps what prosecutors write.

        :param follow: is given every alert that changed, in the transaction that stores it.
        """
        self._sealer = sealer
        self._follow = follow

    async def decide(self, session: AsyncSession, commands: Sequence[Command], now: datetime) -> list[Decision]:
        """Decide each command on what those before it left."""
        known = await self._known(session, commands)
        asked = {key for command in commands if (key := _message(command)) is not None}
        answered = await queries.answered(session, asked) if asked else {}
        decisions = []
        for command in commands:
            bench = Bench(known, command.caller, now, command.traceparent)
            try:
                decisions.append(_decided(bench, command, answered))
            except Refusal as refusal:
                decisions.append(Decision(refusal=refusal))
        return decisions

    async def _known(self, session: AsyncSession, commands: Sequence[Command]) -> Known:
        bodies: list[Body] = [command.body for command in commands]
        keys = {
            (body.report.fingerprint, number)
            for body in bodies
            if isinstance(body, PutAlert)
            for number in (body.report.occurrence, body.report.occurrence - 1)
        }
        ids = {body.alert_id for body in bodies if not isinstance(body, PutAlert)}
        cases = {UUID(body.report.case_id) for body in bodies if isinstance(body, PutAlert)}
        cases |= await queries.cases_of(session, keys=keys, ids=ids)
        # Whoever gives a grant on one of these cases at this moment has committed it before it is read whom to tell.
        await access_rows.hold_directory_still(session)
        numbers = await queries.numbers_of(session, cases)
        await lock_words(session, {f"case\x1f{number}" for case in numbers.values() for number in case})
        # Two processes that raise the same alert at once wait for each other here, before the head's lock.
        await lock_words(session, {f"alert\x1f{fingerprint}" for fingerprint, _ in keys})
        rows = await queries.alerts_for_change(session, keys=keys, ids=ids)
        known = Known(
            await access.directory(session), await feed.extent(session), {row["id"]: dict(row) for row in rows}
        )
        known.numbers = await queries.numbers_of(session, cases)
        known.staff = await staff.register(session, {one.caller.agency for one in commands if _by_office(one)})
        for grant in await access_rows.standing_grants(session, cases):
            known.grants.setdefault(grant.case_id, []).append((grant.agency, Relation(grant.relation)))
        return known

    async def conclude(self, session: AsyncSession, concluded: Sequence[Concluded], now: datetime) -> list[Any]:
        """Store the alerts as they now are and what was said of each; return answers, each with whether it is a replay."""
        epoch, _ = await feed.head(session)
        kept = _Kept()
        answers = [one.decision.refusal or self._concluded(one, kept, epoch=epoch, now=now) for one in concluded]
        await _store(session, kept)
        if self._follow is not None and kept.changed:
            await self._follow(session, list(kept.changed.values()), now)
        return answers

    def _concluded(self, one: Concluded, kept: _Kept, *, epoch: int, now: datetime) -> tuple[Any, bool]:
        memory: _Memory = one.decision.memory
        key = _message(one.command)
        if memory.decided is None:
            return memory.answer or kept.answers[key], True
        row, position = memory.decided.row, one.receipts[0].position if one.receipts else None
        if position is not None:
            row["raised_position"] = row["raised_position"] or position
            row["changed_position"] = position
            kept.changed[row["id"]] = row
            kept.versions.append(self._version(one, memory.decided, position, now))
            kept.shares += self._shares(memory.decided, position)
        answer = _answer(row, position, epoch)
        if key is not None and position is not None:
            kept.answers[key] = answer
            kept.bound.append(_binding(key, one, answer, row["case_id"]))
        return answer, position is None

    def _version(self, one: Concluded, decided: Decided, position: int, now: datetime) -> dict[str, Any]:
        note = decided.note
        return {
            "alert_id": decided.row["id"],
            "position": position,
            "said": decided.said,
            "at": now,
            "by": one.command.caller.agency,
            "body": dict(decided.version),
            "sealed_note": None if note is None else self._sealer.encrypt(note.encode(), decided.row["id"].bytes),
        }

    def _shares(self, decided: Decided, position: int) -> list[dict[str, Any]]:
        if decided.share is None:
            return []
        row = dict(decided.share) | {"position": position}
        row["sealed_text"] = self._sealer.encrypt(row.pop("text").encode(), decided.row["id"].bytes)
        return [row]


def _by_office(command: Command) -> bool:
    return isinstance(command.body, TakeStep)


def _message(command: Command) -> tuple[str, str] | None:
    match command.body:
        case TakeStep(review=said) | SignFor(receipt=said) | EndAlert(end=said):
            return command.caller.agency, said.message_id
    # What screening reports is named by its fingerprint and evaluation.
    return None


def _decided(bench: Bench, command: Command, answered: dict[tuple[str, str], Any]) -> Decision:
    bench.admit(command.body)
    key = _message(command)
    before = None if key is None else answered.get(key)
    if before is not None:
        if bytes(before.digest) != command.body.bound:
            raise MessageIdReused(first_digest=bytes(before.digest).hex(), this_digest=command.body.bound.hex())
        return Decision(memory=_Memory(answer=before.answer))
    decided = _act(bench, command.body)
    if key is not None and decided.draft is not None:
        answered[key] = _InThisGroup(command.body.bound)
    return Decision(drafts=[decided.draft] if decided.draft else [], memory=_Memory(decided))


@dataclass(frozen=True)
class _InThisGroup:
    """A message that an earlier command of the group bears: the same is answered when it is sent again."""

    digest: bytes
    answer: dict[str, Any] | None = None


def _act(bench: Bench, body: Body) -> Decided:
    match body:
        case PutAlert():
            return bench.put(body)
        case EndAlert():
            return bench.end(body)
        case TakeStep():
            return bench.step(body)
        case SignFor():
            return bench.sign(body)


def _answer(row: Mapping[str, Any], position: int | None, epoch: int) -> dict[str, Any]:
    return {
        "id": str(row["id"]),
        "case_number": row["case_number"],
        "fingerprint": row["fingerprint"],
        "occurrence": row["occurrence"],
        "state": row["state"],
        "standing": row["standing"],
        "position": position,
        "changed": cursor(epoch, row["changed_position"]),
    }


def _binding(key: tuple[str, str], one: Concluded, answer: dict[str, Any], case_id: UUID) -> dict[str, Any]:
    return {
        "agency": key[0],
        "source_system": "",
        "message_id": key[1],
        "digest": one.command.body.bound,
        "position": answer["position"],
        "case_id": case_id,
        "answer": answer,
    }


class LostRace(Overtaken):
    """Another process bound one of these message ids first; decided again, it is a replay or a conflict."""


async def _store(session: AsyncSession, kept: _Kept) -> None:
    if not kept.changed:
        return
    await queries.save(session, list(kept.changed.values()))
    await queries.add_versions(session, kept.versions)
    if kept.shares:
        await queries.add_shares(session, kept.shares)
    if kept.bound and await queries.bind(session, kept.bound) != len(kept.bound):
        raise LostRace
