"""Where the audit rows are written and read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from exchange.audit.tables import audit_rows
from exchange.db import AsyncSession


@dataclass(frozen=True)
class AuditRow:
    """One act as it was recorded: who, what, on what, when, and for which purpose."""

    id: int
    at: datetime
    agency: str
    client: str
    act: str
    subject: str
    purpose: str | None
    request_id: str | None
    particulars: Mapping[str, Any]


async def add(session: AsyncSession, values: Mapping[str, Any]) -> None:
    """Write one row."""
    await session.execute(insert(audit_rows).values(**values))


async def rows_after(session: AsyncSession, *, after: int, limit: int, agency: str | None = None) -> Sequence[AuditRow]:
    """Return at most `limit` rows after the id `after`, oldest first; of one agency, or of all with None."""
    statement = select(audit_rows).where(audit_rows.c.id > after).order_by(audit_rows.c.id).limit(limit)
    if agency is not None:
        statement = statement.where(audit_rows.c.agency == agency)
    return [AuditRow(**row) for row in (await session.execute(statement)).mappings()]
