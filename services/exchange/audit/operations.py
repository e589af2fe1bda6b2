"""Recording who read a person or changed what; the row stands in the same transaction as the act."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from exchange.audit import queries
from exchange.db import AsyncSession
from zhenxie.kit import tracing


async def record(
    session: AsyncSession,
    *,
    now: datetime,
    agency: str,
    client: str,
    act: str,
    subject: str,
    purpose: str | None = None,
    particulars: Mapping[str, Any] | None = None,
) -> None:
    """Record one act in the caller's transaction.

    :param act: what was done, as `<noun>.<participle>`: persons.read, agency.added, client.revoked.
    :param subject: on what: a case number, an agency's code, a client's id.
    :param particulars: counts, codes and names of fields; never a name or a number of a person.
    """
    trace = tracing.current()
    values = {
        "at": now,
        "agency": agency,
        "client": client,
        "act": act,
        "subject": subject,
        "purpose": purpose,
        "request_id": trace.request_id if trace else None,
        "particulars": dict(particulars or {}),
    }
    await queries.add(session, values)
