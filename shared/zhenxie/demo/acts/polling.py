"""Act three, second scene: the platform polls alerts, restarts, gets 304, and signs for one; police see none."""

from typing import Any

from zhenxie.client.exchange import ExchangeClient
from zhenxie.demo.cast import CITY_POLICE, DAWUKOU_POLICE, DAWUKOU_PROCURATORATE, HUINONG_POLICE, PINGLUO_POLICE
from zhenxie.demo.settling import alerts
from zhenxie.demo.stage import Stage

title = ("轮询线索、签收", "Alerts polled and signed for")


async def play(stage: Stage) -> None:
    """Poll by cursor, restart in the middle, poll with the ETag, and sign for one alert."""
    async with stage.client(DAWUKOU_PROCURATORATE) as platform:
        first = await platform.alerts.page(limit=3)
    stage.say(
        f"读取 {len(first['items'])} 条后平台重启；只记得游标 {first['next']}",
        f"after {len(first['items'])} alerts the platform restarts; it remembers the cursor {first['next']} alone",
    )
    async with stage.client(DAWUKOU_PROCURATORATE) as platform:
        rest = await _everything(platform, first["next"])
        read = [one["id"] for one in (*first["items"], *rest)]
        wanted = {one["id"] for one in await alerts(stage) if one["case_number"][1:7] == "640202"}
        stage.check(
            f"{len(read)} 条线索，不重不漏 · each alert of the district once",
            len(read) == len(set(read)) > 3 and wanted <= set(read),
        )
        await _unchanged(stage, platform)
        await _sign(stage, platform, read[0])
    for agency in (CITY_POLICE, HUINONG_POLICE, PINGLUO_POLICE):
        async with stage.client(agency) as police:
            stage.check(
                f"公安凭证 {agency} 看不到任何线索 · police credentials see none",
                not (await police.alerts.page())["items"],
            )
    async with stage.client(DAWUKOU_POLICE) as police:
        [seen] = (await police.alerts.page())["items"]
        stage.check(
            f"公安凭证 {DAWUKOU_POLICE} 只看到检察官告知的一条 · the police it was shared with see that one alone",
            "shared_text" in seen and "report" not in seen,
        )


async def _unchanged(stage: Stage, platform: ExchangeClient) -> None:
    page, etag = await platform.alerts.page_unless(None, changed_after="0")
    again, _ = await platform.alerts.page_unless(etag, changed_after="0")
    stage.check(f"没有变化：304（ETag {etag[:12]}…）· unchanged", page is not None and again is None)
    stage.props["unchanged"] = etag


async def _sign(stage: Stage, platform: ExchangeClient, alert_id: str) -> None:
    receipt = {
        "message_id": "receipt-1",
        "platform_id": "XS-640202-2026-0118",
        "references": [{"kind": "department_case_number", "value": "石嘴山大武口检受[2026]64020200012号"}],
        "dwbm": "640202",
        "gh": "6402020018",
    }
    await platform.alerts.receipt(alert_id, receipt)
    signed = await platform.alerts.one(alert_id)
    [kept] = signed["receipts"]
    stage.console.print(
        f"  {signed['report']['case_number']} {signed['report']['rule']}：平台编号 {kept['platform_id']}，"
        f"部门受案号 {kept['references'][0]['value']}，dwbm {kept['dwbm']}，gh {kept['gh']}",
        highlight=False,
    )
    stage.check(
        "已签收 · signed for",
        (kept["dwbm"], kept["gh"], kept["references"]) == ("640202", "6402020018", receipt["references"]),
    )
    changed, _ = await platform.alerts.page_unless(stage.props["unchanged"], changed_after="0")
    stage.check("签收之后 ETag 失效，得到新内容 · what changed is no longer 304", changed is not None)


async def _everything(platform: ExchangeClient, after: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    while True:
        page = await platform.alerts.page(limit=3, changed_after=after)
        if not page["items"]:
            return found
        found += page["items"]
        after = page["next"]
