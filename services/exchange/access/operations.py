"""Access as it changes: the directory of agencies, supervision, clients and their tokens."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

from exchange.access import endpoint, queries, tokens
from exchange.access.callers import Agency, Caller, Directory, Supervision
from exchange.access.errors import (
    AgenciesInCircle,
    AgencyExists,
    AgencyKindUnfit,
    AgencyNotFound,
    BasicNeedsSecret,
    ClientNotFound,
    ClientRevoked,
    ClientUsesKeys,
    KeysUnfit,
    SupervisionEndsBeforeItBegins,
    SupervisionNotFound,
)
from exchange.access.tokens import Client, Mint, NewClient
from exchange.audit import operations as audit
from exchange.db import AsyncSession
from zhenxie.kit.identifiers import new_id
from zhenxie.wire.vocabulary import AgencyKind

# One directory for each database that this process speaks to: in tests there are several.
_directories: WeakKeyDictionary[object, Directory] = WeakKeyDictionary()
_CHANGED = "directory_changed"


async def directory(session: AsyncSession) -> Directory:
    """Return all agencies and who supervises whom; read again only when the version has risen."""
    version = await queries.directory_version(session)
    known = _directories.get(session.get_bind())
    if known is not None and known.version == version and _CHANGED not in session.info:
        return known
    agencies = {agency.code: agency for agency in await queries.all_agencies(session)}
    found = Directory(agencies, await queries.supervisions(session), version)
    # What this transaction has changed itself may still be rolled back, and its version be given again.
    if _CHANGED not in session.info:
        _directories[session.get_bind()] = found
    return found


async def _begin_change(session: AsyncSession) -> None:
    # Holds the directory's row first: whoever looks for a circle must see the other's change.
    session.info[_CHANGED] = True
    await queries.next_directory_version(session)


async def add_agency(session: AsyncSession, agency: Agency, *, by: Caller, now: datetime) -> Agency:
    """Register an agency (机关).

    :raises AgencyExists: its code is taken.
    :raises AgencyNotFound: its parent is not registered.
    """
    await _begin_change(session)
    if agency.parent is not None and agency.parent != agency.code:
        await _agency(session, agency.parent)
    if agency.parent == agency.code:
        raise AgenciesInCircle(agency=agency.code)
    if not await queries.add_agency(session, agency, now=now):
        raise AgencyExists(agency=agency.code)
    particulars = {"kind": agency.kind.value, "division": agency.division, "parent": agency.parent}
    await audit.record(session, _deed(by, "agency.added", agency.code, particulars), now=now)
    return agency


async def change_agency(
    session: AsyncSession, code: str, values: Mapping[str, str | None], *, by: Caller, now: datetime
) -> Agency:
    """Change name, division or parent of an agency; what it is (its kind) stays.

    :param values: those of `name`, `division`, `parent` that change.
    :raises AgencyNotFound: it or its new parent is not registered.
    :raises AgenciesInCircle: the new parent stands below it.
    """
    await _begin_change(session)
    before = await _agency(session, code)
    allowed: dict[str, Any] = {name: values[name] for name in ("name", "division", "parent") if name in values}
    parent = allowed.get("parent")
    if parent is not None:
        await _agency(session, parent)
        if (await directory(session)).is_at_or_above(code, parent):
            raise AgenciesInCircle(agency=code, parent=parent)
    if not allowed:
        return before
    await queries.change_agency(session, code, allowed)
    await audit.record(session, _deed(by, "agency.changed", code, {"fields": sorted(allowed)}), now=now)
    return replace(before, **allowed)


async def _agency(session: AsyncSession, code: str) -> Agency:
    found = await queries.agency(session, code)
    if found is None:
        raise AgencyNotFound(agency=code)
    return found


async def add_supervision(session: AsyncSession, row: Supervision, *, by: Caller, now: datetime) -> Supervision:
    """State that a procuratorate supervises a police agency from a day on (dated, optionally for one stage).

    :raises AgencyNotFound: one of the two is not registered.
    :raises AgencyKindUnfit: they are not a police agency and a procuratorate.
    :raises SupervisionEndsBeforeItBegins: `until` is before `since`.
    """
    await _begin_change(session)
    police, procuratorate = await _agency(session, row.police), await _agency(session, row.procuratorate)
    if police.kind is not AgencyKind.POLICE or procuratorate.kind is not AgencyKind.PROCURATORATE:
        raise AgencyKindUnfit(police=row.police, procuratorate=row.procuratorate)
    if row.until is not None and row.until < row.since:
        raise SupervisionEndsBeforeItBegins
    row_id = new_id(now)
    await queries.add_supervision(session, row, row_id=row_id, now=now)
    particulars = {"id": str(row_id), "procuratorate": row.procuratorate, "since": row.since.isoformat()}
    await audit.record(session, _deed(by, "supervision.added", row.police, particulars), now=now)
    return replace(row, id=row_id)


async def end_supervision(
    session: AsyncSession, row_id: UUID, *, until: date, by: Caller, now: datetime
) -> Supervision:
    """Set the first day on which a row of supervision no longer holds.

    :raises SupervisionNotFound: there is no such row.
    :raises SupervisionEndsBeforeItBegins: the day is before the row's `since`.
    """
    await _begin_change(session)
    row = await queries.supervision(session, row_id)
    if row is None:
        raise SupervisionNotFound
    if until < row.since:
        raise SupervisionEndsBeforeItBegins
    await queries.end_supervision(session, row_id, until=until)
    particulars = {"id": str(row_id), "until": until.isoformat()}
    await audit.record(session, _deed(by, "supervision.ended", row.police, particulars), now=now)
    return replace(row, until=until)


async def create_client(
    session: AsyncSession, wanted: NewClient, *, by: Caller, now: datetime
) -> tuple[Client, str | None]:
    """Create a client of an agency; return it and its secret, which is never told again (None with `jwks`).

    :raises AgencyNotFound: the agency is not registered.
    :raises KeysUnfit: `jwks` is no set of public keys.
    :raises BasicNeedsSecret: `basic_allowed` together with `jwks`.
    """
    kind = (await _agency(session, wanted.agency)).kind
    if wanted.jwks is not None and wanted.basic_allowed:
        raise BasicNeedsSecret
    secret = tokens.new_secret() if wanted.jwks is None else None
    client = Client(
        client_id=str(new_id(now)),
        agency=wanted.agency,
        kind=kind,
        name=wanted.name,
        scopes=wanted.scopes,
        secret_hash=tokens.hashed(secret) if secret else None,
        jwks=_public(wanted.jwks),
        basic_allowed=wanted.basic_allowed,
        created_at=now,
    )
    await queries.add_client(session, client)
    particulars = {
        "agency": client.agency,
        "scopes": sorted(client.scopes),
        "authentication": client.authentication,
        "basic_allowed": client.basic_allowed,
    }
    await audit.record(session, _deed(by, "client.created", client.client_id, particulars), now=now)
    return client, secret


def _public(jwks: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    try:
        return None if jwks is None else {"keys": tokens.public_keys(jwks)}
    except ValueError:
        raise KeysUnfit from None


async def renew_secret(session: AsyncSession, client_id: str, *, by: Caller, now: datetime) -> tuple[Client, str]:
    """Give a client a new secret and return both; the old one stops working at once.

    :raises ClientNotFound: there is no such client.
    :raises ClientRevoked: it was revoked.
    :raises ClientUsesKeys: it has keys and no secret.
    """
    client = await _client_for_change(session, client_id)
    if client.revoked_at is not None:
        raise ClientRevoked
    if client.jwks is not None:
        raise ClientUsesKeys
    secret = tokens.new_secret()
    await queries.change_client(session, client_id, {"secret_hash": tokens.hashed(secret)})
    await audit.record(session, _deed(by, "client.secret_renewed", client_id, {"agency": client.agency}), now=now)
    return client, secret


async def revoke_client(session: AsyncSession, client_id: str, *, by: Caller, now: datetime) -> Client:
    """Revoke a client for good, with every token that it holds; revoking again changes nothing.

    :raises ClientNotFound: there is no such client.
    """
    client = await _client_for_change(session, client_id)
    if client.revoked_at is not None:
        return client
    await queries.change_client(session, client_id, {"revoked_at": now})
    await audit.record(session, _deed(by, "client.revoked", client_id, {"agency": client.agency}), now=now)
    return replace(client, revoked_at=now)


async def _client_for_change(session: AsyncSession, client_id: str) -> Client:
    found = await queries.client_for_change(session, client_id)
    if found is None:
        raise ClientNotFound
    return found


async def issue_token(session: AsyncSession, request: endpoint.TokenRequest, mint: Mint) -> endpoint.Answer:
    """Answer a token request; an assertion that was used before is refused, whatever else it says."""
    found = await queries.client(session, request.client_id) if request.client_id else None
    client = found if found and found.revoked_at is None else None
    answer = endpoint.answer(request, client, mint)
    if answer.used is None or client is None:
        return answer
    used = answer.used
    if await queries.claim_assertion(session, client_id=client.client_id, jti=used.jti, expires_at=used.expires_at):
        return answer
    return endpoint.refusal("invalid_client", "The assertion was used before: send a new jti.")


def _deed(by: Caller, act: str, subject: str, particulars: Mapping[str, Any]) -> audit.Deed:
    return audit.Deed(by.agency, by.client, act, subject, particulars=particulars)
