"""Servers, services and backups of a drill: started, asked, dumped and restored with the programs that operators use."""

import asyncio
import base64
import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import httpx2

from zhenxie.kit import http
from zhenxie.local import binaries, folders, migrations, ports, provision
from zhenxie.local.accounts import Account
from zhenxie.local.postgres import EmbeddedPostgres
from zhenxie.local.provision import Urls
from zhenxie.local.screening_account import SCOPES
from zhenxie.local.server import for_driver
from zhenxie.local.supervisor import Supervisor


class Failed(Exception):
    """A step of the drill did not succeed; the drill has failed."""


@dataclass(frozen=True)
class Address:
    """The two databases of an installation, and the keys of its sealed parts."""

    exchange: Urls
    screening: Urls
    keys: Mapping[str, str]

    @property
    def environment(self) -> dict[str, str]:
        """The settings with which the commands of both services find their databases."""
        return {
            "EXCHANGE_DATABASE_URL": self.exchange.service,
            "SCREENING_DATABASE_URL": self.screening.service,
            **self.keys,
        }


def new_keys() -> dict[str, str]:
    """Return keys for a city of the drill's own."""
    sealing, person = (base64.b64encode(secrets.token_bytes(32)).decode() for _ in range(2))
    return {"EXCHANGE_SEALING_KEYS": f"drill:{sealing}", "EXCHANGE_PERSON_KEY": person}


@contextmanager
def server(folder: Path, keys: Mapping[str, str] | None = None, *, migrated: bool = True) -> Iterator[Address]:
    """Give the databases of a fresh server in a folder; it is stopped afterwards."""
    with EmbeddedPostgres(folder) as postgres:
        made = provision.provision(postgres.server, passwords=folder / "roles.json")
        if migrated:
            for service in provision.DATABASES:
                migrations.upgrade(service, getattr(made, service).migration)
        yield Address(made.exchange, made.screening, keys or new_keys())


def asked(url: str, question: str, *arguments: object) -> list[asyncpg.Record]:
    """Ask a database, or tell it something."""

    async def ask() -> list[asyncpg.Record]:
        connection = await asyncpg.connect(for_driver(url))
        try:
            return list(await connection.fetch(question, *arguments))
        finally:
            await connection.close()

    return asyncio.run(ask())


def program(name: str, *words: str) -> None:
    """Run one of PostgreSQL's own programs.

    :raises Failed: it said that it failed.
    """
    installed = binaries.find(Account("own"), copies=folders.data_folder())
    said = subprocess.run([installed.program(name), *words], check=False, capture_output=True, text=True)
    if said.returncode != 0:
        raise Failed(f"{name}: {said.stderr.strip()}")


def on_the_host(address: Address, *words: str) -> list[dict[str, Any]]:
    """Run `python -m exchange` and return the JSON lines that it printed.

    :raises Failed: it ended with another code than 0.
    """
    said = subprocess.run(
        [sys.executable, "-m", "exchange", *words],
        env={**os.environ, **address.environment},
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    if said.returncode != 0:
        raise Failed(f"python -m exchange {words[0]}: {said.stdout.strip()} {said.stderr.strip()[-600:]}")
    return [json.loads(line) for line in said.stdout.splitlines() if line.startswith("{")]


@dataclass(frozen=True)
class Running:
    """An exchange, and screening beside it, on one installation."""

    exchange: str
    screening: str

    @contextmanager
    def client(self, made: Mapping[str, Any]) -> Iterator[httpx2.Client]:
        """Give an HTTP client for credentials as `clients create` printed them."""
        credentials = (made["client_id"], made["client_secret"])
        form = {"grant_type": "client_credentials"}
        token = httpx2.post(f"{self.exchange}/oauth/token", data=form, auth=credentials).raise_for_status().json()
        headers = {"Authorization": f"Bearer {token['access_token']}", "Accept-Language": "en"}
        with httpx2.Client(base_url=self.exchange, headers=headers, timeout=60) as client:
            yield client


@contextmanager
def running(address: Address, *, platform: str = "screening") -> Iterator[Running]:
    """Start both services, screening as a new client of a platform; they are stopped afterwards.

    :raises Failed: one of them ended, or is not ready after a minute.
    """
    exchange, screening = (f"http://127.0.0.1:{ports.free()}" for _ in range(2))
    [made] = on_the_host(address, "clients", "create", "--agency", platform, "--scopes", *SCOPES)
    around = address.environment | {
        "EXCHANGE_PORT": exchange.rpartition(":")[2],
        "EXCHANGE_PUBLIC_URL": exchange,
        "EXCHANGE_LOG_LEVEL": "ERROR",
        "SCREENING_PORT": screening.rpartition(":")[2],
        "SCREENING_EXCHANGE_URL": exchange,
        "SCREENING_CLIENT_ID": made["client_id"],
        "SCREENING_CLIENT_SECRET": made["client_secret"],
        "SCREENING_GRACE_SECONDS": "0",
        "SCREENING_LOG_LEVEL": "ERROR",
    }
    with Supervisor() as supervisor:
        for module, words, url in (
            ("exchange", ["exchange", "api"], exchange),
            ("screening", ["screening", "run"], screening),
        ):
            supervisor.start(module, words, environment=around)
            supervisor.wait_until(lambda url=url: asyncio.run(http.is_ready(f"{url}/readyz")))
        yield Running(exchange, screening)


def once_ready(holds: Callable[[], bool], *, seconds: float = 600.0) -> None:
    """Wait until something holds.

    :raises Failed: it does not hold in time.
    """
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            raise Failed(f"not so after {seconds:.0f} s")
        time.sleep(0.1)
