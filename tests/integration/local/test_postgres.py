"""The embedded server as an operator meets it: joined, killed, orphaned, of the wrong version."""

import asyncio
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import asyncpg
import pytest

from fixtures.databases import apart
from zhenxie.local import provision
from zhenxie.local.cluster import PostgresFailed
from zhenxie.local.postgres import EmbeddedPostgres, PortTaken
from zhenxie.local.server import for_driver

HOLDS_A_SERVER = """
import sys, time
from pathlib import Path
from zhenxie.local.postgres import EmbeddedPostgres
with EmbeddedPostgres(Path(sys.argv[1])) as server:
    print(server.process_id(), flush=True)
    time.sleep(600)
"""


async def ask(server: EmbeddedPostgres, question: str) -> object:
    connection = await asyncpg.connect(for_driver(server.superuser_url("postgres")))
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def is_gone(process_id: int) -> bool:
    # A process whose parent was killed may stay as a zombie where nobody collects the dead.
    try:
        return Path(f"/proc/{process_id}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except FileNotFoundError:
        return True


async def test_what_was_committed_survives_the_killing_of_the_server(own_postgres: EmbeddedPostgres) -> None:
    port = own_postgres.server.port
    await ask(own_postgres, "create table kept as select 42 as value")

    own_postgres.kill()
    own_postgres.start()

    assert own_postgres.server.port == port
    assert await ask(own_postgres, "select value from kept") == 42


async def test_a_server_starts_again_as_soon_as_the_last_process_of_the_killed_one_has_ended(
    own_postgres: EmbeddedPostgres,
) -> None:
    connection = await asyncpg.connect(for_driver(own_postgres.superuser_url("postgres")))
    # It stands still when its server is killed, so it cannot notice, and holds the memory that they shared.
    last = connection.get_server_pid()
    os.kill(last, signal.SIGSTOP)
    own_postgres.kill()
    goes_on = threading.Timer(1.5, os.kill, (last, signal.SIGCONT))
    goes_on.start()
    try:
        await asyncio.to_thread(own_postgres.start)
    finally:
        goes_on.join()
        connection.terminate()

    assert "pre-existing shared memory block" in own_postgres.log.read_text()
    assert await ask(own_postgres, "select 42") == 42


async def test_the_server_checks_its_pages_and_asks_for_passwords(own_postgres: EmbeddedPostgres) -> None:
    assert await ask(own_postgres, "show data_checksums") == "on"
    kept = "select rolpassword like 'SCRAM-SHA-256$%' from pg_authid where rolname = 'postgres'"
    assert await ask(own_postgres, kept) is True
    wrong = own_postgres.url("postgres", user="postgres", password="wrong")
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(for_driver(wrong))
    assert stat.S_IMODE((own_postgres.folder / "password").stat().st_mode) == 0o600


async def test_the_log_of_the_server_never_quotes_a_row(own_postgres: EmbeddedPostgres) -> None:
    await ask(own_postgres, "create table persons (name text primary key)")
    await ask(own_postgres, "insert into persons values ('马晓燕')")

    with pytest.raises(asyncpg.UniqueViolationError):
        await ask(own_postgres, "insert into persons values ('马晓燕')")
    with pytest.raises(asyncpg.InvalidTextRepresentationError):
        await ask(own_postgres, "select '马晓燕'::integer")

    assert "马晓燕" not in own_postgres.log.read_text()


async def test_who_comes_second_is_given_the_same_server_and_leaves_it_running(own_postgres: EmbeddedPostgres) -> None:
    with EmbeddedPostgres(own_postgres.folder) as joined:
        assert joined.server == own_postgres.server
        assert not joined.is_owner

    assert await ask(own_postgres, "select 1") == 1


def test_the_server_ends_when_its_owner_is_killed_and_the_next_one_starts_it_again(
    own_postgres: EmbeddedPostgres,
) -> None:
    folder = own_postgres.folder.with_name(f"{own_postgres.folder.name}-held")
    holder = subprocess.Popen([sys.executable, "-c", HOLDS_A_SERVER, str(folder)], stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    server = int(holder.stdout.readline())

    holder.kill()
    holder.wait()

    wait_until(lambda: is_gone(server))
    try:
        with EmbeddedPostgres(folder) as again:
            assert again.is_owner
    finally:
        shutil.rmtree(folder)


def test_the_next_owner_waits_for_an_orphan_that_is_still_ending(own_postgres: EmbeddedPostgres) -> None:
    folder = own_postgres.folder.with_name(f"{own_postgres.folder.name}-held")
    holder = subprocess.Popen([sys.executable, "-c", HOLDS_A_SERVER, str(folder)], stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    orphan = int(holder.stdout.readline())

    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    try:
        with EmbeddedPostgres(folder) as again:
            assert again.is_owner
            assert again.process_id() != orphan
    finally:
        shutil.rmtree(folder)


def test_data_of_another_version_is_said_in_words(own_postgres: EmbeddedPostgres) -> None:
    own_postgres.stop()
    version = own_postgres.folder / "postgres" / "PG_VERSION"
    before = version.read_text()
    version.write_text("14\n")

    with pytest.raises(PostgresFailed, match=r"made by PostgreSQL 14, but PostgreSQL \d+ is installed"):
        own_postgres.start()

    version.write_text(before)
    own_postgres.start()


async def test_provisioning_twice_changes_nothing_and_gives_nobody_too_much(own_postgres: EmbeddedPostgres) -> None:
    made = []
    for _ in range(2):
        passwords = own_postgres.folder / "roles.json"
        apart(lambda: made.append(provision.provision(own_postgres.server, passwords=passwords)))  # noqa: B023

    assert made[0] == made[1]
    assert (
        await ask(
            own_postgres,
            "select count(*) from pg_roles where (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb)"
            " and (rolname like 'exchange%' or rolname like 'screening%')",
        )
        == 0
    )
    service = await asyncpg.connect(for_driver(made[0].exchange.service))
    # What a role may do is had by taking it on, never by being logged in.
    assert await service.fetchval("select pg_has_role('exchange_service', 'exchange_writer', 'usage')") is False
    await service.execute("set role exchange_writer")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await service.execute("set role exchange_owner")
    await service.close()


async def test_neither_service_can_enter_the_database_of_the_other(own_postgres: EmbeddedPostgres) -> None:
    made = []
    passwords = own_postgres.folder / "roles.json"
    apart(lambda: made.append(provision.provision(own_postgres.server, passwords=passwords)))

    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="CONNECT"):
        await asyncpg.connect(for_driver(made[0].screening.service.removesuffix("screening") + "exchange"))
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="CONNECT"):
        await asyncpg.connect(for_driver(made[0].exchange.service.removesuffix("exchange") + "screening"))


def test_a_port_that_was_asked_for_and_is_taken_is_said_in_words(own_postgres: EmbeddedPostgres) -> None:
    folder = own_postgres.folder.with_name(f"{own_postgres.folder.name}-second")

    with pytest.raises(PortTaken, match="choose another one"), EmbeddedPostgres(folder, own_postgres.server.port):
        pass

    shutil.rmtree(folder)


def test_a_port_that_was_taken_meanwhile_is_exchanged_for_a_free_one(own_postgres: EmbeddedPostgres) -> None:
    before = own_postgres.server.port
    own_postgres.stop()
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", before))
        other.listen()

        own_postgres.start()

        assert own_postgres.server.port != before
