"""Act two, first scene: the district's police notify a case by REST, with a suspect, and send it twice."""

from typing import Any, Final

from zhenxie.demo.cast import DAWUKOU_POLICE, DETENTION_CENTER
from zhenxie.demo.stage import Stage

title = ("接口报送一起案件", "A case by REST")

NUMBER: Final = f"A{DAWUKOU_POLICE}2026059001"
NAME: Final = "马小军"
IDENTITY_NUMBER: Final = "640202198001011238"


async def play(stage: Stage) -> None:
    """Notify a case with one suspect in custody."""
    body = notification()
    async with stage.client(DAWUKOU_POLICE) as police:
        first = await police.send_notification(body)
        again = await police.send_notification(body)
    receipts = [item["receipt"] for item in first["items"]]
    stage.say(
        f"{NUMBER}：案件通报、立案、刑事拘留，位置 {', '.join(str(one['position']) for one in receipts)}",
        "notified, filed, detained; each with its receipt",
    )
    stage.check("三个事件全部接收 · three events accepted", len(receipts) == 3)
    stage.check("重发得到同一应答 · sent again, the same answer", again == first)
    stage.check("无形式问题 · no observation on the form", not any(item["observations"] for item in first["items"]))


def notification() -> dict[str, Any]:
    """Return the notification; everything in it is invented."""
    person = {"name": NAME, "identity_kind": "111", "identity_number": IDENTITY_NUMBER, "phone": "13900000000"}
    suspect = {"suspect_ref": "R1", "person": person, "sex": "male", "birth_date": "1980-01-01"}
    charge = {"cl_article": "264", "name": "盗窃罪"}
    return {
        "case_number": NUMBER,
        "notified": {
            "type": "case.notified",
            "message_id": "dwk-demo-0001",
            "occurred": "2026-05-13T08:30:00+08:00",
            "data": {"case_name": f"{NAME}盗窃案", "charges": [charge], "suspects": [suspect]},
        },
        "events": [
            {
                "type": "case.filed",
                "message_id": "dwk-demo-0002",
                "occurred": "2026-05-12",
                "data": {"charges": [charge], "suspect_refs": ["R1"]},
            },
            {
                "type": "suspect.detained",
                "message_id": "dwk-demo-0003",
                "occurred": "2026-05-12T22:15:00+08:00",
                "suspect_ref": "R1",
                "data": {"charges": [charge], "detention_center": DETENTION_CENTER},
            },
        ],
    }
