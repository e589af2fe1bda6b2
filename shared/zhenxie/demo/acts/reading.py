"""Act three, first scene: the procuratorates read by cursor; each sees what it supervises, and nobody's name is in the feed."""

import asyncio

from rich.table import Table

from zhenxie.client.changes import Change
from zhenxie.client.exchange import ExchangeClient
from zhenxie.demo.acts.notifying import IDENTITY_NUMBER, NAME, NUMBER
from zhenxie.demo.cases.everything import named_case
from zhenxie.demo.cast import DAWUKOU_PROCURATORATE, DETENTION_CENTER, HUINONG_PROCURATORATE
from zhenxie.demo.stage import Stage

title = ("检察院按游标读取", "Read back by cursor")


async def play(stage: Stage) -> None:
    """Read the whole feed as two procuratorates, then wait for what comes next."""
    async with stage.client(DAWUKOU_PROCURATORATE) as own, stage.client(HUINONG_PROCURATORATE) as other:
        seen, cursor = await _everything(own)
        theirs, _ = await _everything(other)
        _show(stage, seen)
        stage.check("大武口院看到本辖区案件 · the supervising procuratorate sees it", _about(seen, NUMBER))
        stage.check("惠农院看不到该案 · another procuratorate does not", theirs and not _about(theirs, NUMBER))
        # What each of them promised itself belongs to no case.
        numbers = {change.case_number for change in seen} - {None}
        stage.check(
            "两院所见案件不相交 · no case is seen by both", numbers.isdisjoint({one.case_number for one in theirs})
        )
        text = repr([change.payload for change in (*seen, *theirs)])
        stage.check(
            "数据流中没有姓名和身份号码 · no name, no number in the feed",
            NAME not in text and IDENTITY_NUMBER not in text,
        )
        await _tracks(stage, own)
        await _live(stage, own, cursor)
        persons = await own.cases.persons(NUMBER, purpose="审查逮捕")
        stage.check("说明用途后可查人员，并留痕 · persons need a purpose, and leave a trace", NAME in repr(persons))


async def _tracks(stage: Stage, procuratorate: ExchangeClient) -> None:
    case = named_case("fast_track")
    number = case.number
    async with stage.client(case.police) as police:
        lists = [(await client.cases.page(track="fast_track"))["items"] for client in (police, procuratorate)]
    found = await procuratorate.cases.triage(number)
    for one in found["triage"]["targets"]:
        stage.say(f"{number} 速裁：{one['what']['chinese']}，至{one['due_first']}", f"due on {one['due_first']}")
    stage.check(
        "公安机关与检察院看到同样的速裁案件 · both sides see the same fast-track cases",
        all([one["case_number"] for one in items] == [number] for items in lists),
    )


async def _live(stage: Stage, procuratorate: ExchangeClient, cursor: str) -> None:
    waiting = asyncio.create_task(procuratorate.changes(cursor, wait=30))
    # The question must wait at the exchange before there is an answer; the update below then ends it.
    await asyncio.sleep(0.3)
    stage.say("长轮询等待中；看守所此时报送收押", "a long poll waits; the detention center reports the admission")
    async with stage.client(DETENTION_CENTER) as center:
        await center.send_update(
            NUMBER,
            {
                "type": "suspect.delivered_to_detention_center",
                "message_id": "kss-demo-0001",
                "occurred": "2026-05-13T06:40:00+08:00",
                "suspect_ref": "R1",
                "data": {"detention_center": DETENTION_CENTER, "after": "detention"},
            },
        )
    page = await waiting
    told = [change.type for change in page.items]
    stage.check("长轮询即刻返回 · the long poll is answered", told == ["suspect.delivered_to_detention_center"])


async def _everything(client: ExchangeClient) -> tuple[list[Change], str]:
    found: list[Change] = []
    after = "0"
    while True:
        page = await client.changes(after, limit=50)
        found += page.items
        if page.next in (after, page.head):
            return found, page.next
        after = page.next


def _about(changes: list[Change], number: str) -> bool:
    return any(change.case_number == number for change in changes)


def _show(stage: Stage, changes: list[Change]) -> None:
    table = Table("位置", "事件 event", "案件 case", "发生 occurred")
    for change in changes[-6:]:
        occurred = str(change.payload.get("occurred") or "")[:10]
        table.add_row(str(change.position), change.type, change.case_number or "", occurred)
    stage.say(f"大武口院可见 {len(changes)} 条，最后几条", f"{len(changes)} changes are to be seen; the last of them")
    stage.console.print(table)
