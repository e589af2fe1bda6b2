"""Act one, first scene: the police notify their cases, days pass, and alerts come by report and by calendar alone."""

from datetime import date, timedelta
from typing import Final

from rich.table import Table

from zhenxie.demo.cases.everything import CASES, before_the_story
from zhenxie.demo.cast import AGENCIES
from zhenxie.demo.settling import named, settled
from zhenxie.demo.stage import Stage
from zhenxie.wire.events import EVENT_TYPES

title = ("预警：来自数据，也来自日历", "Warned by reports, and by the calendar alone")

_COVERED: Final = [
    name for name in EVENT_TYPES if name.startswith(("case.", "suspect.", "evidence.", "property.", "fact."))
]
NOTIFIED: Final = "2026-04-08"
_DAYS: Final = ("2026-04-11", "2026-04-16", "2026-05-12")


async def play(stage: Stage) -> None:
    """Report every case, let time pass, and compare what was alerted with what had to be."""
    stage.turn_to(f"{NOTIFIED}T09:00:00+08:00")
    for case in CASES.values():
        async with stage.client(case.police) as police:
            await police.send_notification(case.notification())
    stage.say(
        f"{NOTIFIED}：大武口区、惠农区、平罗县和市局经侦共通报 {len(CASES)} 件案件",
        f"{len(CASES)} cases are notified",
    )
    stage.check("案件不少于四十件 · at least forty cases", len(CASES) >= 40)
    await promise(stage, NOTIFIED)
    stage.say(
        "各公安机关、检察院声明：截至前一日的数据已完整报送。沉默只在有承诺之处才算数",
        "police and procuratorates promise that all through the day before was reported: silence counts only where promised",
    )
    seen: set[tuple[str, str]] = set()
    for day in (NOTIFIED, *_DAYS):
        if day != NOTIFIED:
            stage.turn_to(f"{day}T09:00:00+08:00")
            await promise(stage, day)
        seen |= await _what_is_new(stage, day, seen)
    _cases(stage, seen)
    wanted = before_the_story()
    lacking, surplus = sorted(wanted - seen), sorted(seen - wanted)
    stage.check(f"应有的 {len(wanted)} 条预警全部产生 · every expected alert {lacking or ''}", not lacking)
    stage.check(f"没有其他预警 · and no other {surplus or ''}", not surplus)


async def promise(stage: Stage, day: str) -> None:
    """Let police and procuratorates declare, on a day, that everything through the day before was reported."""
    through = (date.fromisoformat(day) - timedelta(days=1)).isoformat()
    types = [{"type": name, "complete_from": "2020-01-01", "complete_through": through} for name in _COVERED]
    # Whether an arrest was approved only the procuratorate can promise to say.
    for agency in (one.code for one in AGENCIES if one.kind in ("police", "procuratorate")):
        async with stage.client(agency) as sender:
            await sender.declare_coverage(
                {
                    "type": "agency.coverage_declared",
                    "message_id": f"coverage-{agency}-{day}",
                    "occurred": day,
                    "data": {"types": types},
                }
            )


async def _what_is_new(stage: Stage, day: str, seen: set[tuple[str, str]]) -> set[tuple[str, str]]:
    found = await settled(stage)
    new = [one for one in found if (one["case_number"], one["rule"]) not in seen]
    how = "依通报内容" if day == NOTIFIED else "其间没有任何新的案件报送，仅凭日历"
    stage.say(
        f"[bold]{day}[/] {how}：新增 {len(new)} 条预警",
        f"{len(new)} new alerts {'by what is reported' if day == NOTIFIED else 'by the calendar alone'}",
    )
    for one in sorted(new, key=lambda each: (each["case_number"], each["rule"])):
        stage.console.print(f"    {one['case_number']} {one['rule']} {one['finding']['chinese']}", highlight=False)
    if new and day != NOTIFIED:
        stage.props.setdefault("by_calendar", set()).update(named(new))
    return named(new)


def _cases(stage: Stage, seen: set[tuple[str, str]]) -> None:
    table = Table("案件 case", "说明什么 what it shows", "预警 alerts")
    for number, case in CASES.items():
        rules = " ".join(sorted(rule for of, rule in seen if of == number))
        table.add_row(number, f"{case.chinese}\n[dim]{case.english}[/]", rules or "[dim]无 none[/]")
    stage.console.print(table)
