"""What the operator does on the host itself: agencies, who supervises whom, and clients, the first of them included."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from joserfc import jwk
from joserfc.errors import JoseError

from exchange.access import operations as access
from exchange.access import queries as access_rows
from exchange.access.callers import ON_THE_HOST, Agency, Supervision
from exchange.access.tokens import Client, NewClient
from exchange.cases import administration, rebuilding
from exchange.cases.commands import AddAgency, AddSupervision
from exchange.cases.rebuilding import Rebuilt
from exchange.feed import operations as feed
from exchange.feed import verifying
from exchange.feed.commands import Command
from exchange.feed.verifying import Report
from exchange.intake import expunging
from exchange.intake.expunging import Expunction, Expunged
from exchange.staff import operations as staff
from exchange.staff.operations import Change
from exchange.staff.register import Person
from exchange.statistics import counting
from zhenxie.wire.vocabulary import AgencyKind, Scope

_PAGE: Final = 1000


class KeyUnreadable(Exception):
    """The file holds no public key."""


@dataclass(frozen=True)
class Host:
    """The operator at the command line; `state` is that of the exchange, its scribe running."""

    state: Any

    async def add_agency(self, agency: Agency) -> Agency:
        """Register an agency (机关), and give it sight of what it sees by rule.

        :raises Refusal: its code is taken, or its parent is not registered.
        """
        added: Agency = await self._submit(AddAgency(agency))
        return added

    async def agencies(self) -> Sequence[Agency]:
        """Return every agency, by code."""
        async with self.state.database.writing() as session:
            return sorted(await access_rows.all_agencies(session), key=lambda agency: agency.code)

    async def supervise(self, *, police: str, procuratorate: str, since: date, until: date | None) -> Supervision:
        """State that a procuratorate supervises a police agency from a day on, until the day before `until`.

        :raises Refusal: one of the two is not registered, or is of another kind.
        """
        stated: Supervision = await self._submit(AddSupervision(Supervision(police, procuratorate, since, until)))
        return stated

    async def _submit(self, body: Any) -> Any:
        return await administration.administer(self.state.scribe, ON_THE_HOST, body)

    async def create_client(
        self, *, agency: str, name: str, scopes: Sequence[Scope], jwks: Any = None, basic: bool = False
    ) -> tuple[Client, str | None]:
        """Create a client and return it with its secret, which is told only now (none with keys of its own).

        :raises Refusal: the agency is not registered, or keys and Basic are asked for together.
        """
        wanted = NewClient(agency, name, frozenset(scopes), jwks, basic)
        async with self.state.database.writing() as session:
            return await access.create_client(session, wanted, by=ON_THE_HOST, now=self.state.clock.now())

    async def clients(self, agency: str | None = None) -> Sequence[Client]:
        """Return every client, the oldest first, or those of one agency."""
        found: list[Client] = []
        async with self.state.database.writing() as session:
            while True:
                after = found[-1].client_id if found else ""
                page = await access_rows.clients_after(session, after=after, limit=_PAGE, agency=agency)
                found += page
                if len(page) < _PAGE:
                    return found

    async def revoke_client(self, client_id: str) -> Client:
        """Revoke a client for good.

        :raises Refusal: there is no such client.
        """
        async with self.state.database.writing() as session:
            return await access.revoke_client(session, client_id, by=ON_THE_HOST, now=self.state.clock.now())

    async def verify(self) -> Report:
        """Walk the chain of the feed."""
        return await verifying.verify(self.state.database, self.state.sealer)

    async def rebuild(self) -> Rebuilt:
        """Draw the picture of every case again from the feed, and count the statistics again."""
        rebuilt = await rebuilding.rebuild(self.state.database)
        await counting.rebuild(self.state.database)
        return rebuilt

    async def raise_epoch(self) -> int:
        """Begin a new epoch, after a backup was restored, and return it."""
        async with self.state.database.writing() as session:
            return await feed.raise_epoch(session, reason="restored", now=self.state.clock.now())

    async def expunge(self, wanted: Expunction) -> Expunged:
        """Delete what is sealed of one person in one case, blacken him in the texts about it, and return what went.

        :raises Refusal: nothing of this person is sealed there.
        """
        gone: Expunged = await self.state.scribe.submit(Command(expunging.KIND, ON_THE_HOST, wanted))
        return gone


async def enter_staff(operator: Host, person: Person) -> Person:
    """Enter a person into an agency's register, the first one included.

    :raises Refusal: the agency is not registered.
    """
    async with operator.state.database.writing() as session:
        change = Change(ON_THE_HOST, person.agency, None, operator.state.clock.now())
        return await staff.enter(session, person, change)


def public_keys(path: Path) -> dict[str, Any]:
    """Return the JWK set in a file: a set, one JWK, or a public key as PEM.

    :raises KeyUnreadable: it is none of these.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise KeyUnreadable(f"{path} cannot be read.") from error
    try:
        if text.lstrip().startswith("{"):
            given = json.loads(text)
            return given if "keys" in given else {"keys": [given]}
        return {"keys": [_from_pem(text)]}
    except (JoseError, ValueError, TypeError) as error:
        raise KeyUnreadable(f"{path} holds no public key: a JWK, a JWK set or a PEM is needed.") from error


def _from_pem(text: str) -> dict[str, Any]:
    for kind in (jwk.ECKey, jwk.RSAKey, jwk.OKPKey):
        try:
            key = kind.import_key(text)
        except (JoseError, ValueError, TypeError):
            continue
        # Whoever hands over a private key by mistake is not to have it kept.
        return dict(key.as_dict(private=False))
    raise ValueError("not a public key")


def shown_agency(agency: Agency) -> dict[str, Any]:
    """Return an agency as it is printed."""
    return {
        "code": agency.code,
        "kind": AgencyKind(agency.kind).value,
        "name": agency.name,
        "division": agency.division,
        "parent": agency.parent,
    }


def shown_client(client: Client, secret: str | None = None) -> dict[str, Any]:
    """Return a client as it is printed, with its secret if it was just made."""
    shown: dict[str, Any] = {
        "client_id": client.client_id,
        "agency": client.agency,
        "name": client.name,
        "scopes": sorted(client.scopes),
        "authentication": client.authentication,
        "basic_allowed": client.basic_allowed,
        "revoked": client.revoked_at is not None,
    }
    return shown if secret is None else {**shown, "client_secret": secret}
