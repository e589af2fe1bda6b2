"""Decides the questions and answers of a group one after another, and stores them with their positions."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from exchange.access import operations as access
from exchange.access import queries as access_rows
from exchange.alerts import queries as alerts
from exchange.alerts.operations import LostRace
from exchange.db import AsyncSession, lock_words
from exchange.errors import Refusal
from exchange.feed import queries as feed
from exchange.feed.commands import Command, Concluded, Decision
from exchange.reproductions import queries
from exchange.reproductions.commands import Answer, Ask, Body
from exchange.reproductions.deciding import Bench, Decided, Known
from zhenxie.wire.vocabulary import Relation


class Reproductions:
    """The slice's handler for the scribe."""

    async def decide(self, session: AsyncSession, commands: Sequence[Command], now: datetime) -> list[Decision]:
        """Decide each command on what those before it left."""
        known = await self._known(session, commands)
        decisions = []
        for command in commands:
            bench = Bench(known, command.caller, now, command.traceparent)
            body: Body = command.body
            try:
                decided = bench.ask(body) if isinstance(body, Ask) else bench.answer(body)
            except Refusal as refusal:
                decisions.append(Decision(refusal=refusal))
            else:
                decisions.append(Decision(drafts=[decided.draft] if decided.draft else [], memory=decided))
        return decisions

    async def _known(self, session: AsyncSession, commands: Sequence[Command]) -> Known:
        bodies: list[Body] = [command.body for command in commands]
        ids = {body.alert_id for body in bodies}
        cases = await alerts.cases_of(session, keys=(), ids=ids)
        # Whoever gives a grant on one of these cases at this moment has committed it before it is read whom to tell.
        await access_rows.hold_directory_still(session)
        numbers = await alerts.numbers_of(session, cases)
        await lock_words(session, {f"case\x1f{number}" for case in numbers.values() for number in case})
        rows = await alerts.alerts_for_change(session, keys=(), ids=ids)
        known = Known(
            await access.directory(session), await feed.extent(session), {row["id"]: dict(row) for row in rows}
        )
        asked = {body.request_id for body in bodies if isinstance(body, Answer)}
        known.questions = await queries.questions_for_change(session, asked)
        for grant in await access_rows.standing_grants(session, cases):
            known.grants.setdefault(grant.case_id, []).append((grant.agency, Relation(grant.relation)))
        keys = {(one.caller.agency, one.body.message_id) for one in commands if isinstance(one.body, Ask)}
        for key, row in (await alerts.answered(session, keys)).items() if keys else ():
            # Of what another call was answered under this id only the digest counts: it is refused.
            said = row.answer or {}
            known.asked[key] = bytes(row.digest), {"id": said.get("id"), "alert_id": said.get("alert_id")}
        return known

    async def conclude(self, session: AsyncSession, concluded: Sequence[Concluded], now: datetime) -> list[Any]:
        """Store the questions as they now are; return answers, each with whether nothing was new."""
        del now
        changed: dict[UUID, Mapping[str, Any]] = {}
        bound: list[dict[str, Any]] = []
        answers: list[Any] = []
        for one in concluded:
            if one.decision.refusal is not None:
                answers.append(one.decision.refusal)
                continue
            decided: Decided = one.decision.memory
            position = one.receipts[0].position if one.receipts else None
            row = decided.row
            if position is not None:
                row["asked_position" if isinstance(one.command.body, Ask) else "answered_position"] = position
                changed[row["id"]] = row
            answer = _answer(row, position)
            answers.append((answer, position is None))
            if position is not None and isinstance(one.command.body, Ask):
                bound.append(_binding(one, answer))
        if changed:
            await queries.save(session, list(changed.values()))
        if bound and await alerts.bind(session, bound) != len(bound):
            raise LostRace
        return answers


def _answer(row: Mapping[str, Any], position: int | None) -> dict[str, Any]:
    alert_id = str(row["alert_id"])
    address = f"/v1/alerts/{alert_id}/reproductions"
    return {"id": str(row["id"]), "alert_id": alert_id, "address": address, "position": position}


def _binding(one: Concluded, answer: dict[str, Any]) -> dict[str, Any]:
    draft = one.decision.drafts[0]
    return {
        "agency": one.command.caller.agency,
        "source_system": "",
        "message_id": one.command.body.message_id,
        "digest": one.command.body.bound,
        "position": answer["position"],
        "case_id": draft.case_id,
        "answer": answer,
    }
