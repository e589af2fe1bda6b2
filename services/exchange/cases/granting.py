"""Decides the commands of administration: agencies, supervision, grants by act, and the grants that follow by rule."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from exchange.access import operations as access
from exchange.access import queries as access_rows
from exchange.access.callers import Agency, Directory, Grant, Supervision, agencies_by_rule
from exchange.access.errors import AgencyNotFound, GrantNotFound
from exchange.audit import operations as audit
from exchange.audit.operations import Deed
from exchange.cases import queries
from exchange.cases.commands import (
    AddAgency,
    AddSupervision,
    Administered,
    ApplyRules,
    ChangeAgency,
    EndSupervision,
    MakeGrant,
    WithdrawGrant,
)
from exchange.cases.errors import CaseNotFound
from exchange.db import AsyncSession
from exchange.errors import Refusal
from exchange.feed import queries as feed
from exchange.feed.commands import Command, Concluded, Decision, SharedCase
from zhenxie.wire.moments import BEIJING
from zhenxie.wire.vocabulary import Relation

KIND: Final = "administration"
"""The kind of every command of this handler."""
CASES_A_COMMAND: Final = 500
"""How many cases one command may give new readers: a big change is several commands, so reports wait for none of it."""

_RULE: Final = "rule"
# PostgreSQL takes 32,767 parameters in one statement, and a grant has eight.
_ROWS_A_STATEMENT: Final = 2000


@dataclass
class _Plan:
    """What a decided command still has to write once the head is locked and its entries have places.

    Each of `new` has a draft of its own, in the same order.
    """

    answer: Administered
    new: list[Grant] = field(default_factory=list)
    # Grants that end: case, agency, relation, ground.
    lost: list[tuple[UUID, str, str, str]] = field(default_factory=list)
    applied: tuple[date, int] | None = None


class Administration:
    """The handler of administrative commands for the scribe."""

    async def decide(self, session: AsyncSession, commands: Sequence[Command], now: datetime) -> list[Decision]:
        """Decide each command in its turn; what it changes of the directory holds for those after it."""
        # Nobody decides on the old directory while this changes it, and whoever did has committed. What changes only
        # its version waits here as well: later, under the lock of the head, it would wait for one that waits for that.
        await access_rows.hold_directory(session)
        decisions = []
        for command in commands:
            try:
                decisions.append(await _decided(session, command, now))
            except Refusal as refusal:
                decisions.append(Decision(refusal=refusal))
        return decisions

    async def conclude(self, session: AsyncSession, concluded: Sequence[Concluded], now: datetime) -> list[Any]:
        """Write the grants that begin and end with the positions now known; return what was administered."""
        answers: list[Any] = []
        for one in concluded:
            if one.decision.refusal is not None:
                answers.append(one.decision.refusal)
                continue
            await _write(session, one, now)
            answers.append(one.decision.memory.answer)
        return answers


async def _decided(session: AsyncSession, command: Command, now: datetime) -> Decision:
    match command.body:
        case MakeGrant():
            return await _grant(session, command, command.body, now)
        case WithdrawGrant():
            return await _withdraw(session, command, command.body)
        case ApplyRules():
            return await _apply(session, command.body, now)
    return await _change_directory(session, command, now)


async def _change_directory(session: AsyncSession, command: Command, now: datetime) -> Decision:
    before = await access.directory(session)
    value = await _changed(session, command, now)
    after = await access.directory(session)
    day = _day(now)
    applied_on = await access_rows.rules_applied_on(session)
    affected = await _affected(session, (before, day), (after, day))
    if not affected:
        return Decision(memory=_Plan(Administered(value)))
    # A change before this one was not worked in to the end: then every case is looked at.
    agencies = affected if applied_on == day else None
    await access_rows.mark_rules_applied(session, None)
    return Decision(memory=_Plan(Administered(value, rest=ApplyRules(day, after.version, agencies))))


async def _changed(session: AsyncSession, command: Command, now: datetime) -> Agency | Supervision:
    by = command.caller
    match command.body:
        case AddAgency(agency):
            return await access.add_agency(session, agency, by=by, now=now)
        case ChangeAgency(code, values):
            return await access.change_agency(session, code, values, by=by, now=now)
        case AddSupervision(row):
            return await access.add_supervision(session, row, by=by, now=now)
        case EndSupervision(row_id, until):
            return await access.end_supervision(session, row_id, until=until, by=by, now=now)
    message = f"no command of administration: {type(command.body).__name__}"
    raise TypeError(message)


def _day(now: datetime) -> date:
    return now.astimezone(BEIJING).date()


async def _affected(
    session: AsyncSession, before: tuple[Directory, date], after: tuple[Directory, date]
) -> tuple[str, ...]:
    return tuple(
        agency
        for agency in await queries.handling_agencies(session)
        if agencies_by_rule(before[0], handling=agency, day=before[1])
        != agencies_by_rule(after[0], handling=agency, day=after[1])
    )


async def rules_to_apply(session: AsyncSession, *, now: datetime) -> ApplyRules | None:
    """Return the command that brings grants by rule up to the day of `now`, or None when nothing changes by it.

    Dated rows of supervision begin and end with a day; a change that was interrupted is worked in here too.
    """
    directory, day = await access.directory(session), _day(now)
    applied_on = await access_rows.rules_applied_on(session)
    if applied_on == day:
        return None
    if applied_on is None:
        return ApplyRules(day, directory.version, None)
    return ApplyRules(day, directory.version, await _affected(session, (directory, applied_on), (directory, day)))


async def _apply(session: AsyncSession, body: ApplyRules, now: datetime) -> Decision:
    directory = await access.directory(session)
    rows = await queries.handled_by(session, agencies=body.agencies, after=body.after, limit=CASES_A_COMMAND)
    family = await queries.family(session, [row.case_id for row in rows])
    joined: dict[UUID, list[UUID]] = {}
    for one in family.values():
        if one.joined_into is not None:
            joined.setdefault(one.joined_into, []).append(one.case_id)
    standing: dict[UUID, list[Any]] = {}
    for grant in await access_rows.standing_grants(session, family.keys()):
        standing.setdefault(grant.case_id, []).append(grant)
    plan, drafts = _Plan(Administered(None)), []
    wanted: dict[str, Mapping[str, Relation]] = {}
    for row in rows:
        if row.handling_agency not in wanted:
            wanted[row.handling_agency] = agencies_by_rule(directory, handling=row.handling_agency, day=body.day)
        readers = _compare(plan, row.case_id, wanted[row.handling_agency], standing, joined.get(row.case_id, ()))
        drafts += [
            SharedCase(case_id, row.number, reader, relation, family[case_id].joined_into).draft(now)
            for case_id, reader, relation in readers
        ]
    if len(rows) == CASES_A_COMMAND:
        plan.answer = Administered(None, rest=ApplyRules(body.day, body.version, body.agencies, rows[-1].case_id))
    else:
        plan.applied = body.day, body.version
    return Decision(drafts=drafts, memory=plan)


def _compare(
    plan: _Plan,
    case_id: UUID,
    wanted: Mapping[str, Relation],
    standing: Mapping[UUID, Sequence[Any]],
    joined: Collection[UUID],
) -> list[tuple[UUID, str, Relation]]:
    """Note which grants by rule begin and end on a case and on those joined into it; return whom to tell of what."""
    here = standing.get(case_id, ())
    # A report or an act may say the same as the rule; each ground begins and ends by itself.
    held = {(one.agency, one.relation) for one in here if one.ground == _RULE}
    new = [(agency, relation) for agency, relation in wanted.items() if (agency, relation.value) not in held]
    lost = {(agency, relation) for agency, relation in held if wanted.get(agency) != relation}
    kept = {agency for agency, _ in held - lost} | wanted.keys() | {one.agency for one in here if one.ground != _RULE}
    plan.lost += [(case_id, agency, relation, _RULE) for agency, relation in lost]
    tell = []
    for other in (case_id, *joined):
        there = {one.agency for one in standing.get(other, ())}
        for agency, relation in new:
            if other == case_id or agency not in there:
                plan.new.append(Grant(other, agency, 0, relation, _RULE))
                tell.append((other, agency, relation))
        if other != case_id:
            plan.lost += [_key(one) for one in standing.get(other, ()) if _derived(one) and one.agency not in kept]
    return tell


def _derived(grant: Any) -> bool:
    # What was joined into a case is seen with it; only its reporter sees it for itself.
    return bool(grant.relation != Relation.REPORTING)


def _key(grant: Any) -> tuple[UUID, str, str, str]:
    return grant.case_id, grant.agency, grant.relation, grant.ground


async def _grant(session: AsyncSession, command: Command, body: MakeGrant, now: datetime) -> Decision:
    if (await access_rows.agency(session, body.agency)) is None:
        raise AgencyNotFound(agency=body.agency)
    case_ids = await _cases_of(session, command, body.case_number)
    family = await queries.family(session, case_ids)
    standing = await access_rows.standing_grants(session, case_ids)
    held = {(one.case_id, one.agency, one.relation) for one in standing if one.ground != _RULE}
    plan, drafts = _Plan(Administered(body)), []
    for case_id in case_ids:
        if (case_id, body.agency, body.relation.value) in held:
            continue
        plan.new.append(Grant(case_id, body.agency, 0, body.relation, "act"))
        joined_into = family[case_id].joined_into
        drafts.append(SharedCase(case_id, body.case_number, body.agency, body.relation, joined_into).draft(now))
    return Decision(drafts=drafts, memory=plan)


async def _withdraw(session: AsyncSession, command: Command, body: WithdrawGrant) -> Decision:
    case_ids = await _cases_of(session, command, body.case_number)
    family = await queries.family(session, case_ids)
    standing = [one for one in await access_rows.standing_grants(session, family.keys()) if one.agency == body.agency]
    here = [one for one in standing if family[one.case_id].joined_into is None]
    ended = [one for one in here if one.ground != _RULE]
    if not ended:
        raise GrantNotFound(agency=body.agency)
    if len(ended) == len(here):
        ended += [one for one in standing if one not in here and _derived(one)]
    return Decision(memory=_Plan(Administered(body), lost=[_key(one) for one in ended]))


async def _cases_of(session: AsyncSession, command: Command, number: str) -> list[UUID]:
    found = await feed.case_ids_of(session, number=number, agency=command.caller.agency)
    if not found:
        raise CaseNotFound
    return found


async def _write(session: AsyncSession, one: Concluded, now: datetime) -> None:
    plan: _Plan = one.decision.memory
    by = one.command.caller
    _, head = await feed.head(session)
    # Each new grant begins with the entry that tells of it.
    begun = [
        replace(grant, from_position=receipt.position) for grant, receipt in zip(plan.new, one.receipts, strict=True)
    ]
    for first in range(0, len(begun), _ROWS_A_STATEMENT):
        await access_rows.add_grants(session, begun[first : first + _ROWS_A_STATEMENT], now=now)
    for first in range(0, len(plan.lost), _ROWS_A_STATEMENT):
        part = plan.lost[first : first + _ROWS_A_STATEMENT]
        await queries.end_grants(session, part, until_position=head + 1)
    if plan.lost or plan.applied:
        # What a list shows may have changed without an entry: its ETag holds the version.
        version = await access_rows.next_directory_version(session)
        if plan.applied and version == plan.applied[1] + 1:
            await access_rows.mark_rules_applied(session, plan.applied[0])
    if isinstance(one.command.body, MakeGrant | WithdrawGrant):
        body = one.command.body
        act = "grant.made" if isinstance(body, MakeGrant) else "grant.withdrawn"
        particulars = {
            "case_number": body.case_number,
            "cases": len({row.case_id for row in plan.new} | {key[0] for key in plan.lost}),
        }
        deed = Deed(by.agency, by.client, act, body.agency, particulars=particulars)
        await audit.record(session, deed, now=now)
