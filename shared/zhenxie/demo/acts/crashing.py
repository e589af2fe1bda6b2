"""Act two, last scene: the exchange and the loader are killed in the middle of a file; both go on as if nothing was."""

import asyncio
import json
import subprocess
import sys
from typing import Final

from zhenxie.demo import rows
from zhenxie.demo.acts.loading import account_of_loader, head, load, outcomes_of, write
from zhenxie.demo.cast import CITY_POLICE
from zhenxie.demo.stage import Stage
from zhenxie.kit import http

title = ("传到一半断电", "Killed in the middle of a file")

_CASES: Final = 400
_WORTH_KILLING: Final = 150


async def play(stage: Stage) -> None:
    """Kill both ends while a file is loaded, start them again, and count what there is."""
    file = stage.folder / "jwzhpt-0002.ndjson"
    content = rows.plain_file(_CASES, first=101)
    write(file, content, _CASES, sequence=2)
    before = await _position(stage)
    loader = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "zhenxie.cli.main", "exchange", "load", str(file)),
        env=account_of_loader(stage),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    reached = await _reach(stage, before + _WORTH_KILLING, loader)
    stage.supervisor.kill("the exchange")
    if loader.returncode is None:
        loader.kill()
    await loader.wait()
    stage.say(
        f"kill -9：交换服务与导入程序同时中断，数据流停在 {reached}",
        f"kill -9 of the exchange and of the loader; the feed had reached {reached}",
    )
    stage.supervisor.start("the exchange", ["exchange", "api"], environment=stage.environment)
    await asyncio.to_thread(
        stage.supervisor.wait_until, lambda: asyncio.run(http.is_ready(f"{stage.url}/readyz")), seconds=60
    )
    summary = load(stage, file)
    stage.check(
        f"重启后原样重发：{summary['replayed']} 行已在、{summary['accepted']} 行补收，合计 {_CASES}，无一遗漏或重复"
        " · sent again: what was kept is replayed, the rest accepted",
        summary["accepted"] + summary["replayed"] == _CASES and not summary["refused"],
    )
    stage.check("每行一份结果 · one outcome a line", len(outcomes_of(file)) == _CASES + 1)
    wanted = sorted(json.loads(line)["snapshot"]["row"]["ASJBH"] for line in content.decode("gb18030").splitlines())
    stage.check("每件案件恰好通报一次 · each case was notified exactly once", await _notified(stage) == wanted)


async def _reach(stage: Stage, wanted: int, loader: asyncio.subprocess.Process) -> int:
    """Return how far the feed is when it has come so far, or the loader has ended."""
    while True:
        reached = await _position(stage)
        if reached >= wanted or loader.returncode is not None:
            return reached
        # It runs beside us, and is asked how far it is: nothing tells us when it has come so far.
        await asyncio.sleep(0.02)


async def _position(stage: Stage) -> int:
    async with stage.client(CITY_POLICE) as police:
        return int((await head(police)).partition(".")[2])


async def _notified(stage: Stage) -> list[str]:
    """Return the number of every notification in the feed that came with the second file, in their order."""
    found: list[str] = []
    async with stage.client(CITY_POLICE) as police:
        after = "0"
        while True:
            page = await police.changes(after, limit=1000)
            found += [
                one.case_number
                for one in page.items
                if one.type == "case.notified" and one.case_number and rows.is_of_plain_file(one.case_number)
            ]
            if page.next in (after, page.head):
                return sorted(found)
            after = page.next
