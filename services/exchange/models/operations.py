"""Publishes models, and decides commands about them: a version alerts, runs in shadow, or ends."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from exchange.access import operations as access
from exchange.access import queries as access_rows
from exchange.access.callers import Caller, Directory
from exchange.alerts import queries as messages
from exchange.assessments.errors import NotAScreener
from exchange.db import AsyncSession, Overtaken, lock_words
from exchange.errors import InvalidBody, Refusal
from exchange.feed.commands import Command, Concluded, Decision, Draft
from exchange.feed.errors import MessageIdReused
from exchange.feed.seals import Sealer
from exchange.models import queries
from exchange.models.commands import Decide
from exchange.models.errors import ModelNotFound, ModelRetired, ModelVersionReused, NotForAllOffices
from exchange.models.projection import defaults_of, made_of
from zhenxie.kit.identifiers import new_id
from zhenxie.law.calendar import legal_day
from zhenxie.record.model_decisions import DECIDED, ModelDecision, standings
from zhenxie.wire import json
from zhenxie.wire.assessments import ModelVersion
from zhenxie.wire.problems import Fault
from zhenxie.wire.sealing import part
from zhenxie.wire.validation import parse_event
from zhenxie.wire.vocabulary import AgencyKind, Audience


async def publish(
    session: AsyncSession, caller: Caller, named: tuple[str, str], content: ModelVersion, *, now: datetime
) -> bool:
    """Publish a model (slug, version); return False when exactly this was published before.

    :raises NotAScreener: the caller is no platform.
    :raises ModelVersionReused: the version was published with other content.
    """
    if caller.kind is not AgencyKind.PLATFORM:
        raise NotAScreener
    model, version = named
    # What a version published before there were several says nothing of is live.
    body = content.model_dump(mode="json", exclude={"status"} if content.status == "live" else None)
    digest = json.digest(body)
    row = {"model": model, "version": version, "digest": digest, "body": body, "published_at": now}
    if await queries.add_version(session, row):
        return True
    [known] = [one for one in await queries.versions(session, models=[model]) if one.version == version]
    if bytes(known.digest) != digest:
        raise ModelVersionReused(model=model, version=version)
    return False


def speaks_for_all(directory: Directory, caller: Caller) -> bool:
    """Tell whether a caller may decide for every procuratorate: the operator, and the one above all others.

    One screening works for all of them: what one office switches off would be switched off for its neighbours too.
    """
    if caller.kind is AgencyKind.PROCURATORATE:
        others = directory.of_kind(AgencyKind.PROCURATORATE)
        return all(directory.is_at_or_above(caller.agency, one.code) for one in others)
    return caller.kind is AgencyKind.PLATFORM


@dataclass
class _Memory:
    """What a decision leaves to be stored; `answer` is set for a message that was answered before."""

    row: dict[str, Any] = field(default_factory=dict)
    answer: dict[str, Any] | None = None


@dataclass
class _Known:
    """What a group of commands knows before it decides; each decision is known to those after it."""

    directory: Directory
    versions: dict[str, list[Any]]
    decided: dict[str, list[ModelDecision]]
    answered: dict[tuple[str, str], Any]


class LostRace(Overtaken):
    """Another process bound one of these message ids first; decided again, it is a replay or a conflict."""


class Models:
    """The slice's handler for the scribe."""

    def __init__(self, sealer: Sealer) -> None:
        """Take the sealer that keeps the reasons."""
        self._sealer = sealer

    async def decide(self, session: AsyncSession, commands: Sequence[Command], now: datetime) -> list[Decision]:
        """Decide each command on what those before it left."""
        known = await _known(session, commands)
        decisions = []
        for command in commands:
            try:
                decisions.append(_decided(known, command, now))
            except Refusal as refusal:
                decisions.append(Decision(refusal=refusal))
        return decisions

    async def conclude(self, session: AsyncSession, concluded: Sequence[Concluded], now: datetime) -> list[Any]:
        """Store what was decided with its position; return answers, each with whether it is a replay."""
        rows: list[dict[str, Any]] = []
        bound: list[dict[str, Any]] = []
        given: dict[tuple[str, str], dict[str, Any]] = {}
        answers: list[Any] = []
        for one in concluded:
            if one.decision.refusal is not None:
                answers.append(one.decision.refusal)
                continue
            memory: _Memory = one.decision.memory
            key = _message(one.command)
            if not memory.row:
                answers.append((memory.answer or given[key], True))
                continue
            row = memory.row | {"position": one.receipts[0].position, "decided_at": now}
            reason: str = one.command.body.said.reason
            rows.append(row | {"sealed_reason": self._sealer.encrypt(reason.encode(), row["event_id"].bytes)})
            given[key] = _answer(row)
            bound.append(_binding(key, one, given[key]))
            answers.append((given[key], False))
        if rows:
            await queries.add_decisions(session, rows)
            if await messages.bind(session, bound) != len(bound):
                raise LostRace
        return answers


async def _known(session: AsyncSession, commands: Sequence[Command]) -> _Known:
    models = {command.body.model for command in commands}
    await access_rows.hold_directory_still(session)
    await lock_words(session, {f"model\x1f{model}" for model in models})
    known = _Known(
        await access.directory(session), {}, {}, await messages.answered(session, {_message(one) for one in commands})
    )
    for row in await queries.versions(session, models=models):
        known.versions.setdefault(row.model, []).append(row)
    for row in await queries.decisions(session, models=models):
        known.decided.setdefault(row.model, []).append(made_of(row))
    return known


def _message(command: Command) -> tuple[str, str]:
    return command.caller.agency, command.body.said.message_id


def _decided(known: _Known, command: Command, now: datetime) -> Decision:
    body: Decide = command.body
    if not speaks_for_all(known.directory, command.caller):
        raise NotForAllOffices
    before = known.answered.get(_message(command))
    if before is not None:
        if bytes(before.digest) != body.bound:
            raise MessageIdReused(first_digest=bytes(before.digest).hex(), this_digest=body.bound.hex())
        return Decision(memory=_Memory(answer=before.answer))
    made = _made(known, body, now)
    known.decided.setdefault(body.model, []).append(made)
    known.answered[_message(command)] = _InThisGroup(body.bound)
    row = {
        "event_id": made.event_id,
        "model": made.model,
        "version": made.version,
        "rule": made.rule,
        "decision": made.decision,
        "since": made.since,
        "agency": command.caller.agency,
        "decided_by": body.said.decided_by,
    }
    return Decision(drafts=[_draft(command, made, now)], memory=_Memory(row))


@dataclass(frozen=True)
class _InThisGroup:
    """A message that an earlier command of the group bears: the same is answered when it is sent again."""

    digest: bytes
    answer: dict[str, Any] | None = None


def _made(known: _Known, body: Decide, now: datetime) -> ModelDecision:
    rows, said, today = known.versions.get(body.model, []), body.said, legal_day(now)
    defaults = defaults_of(rows)
    if body.version not in defaults or (said.rule is not None and said.rule not in defaults[body.version][1]):
        raise ModelNotFound
    since = today if said.in_force_from is None else date.fromisoformat(said.in_force_from)
    if since < today:
        raise InvalidBody(faults=[Fault("/from", "too-small", (today.isoformat(),))])
    stands = standings(defaults, known.decided.get(body.model, ()), since)
    one = stands.versions[body.version] if said.rule is None else stands.rules[body.version, said.rule]
    if said.decision == "promote" and one.status == "retired":
        raise ModelRetired
    # Within its group it comes after all that were said before; its place in the feed is not known yet.
    place = 2**53 + len(known.decided.get(body.model, ()))
    return ModelDecision(place, new_id(now), body.model, body.version, said.rule, said.decision, since)


def _draft(command: Command, made: ModelDecision, now: datetime) -> Draft:
    said = command.body.said
    data: Mapping[str, Any] = {
        "model": made.model,
        "version": made.version,
        "rule": made.rule,
        "decision": made.decision,
        "in_force_from": made.since.isoformat(),
        "reason": said.reason,
    }
    spelled = {
        "type": DECIDED,
        "message_id": said.message_id,
        "occurred": now.astimezone(UTC).isoformat(timespec="microseconds"),
        "operator": said.decided_by,
        "data": {name: value for name, value in data.items() if value is not None},
    }
    public, sealed = part(parse_event(spelled))
    return Draft(
        event_id=made.event_id,
        type=DECIDED,
        source=command.caller.agency,
        audience=Audience.AGENCY,
        payload=json.canonical(public),
        message_id=said.message_id,
        occurred=str(public["occurred"]),
        addressees=(command.caller.agency,),
        traceparent=command.traceparent,
        sealed=tuple(sealed),
    )


def _answer(row: Mapping[str, Any]) -> dict[str, Any]:
    names = ("model", "version", "rule", "decision", "position")
    return {name: row[name] for name in names} | {"in_force_from": row["since"].isoformat()}


def _binding(key: tuple[str, str], one: Concluded, answer: dict[str, Any]) -> dict[str, Any]:
    return {
        "agency": key[0],
        "source_system": "",
        "message_id": key[1],
        "digest": one.command.body.bound,
        "position": answer["position"],
        "case_id": None,
        "answer": answer,
    }
