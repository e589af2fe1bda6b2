"""Decides the posts of a group one after another, and stores what became of them with their positions."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from exchange.access import operations as access
from exchange.access import queries as access_rows
from exchange.cases import queries as cases
from exchange.db import AsyncSession, lock_words
from exchange.errors import Refusal
from exchange.feed import queries as feed
from exchange.feed.commands import Command, Concluded, Decision
from exchange.quality import queries
from exchange.quality.commands import Remark
from exchange.quality.deciding import Decided, Known, decide


class Quality:
    """The slice's handler for the scribe."""

    async def decide(self, session: AsyncSession, commands: Sequence[Command], now: datetime) -> list[Decision]:
        """Decide each command on what those before it left."""
        known = await self._known(session, [command.body for command in commands])
        decisions = []
        for command in commands:
            report = command.body.report
            try:
                decided = decide(known, command.caller, report, now, traceparent=command.traceparent)
            except Refusal as refusal:
                decisions.append(Decision(refusal=refusal))
            else:
                decisions.append(Decision(drafts=[decided.draft] if decided.draft else [], memory=decided))
        return decisions

    async def _known(self, session: AsyncSession, remarks: Sequence[Remark]) -> Known:
        reports = [one.report for one in remarks]
        case_ids = {UUID(one.case_id) for one in reports}
        keys = {(one.fingerprint, number) for one in reports for number in (one.occurrence, one.occurrence - 1)}
        # Whoever gives a grant on one of these cases at this moment has committed it before it is read whom to tell.
        await access_rows.hold_directory_still(session)
        numbers = await queries.numbers_of(session, case_ids)
        await lock_words(session, {f"case\x1f{number}" for case in numbers.values() for number in case})
        await lock_words(session, {f"quality\x1f{fingerprint}" for fingerprint, _ in keys})
        known = Known(await access.directory(session), await feed.extent(session))
        known.rows = await queries.findings_for_change(session, keys)
        known.numbers = await queries.numbers_of(session, case_ids)
        for grant in await access_rows.standing_grants(session, case_ids):
            known.grants.setdefault(grant.case_id, set()).add(grant.agency)
        said = await queries.reported(session, {UUID(one) for report in reports for one in report.subjects})
        # What was reported of a provisional case that was joined by now is the case's too.
        into = await cases.joined(session, case_ids)
        known.reported = {one: (into.get(case, case), source) for one, (case, source) in said.items()}
        return known

    async def conclude(self, session: AsyncSession, concluded: Sequence[Concluded], now: datetime) -> list[Any]:
        """Store the findings as they now are; return answers, each with whether nothing was new."""
        del now
        changed: dict[tuple[str, int], dict[str, Any]] = {}
        answers: list[Any] = []
        for one in concluded:
            if one.decision.refusal is not None:
                answers.append(one.decision.refusal)
                continue
            decided: Decided = one.decision.memory
            report = one.command.body.report
            position = one.receipts[0].position if one.receipts else None
            if decided.row is not None and position is not None:
                decided.row["found_position"] = decided.row["found_position"] or position
                decided.row["changed_position"] = position
                changed[report.fingerprint, report.occurrence] = decided.row
            said = {
                "fingerprint": report.fingerprint,
                "occurrence": report.occurrence,
                "standing": decided.standing,
                "position": position,
            }
            answers.append((said, position is None))
        if changed:
            await queries.save(session, list(changed.values()))
        return answers
