"""Recording who read a person or changed what; the row stands in the same transaction as the act."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from exchange.audit import queries
from exchange.db import AsyncSession
from zhenxie.kit import tracing


@dataclass(frozen=True)
class Deed:
    """Who did what to what, and for which purpose.

    `act` is written `<noun>.<participle>` (persons.read, agency.added, client.revoked); `subject` is a case number,
    an agency's code or a client's id; `particulars` holds counts, codes and names of fields, and never a name or a
    number of a person.
    """

    agency: str
    client: str
    act: str
    subject: str
    purpose: str | None = None
    particulars: Mapping[str, Any] = field(default_factory=dict)


async def record(session: AsyncSession, deed: Deed, *, now: datetime) -> None:
    """Record `deed` in the caller's transaction, with the id of the request that it was done by."""
    trace = tracing.current()
    values = {
        "at": now,
        "agency": deed.agency,
        "client": deed.client,
        "act": deed.act,
        "subject": deed.subject,
        "purpose": deed.purpose,
        "request_id": trace.request_id if trace else None,
        "particulars": dict(deed.particulars),
    }
    await queries.add(session, values)
