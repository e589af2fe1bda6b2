"""The desk of cooperation: loads what a group of acts is decided on, and stores records, entries and readers."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from exchange.acts.commands import Decided
from exchange.acts.operations import Desk, Settled, ground
from exchange.cooperation import projection, queries
from exchange.cooperation.commands import Add, Open, Wish
from exchange.cooperation.deciding import Bench, Done, admit
from exchange.cooperation.opening import AlertKnown, Known, alerts_in, numbers_in
from exchange.db import AsyncSession
from exchange.feed import queries as feed
from exchange.feed.chain import Receipt
from exchange.feed.commands import Command
from exchange.feed.seals import Sealer
from zhenxie.law.calendar import legal_day
from zhenxie.wire import json


class Cooperation(Desk[Known]):
    """The slice's handler for the scribe."""

    def __init__(self, sealer: Sealer) -> None:
        """Take the sealer that keeps what the organs write."""
        self._sealer = sealer

    async def known(self, session: AsyncSession, commands: Sequence[Command], now: datetime) -> Known:
        """Load the cases, alerts and records that the acts are about; lock the cases and the records."""
        del now
        wishes: list[tuple[str, Wish]] = [(one.caller.agency, one.body.wish) for one in commands]
        openings = [(agency, wish.opening) for agency, wish in wishes if isinstance(wish, Open)]
        records = {wish.cooperation_id for _, wish in wishes if isinstance(wish, Add)}
        cases: dict[tuple[str, str], UUID] = {}
        for agency, number in {(agency, number) for agency, one in openings for number in numbers_in(one)}:
            found = await feed.case_ids_of(session, number=number, agency=agency)
            if found:
                cases[agency, number] = found[0]
        rows = await queries.alerts_named(session, {one for _, opening in openings for one in alerts_in(opening)})
        alerts = {
            row.id: AlertKnown(
                row.case_id, row.rule, row.unit, row.standing, row.established_at and legal_day(row.established_at)
            )
            for row in rows
        }
        touched = {*cases.values(), *(one.case_id for one in alerts.values())}
        touched |= await queries.cases_of(session, records)
        return Known(
            await ground(session, commands, touched),
            await queries.records_for_change(session, records),
            await queries.readers_of(session, records),
            cases,
            alerts,
        )

    def admit(self, known: Known, command: Command) -> None:
        """See that the caller takes part in the record, or sees the case that one is opened on."""
        admit(known, command.caller.agency, command.body.wish)

    def decide_one(self, known: Known, command: Command, now: datetime) -> Decided:
        """Decide an opening, or an act in a record."""
        bench, wish = Bench(known, command.caller, now, command.traceparent), command.body.wish
        done = bench.open(wish) if isinstance(wish, Open) else bench.add(wish)
        # A later act of the group changes the row; what is answered to this one is where it stood then.
        said = _answer(done)

        def answer(receipts: Sequence[Receipt], epoch: int) -> Mapping[str, Any]:
            del epoch
            return said | {"position": receipts[0].position}

        return Decided([done.draft], answer, done)

    async def store(self, session: AsyncSession, settled: Sequence[Settled], now: datetime) -> None:
        """Keep the records as they now are, what was done in them, and who reads them from now on."""
        del now
        changed: dict[UUID, dict[str, Any]] = {}
        entries: list[dict[str, Any]] = []
        readers: list[dict[str, Any]] = []
        for one in settled:
            done: Done = one.decided.memory
            row, position = done.row, one.receipts[0].position
            sealed = self._sealer.encrypt(json.canonical(done.said), row["id"].bytes)
            if done.entry is None:
                row |= {"opened_position": position, "sealed": sealed}
            else:
                entries.append({**done.entry, "position": position, "sealed": sealed})
            row["changed_position"] = position
            changed[row["id"]] = row
            readers += [
                {"agency": agency, "cooperation_id": row["id"], "since_position": position} for agency in done.named
            ]
        await queries.save(session, list(changed.values()))
        if entries:
            await queries.add_entries(session, entries)
        if readers:
            await queries.add_readers(session, readers)


def _answer(done: Done) -> dict[str, Any]:
    row, entry = done.row, done.entry
    said: dict[str, Any] = {
        "id": str(row["id"]),
        "kind": row["kind"],
        "state": row["state"],
        "entry_id": None if entry is None else str(entry["id"]),
        "address": f"/v1/cooperation/{row['id']}",
        "instrument": None,
    }
    if entry is not None and entry["act"] == "approve":
        said["instrument"] = projection.proposed(row["standing"])
    return said
