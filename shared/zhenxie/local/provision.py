"""Databases and roles on a server: made once, found again at every start."""

import asyncio
import json
import secrets
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg

from zhenxie.local import folders
from zhenxie.local.server import Server, for_driver

# Owners hold the tables and cannot log in; a service logs in as itself and takes on the role that
# each transaction needs, so what it forgets to take on it may not do.
GROUP_ROLES = ("exchange_owner", "exchange_writer", "exchange_reader", "screening_owner", "screening_worker")
MEMBERSHIPS = {
    "exchange_service": ("exchange_writer", "exchange_reader"),
    "screening_service": ("screening_worker",),
}
DATABASES = {"exchange": "exchange_service", "screening": "screening_service"}
_PLAIN = "NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION"


@dataclass(frozen=True, slots=True)
class Urls:
    """The addresses of one service's database: for the service itself, and for its migrations."""

    service: str = field(repr=False)
    migration: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Provisioned:
    """The addresses of both databases."""

    exchange: Urls
    screening: Urls


def provision(server: Server, *, passwords: Path) -> Provisioned:
    """Make the roles and the databases `exchange` and `screening` if they are missing.

    Must not be called from a running event loop.

    :param passwords: a file for the passwords of the two services; made with mode 0600 if missing.
    """
    kept = _kept_passwords(passwords)
    asyncio.run(_provision(server, kept))
    return Provisioned(*(_urls(server, name, login, kept[login]) for name, login in DATABASES.items()))


def _urls(server: Server, database: str, login: str, password: str) -> Urls:
    return Urls(
        service=server.url(database, user=login, password=password),
        migration=server.superuser_url(database),
    )


def _kept_passwords(path: Path) -> dict[str, str]:
    if path.exists():
        kept: dict[str, str] = json.loads(path.read_text(encoding="ascii"))
        return kept
    made = {login: secrets.token_urlsafe(32) for login in MEMBERSHIPS}
    folders.write_private(path, json.dumps(made))
    return made


async def _provision(server: Server, passwords: dict[str, str]) -> None:
    connection = await asyncpg.connect(for_driver(server.superuser_url("postgres")))
    try:
        await make_roles(connection, passwords)
        for name, login in DATABASES.items():
            if not await connection.fetchval("select 1 from pg_database where datname = $1", name):
                await connection.execute(f"create database {name} owner {name}_owner")
            await connection.execute(f"revoke all on database {name} from public")
            await connection.execute(f"grant connect on database {name} to {login}")
    finally:
        await connection.close()


async def make_roles(connection: asyncpg.Connection, passwords: dict[str, str]) -> None:
    """Make every role of the cluster that is missing, and set the passwords of those that log in.

    :param passwords: by login role; made of letters, digits, ``-`` and ``_`` only.
    """
    for role in GROUP_ROLES:
        await _make_role(connection, role, f"NOLOGIN {_PLAIN}")
    for login, groups in MEMBERSHIPS.items():
        # NOINHERIT: a right is had only by SET ROLE, never by merely being logged in. PostgreSQL 16
        # and later note it at the moment of the grant, so it must stand before the grants.
        await _make_role(connection, login, f"LOGIN NOINHERIT {_PLAIN}")
        await connection.execute(f"alter role {login} password '{passwords[login]}'")
        for group in groups:
            await connection.execute(f"grant {group} to {login}")


async def _make_role(connection: asyncpg.Connection, role: str, attributes: str) -> None:
    known = await connection.fetchval("select 1 from pg_roles where rolname = $1", role)
    await connection.execute(f"{'alter' if known else 'create'} role {role} {attributes}")
