"""Act two, second scene: the city's police load a file of their own rows, as it comes out of their platform."""

import hashlib
import json
import os
from pathlib import Path
from typing import Any

from zhenxie.client.exchange import ExchangeClient
from zhenxie.demo import rows
from zhenxie.demo.cast import CITY_POLICE
from zhenxie.demo.stage import Stage

title = ("批量导入平台数据行", "A file of the platform's own rows")


async def play(stage: Stage) -> None:
    """Load rows that are shuffled, doubled, and with one line cut off."""
    content, lines, bad = rows.file_of_rows()
    file = stage.folder / "jwzhpt-0001.ndjson"
    write(file, content, lines)
    stage.props["file"] = file
    stage.say(
        f"{file.name}：{lines} 行，GB18030，乱序、重复，其中一行残缺",
        f"{lines} lines in GB18030, shuffled and doubled, one of them cut off",
    )
    stage.console.print(f"[dim]{content.splitlines()[0].decode('gb18030')[:200]} …[/]", highlight=False)
    summary = load(stage, file)
    outcomes = outcomes_of(file)
    stage.check(f"{rows.CASES} 行接收 · accepted", summary["accepted"] == rows.CASES)
    stage.check(f"{rows.CASES} 行重复，未再记录 · replayed", summary["replayed"] == rows.CASES)
    refused = [one["line"] for one in outcomes[:-1] if one["outcome"] == "refused"]
    stage.check(f"仅第 {bad} 行拒收 · only line {bad} is refused", refused == [bad])
    async with stage.client(CITY_POLICE) as police:
        stage.props["head"] = await head(police)


def write(file: Path, content: bytes, lines: int, *, sequence: int = 1) -> None:
    """Write a file and its manifest."""
    manifest = {"sequence": sequence, "count": lines, "digest": f"sha256:{hashlib.sha256(content).hexdigest()}"}
    file.write_bytes(content)
    file.with_name(f"{file.stem}.manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def load(stage: Stage, file: Path) -> dict[str, Any]:
    """Run `zhenxie exchange load`, show what it says, and return the summary."""
    stage.console.print(f"[bold]$ zhenxie exchange load {file.name}[/]")
    ended = stage.run("zhenxie.cli.main", "exchange", "load", str(file), environment=account_of_loader(stage))
    stage.console.print(ended.stdout.rstrip(), markup=False, highlight=False)
    if ended.returncode not in (0, 3):
        raise RuntimeError(f"load: {ended.stderr[-2000:]}")
    summary: dict[str, Any] = outcomes_of(file)[-1]["summary"]
    return summary


def account_of_loader(stage: Stage) -> dict[str, str]:
    """Return the environment in which the loader finds the exchange and its client."""
    account = stage.accounts[CITY_POLICE]
    return {
        **os.environ,
        "ZHENXIE_URL": stage.url,
        "ZHENXIE_CLIENT_ID": account.client_id,
        "ZHENXIE_CLIENT_SECRET": account.secret,
        "COLUMNS": str(stage.console.width),
    }


def outcomes_of(file: Path) -> list[dict[str, Any]]:
    """Return what became of the lines of a file, and the summary at the end."""
    beside = file.with_name(f"{file.stem}.outcomes.ndjson")
    return [json.loads(line) for line in beside.read_text(encoding="utf-8").splitlines()]


async def head(client: ExchangeClient) -> str:
    """Return where the feed stands."""
    return (await client.changes(limit=1)).head
