"""The performance: an exchange of its own in a folder of its own, the acts one after another, and what to try next."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Final

from rich.console import Console

from zhenxie.demo.acts import (
    crashing,
    explaining,
    issuing,
    loading,
    notifying,
    polling,
    reading,
    registering,
    repeating,
    supervising,
    verifying,
    warning,
)
from zhenxie.demo.cases.everything import named_case
from zhenxie.demo.cast import DAWUKOU_PROCURATORATE
from zhenxie.demo.stage import Stage
from zhenxie.kit import http
from zhenxie.kit.clock import DemoClock
from zhenxie.local import demo_clock, ports
from zhenxie.local.supervisor import Supervisor
from zhenxie.local.surroundings import Surroundings, surroundings


@dataclass(frozen=True)
class Act:
    """One act: its title in Chinese and English, and its scenes in their order."""

    chinese: str
    english: str
    scenes: tuple[ModuleType, ...]


ACTS: Final = (
    Act("序幕", "Before the acts", (registering,)),
    Act("第一幕 检察官", "Act one: the prosecutor", (warning, explaining, supervising, issuing)),
    Act("第二幕 对接工程师", "Act two: the integrator", (notifying, loading, repeating, crashing)),
    Act("第三幕 检察院平台", "Act three: the polling platform", (reading, polling, verifying)),
)

_BEGINS: Final = datetime.fromisoformat("2026-04-01T09:00:00+08:00")
# After what is said, so that a person can read it.
_PAUSE_SECONDS: Final = 0.8
_SETTINGS: Final = ("EXCHANGE_", "SCREENING_", "ZHENXIE_")


def perform(*, once: bool, port: int, speed: float = 1.0) -> bool:
    """Play every act and return whether everything held; unless `once`, stay up until Ctrl-C.

    Nothing of this machine's own data is touched: the performance has a folder of its own, removed afterwards.

    :param speed: 2 is twice as fast; `once` is for machines, and waits for no reader.
    :raises PostgresMissing: no PostgreSQL is installed.
    :raises PostgresFailed: the embedded server could not be started.
    :raises CommandFailed: the migrations failed.
    :raises ChildEnded: a service ended by itself.
    """
    with _own_folder() as folder, surroundings() as around, Supervisor() as supervisor:
        url = f"http://127.0.0.1:{ports.free(port)}"
        clock = demo_clock.make(folder, _BEGINS)
        stage = Stage(
            url=url,
            environment=_environment(around, url, clock),
            folder=folder,
            console=Console(),
            clock=DemoClock(clock),
            supervisor=supervisor,
            pause_seconds=0.0 if once else _PAUSE_SECONDS / max(speed, 0.01),
        )
        supervisor.start("the exchange", ["exchange", "api"], environment=stage.environment)
        ready = supervisor.wait_until(lambda: asyncio.run(http.is_ready(f"{url}/readyz")))
        if not ready or not asyncio.run(_play_unless_stopped(stage)):
            stage.console.print("\n已中断 · interrupted")
            return False
        _end(stage)
        if not once and not stage.failed:
            _stay(stage, around)
        return not stage.failed


def _environment(around: Surroundings, url: str, clock: Path) -> dict[str, str]:
    return {
        **around.environment,
        "EXCHANGE_HOST": "127.0.0.1",
        "EXCHANGE_PORT": url.rpartition(":")[2],
        "EXCHANGE_PUBLIC_URL": url,
        "EXCHANGE_DEMO_CLOCK": str(clock),
        "SCREENING_EXCHANGE_URL": url,
        "SCREENING_PORT": str(ports.free()),
        "SCREENING_GRACE_SECONDS": "0",
        "SCREENING_DEMO_CLOCK": str(clock),
    }


async def _play_unless_stopped(stage: Stage) -> bool:
    """Play every act and return whether it came to its end; Ctrl-C ends it between two steps."""
    playing = asyncio.create_task(_play(stage))
    while not playing.done():
        await asyncio.wait({playing}, timeout=0.2)
        if stage.supervisor.is_asked_to_stop:
            playing.cancel()
    if stage.supervisor.is_asked_to_stop:
        # Ctrl-C reaches the commands that a scene runs as well; what they then say is no fault of the play.
        return False
    playing.result()
    return True


async def _play(stage: Stage) -> None:
    for act in ACTS:
        stage.console.rule(f"[bold]{act.chinese} · {act.english}", characters="═")
        for scene in act.scenes:
            chinese, english = scene.title
            stage.console.print(f"\n[bold cyan]{chinese} · {english}[/]")
            await scene.play(stage)


def _end(stage: Stage) -> None:
    stage.console.rule()
    if stage.failed:
        stage.console.print(f"[bold red]{len(stage.failed)} 项不成立 · claims did not hold[/]")
    else:
        stage.console.print("[bold green]全部成立 · Everything held[/]")


def _stay(stage: Stage, around: Surroundings) -> None:
    token = asyncio.run(_token(stage))
    stage.console.print(f"\n接口文档 docs      {stage.url}/docs")
    stage.console.print(f"事件类型 events    {stage.url}/event-types")
    stage.console.print(
        "\n以大武口区检察院身份读取线索（15 分钟内有效）· alerts, as the procuratorate, for 15 minutes:\n"
    )
    curl = f"curl -s '{stage.url}/v1/alerts?limit=2' -H 'Authorization: Bearer {token}'"
    stage.console.print(curl, soft_wrap=True, markup=False, highlight=False)
    tries = (
        "/v1/alerts?standing=remedied、/v1/alerts?rule=BD-01、/v1/alerts/{id}",
        "/v1/instruments、/v1/instruments/{id}、/v1/instruments/{id}.pdf",
        "/v1/assessments?rule=UA-01（无法判断者：缺什么、由谁提供）、/v1/models",
        f"/v1/cases/{named_case('remedied').number}/timeline、/v1/changes?after=0&wait=30",
    )
    stage.console.print("\n再试 · try:")
    for one in tries:
        stage.console.print(f"  {one}", markup=False, highlight=False)
    stage.console.print("\nCtrl-C 结束 · ends everything")
    stage.supervisor.run(also=around.is_running)


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
