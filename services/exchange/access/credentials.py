"""What a process remembers of keys and clients, so that a request costs no look into the database."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from exchange.access import queries, tokens
from exchange.access.tokens import Client, Mint, SigningKey, TokenClaims
from exchange.db import Database
from zhenxie.kit.clock import Clock

_KEYS_STAY: Final = timedelta(seconds=60)
# A token that names an unknown key makes us look again, but nobody can make us look all the time.
_KEYS_REST: Final = timedelta(seconds=2)
_TOKENS_REMEMBERED: Final = 10_000
# How long a revoked client may still be answered by another process than the one that revoked it.
_CLIENTS_STAY: Final = timedelta(seconds=5)


@dataclass(frozen=True)
class Protection:
    """How private keys are kept: a stolen dump of the database signs nothing.

    `decrypt` raises `broken` for what another, since retired, sealing key encrypted.
    """

    encrypt: Callable[[bytes], bytes]
    decrypt: Callable[[bytes], bytes]
    broken: type[Exception]

    def opens(self, key: SigningKey) -> bool:
        """Return whether the private part of a key can still be read here."""
        try:
            self.decrypt(key.private_key)
        except self.broken:
            return False
        return True


@dataclass(frozen=True)
class Policy:
    """Who issues, how long a token lives, and how long one key signs."""

    issuer: str
    lifetime_seconds: int
    signing_key_days: int


class SigningKeys:
    """The keys that sign and verify access tokens: made when they are needed, published a day before they sign.

    Which key signs follows from the rows and the clock alone, and only one process at a time makes one, so several
    processes agree without speaking to each other.
    """

    def __init__(self, database: Database, clock: Clock, protection: Protection, policy: Policy) -> None:
        self._database = database
        self._clock = clock
        self._protection = protection
        self.policy = policy
        # All that verify, and those among them that this process can sign with.
        self._keys: Sequence[SigningKey] = ()
        self._own: Sequence[SigningKey] = ()
        self._read_at: datetime | None = None
        self._lock = asyncio.Lock()
        # A signature takes a third of a millisecond to check, and a client shows the same token thousands of times.
        self._seen: dict[str, TokenClaims] = {}

    async def mint(self) -> Mint:
        """Return what issues tokens now.

        :raises DatabaseUnavailable: the keys are not known yet, or no longer, and cannot be read.
        """
        await self._look(older_than=_KEYS_STAY)
        now = self._clock.now()
        key = tokens.signer(self._own, now)
        if key is None:
            # The clock went past the end of the last key since the keys were read.
            await self._look(older_than=timedelta(0))
            key = tokens.signer(self._own, now)
        if key is None:
            message = "no signing key, although one was just made"
            raise RuntimeError(message)
        opened = replace(key, private_key=self._protection.decrypt(key.private_key))
        return Mint(opened, self.policy.issuer, self.policy.lifetime_seconds, now)

    async def verified(self, token: str) -> TokenClaims:
        """Return what a token says.

        :raises InvalidToken: it was not issued here, was changed, or is no longer valid.
        """
        await self._look(older_than=_KEYS_STAY)
        try:
            return self._verified(token)
        except tokens.UnknownKey:
            await self._look(older_than=_KEYS_REST)
            return self._verified(token)

    def _verified(self, token: str) -> TokenClaims:
        now = self._clock.now()
        known = self._seen.get(token)
        if known is not None and now < known.expires_at:
            return known
        keys = {key.kid: key.public_jwk for key in self._keys if now < key.verifies_until}
        claims = tokens.verify(token, keys=keys, issuer=self.policy.issuer, now=now)
        if len(self._seen) >= _TOKENS_REMEMBERED:
            self._seen.clear()
        self._seen[token] = claims
        return claims

    async def published(self) -> Mapping[str, Any]:
        """Return the JWK set (RFC 7517) of all keys that verify, those included that do not sign yet."""
        await self._look(older_than=_KEYS_STAY)
        return {"keys": [dict(key.public_jwk) for key in self._keys]}

    async def _look(self, *, older_than: timedelta) -> None:
        async with self._lock:
            now = self._clock.now()
            if self._read_at is not None and now - self._read_at < older_than:
                return
            self._keys, self._own = await self._read(now)
            # What was verified by a key that is gone is verified no longer.
            self._seen.clear()
            self._read_at = now

    async def _read(self, now: datetime) -> tuple[Sequence[SigningKey], Sequence[SigningKey]]:
        policy = self.policy
        async with self._database.writing() as session:
            # One process at a time: whoever comes second finds the key that the first has made.
            await queries.hold_signing_keys(session)
            await queries.forget_assertions(session, now=now)
            await queries.remove_spent_signing_keys(session, now=now)
            keys = await queries.usable_signing_keys(session, now=now)
            # With the sealing key its signing keys are retired: they sign no more, and verify what they signed.
            own = [key for key in keys if self._protection.opens(key)]
            if not tokens.is_successor_due(own, now=now, days=policy.signing_key_days):
                return keys, own
            made = tokens.new_key(
                now=now,
                days=policy.signing_key_days,
                lifetime_seconds=policy.lifetime_seconds,
                first=tokens.signer(own, now) is None,
            )
            kept = replace(made, private_key=self._protection.encrypt(made.private_key))
            await queries.add_signing_key(session, kept)
            return [*keys, kept], [*own, kept]


class Clients:
    """The clients that have called this process lately, each read again after five seconds."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._known: dict[str, tuple[Client, datetime]] = {}

    async def in_force(self, client_id: str) -> Client | None:
        """Return a client, or None if there is none by this id or it was revoked.

        A revocation reaches this process at once if it was made here, and after five seconds at most otherwise.

        :raises DatabaseUnavailable: it is not remembered, and cannot be read.
        """
        now = self._clock.now()
        known, read_at = self._known.get(client_id, (None, now))
        if known is None or now - read_at >= _CLIENTS_STAY:
            async with self._database.writing() as session:
                known = await queries.client(session, client_id)
            if known is not None:
                # Only clients that exist are remembered: nobody can fill the memory with names.
                self._known[client_id] = (known, now)
        return known if known is not None and known.revoked_at is None else None

    def forget(self, client_id: str) -> None:
        """Read this client again on its next call."""
        self._known.pop(client_id, None)
