"""The documentation page in a real browser: it shows the calls, and asks nobody outside for anything."""

import asyncio
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from fixtures.running import RunningExchange

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = (
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--virtual-time-budget=15000",
    "--net-log-capture-mode=Everything",
)

pytestmark = [
    pytest.mark.nightly,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine: apt-get install chromium"),
]


async def shown(url: str, folder: Path) -> tuple[str, set[str]]:
    """Return what a browser shows at an address, and every address that the page made it ask."""
    log = folder / "net-log.json"
    # Chromium refuses its sandbox to root.
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    browser = await asyncio.create_subprocess_exec(
        str(CHROMIUM),
        *FLAGS,
        *sandbox,
        f"--user-data-dir={folder / 'profile'}",
        f"--log-net-log={log}",
        "--dump-dom",
        url,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    page, _ = await browser.communicate()
    asked = set()
    for event in json.loads(log.read_text(encoding="utf-8"))["events"]:
        params = event.get("params", {})
        if "url" in params and params.get("initiator", "").startswith("http"):
            asked.add(params["url"])
    return page.decode(), asked


async def test_the_documentation_page_shows_the_calls_and_asks_nobody_outside(
    run_exchange: Callable[..., RunningExchange], tmp_path: Path
):
    exchange = run_exchange()

    page, asked = await shown(f"{exchange.url}/docs", tmp_path)

    assert "侦协案件信息交换接口" in page
    assert "operations-tag-intake" in page
    assert f"{exchange.url}/openapi.json" in asked
    assert {one for one in asked if not one.startswith(exchange.url)} == set()
