"""What the exchange needs around it to run here: a migrated database and its keys, as environment variables."""

import base64
import json
import os
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from zhenxie.local import folders, provision
from zhenxie.local.postgres import EmbeddedPostgres


class CommandFailed(RuntimeError):
    """A command of a service did not succeed."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What to give to ``python -m exchange`` and ``python -m screening``.

    `folder` holds the embedded server's data; None where a database of one's own is named.
    """

    environment: Mapping[str, str]
    describes: str
    is_running: Callable[[], bool]
    folder: Path | None = None


@contextmanager
def surroundings() -> Iterator[Surroundings]:
    """Give the database that EXCHANGE_DATABASE_URL names, else an embedded one, provisioned and migrated.

    The embedded server is stopped at the end if it was started here, and only joined if another
    command of this machine runs it already.

    :raises PostgresMissing: no database is named and no PostgreSQL is installed.
    :raises PostgresFailed: the embedded server could not be started.
    :raises CommandFailed: the migrations failed.
    """
    if os.environ.get("EXCHANGE_DATABASE_URL"):
        yield Surroundings({}, "the database of EXCHANGE_DATABASE_URL", lambda: True)
        return
    with EmbeddedPostgres() as running:
        databases = provision.provision(running.server, passwords=running.folder / "roles.json")
        environment = {
            "EXCHANGE_DATABASE_URL": databases.exchange.service,
            "EXCHANGE_MIGRATION_DATABASE_URL": databases.exchange.migration,
            "SCREENING_DATABASE_URL": databases.screening.service,
            "SCREENING_MIGRATION_DATABASE_URL": databases.screening.migration,
            **_keys(running.folder / "keys.json"),
        }
        if running.is_owner:
            run_module("exchange", "migrate", environment=environment)
            run_module("screening", "migrate", environment=environment)
        port = running.server.port
        describes = f"PostgreSQL on 127.0.0.1:{port}, in {running.folder}"
        yield Surroundings(environment, describes, running.is_running, running.folder)


def run_module(module: str, *words: str, environment: Mapping[str, str]) -> None:
    """Run one command of a service to its end: ``python -m exchange migrate``.

    :raises CommandFailed: if it says that it failed.
    """
    ended = subprocess.run([sys.executable, "-m", module, *words], check=False, env={**os.environ, **environment})
    if ended.returncode != 0:
        message = f"`python -m {module} {' '.join(words)}` ended with code {ended.returncode}"
        raise CommandFailed(message)


def _keys(path: Path) -> dict[str, str]:
    # Made once and kept beside the data: without them the sealed parts of persons cannot be opened.
    if not path.exists():
        made = {
            "EXCHANGE_SEALING_KEYS": f"local:{_random_key()}",
            "EXCHANGE_PERSON_KEY": _random_key(),
        }
        folders.write_private(path, json.dumps(made))
    kept: dict[str, str] = json.loads(path.read_text(encoding="ascii"))
    return {name: os.environ.get(name, value) for name, value in kept.items()}


def _random_key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode("ascii")
