"""Identifiers of our own making: UUIDv7, in order of time without saying anything else."""

import secrets
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LAST: Final = int((datetime.max.replace(tzinfo=UTC) - _EPOCH) / timedelta(milliseconds=1)) - 86_400_000


def new_id(now: datetime) -> UUID:
    """Return a UUIDv7 (RFC 9562, section 5.7): 48 bits of milliseconds since 1970, then 74 random bits."""
    milliseconds = int(now.timestamp() * 1000)
    value = (milliseconds & (2**48 - 1)) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=value)


def made_at(identifier: UUID) -> datetime | None:
    """Return when a UUIDv7 was made, to the millisecond; None of an identifier that does not say, or says a day past 9999."""
    milliseconds = identifier.int >> 80
    if identifier.version != 7 or milliseconds > _LAST:
        return None
    return _EPOCH + timedelta(milliseconds=milliseconds)
