"""Prints the original of an instrument before its issue is decided, and records who read which."""

import asyncio
import hashlib
from datetime import date
from typing import Any
from uuid import UUID

from exchange.access.callers import Caller
from exchange.audit import operations as audit
from exchange.audit.operations import Deed
from exchange.instruments import showing
from exchange.instruments.commands import Printed
from zhenxie.law.calendar import legal_day
from zhenxie.wire import json
from zhenxie.wire.instruments import Issue


async def original(state: Any, caller: Caller, instrument_id: UUID, said: Issue) -> Printed:
    """Print an instrument as it would be issued now, outside of the feed's transaction; return its digests.

    :raises InstrumentNotFound: the caller sees no such instrument.
    """
    issued_on = legal_day(state.clock.now()) if said.issued_on is None else date.fromisoformat(said.issued_on)
    async with state.database.reading(caller.agency) as session:
        row = await showing.find(session, caller, instrument_id)
    fields = showing.fields_of(row, state.sealer)
    digests = await asyncio.to_thread(_digest, fields)
    return Printed(row.digests["body"], row.number, issued_on, digests, digests)


def _digest(fields: dict[str, Any]) -> str:
    return "sha256:" + hashlib.sha256(json.canonical(fields)).hexdigest()


async def read_by(state: Any, caller: Caller, row: Any, act: str) -> None:
    """Record that somebody read what an instrument says, before it leaves; whom it is not shown to reads nothing."""
    if not showing.reads_text(caller):
        return
    particulars = {"instrument": str(row.id), "kind": row.kind, "state": row.state}
    deed = Deed(caller.agency, caller.client, act, row.case_number or str(row.id), particulars=particulars)
    async with state.database.writing() as session:
        await audit.record(session, deed, now=state.clock.now())
