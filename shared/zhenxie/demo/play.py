"""The performance: an exchange of its own in a folder of its own, the acts one after another, and what to try next."""

import asyncio
import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Final

from rich.console import Console

from zhenxie.demo.acts import loading, notifying, reading, registering, repeating, verifying
from zhenxie.demo.cast import DAWUKOU_PROCURATORATE
from zhenxie.demo.stage import Stage
from zhenxie.kit import http
from zhenxie.local.supervisor import Supervisor
from zhenxie.local.surroundings import Surroundings, surroundings

ACTS: Final[tuple[ModuleType, ...]] = (registering, loading, repeating, notifying, reading, verifying)

_SETTINGS: Final = ("EXCHANGE_", "SCREENING_", "ZHENXIE_")


def perform(*, once: bool, port: int) -> bool:
    """Play every act and return whether everything held; unless `once`, stay up until Ctrl-C.

    Nothing of this machine's own data is touched: the performance has a folder of its own, removed afterwards.

    :raises PostgresMissing: no PostgreSQL is installed.
    :raises PostgresFailed: the embedded server could not be started.
    :raises CommandFailed: the migrations failed.
    :raises ChildEnded: the exchange ended by itself.
    """
    console = Console()
    with _own_folder() as folder, surroundings() as around, Supervisor() as supervisor:
        url = f"http://127.0.0.1:{_free(port)}"
        environment = {
            **around.environment,
            "EXCHANGE_HOST": "127.0.0.1",
            "EXCHANGE_PORT": url.rpartition(":")[2],
            "EXCHANGE_PUBLIC_URL": url,
        }
        supervisor.start("the exchange", ["exchange", "api"], environment=environment)
        if not supervisor.wait_until(lambda: asyncio.run(http.is_ready(f"{url}/readyz"))):
            return False
        stage = Stage(url, environment, folder, console)
        asyncio.run(_play(stage))
        _end(stage)
        if not once and not stage.failed:
            _stay(stage, around, supervisor)
        return not stage.failed


async def _play(stage: Stage) -> None:
    for number, act in enumerate(ACTS, 1):
        chinese, english = act.title
        stage.console.rule(f"[bold]{number} {chinese} · {english}")
        await act.play(stage)


def _end(stage: Stage) -> None:
    stage.console.rule()
    if stage.failed:
        stage.console.print(f"[bold red]{len(stage.failed)} 项不成立 · claims did not hold[/]")
    else:
        stage.console.print("[bold green]全部成立 · Everything held[/]")


def _stay(stage: Stage, around: Surroundings, supervisor: Supervisor) -> None:
    token = asyncio.run(_token(stage))
    stage.console.print(f"\n接口文档 docs      {stage.url}/docs")
    stage.console.print(f"事件类型 events    {stage.url}/event-types")
    stage.console.print("\n以大武口区检察院身份读取（15 分钟内有效）· as the procuratorate, for 15 minutes:\n")
    curl = f"curl -s '{stage.url}/v1/cases/{notifying.NUMBER}' -H 'Authorization: Bearer {token}'"
    stage.console.print(curl, soft_wrap=True, markup=False, highlight=False)
    stage.console.print(
        "\n再试 · try: /v1/changes?after=0&wait=30、/v1/cases?limit=10、"
        f"/v1/cases/{notifying.NUMBER}/timeline\nCtrl-C 结束 · ends everything",
        highlight=False,
    )
    supervisor.run(also=around.is_running)


async def _token(stage: Stage) -> str:
    async with stage.client(DAWUKOU_PROCURATORATE) as client:
        return await client.connection.token()


@contextmanager
def _own_folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="zhenxie-demo-"))
    # Settings of a real exchange on this machine, its database above all, are not ours to use.
    before = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith(_SETTINGS)}
    os.environ |= {"ZHENXIE_DATA": str(folder), "EXCHANGE_LOG_LEVEL": "WARNING", "SCREENING_LOG_LEVEL": "WARNING"}
    try:
        yield folder
    finally:
        for name in ("ZHENXIE_DATA", "EXCHANGE_LOG_LEVEL", "SCREENING_LOG_LEVEL"):
            os.environ.pop(name)
        os.environ |= before
        shutil.rmtree(folder, ignore_errors=True)


def _free(port: int) -> int:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
