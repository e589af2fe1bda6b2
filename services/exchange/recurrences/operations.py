"""Remembers what was told of instruments: entries never change, so that each is read once for every agency that asks."""

from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

import orjson

from exchange.db import AsyncSession
from exchange.feed import queries as feed
from exchange.recurrences import queries
from exchange.recurrences.schedule import Instrument, Told, tell
from zhenxie.law.calendar import legal_day

_MOST_AGENCIES: Final = 256


@dataclass
class _Known:
    """What one agency was told of instruments in an epoch, up to a position, and the rules of their alerts."""

    epoch: int
    position: int = 0
    instruments: dict[str, Instrument] = field(default_factory=dict)
    rules: dict[str, str] = field(default_factory=dict)


class Memory:
    """What each agency was told of instruments, for one process; the agency that asked longest ago is forgotten first.

    What is told to an agency is addressed to it when it is written, and to no other later: what it saw up to a position
    stays what it sees, until the database is put back and the epoch rises.
    """

    def __init__(self) -> None:
        """Begin with nothing."""
        self._known: dict[str, _Known] = {}

    async def instruments(self, session: AsyncSession, agency: str) -> list[Instrument]:
        """Return every instrument of which the session's agency was told that it was issued; its codes hold its alerts' rules."""
        epoch, _ = await feed.head(session)
        known = self._of(agency, epoch)
        for row in await queries.told_of_instruments(session, after=known.position):
            # Another request of the agency may have read the same meanwhile.
            if row.position > known.position:
                known.position = row.position
                day, said = legal_day(row.occurred_from or row.recorded_at), orjson.loads(row.payload)["data"]
                tell(known.instruments, Told(row.type, row.source, row.case_id, day, said))
        found = [one for one in known.instruments.values() if one.issued_on is not None]
        asked = {alert for one in found for alert in one.alert_ids} - known.rules.keys()
        if asked:
            known.rules |= await queries.rules_of(session, {UUID(alert) for alert in asked})
        for one in found:
            if one.alert_ids:
                one.codes |= {known.rules[alert] for alert in one.alert_ids if alert in known.rules}
        return found

    def _of(self, agency: str, epoch: int) -> _Known:
        known = self._known.pop(agency, None)
        if known is None or known.epoch != epoch:
            known = _Known(epoch)
        self._known[agency] = known
        if len(self._known) > _MOST_AGENCIES:
            del self._known[next(iter(self._known))]
        return known


def memory_of(state: Any) -> Memory:
    """Return the memory of a process, by the application's state; it begins when it is first asked for."""
    if not hasattr(state, "told_of_instruments"):
        state.told_of_instruments = Memory()
    memory: Memory = state.told_of_instruments
    return memory
