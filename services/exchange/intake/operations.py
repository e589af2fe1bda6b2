"""Decides intake's commands in groups: by message id, authority and form; then binds, grants, projects and records."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from exchange.access import operations as access
from exchange.access import queries as access_rows
from exchange.cases import operations as cases
from exchange.db import AsyncSession, lock_words
from exchange.errors import Refusal
from exchange.feed import queries as feed
from exchange.feed.commands import Command, Concluded, Decision
from exchange.feed.seals import Sealer
from exchange.intake import concluding, queries, snapshots
from exchange.intake import rows as rows_of
from exchange.intake.authority import BY_A_PERSON
from exchange.intake.commands import Row, Submission, Target
from exchange.intake.deciding import Bench
from exchange.intake.docket import Bound, CaseFile, Docket
from exchange.intake.known import MessageKey
from exchange.intake.opening import OPENING
from exchange.intake.profiles.stating import Stated
from exchange.intake.reading import Reader
from exchange.staff import queries as staff
from exchange.staff.register import Register
from zhenxie.wire.moments import BEIJING
from zhenxie.wire.sealing import agencies_named_by
from zhenxie.wire.vocabulary import Relation


class Intake:
    """The slice's handler for the scribe."""

    def __init__(self, sealer: Sealer, *, refused_retention: timedelta) -> None:
        """Take the sealer that keeps refused bodies, and how long they are kept."""
        self._sealer = sealer
        self._retention = refused_retention

    async def decide(self, session: AsyncSession, commands: Sequence[Command], now: datetime) -> list[Decision]:
        """Decide each submission against what is known and against those before it in the group."""
        # A case that is opened on the old directory must be there when a change of it looks for cases to share.
        await access_rows.hold_directory_still(session)
        directory = await access.directory(session)
        docket = await self._docket(session, commands)
        deciding = {
            one.caller.agency for one in commands if any(report.type in BY_A_PERSON for report in one.body.reports)
        }
        people = await staff.register(session, deciding) if deciding else Register()
        decisions, today = [], now.astimezone(BEIJING).date()
        for command in commands:
            submission: Submission = command.body
            bench = Bench(docket, directory, command.caller, now, today, command.traceparent, people)
            try:
                decisions.append(await _decided(session, bench, submission))
            except Refusal as refusal:
                decisions.append(Decision(refusal=refusal))
        return decisions

    async def _docket(self, session: AsyncSession, commands: Sequence[Command]) -> Docket:
        readable = [command for command in commands if command.body.refusal is None]
        rows = {_row_key(command) for command in readable if command.body.row is not None}
        await lock_words(session, {"row\x1f" + "\x1f".join(key) for key in rows})
        numbers = {number for command in readable for number in _numbers(command.body)}
        await lock_words(session, {f"case\x1f{number}" for number in numbers})
        stored = await queries.known_rows(session, rows)
        docket = Docket(rows={key: snapshots.recalled(one, self._sealer.decrypt) for key, one in stored.items()})
        await _take_cases(
            session, docket, numbers, opening={one for command in readable for one in _opened(command.body)}
        )
        keys = {key for command in readable for key in _keys(command)}
        keys |= {key for row, stated in docket.rows.items() for key in rows_of.bound_keys(row, stated)}
        keys |= _keys_of_rows(readable, docket.rows)
        for key, known in (await queries.known_messages(session, keys)).items():
            item, event_id = known.answer, known.answer.get("event_id")
            # An act of the office bears a message id too; its answer names no event, and whatever bears it again is another.
            event = None if event_id is None else UUID(event_id)
            docket.messages[key] = Bound(known.digest, event, item.get("type"), known.case_id, item)
        return docket

    async def conclude(self, session: AsyncSession, concluded: Sequence[Concluded], now: datetime) -> list[Any]:
        """Bind the ids, write cases, numbers, grants and pictures, and record every outcome with its answer."""
        answers = [concluding.answer(one) for one in concluded]
        await concluding.number(session, concluded)
        await concluding.grant(session, concluded, now)
        epoch = next((one.receipts[0].epoch for one in concluded if one.receipts), 0)
        await cases.project(session, concluding.touched(concluded), epoch=epoch, now=now)
        await concluding.remember_rows(session, concluded, self._sealer.encrypt)
        held = await queries.held_bodies(session, _refused_digests(concluded))
        await concluding.bind(session, concluded, [row for one in concluded for row in self._outcomes(one, now, held)])
        lines = [
            concluding.line(one, answer)
            for one, answer in zip(concluded, answers, strict=True)
            if one.command.body.line is not None
        ]
        if lines:
            await queries.add_line_outcomes(session, lines)
        return answers

    def _outcomes(self, one: Concluded, now: datetime, held: set[tuple[str, bytes]]) -> list[dict[str, Any]]:
        submission: Submission = one.command.body
        kept = None
        body = (one.command.caller.agency, submission.digest)
        # A client that sends the same refused message for ever fills no disk: one copy is enough.
        if one.decision.refusal is not None and not submission.forget and body not in held:
            held.add(body)
            kept = self._sealer.encrypt(submission.body, submission.digest)
        return concluding.outcomes(one, now, kept=kept, retained_until=now + self._retention)


def _refused_digests(concluded: Sequence[Concluded]) -> set[tuple[str, bytes]]:
    return {
        (one.command.caller.agency, one.command.body.digest) for one in concluded if one.decision.refusal is not None
    }


async def _take_cases(session: AsyncSession, docket: Docket, numbers: set[str], *, opening: set[str]) -> None:
    if not numbers:
        return
    for known in await queries.known_cases(session, numbers):
        file = docket.files.get(known.case_id) or CaseFile(
            known.case_id,
            known.number,
            known.handling_agency,
            reporter=known.reporter if known.provisional else "",
            joined_into=known.joined_into,
            suspects=set(known.suspects),
        )
        docket.add(file, known.number)
        for agency, relation, ground in known.grants:
            file.take(agency, Relation(relation), ground)
    # Whom the events of a provisional case name matters once it is opened or joined, and not before.
    waiting = {
        file.case_id
        for number in numbers
        if number in opening or docket.opened(number) is not None
        for file in docket.meant(number)
        if file.provisional and file.joined_into is None
    }
    if waiting:
        for case_id, told in (await feed.told_of_cases(session, sorted(waiting))).items():
            for one in told:
                docket.files[case_id].named |= agencies_named_by(one.payload)


def _numbers(submission: Submission) -> Iterable[str]:
    if submission.case_number is not None:
        yield submission.case_number
    for report in submission.reports:
        number = report.public["data"].get("earlier_case_number")
        if number:
            yield number
    if submission.row is not None:
        number = rows_of.case_number_of(submission.row)
        if number:
            yield number


def _opened(submission: Submission) -> Iterable[str]:
    """Return the numbers under which a submission may open a case, or take one over."""
    receives = any("earlier_case_number" in report.public["data"] for report in submission.reports)
    if submission.operation in OPENING or receives:
        yield from _numbers(submission)


def _row_key(command: Command) -> MessageKey:
    row = command.body.row
    return command.caller.agency, row.source_system, row.source_key


def _keys(command: Command) -> Iterable[MessageKey]:
    submission: Submission = command.body
    for report in submission.reports:
        yield command.caller.agency, report.source_system, report.event.message_id
    target = submission.target
    if target is not None and target.message_id is not None:
        yield command.caller.agency, target.source_system, target.message_id


def _keys_of_rows(commands: Iterable[Command], rows: Mapping[MessageKey, Mapping[str, Stated]]) -> set[MessageKey]:
    """Return the ids that rows will lead to, each version after those before it: somebody may have used one already."""
    keys: set[MessageKey] = set()
    after = dict(rows)
    for command in commands:
        row: Row | None = command.body.row
        if row is not None:
            key = _row_key(command)
            ids, after[key] = rows_of.ids_of(row, after.get(key, {}))
            keys |= {(command.caller.agency, row.source_system, one) for one in ids}
    return keys


async def _decided(session: AsyncSession, bench: Bench, submission: Submission) -> Decision:
    if submission.refusal is not None:
        return Decision(refusal=submission.refusal)
    if submission.row is not None:
        return _decided_row(bench, submission, submission.row)
    targets: dict[str, Bound] = {}
    if submission.target is not None:
        found = await _target(session, bench, submission.target, submission.case_number or "")
        if found is not None:
            targets[submission.reports[0].event.message_id] = found
    return bench.decide(submission, targets)


def _decided_row(bench: Bench, submission: Submission, row: Row) -> Decision:
    key = (bench.caller.agency, row.source_system, row.source_key)
    reader = Reader(bench.caller, bench.now)
    derived = rows_of.reports_of(row, bench.docket.rows.get(key, {}), reader.derived)
    agency, system = bench.caller.agency, row.source_system
    targets = {
        own: bound
        for own, target in derived.targets.items()
        if (bound := bench.docket.messages.get((agency, system, target))) is not None
    }
    decision = bench.decide(derived.submission(submission), targets)
    bench.docket.rows[key] = derived.stated
    decision.memory.rows.append((key, row.version, derived.stated))
    return decision


async def _target(session: AsyncSession, bench: Bench, target: Target, number: str) -> Bound | None:
    agency = bench.caller.agency
    if target.message_id is not None:
        return bench.docket.messages.get((agency, target.source_system, target.message_id))
    case = bench.docket.visible(number, agency)
    if case is None:
        return None
    entry = await queries.entry_by_document(session, case_id=case.case_id, source=agency, target=target)
    if entry is None:
        return None
    return Bound(b"", entry.event_id, entry.type, entry.case_id, {"receipt": {"position": entry.position}})


async def forget_refused(session: AsyncSession, *, now: datetime) -> int:
    """Delete the kept bodies of refused messages whose time is over, and return how many; their reasons stay."""
    return await queries.forget_bodies(session, until=now)
