"""When screening has told everything: heard, worked in, and nothing left in its outbox."""

import asyncio
from typing import Any, Final

from zhenxie.demo.cast import CITY_PROCURATORATE, SCREENING
from zhenxie.demo.stage import Stage
from zhenxie.kit import http

_SECONDS: Final = 120.0


async def settled(stage: Stage) -> list[dict[str, Any]]:
    """Wait until screening has told everything that follows from the feed; return the alerts as they then stand.

    What it tells stands in the feed too, and may have consequences of its own: so it is asked until nothing is new.
    """
    loop = asyncio.get_running_loop()
    ends = loop.time() + _SECONDS
    shown = f"http://127.0.0.1:{stage.environment['SCREENING_PORT']}/metrics"
    while loop.time() < ends:
        if not await http.is_ready(shown):
            # It was started while the first reports came in, and may still be starting.
            await asyncio.sleep(0.1)
            continue
        last = await _last_for_screening(stage)
        figures = await http.metrics(shown)
        told = figures.get("screening_outbox_unsent") == 0
        if told and figures["screening_worked_in_position"] >= last == await _last_for_screening(stage):
            return await alerts(stage)
        await asyncio.sleep(0.1)
    stage.check(f"筛查服务应在{_SECONDS:.0f}秒内处理完毕 · screening must get on", holds=False)
    return await alerts(stage)


async def _last_for_screening(stage: Stage) -> int:
    """Return the position of the last entry that screening may see; what was read before is not read again."""
    async with stage.client(SCREENING) as client:
        while True:
            after, position = stage.props.get("followed", ("0", 0))
            page = await client.changes(after, limit=1000)
            position = page.items[-1].position if page.items else position
            stage.props["followed"] = (page.next, position)
            if page.next in (page.head, after):
                return int(position)


async def alerts(stage: Stage) -> list[dict[str, Any]]:
    """Return the alerts as the upper procuratorate sees them: the report of each with its id, state and standing."""
    found: list[dict[str, Any]] = []
    kept = ("id", "state", "standing", "receipts")
    async with stage.client(CITY_PROCURATORATE) as office:
        after = "0"
        while True:
            page = await office.alerts.page(limit=1000, changed_after=after)
            if not page["items"]:
                return found
            found += [{**one["report"], **{name: one[name] for name in kept}} for one in page["items"]]
            after = page["next"]


def named(found: list[dict[str, Any]]) -> set[tuple[str, str]]:
    """Return the case number and the rule of each alert."""
    return {(one["case_number"], one["rule"]) for one in found}
