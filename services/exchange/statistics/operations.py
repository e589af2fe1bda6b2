"""Counts what is asked for, and keeps snapshots: whose figures, of which days, as known where."""

import asyncio
from collections.abc import Mapping, Sequence
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
from exchange.statistics.answering import Heading, answer
from exchange.statistics.behind import LINES, LIVES, cases_of, types_of
from exchange.statistics.commands import TakeSnapshot
from exchange.statistics.configuration import in_force
from exchange.statistics.definitions import METRICS
from exchange.statistics.errors import AgencyOutOfSight, MetricNotFound, StatisticsNotForThisBody
from exchange.statistics.gathering import Asked, count
from exchange.statistics.queries import facts as queries
from exchange.statistics.stretches import quarter_between
from zhenxie.kit.identifiers import new_id
from zhenxie.wire import json
from zhenxie.wire.moments import BEIJING
from zhenxie.wire.staff import Role
from zhenxie.wire.vocabulary import AgencyKind

_COUNTING: Final = (Role.SCREENER, Role.PROSECUTOR, Role.APPROVER, Role.CHIEF, Role.AUDITOR)


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
    metrics = [one for one in METRICS if asked.offices is not None or one.for_police]
    return await asyncio.to_thread(answer, heading, counted, metrics)


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
