"""Where access reads and writes its tables: agencies, supervision, grants, clients, keys, used assertions."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, RowMapping, Select, delete, exists, func, insert, null, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert as insert_or

from exchange.access.callers import Agency, Grant, Supervision
from exchange.access.tables import agencies, clients, directory_state, grants, signing_keys, supervises, used_assertions
from exchange.access.tokens import Client, SigningKey
from exchange.db import AsyncSession
from zhenxie.kit.db import compiled, fetch
from zhenxie.wire.vocabulary import AgencyKind, Relation, Scope


async def directory_version(session: AsyncSession) -> int:
    """Return how often agencies or supervision have changed."""
    found = await fetch(session, _VERSION)
    return int(found[0][0]) if found else 0


async def next_directory_version(session: AsyncSession) -> int:
    """Return the next version of the directory, and hold its row: changes of the directory follow one another."""
    statement = update(directory_state).values(version=directory_state.c.version + 1)
    found: int | None = await session.scalar(statement.returning(directory_state.c.version))
    return found or 0


async def hold_directory(session: AsyncSession) -> None:
    """Wait until nobody decides on the directory as it stands, and keep others from it until the transaction ends."""
    await session.execute(select(func.pg_advisory_xact_lock(_DIRECTORY)))


async def hold_directory_still(session: AsyncSession) -> None:
    """Keep the directory as it stands until the transaction ends; others may do so at the same time."""
    await fetch(session, _STILL)


_DIRECTORY = func.hashtext(text("'exchange.directory'"))
_STILL = compiled(select(func.pg_advisory_xact_lock_shared(_DIRECTORY)))
_VERSION = compiled(select(directory_state.c.version))


def _agency(row: RowMapping) -> Agency:
    return Agency(row["code"], row["name"], AgencyKind(row["kind"]), row["division"], row["parent"])


async def all_agencies(session: AsyncSession) -> Sequence[Agency]:
    """Return every agency."""
    return [_agency(row) for row in (await session.execute(select(agencies))).mappings()]


async def agencies_after(
    session: AsyncSession, *, after: str, limit: int, kind: AgencyKind | None = None
) -> Sequence[Agency]:
    """Return at most `limit` agencies whose code comes after `after`, in order of their codes (byte order)."""
    code = agencies.c.code.collate("C")
    statement = select(agencies).where(code > after).order_by(code).limit(limit)
    if kind is not None:
        statement = statement.where(agencies.c.kind == kind.value)
    return [_agency(row) for row in (await session.execute(statement)).mappings()]


async def agency(session: AsyncSession, code: str) -> Agency | None:
    """Return one agency, or None."""
    row = (await session.execute(select(agencies).where(agencies.c.code == code))).mappings().first()
    return _agency(row) if row else None


async def add_agency(session: AsyncSession, added: Agency, *, now: datetime) -> bool:
    """Write a new agency; return False if its code is taken."""
    values = {
        "code": added.code,
        "name": added.name,
        "kind": added.kind.value,
        "division": added.division,
        "parent": added.parent,
        "created_at": now,
    }
    statement = insert_or(agencies).values(**values).on_conflict_do_nothing().returning(agencies.c.code)
    return await session.scalar(statement) is not None


async def change_agency(session: AsyncSession, code: str, values: Mapping[str, Any]) -> None:
    """Write new values into the row of one agency."""
    await session.execute(update(agencies).where(agencies.c.code == code).values(**values))


def _supervision(row: RowMapping) -> Supervision:
    return Supervision(
        police=row["police"],
        procuratorate=row["procuratorate"],
        since=row["since"],
        until=row["until"],
        stage=row["stage"],
        id=row["id"],
    )


async def supervisions(session: AsyncSession, *, code: str | None = None) -> Sequence[Supervision]:
    """Return the rows of `supervises`: all, or those in which one agency stands on either side."""
    statement = select(supervises).order_by(supervises.c.since, supervises.c.id)
    if code is not None:
        statement = statement.where(or_(supervises.c.police == code, supervises.c.procuratorate == code))
    return [_supervision(row) for row in (await session.execute(statement)).mappings()]


async def supervision(session: AsyncSession, row_id: UUID) -> Supervision | None:
    """Return one row of `supervises`, or None."""
    row = (await session.execute(select(supervises).where(supervises.c.id == row_id))).mappings().first()
    return _supervision(row) if row else None


async def add_supervision(session: AsyncSession, row: Supervision, *, row_id: UUID, now: datetime) -> None:
    """Write a new row of `supervises`."""
    values = {
        "id": row_id,
        "police": row.police,
        "procuratorate": row.procuratorate,
        "stage": row.stage,
        "since": row.since,
        "until": row.until,
        "created_at": now,
    }
    await session.execute(insert(supervises).values(**values))


async def end_supervision(session: AsyncSession, row_id: UUID, *, until: date) -> None:
    """Write the first day on which a row of `supervises` no longer holds."""
    await session.execute(update(supervises).where(supervises.c.id == row_id).values(until=until))


def _grant(row: RowMapping) -> Grant:
    return Grant(
        case_id=row["case_id"],
        agency=row["agency"],
        from_position=row["from_position"],
        relation=Relation(row["relation"]),
        ground=row["ground"],
        whole_history=row["whole_history"],
        until_position=row["until_position"],
    )


async def add_grants(session: AsyncSession, rows: Collection[Grant], *, now: datetime) -> Sequence[Grant]:
    """Write grants; return those that were not there before (same case, agency and first position)."""
    # A StrEnum is a text, and asyncpg takes it for one.
    values = [asdict(row) | {"made_at": now} for row in rows]
    if not values:
        return []
    statement = insert_or(grants).values(values).on_conflict_do_nothing().returning(grants)
    return [_grant(row) for row in (await session.execute(statement)).mappings()]


def knew(agency: str, case_id: ColumnElement[UUID], position: ColumnElement[int]) -> ColumnElement[bool]:
    """Return the condition under which `agency` may know what a case was given at a position, such as a number.

    Whoever lost sight of the case keeps what it had until then. The reader's policy says the same; under the writer's
    role this alone does.
    """
    return exists().where(
        grants.c.case_id == case_id,
        grants.c.agency == agency,
        or_(grants.c.until_position.is_(None), position < grants.c.until_position),
    )


async def grants_of_case(session: AsyncSession, case_id: UUID) -> Sequence[Grant]:
    """Return every grant on a case, ended ones included, in order of agency and position."""
    statement = select(grants).where(grants.c.case_id == case_id).order_by(grants.c.agency, grants.c.from_position)
    return [_grant(row) for row in (await session.execute(statement)).mappings()]


async def standing_grants(session: AsyncSession, case_ids: Collection[UUID]) -> Sequence[Any]:
    """Return every grant on some cases that stands."""
    columns = (grants.c.case_id, grants.c.agency, grants.c.relation, grants.c.ground)
    statement = select(*columns).where(grants.c.case_id.in_(list(case_ids)), grants.c.until_position.is_(None))
    return (await session.execute(statement.order_by(*columns))).all()


async def rules_applied_on(session: AsyncSession) -> date | None:
    """Return the day up to which supervision by rule has been turned into grants; None: some of it has not."""
    found: date | None = await session.scalar(select(directory_state.c.applied_on))
    return found


async def mark_rules_applied(session: AsyncSession, day: date | None) -> None:
    """Write down up to which day supervision by rule has been turned into grants."""
    await session.execute(update(directory_state).values(applied_on=day))


def _clients() -> Select[Any]:
    return select(clients, agencies.c.kind).join(agencies, agencies.c.code == clients.c.agency)


def _client(row: RowMapping) -> Client:
    return Client(
        client_id=row["client_id"],
        agency=row["agency"],
        kind=AgencyKind(row["kind"]),
        name=row["name"],
        scopes=frozenset(Scope(scope) for scope in row["scopes"]),
        secret_hash=row["secret_hash"],
        jwks=row["jwks"],
        basic_allowed=row["basic_allowed"],
        created_at=row["created_at"],
        revoked_at=row["revoked_at"],
    )


async def client(session: AsyncSession, client_id: str) -> Client | None:
    """Return one client, revoked or not, or None."""
    statement = _clients().where(clients.c.client_id == client_id)
    row = (await session.execute(statement)).mappings().first()
    return _client(row) if row else None


async def client_for_change(session: AsyncSession, client_id: str) -> Client | None:
    """Return one client and hold its row until the transaction ends."""
    statement = _clients().where(clients.c.client_id == client_id).with_for_update(of=clients)
    row = (await session.execute(statement)).mappings().first()
    return _client(row) if row else None


async def clients_after(
    session: AsyncSession, *, after: str, limit: int, agency: str | None = None
) -> Sequence[Client]:
    """Return at most `limit` clients after the id `after`, in order of their ids: the oldest first."""
    key = clients.c.client_id.collate("C")
    statement = _clients().where(key > after).order_by(key).limit(limit)
    if agency is not None:
        statement = statement.where(clients.c.agency == agency)
    return [_client(row) for row in (await session.execute(statement)).mappings()]


async def add_client(session: AsyncSession, added: Client) -> None:
    """Write a new client."""
    values = {
        "client_id": added.client_id,
        "agency": added.agency,
        "name": added.name,
        "secret_hash": added.secret_hash,
        "jwks": added.jwks if added.jwks is not None else null(),
        "scopes": sorted(scope.value for scope in added.scopes),
        "basic_allowed": added.basic_allowed,
        "created_at": added.created_at,
    }
    await session.execute(insert(clients).values(**values))


async def change_client(session: AsyncSession, client_id: str, values: Mapping[str, Any]) -> None:
    """Write new values into the row of one client."""
    await session.execute(update(clients).where(clients.c.client_id == client_id).values(**values))


async def claim_assertion(session: AsyncSession, *, client_id: str, jti: str, expires_at: datetime) -> bool:
    """Write down that an assertion was used; return False if it had been used before."""
    values = {"client_id": client_id, "jti": jti, "expires_at": expires_at}
    statement = insert_or(used_assertions).values(**values).on_conflict_do_nothing()
    return await session.scalar(statement.returning(used_assertions.c.jti)) is not None


async def forget_assertions(session: AsyncSession, *, now: datetime) -> None:
    """Remove the ids of assertions that have expired and can prove nothing any more."""
    await session.execute(delete(used_assertions).where(used_assertions.c.expires_at < now))


async def usable_signing_keys(session: AsyncSession, *, now: datetime) -> Sequence[SigningKey]:
    """Return the keys that still verify tokens."""
    statement = select(signing_keys).where(signing_keys.c.verifies_until > now).order_by(signing_keys.c.created_at)
    return [SigningKey(**row) for row in (await session.execute(statement)).mappings()]


async def hold_signing_keys(session: AsyncSession) -> None:
    """Wait until no other process is changing the signing keys, and keep others out until the transaction ends."""
    name = func.hashtext(text("'exchange.signing_keys'"))
    await session.execute(select(func.pg_advisory_xact_lock(name)))


async def add_signing_key(session: AsyncSession, key: SigningKey) -> None:
    """Write a new signing key, its private part already encrypted."""
    await session.execute(insert(signing_keys).values(**asdict(key)))


async def remove_spent_signing_keys(session: AsyncSession, *, now: datetime) -> None:
    """Remove the keys that verify nothing any more, private parts included."""
    await session.execute(delete(signing_keys).where(signing_keys.c.verifies_until <= now))
