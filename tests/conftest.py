"""The ground of every test: a real PostgreSQL for those that ask, and no way out of this machine."""

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import settings

from fixtures import agencies, databases, memory, sockets
from fixtures.databases import Cluster, Database
from fixtures.running import RunningExchange
from zhenxie.kit import garbage
from zhenxie.local.postgres import EmbeddedPostgres
from zhenxie.local.server import Server

# Folders whose tests need no database; when only these are asked for, none is started beforehand.
_WITHOUT_DATABASE = ("tests/unit", "tests/architecture", "tests/contract", "tests/deadlines", "tests/law")
_held = pytest.StashKey[tuple[ExitStack, Cluster]]()
_in_memory = pytest.StashKey[Path | None]()

# The same examples at every run, however slow the machine; the nightly run looks for new ones.
settings.register_profile("house", derandomize=True, deadline=None)
settings.register_profile("nightly", deadline=None, max_examples=1000, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "house"))


def pytest_configure(config: pytest.Config) -> None:
    # Ten thousand tests and all that they import stay until the end: to look for rubbish among them while they are
    # collected took a third of that time, in every worker.
    gc.disable()
    sockets.close()
    sockets.read_certificates_once()
    config.stash[_in_memory] = memory.choose()
    many = getattr(config.option, "numprocesses", None) or getattr(config.option, "tx", None)
    if many and not hasattr(config, "workerinput") and not all(_needs_none(path) for path in config.args):
        # One server for all workers, held by the process that outlives them.
        stack = ExitStack()
        config.stash[_held] = (stack, stack.enter_context(databases.cluster()))


def pytest_collection_finish() -> None:
    garbage.spare_what_stays()
    gc.enable()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node) -> None:
    if _held in node.config.stash:
        node.workerinput["zhenxie_cluster"] = node.config.stash[_held][1].to_plain()


def pytest_unconfigure(config: pytest.Config) -> None:
    if _held in config.stash:
        config.stash[_held][0].close()
    if folder := config.stash.get(_in_memory, None):
        memory.give_back(folder)


def _needs_none(path: str) -> bool:
    relative = os.path.relpath(path.split("::", 1)[0])
    return relative.startswith(_WITHOUT_DATABASE)


@pytest.fixture(scope="session")
def cluster(request: pytest.FixtureRequest) -> Iterator[Cluster]:
    """The server of this run with its migrated templates."""
    plain = getattr(request.config, "workerinput", {}).get("zhenxie_cluster")
    if plain:
        yield Cluster.from_plain(plain)
    else:
        with databases.cluster() as started:
            yield started


@pytest.fixture(scope="session")
def postgres_server(cluster: Cluster) -> Server:
    """The address of the server of this run."""
    return cluster.server


@pytest.fixture
def make_database(cluster: Cluster) -> Iterator[Callable[..., Database]]:
    """A maker of fresh, migrated databases: `make_database("hint", service="exchange")`."""
    made: list[Database] = []

    def make(hint: str = "exchange", *, service: str = "exchange") -> Database:
        made.append(cluster.clone(service, hint))
        return made[-1]

    yield make
    for database in made:
        cluster.drop(database.name)


@pytest.fixture
def exchange_database(make_database: Callable[..., Database]) -> Database:
    """A fresh, migrated database of the exchange."""
    return make_database("exchange")


@pytest.fixture
def screening_database(make_database: Callable[..., Database]) -> Database:
    """A fresh, migrated database of screening."""
    return make_database("screening", service="screening")


@pytest.fixture
def own_postgres() -> Iterator[EmbeddedPostgres]:
    """A durable server for one test alone, which may kill and restart it. Nothing is provisioned."""
    with databases.embedded() as server:
        yield server


@pytest.fixture
async def settled_database(exchange_database: Database) -> Database:
    """A fresh database with the agencies and clients of `fixtures.agencies`."""
    await agencies.settle(exchange_database)
    return exchange_database


@pytest.fixture
def run_exchange(settled_database: Database, tmp_path: Path) -> Iterator[Callable[..., RunningExchange]]:
    """A starter of real API processes on one settled database: `run_exchange(BODY_LIMIT_BYTES="4096")`."""
    started: list[RunningExchange] = []

    def start(**settings: str) -> RunningExchange:
        one = RunningExchange(settled_database, tmp_path / f"exchange-{len(started)}.log", **settings)
        started.append(one)
        return one.start()

    yield start
    for one in started:
        one.stop()
