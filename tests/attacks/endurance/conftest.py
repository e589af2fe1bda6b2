"""What the long attacks stand on, and the table that they end with."""

import os
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fixtures import databases, tally
from fixtures.databases import Cluster, Database
from fixtures.houses import Ground
from fixtures.tally import TINY, Row, Size
from zhenxie.local.postgres import EmbeddedPostgres

_rows = pytest.StashKey[list[dict]]()
SIZES = (pytest.param(TINY, id="tiny"), pytest.param(tally.long(), id="long", marks=pytest.mark.attack))


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_rows] = []


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "size" in metafunc.fixturenames:
        metafunc.parametrize("size", SIZES)


@pytest.fixture(scope="session")
def durable() -> Iterator[tuple[EmbeddedPostgres, Cluster]]:
    """A server that keeps what it promised, for attacks that may kill it; all attacks of a process share it."""
    with databases.embedded() as server, databases.furnished(server.server) as cluster:
        yield server, cluster


@pytest.fixture
def ground(
    durable: tuple[EmbeddedPostgres, Cluster], make_database: Callable[..., Database], tmp_path: Path
) -> Iterator[Ground]:
    postgres, cluster = durable
    yield Ground(postgres, cluster, make_database, tmp_path)
    # Whatever an attack did to the server, the next one finds it running.
    if not postgres.is_running():
        postgres.start()


@pytest.fixture
def long() -> Size:
    """How long an attack takes that has no tiny form of its own."""
    return tally.long()


@pytest.fixture
def row(request: pytest.FixtureRequest) -> Iterator[Row]:
    """What will be said of this attack; its seed is printed, and can be given again as ATTACK_SEED."""
    seed = int(os.environ.get("ATTACK_SEED", random.SystemRandom().randrange(1, 10**6)))
    called = getattr(request.node, "callspec", None)
    name = (called and called.params.get("ordeal")) or request.node.originalname.removeprefix("test_")
    made = Row(name.replace("_", " "), seed)
    print(f"{name}: ATTACK_SEED={seed}")  # noqa: T201  pytest shows it with a failure
    yield made
    made.seconds = time.perf_counter() - made.begun
    made.result = request.node.stash.get(_called, "skipped")
    if request.node.get_closest_marker("attack"):
        request.node.user_properties.append(("attack", made.plain()))
        request.config.stash[_rows].append(made.plain())


_called = pytest.StashKey[str]()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    outcome = yield
    report = outcome.get_result()
    if report.when == "call" or not report.passed:
        item.stash[_called] = report.outcome


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    # With several processes the rows come with the reports; then this process has none of its own.
    reports = [one for name in ("passed", "failed", "skipped", "") for one in terminalreporter.stats.get(name, [])]
    kept = [value for one in reports for name, value in getattr(one, "user_properties", ()) if name == "attack"]
    rows = config.stash[_rows] or kept
    if rows:
        terminalreporter.section("attacks")
        terminalreporter.write_line("\n".join(tally.table(rows)))
        path = Path(os.environ.get("ATTACK_JSON", "build/attack.json"))
        tally.write(rows, path)
        terminalreporter.write_line(f"\n{path}")
