"""Gathers what was counted for what is asked: tallies, and the lives of instruments, leads and cases."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final
from uuid import UUID

from exchange.db import AsyncSession
from exchange.statistics import formulas
from exchange.statistics.configuration import Configuration, in_force
from exchange.statistics.counted import (
    Counted,
    Ending,
    Marked,
    Period,
    Tally,
    supervised,
)
from exchange.statistics.lives import instruments_of, leads_of
from exchange.statistics.projection import CODES
from exchange.statistics.queries import facts as queries
from exchange.statistics.stretches import days_of_quarter, months_before, quarter_between
from zhenxie.wire.quarters import quarter_of

_INSTRUMENTS: Final = tuple(one for one in CODES if one.startswith("instrument."))
_LEADS: Final = ("alert.raised", "alert.reviewed")
_LATER: Final = ("case.sent_for_prosecution", "suspect.judged")
_ENDINGS: Final = ("case.filed", "case.refiled", "case.withdrawn")
_ISSUED: Final = ("instrument.issued", "instrument.withdrawn_by_issuer")
_INTERVENED: Final = ("cooperation.opened", "cooperation.answered", "case.triage_overridden")
_ALL, _BY_PROCURATORATE, _BY_UNIT = 3, 2, 1
_FILED_AFTER: Final = {"request_reason_not_filing": "reason_request"}
"""What an instrument is called that a case was filed after, where it has another name than the cause."""


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


async def count(session: AsyncSession, asked: Asked, position: int) -> Counted:
    """Return what was counted, as known at a position."""
    scope, configuration = asked.scope(position), in_force(asked.last)
    counted = Counted(Period(asked.first, asked.last), configuration, asked.as_of, sees_leads=asked.offices is not None)
    rows = await queries.lives(session, scope, _INSTRUMENTS)
    counted = replace(counted, instruments=await asyncio.to_thread(instruments_of, rows))
    if asked.offices is None:
        return counted
    filings, withdrawals = await _endings(session, scope, configuration)
    # A rising share asks for the quarter before.
    leads = await queries.lives(session, scope | {"from": _before(asked)}, _LEADS, touched=True)
    return replace(
        counted,
        tallies=await _tallies(session, scope, configuration),
        leads=await asyncio.to_thread(leads_of, leads),
        filings=filings,
        withdrawals=withdrawals,
        marked=await _marked(session, scope, configuration),
    )


def _before(asked: Asked) -> date:
    if quarter_between(asked.first, asked.last) is None:
        return asked.first
    return days_of_quarter(quarter_of(months_before(asked.first, 3)))[0]


async def _endings(
    session: AsyncSession, scope: Mapping[str, Any], configuration: Configuration
) -> tuple[list[Ending], list[Ending]]:
    """Return the supervised filings and withdrawals of the period."""
    rows = [row for row in await queries.happened(session, scope, _ENDINGS) if row["case_id"] is not None]
    # Whichever office issued them: the case is whose it is all the same.
    issued = await queries.of_cases(session, scope, {row["case_id"] for row in rows}, _ISSUED) if rows else ()
    before = instruments_of(issued)
    filed = [_ending(row) for row in rows if row["type"] != "case.withdrawn"]
    withdrawn = [_ending(row) for row in rows if row["type"] == "case.withdrawn"]
    kinds = {one: _FILED_AFTER.get(one, one) for one in configuration.filing_instruments}
    filings = list(supervised(filed, before, configuration.filing_causes, kinds))
    kinds = {one: one for one in configuration.withdrawal_instruments}
    return await _filings(session, scope, filings), [
        *supervised(withdrawn, before, configuration.withdrawal_causes, kinds)
    ]


async def _marked(session: AsyncSession, scope: Mapping[str, Any], configuration: Configuration) -> list[Marked]:
    """Return the cases that were marked in the period, unless a person set another track since, each once."""
    rows = await queries.lives(session, scope, _INTERVENED)
    tracks = {row["case_id"]: tuple(row["codes"]) for row in rows if row["type"] == "case.triage_overridden"}
    declined = {row["subject_id"] for row in rows if "decline" in row["codes"]}
    intervened = {
        row["case_id"]
        for row in rows
        if row["type"] == "cooperation.opened"
        and "early_intervention" in row["codes"]
        and row["subject_id"] not in declined
    }
    happened = await queries.marking(session, scope, configuration.complex_facts)
    found: dict[UUID, Marked] = {}
    for row in happened:
        case_id = row["case_id"]
        if case_id is None or case_id in found or not _marks(row, tracks.get(case_id, ()), configuration):
            continue
        found[case_id] = Marked(case_id, row["procuratorate"], row["unit"], case_id in intervened)
    return list(found.values())


def _marks(row: Mapping[str, Any], track: Sequence[str], configuration: Configuration) -> bool:
    if track and "complex" not in track:
        return False
    codes = set(row["codes"])
    match row["type"]:
        case "case.triage_overridden":
            return "complex" in codes and bool(track)
        case "cooperation.opened":
            return "early_intervention" in codes
        case "suspect.arrest_refused":
            return codes.isdisjoint(configuration.simple_refusals)
        case _:
            return True


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


async def _filings(session: AsyncSession, scope: Mapping[str, Any], filings: Sequence[Ending]) -> list[Ending]:
    later: dict[UUID, list[Any]] = {}
    if filings:
        for row in await queries.outcomes(session, scope, {one.case_id for one in filings}, _LATER):
            later.setdefault(row["case_id"], []).append(row)
    return [_became(one, later.get(one.case_id, ())) for one in filings]


def _became(filing: Ending, later: Collection[Any]) -> Ending:
    after = [row for row in later if row["day"] >= filing.day]
    sent = any(row["type"] == "case.sent_for_prosecution" for row in after)
    return replace(filing, sent=sent, convicted=any("convicted" in row["codes"] for row in after))


def _ending(row: Mapping[str, Any]) -> Ending:
    cause = row["codes"][0] if row["codes"] else "not_stated"
    return Ending(row["case_id"], row["procuratorate"], row["unit"], row["day"], cause)
