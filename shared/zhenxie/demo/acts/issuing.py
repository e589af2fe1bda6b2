"""Act one, fourth scene: the office issues an instrument with four eyes, and the police receive and answer it in the same API."""

from typing import Any, Final

from zhenxie.demo.cases.everything import named_case
from zhenxie.demo.cast import DAWUKOU_POLICE, DAWUKOU_PROCURATORATE
from zhenxie.demo.people import CHIEF, PROSECUTOR
from zhenxie.demo.settling import settled
from zhenxie.demo.stage import Stage

_NUMBER: Final = "石大检纠违〔2026〕12号"

title = ("从成案到文书办结", "From the established lead to the instrument that is closed")


async def play(stage: Stage) -> None:
    """Draft, approve, number, issue, sign for, answer, adopt and close one correction notice."""
    lead = await _established(stage)
    async with stage.client(DAWUKOU_PROCURATORATE) as office:
        drafted = await office.instruments.draft(_draft(lead))
        instrument = drafted["id"]
        stage.say(f"检察官{PROSECUTOR}拟制纠正违法通知书（草稿）", "a prosecutor drafts a correction notice")
        early = (await _as_the_police(stage))["items"]
        stage.check("制发之前公安机关看不到 · before the issue the police see nothing", early == [])
        read = (await office.instruments.one(instrument))["digests"]["body"]
        await _step(office, instrument, "approve", gh=CHIEF, digest=read)
        await _step(office, instrument, "number", number=_NUMBER, date="2026-05-13")
        issued = await _step(office, instrument, "issue")
        stage.say(f"检察长{CHIEF}批准，录入文号，制发：{issued['number']}", "another person approves; numbered; issued")
        await _keep(stage, office, instrument)
    await _answered(stage, instrument)
    async with stage.client(DAWUKOU_PROCURATORATE) as office:
        await _step(office, instrument, "adopt")
        closed = await _step(office, instrument, "close")
        whole = await office.instruments.one(instrument)
    said = [one["said"] for one in whole["history"]]
    stage.check(
        f"每一步留痕 · every step is kept: {' → '.join(said)}",
        said == ["drafted", "approved", "numbered", "issued", "served", "replied", "adopted", "closed"],
    )
    stage.check(
        f"办结，{whole['follow_up_on']}回头看 · closed, and looked back on later",
        closed["state"] == "closed" and whole["follow_up_on"],
    )


async def _established(stage: Stage) -> dict[str, Any]:
    number = named_case("instructed").number
    lead = next(one for one in await settled(stage) if one["case_number"] == number and one["rule"] == "UA-01")
    async with stage.client(DAWUKOU_PROCURATORATE) as office:
        for step in ("start", "confirm"):
            await office.alerts.review(lead["id"], {"message_id": f"instructed-{step}", "step": step, "gh": PROSECUTOR})
    return lead


def _draft(lead: dict[str, Any]) -> dict[str, Any]:
    violation = {
        "act": lead["finding"]["chinese"],
        "rule": "《公安机关办理刑事案件程序规定》第一百八十六条",
        "evidence": "出生医学证明，查明年龄的记录",
    }
    return {
        "message_id": "instructed-draft",
        "gh": PROSECUTOR,
        "addressee": DAWUKOU_POLICE,
        "alert_ids": [lead["id"]],
        "fields": {
            "kind": "correction_notice",
            "case": {"name": "某某盗窃案", "number": lead["case_number"]},
            "violating": "石嘴山市公安局大武口区分局",
            "violations": [violation],
            "opinion": "请依法撤销案件，并在收到本通知书后十五日以内书面回复纠正情况。",
            "reply_days": 15,
        },
    }


async def _step(office: Any, instrument: str, step: str, *, gh: str = PROSECUTOR, **more: str) -> dict[str, Any]:
    body = {"message_id": f"instructed-{step}", "gh": gh, "step": step, **more}
    said: dict[str, Any] = await office.instruments.step(instrument, body)
    return said


async def _as_the_police(stage: Stage) -> dict[str, Any]:
    async with stage.client(DAWUKOU_POLICE) as police:
        page, _ = await police.instruments.page_unless(None)
    return page or {}


async def _keep(stage: Stage, office: Any, instrument: str) -> None:
    original = await office.instruments.document(instrument, "pdf")
    path = stage.folder / "纠正违法通知书.pdf"
    path.write_bytes(original)
    again = await office.instruments.document(instrument, "pdf")
    stage.check(
        f"正本 {len(original) // 1024} KiB，重复生成逐字节一致 · the original, the same bytes again: {path}",
        original.startswith(b"%PDF") and again == original,
    )


async def _answered(stage: Stage, instrument: str) -> None:
    reply = {"answer": "correction_reply", "adoption": "full", "text": "已启动撤案程序。"}
    async with stage.client(DAWUKOU_POLICE) as police:
        served = await police.instruments.receipt(instrument, {"message_id": "instructed-receipt"})
        stage.say(f"公安机关签收，回复期限至{served['reply_due']}", "the police sign for it: their time runs from now")
        replied = await police.instruments.reply(instrument, {"message_id": "instructed-reply", **reply})
    stage.check("公安机关在期限内回复 · answered in time", replied["state"] == "replied" and replied["late"] is False)
