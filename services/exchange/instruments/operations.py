"""Decides the acts of a group on instruments one after another, and stores what became of them with their positions."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeGuard
from uuid import UUID

from exchange.acts.commands import Act, Decided
from exchange.acts.operations import Desk, Settled, ground
from exchange.alerts import queries as alerts
from exchange.audit import operations as audit
from exchange.audit.operations import Deed
from exchange.cases import queries as cases_rows
from exchange.db import AsyncSession
from exchange.feed import queries as feed
from exchange.feed.commands import Command
from exchange.feed.seals import Sealer
from exchange.instruments import deciding, queries
from exchange.instruments.bench import Bench, Kept, Known, Numbering, Row
from exchange.instruments.commands import ChangeNumbering, DraftInstrument, FallOverdue, TakeStep, Wish
from exchange.instruments.numbering import OWN, highest, series_of
from exchange.leads import queries as leads
from zhenxie.law.calendar import legal_day
from zhenxie.law.instruments.numbers import NotANumber, read
from zhenxie.record.picture import of_json
from zhenxie.wire import json
from zhenxie.wire.instruments import Number


class Instruments(Desk[Known]):
    """The slice's handler for the scribe."""

    def __init__(self, sealer: Sealer) -> None:
        """Take the sealer that keeps what documents say, and what is written about them."""
        self._sealer = sealer

    async def known(self, session: AsyncSession, commands: Sequence[Command], now: datetime) -> Known:
        """Load and lock the instruments, the alerts and cases of drafts, and the counters that are drawn from."""
        wishes = [(command.caller.agency, _wish(command)) for command in commands]
        drafts = [(agency, wish.said) for agency, wish in wishes if isinstance(wish, DraftInstrument)]
        ids = {wish.instrument_id for _, wish in wishes if not isinstance(wish, DraftInstrument | ChangeNumbering)}
        alert_ids = {UUID(one) for _, said in drafts for one in said.alert_ids}
        cases: dict[tuple[str, str], list[UUID]] = {}
        for agency, said in drafts:
            if said.case_number is not None and (agency, said.case_number) not in cases:
                found = await feed.case_ids_of(session, number=said.case_number, agency=agency)
                cases[agency, said.case_number] = found
        case_ids = {one for found in cases.values() for one in found} | await queries.cases_of(session, ids)
        if alert_ids:
            case_ids |= await alerts.cases_of(session, keys=(), ids=alert_ids)
        known = Known(await ground(session, commands, case_ids), cases=cases)
        if ids:
            await self._instruments(session, known, ids)
        issued = [
            known.rows[wish.instrument_id] for _, wish in wishes if _is_issue(wish) if wish.instrument_id in known.rows
        ]
        alert_ids |= {one for row in issued for one in row["alert_ids"]}
        if alert_ids:
            rows = await alerts.alerts_for_change(session, keys=(), ids=alert_ids)
            known.alerts = {row["id"]: row for row in rows}
        if any(said.alert_ids for _, said in drafts):
            known.on_alerts = [one._asdict() for one in await queries.on_alerts(session, alert_ids)]
        if drafts or issued or any(isinstance(wish, FallOverdue) for _, wish in wishes):
            await _history(session, known, case_ids)
        await _numbers(session, known, wishes, now)
        return known

    async def _instruments(self, session: AsyncSession, known: Known, ids: Collection[UUID]) -> None:
        known.rows = await queries.for_change(session, ids)
        known.readers = await queries.readers_of(session, ids)
        for row in await queries.versions_of(session, ids):
            known.said.setdefault(row.instrument_id, []).append(row)

    def admit(self, known: Known, command: Command) -> None:
        """See that the caller may speak of the instrument."""
        deciding.admit(known, command.caller, _wish(command))

    def decide_one(self, known: Known, command: Command, now: datetime) -> Decided:
        """Decide one act that is new."""
        return deciding.decide(Bench(known, command.caller, now, command.traceparent), _wish(command))

    async def store(self, session: AsyncSession, settled: Sequence[Settled], now: datetime) -> None:
        """Keep the instruments as they now are, what was said of each, who reads it, and how far counters counted."""
        changed: dict[UUID, Row] = {}
        versions: list[dict[str, Any]] = []
        readers: dict[tuple[UUID, str], dict[str, Any]] = {}
        counted: dict[tuple[str, str, int], int] = {}
        for one in settled:
            kept: Kept = one.decided.memory
            if kept.row is None:
                await _numbered_so(session, one, now)
                counted |= kept.counted
                continue
            if kept.quiet:
                changed[kept.row["id"]] = kept.row
                continue
            self._place(kept, one)
            changed[kept.row["id"]] = kept.row
            versions.append(self._version(kept, one, now))
            readers |= {(row["instrument_id"], row["agency"]): row for row in _reading(kept)}
            counted |= kept.counted
        if changed:
            await queries.save(session, list(changed.values()))
        if versions:
            await queries.add_versions(session, versions)
            await queries.add_readers(session, list(readers.values()))
        if counted:
            await queries.save_counters(session, counted)

    def _place(self, kept: Kept, one: Settled) -> None:
        row, position = kept.row, one.receipts[0].position
        assert row is not None  # noqa: S101  seen by the caller
        if kept.said == "drafted":
            row["drafted_position"] = position
        if kept.said == "issued":
            row["issued_position"] = position
        row["changed_position"] = one.receipts[-1].position
        if kept.body is not None:
            row["sealed_body"] = self._sealer.encrypt(json.canonical(dict(kept.body)), row["id"].bytes)

    def _version(self, kept: Kept, one: Settled, now: datetime) -> dict[str, Any]:
        row, note = kept.row, kept.note
        assert row is not None  # noqa: S101  seen by the caller
        return {
            "instrument_id": row["id"],
            "position": one.receipts[0].position,
            "said": kept.said,
            "at": now,
            "by": one.command.caller.agency,
            "gh": kept.gh,
            "body": dict(kept.version),
            "sealed_note": None if note is None else self._sealer.encrypt(json.canonical(dict(note)), row["id"].bytes),
        }


def _wish(command: Command) -> Wish:
    act: Act = command.body
    wish: Wish = act.wish
    return wish


def _reading(kept: Kept) -> Iterable[dict[str, Any]]:
    row = kept.row
    assert row is not None  # noqa: S101  seen by the caller
    for agency in kept.told:
        own = agency in kept.office
        since = row["drafted_position"] if own else row["issued_position"]
        yield {"instrument_id": row["id"], "agency": agency, "since_position": since}


def _is_issue(wish: Wish) -> TypeGuard[TakeStep]:
    return isinstance(wish, TakeStep) and wish.said.step == "issue"


async def _history(session: AsyncSession, known: Known, case_ids: Collection[UUID]) -> None:
    """Load what the law looks at before an instrument: where its case stands, and what was issued in it before."""
    for case_id, row in (await cases_rows.stored_versions(session, case_ids)).items():
        known.pictures[case_id] = of_json(row.picture)
    for one in await queries.of_cases(session, case_ids):
        known.earlier.setdefault(one.case_id, []).append(one._asdict())
    known.complained = await leads.complained_of(session, case_ids)
    for alert_id in await alerts.confirmed(session, known.alerts):
        known.alerts[alert_id] = {**known.alerts[alert_id], "confirmed": True}


async def _numbers(session: AsyncSession, known: Known, wishes: Sequence[tuple[str, Wish]], now: datetime) -> None:
    """Load how numbers are given, and lock the counters that are drawn from; the instruments are locked before them."""
    said = [(known.rows.get(wish.instrument_id), wish.said) for _, wish in wishes if isinstance(wish, TakeStep)]
    numbering = [(row, one) for row, one in said if row is not None and isinstance(one, Number)]
    changes = [wish.said for _, wish in wishes if isinstance(wish, ChangeNumbering)]
    if not numbering and not changes:
        return
    offices = {row["procuratorate"] for row, _ in numbering} | {one.procuratorate for one in changes}
    rules = await queries.numberings_of(session, offices)
    known.numberings = {key: Numbering(row.mode, row.short_name, row.word) for key, row in rules.items()}
    year = legal_day(now).year
    drawn: dict[tuple[str, str, int], str] = {}
    for row, _ in numbering:
        rule = known.numberings.get((row["procuratorate"], row["kind"]))
        if rule is not None and rule.mode == OWN:
            drawn[row["procuratorate"], rule.word, year] = series_of(rule.short_name, rule.word, year)
    for one in changes:
        if one.mode == OWN:
            drawn[one.procuratorate, one.word, year] = series_of(one.short_name, one.word, year)
    await _counters(session, known, drawn)
    stated = {(row["procuratorate"], key) for row, one in numbering if (key := _key(one.number)) is not None}
    known.taken |= await queries.taken(session, stated)


async def _counters(session: AsyncSession, known: Known, drawn: Mapping[tuple[str, str, int], str]) -> None:
    """Lock counters, each with how its numbers begin; a new one begins behind the highest number that was recorded."""
    starts = {
        counter: highest(await queries.taken_of(session, counter[0], series), counter[0], series)
        for counter, series in drawn.items()
    }
    known.counters = await queries.counters_for_change(session, starts)
    # Once more under the lock: somebody may have drawn meanwhile.
    for counter, series in drawn.items():
        known.taken |= await queries.taken_of(session, counter[0], series)


def _key(number: str | None) -> str | None:
    try:
        return None if number is None else read(number).key
    except NotANumber:
        return None


async def _numbered_so(session: AsyncSession, one: Settled, now: datetime) -> None:
    kept: Kept = one.decided.memory
    values = {name: kept.version[name] for name in ("procuratorate", "kind", "mode", "short_name", "word")}
    await queries.save_numbering(session, values | {"changed_at": now})
    caller = one.command.caller
    said = dict(kept.version)
    deed = Deed(caller.agency, caller.client, "numbering.changed", values["procuratorate"], particulars=said)
    await audit.record(session, deed, now=now)
