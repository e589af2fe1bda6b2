"""Counts what is asked for, and keeps snapshots: whose figures, of which days, as known where."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from exchange.access.callers import Caller, Directory
from exchange.acts.commands import Act, Decided
from exchange.acts.ground import Ground, Telling, draft
from exchange.acts.operations import Desk, Settled, ground
from exchange.db import AsyncSession
from exchange.feed.commands import Command
from exchange.feed.schemas import cursor
from exchange.statistics import formulas, queries
from exchange.statistics.answering import Heading, answer
from exchange.statistics.behind import LINES, LIVES, cases_of, types_of
from exchange.statistics.commands import TakeSnapshot
from exchange.statistics.configuration import Configuration, in_force
from exchange.statistics.counted import Counted, Ending, Period, Tally, after_instruments, instruments_of, leads_of
from exchange.statistics.definitions import METRICS
from exchange.statistics.errors import AgencyOutOfSight, MetricNotFound, StatisticsNotForThisBody
from exchange.statistics.projection import CODES
from exchange.statistics.stretches import quarter_between
from zhenxie.kit.identifiers import new_id
from zhenxie.wire import json
from zhenxie.wire.moments import BEIJING
from zhenxie.wire.staff import Role
from zhenxie.wire.vocabulary import AgencyKind

_INSTRUMENTS: Final = tuple(one for one in CODES if one.startswith("instrument."))
_LEADS: Final = ("alert.raised", "alert.reviewed")
_LATER: Final = ("case.sent_for_prosecution", "suspect.judged")
_SUPERVISED: Final = ("reason_request", "order_to_file")
_COUNTING: Final = (Role.SCREENER, Role.PROSECUTOR, Role.APPROVER, Role.CHIEF, Role.AUDITOR)
_ALL, _BY_PROCURATORATE, _BY_UNIT = 3, 2, 1


@dataclass(frozen=True)
class Asked:
    """What is counted: whose, of which days, as of which day, and as known at which position.

    `offices` are the procuratorates whose work it is, None for the police, who read by `units` what was addressed to them.
    """

    agency: str
    first: date
    last: date
    as_of: date
    offices: tuple[str, ...] | None
    units: tuple[str, ...] | None

    def stored(self) -> dict[str, Any]:
        """Return it as a snapshot keeps it."""
        days = {name: getattr(self, name).isoformat() for name in ("first", "last", "as_of")}
        return {"agency": self.agency, **days, "offices": self.offices, "units": self.units}

    @classmethod
    def of_stored(cls, said: Mapping[str, Any]) -> "Asked":
        """Return what a snapshot kept."""
        first, last, as_of = (date.fromisoformat(said[name]) for name in ("first", "last", "as_of"))
        offices, units = (None if said[name] is None else tuple(said[name]) for name in ("offices", "units"))
        return cls(said["agency"], first, last, as_of, offices, units)

    def scope(self, position: int) -> dict[str, Any]:
        """Return what every question to the database names."""
        offices, units = (None if one is None else list(one) for one in (self.offices, self.units))
        return {"at": position, "from": self.first, "to": self.last, "offices": offices, "units": units}


def below(directory: Directory, agency: str) -> tuple[str, ...]:
    """Return an agency and every one below it, in the order of their codes."""
    return tuple(sorted(one for one in directory.agencies if directory.is_at_or_above(agency, one)))


def asked_of(
    caller: Caller, directory: Directory, wanted: str | None, days: tuple[date, date], *, today: date
) -> Asked:
    """Return what a caller asks for, as far as it is his to ask.

    :raises StatisticsNotForThisBody: he is neither of a procuratorate nor of the police.
    :raises AgencyOutOfSight: for him there are no statistics of the agency wanted.
    """
    if caller.kind not in {AgencyKind.PROCURATORATE, AgencyKind.POLICE}:
        raise StatisticsNotForThisBody
    agency = wanted or caller.agency
    mine = below(directory, caller.agency)
    kind = directory.agencies[agency].kind if agency in directory.agencies else None
    when = (*days, min(days[1], today))
    if caller.kind is AgencyKind.PROCURATORATE and kind is AgencyKind.POLICE:
        return Asked(agency, *when, mine, below(directory, agency))
    if agency not in mine or kind is not caller.kind:
        raise AgencyOutOfSight
    if kind is AgencyKind.POLICE:
        return Asked(agency, *when, None, below(directory, agency))
    return Asked(agency, *when, below(directory, agency), None)


async def statistics(session: AsyncSession, asked: Asked, *, epoch: int, position: int) -> dict[str, Any]:
    """Return the answer to what is asked, as known at a position; the same bytes whenever it is asked again."""
    counted = await count(session, asked, position)
    heading = Heading(
        first=asked.first.isoformat(),
        last=asked.last.isoformat(),
        as_of=asked.as_of.isoformat(),
        quarter=quarter_between(asked.first, asked.last),
        agency=asked.agency,
        known_at=cursor(epoch, position),
        configuration=counted.configuration.digest,
    )
    return answer(heading, counted, [one for one in METRICS if asked.offices is not None or one.for_police])


async def count(session: AsyncSession, asked: Asked, position: int) -> Counted:
    """Return what was counted, as known at a position."""
    scope, configuration = asked.scope(position), in_force(asked.last)
    counted = Counted(Period(asked.first, asked.last), configuration, asked.as_of)
    instruments = instruments_of(await queries.lives(session, scope, _INSTRUMENTS))
    if asked.offices is None:
        return replace(counted, instruments=instruments)
    ended = await queries.happened(session, scope, ("case.filed", "case.withdrawn"))
    filed = [row for row in ended if row["type"] == "case.filed" and not set(row["codes"]).isdisjoint(_SUPERVISED)]
    counted = replace(
        counted,
        tallies=await _tallies(session, scope, configuration),
        instruments=instruments,
        leads=leads_of(await queries.lives(session, scope, _LEADS, touched=True)),
        filings=await _filings(session, scope, filed),
    )
    withdrawn = [_ending(row) for row in ended if row["type"] == "case.withdrawn" and row["case_id"] is not None]
    return replace(counted, withdrawals=list(after_instruments(withdrawn, counted)))


async def _tallies(
    session: AsyncSession, scope: Mapping[str, Any], configuration: Configuration
) -> dict[tuple[str, tuple[str, str] | None], Tally]:
    found: dict[tuple[str, tuple[str, str] | None], Tally] = {}
    for line, grouped, unit, procuratorate, *counts in await queries.tallied(
        session, scope, formulas.lines(configuration)
    ):
        if grouped == _ALL:
            found[line, None] = Tally(*counts)
        elif grouped == _BY_UNIT and unit is not None:
            found[line, ("unit", unit)] = Tally(*counts)
        elif grouped == _BY_PROCURATORATE and procuratorate is not None:
            found[line, ("procuratorate", procuratorate)] = Tally(*counts)
    return found


async def _filings(session: AsyncSession, scope: Mapping[str, Any], filed: Sequence[Any]) -> list[Ending]:
    endings = [_ending(row) for row in filed if row["case_id"] is not None]
    later: dict[UUID, list[Any]] = {}
    if endings:
        for row in await queries.outcomes(session, scope, {one.case_id for one in endings}, _LATER):
            later.setdefault(row["case_id"], []).append(row)
    return [_became(one, later.get(one.case_id, ())) for one in endings]


def _became(filing: Ending, later: Collection[Any]) -> Ending:
    after = [row for row in later if row["day"] >= filing.day]
    sent = any(row["type"] == "case.sent_for_prosecution" for row in after)
    return replace(filing, sent=sent, convicted=any("convicted" in row["codes"] for row in after))


def _ending(row: Mapping[str, Any]) -> Ending:
    cause = row["codes"][0] if row["codes"] else "not_stated"
    return Ending(row["case_id"], row["procuratorate"], row["unit"], row["day"], cause)


async def cases_behind(session: AsyncSession, asked: Asked, metric: str, position: int) -> list[UUID]:
    """Return the cases behind a metric's numerator, in one order.

    :raises MetricNotFound: no metric by this name lists cases.
    """
    if metric in LIVES:
        counted = await count(session, asked, position)
        return sorted({one for one in LIVES[metric](counted) if one is not None})
    if metric not in LINES:
        raise MetricNotFound
    wanted = types_of(metric, in_force(asked.last))
    rows = await queries.happened(session, asked.scope(position), {kind for kind, _ in wanted})
    return sorted(cases_of(rows, wanted))


class Snapshots(Desk[Ground]):
    """Keeps what was counted: the slice's handler for the scribe."""

    async def known(self, session: AsyncSession, commands: Sequence[Command], now: datetime) -> Ground:
        """Load the directory and the register of staff."""
        del now
        return await ground(session, commands, ())

    def admit(self, known: Ground, command: Command) -> None:
        """See that a procuratorate asks, for itself or one below it.

        :raises Refusal: it is another body, or another's figures.
        """
        wish: TakeSnapshot = command.body.wish
        if command.caller.kind is not AgencyKind.PROCURATORATE:
            raise StatisticsNotForThisBody
        if not known.directory.is_at_or_above(command.caller.agency, wish.agency):
            raise AgencyOutOfSight

    def decide_one(self, known: Ground, command: Command, now: datetime) -> Decided:
        """Take the snapshot; the agency and those above it are told.

        :raises Refusal: nobody by this number acts for the office.
        """
        act: Act = command.body
        wish: TakeSnapshot = act.wish
        source = command.caller.agency
        known.staff.acting(source, wish.gh, _COUNTING, day=now.astimezone(BEIJING).date())
        snapshot_id = new_id(now)
        told = {
            "snapshot_id": str(snapshot_id),
            "agency": wish.agency,
            "from_day": wish.asked["first"],
            "until_day": wish.asked["last"],
            "known_position": wish.position,
            "configuration": wish.configuration,
            "digest": f"sha256:{wish.digest.hex()}",
            "note": wish.note,
        }
        readers = (wish.agency, source, *known.directory.line_above(wish.agency))
        telling = Telling(source, now, readers, operator=wish.gh, traceparent=command.traceparent)
        entry = draft("statistics.snapshot_taken", told, telling)
        address = f"/v1/statistics/snapshots/{snapshot_id}"
        return Decided(
            [entry],
            lambda receipts, epoch: {
                "id": str(snapshot_id),
                "address": address,
                "known_at": cursor(epoch, wish.position),
                "digest": told["digest"],
                "configuration": wish.configuration,
                "position": receipts[0].position,
            },
            memory=snapshot_id,
        )

    async def store(self, session: AsyncSession, settled: Sequence[Settled], now: datetime) -> None:
        """Keep the snapshots with their answers."""
        rows = []
        for one in settled:
            wish: TakeSnapshot = one.command.body.wish
            kept = {"asked": dict(wish.asked), "configuration": wish.configuration, "digest": wish.digest}
            whose = {"agency": wish.agency, "taken_by": one.command.caller.agency, "gh": wish.gh}
            where = {"taken_position": one.receipts[0].position, "position": wish.position}
            rows.append({"id": one.decided.memory, "taken_at": now, "body": wish.body, **kept, **whose, **where})
        await queries.add_snapshots(session, rows)


def canonical(said: Mapping[str, Any]) -> bytes:
    """Return the bytes of an answer: those that a snapshot keeps and is compared by."""
    return json.canonical(dict(said))
