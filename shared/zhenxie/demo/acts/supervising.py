"""Act one, third scene: from a warning through review to the withdrawal; and a correction that silences nothing."""

from typing import Any

from rich.panel import Panel

from zhenxie.demo.cases.everything import named_case
from zhenxie.demo.cast import DAWUKOU_POLICE, DAWUKOU_PROCURATORATE
from zhenxie.demo.people import PROSECUTOR, register
from zhenxie.demo.settling import settled
from zhenxie.demo.stage import Stage
from zhenxie.wire.events import EVENT_TYPES

_INSTRUMENTS = {
    "correction_notice": "纠正违法通知书",
    "investigation_supervision_notice": "侦查活动监督通知书",
}

title = ("从预警、筛查到公安机关撤案", "From the warning through review to the police's withdrawal")


async def play(stage: Stage) -> None:
    """Screen and establish an alert, see it remedied; then see a back-dated correction change nothing in silence."""
    remedied, backdated = named_case("remedied").number, named_case("backdated").number
    stage.turn_to("2026-05-13T09:00:00+08:00")
    warned = await _of(stage, remedied)
    _read_out(stage, warned)
    await register(stage)
    await _review(stage, warned)
    async with stage.client(DAWUKOU_POLICE) as police:
        for place, number in enumerate((remedied, backdated), 1):
            await police.send_update(number, _withdrawn("2026-05-12", f"demo-withdrawn-{place}"))
    after = await _of(stage, remedied)
    stage.check(
        f"公安机关5月12日撤案：{after['standing']}（已整改），办公室状态仍为{after['state']}（成案）"
        " · remedied; still established",
        (after["standing"], after["state"], after["ended_on"]) == ("remedied", "established", "2026-05-12"),
    )
    stage.say(
        "另一件同样撤案的案件：公安机关随后把撤案日期“更正”为4月8日",
        "of another such case the police then correct the day of the withdrawal to one in time",
    )
    async with stage.client(DAWUKOU_POLICE) as police:
        await police.send_correction(backdated, _correction())
    found = {one["rule"]: one for one in await settled(stage) if one["case_number"] == backdated}
    stage.check(
        "倒签不能使预警消失（依据变化，待人工审查），更正本身成为线索 · a back-dated correction silences nothing",
        {rule: one["standing"] for rule, one in found.items()} == {"UA-01": "ground_changed", "BD-01": "stands"},
    )
    if "BD-01" in found:
        stage.console.print(f"    {found['BD-01']['finding']['chinese']}", highlight=False)


async def _review(stage: Stage, alert: dict[str, Any]) -> None:
    text = "经审查，该案嫌疑人行为时未满十六周岁，请依法处理。"
    async with stage.client(DAWUKOU_PROCURATORATE) as office:
        for step, chinese, english in (("start", "开始筛查", "screening"), ("confirm", "成案", "established")):
            body = {"message_id": f"review-{step}", "step": step, "gh": PROSECUTOR}
            said = await office.alerts.review(alert["id"], body)
            stage.say(f"检察官：{chinese}（{said['state']}）", f"the prosecutor: {english}")
        share = {"step": "share", "gh": PROSECUTOR, "shared_with": DAWUKOU_POLICE, "shared_text": text}
        await office.alerts.review(alert["id"], {"message_id": "review-share", **share})
    async with stage.client(DAWUKOU_POLICE) as police:
        seen = (await police.alerts.page())["items"]
    stage.check(
        "公安机关只看到检察官告知的这一条、这一句 · the police see that one alert, and the shared words alone",
        [one["shared_text"] for one in seen] == [text] and "report" not in seen[0],
    )


async def _of(stage: Stage, number: str) -> dict[str, Any]:
    return next(one for one in await settled(stage) if one["case_number"] == number and one["rule"] == "UA-01")


def _withdrawn(day: str, message_id: str) -> dict[str, Any]:
    return {"type": "case.withdrawn", "message_id": message_id, "occurred": day, "data": {"ground": "below_age"}}


def _correction() -> dict[str, Any]:
    return {
        "message_id": "demo-correction",
        "action": "amend",
        "target": {"message_id": "demo-withdrawn-2"},
        "reason_code": "typing_error",
        "document": {"kind": "更正说明", "number": "石公大(刑)更字〔2026〕9号"},
        "event": _withdrawn("2026-04-08", "demo-withdrawn-3"),
    }


def _read_out(stage: Stage, alert: dict[str, Any]) -> None:
    cited = {one["id"]: one["chinese"] for one in alert["articles"]}
    lines = [f"[bold]{alert['finding']['chinese']}[/]", f"[dim]{alert['finding']['english']}[/]", ""]
    for number, ground in enumerate(alert["reasoning"], 1):
        entry = ground["entry"]
        place = f" 〔数据流第{entry['said_at']}条：{EVENT_TYPES[entry['type']].chinese}〕" if entry else ""
        law = f" 〔{cited[ground['article']]}〕" if ground["article"] else ""
        lines += [f"{number}. {ground['chinese']}{place}{law}", f"   [dim]{ground['english']}[/]"]
    note = (alert["instrument_note"] or {}).get("chinese", "")
    suggested = _INSTRUMENTS[alert["suggested_instrument"]]
    lines += ["", f"依据：{'；'.join(cited.values())}", f"建议（由检察官决定）：{suggested}。{note}"]
    heading = f"{alert['rule']} {alert['title']['chinese']} · {alert['case_number']}"
    stage.console.print(Panel("\n".join(lines), title=heading, highlight=False))
    stage.check(
        "每一步可核：数值、出处、算法、法条 · every step can be checked",
        alert["articles"] and all(one["entry"] or one["article"] or one["parameter"] for one in alert["reasoning"]),
    )
