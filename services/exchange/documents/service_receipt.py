"""The receipt of service (送达回证): what was served on whom, when, by whom, and what if it was refused (CPL 107)."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from exchange.documents.paper import Paper, form

TITLE: Final = "送达回证"


@dataclass(frozen=True)
class Service:
    """One service (送达); None where it is still to be filled in by hand.

    `served_by` and `receiver` are as the office writes them on the paper; `refusal` is why the addressee did not sign,
    which a `witness` confirms (CPL 107¶2).
    """

    served_by: str | None = None
    served_at: datetime | date | None = None
    place: str | None = None
    receiver: str | None = None
    received_for: str | None = None
    refusal: str | None = None
    witness: str | None = None


def service_receipt(original: Paper, service: Service | None = None) -> Paper:
    """Return the receipt of service of an original, filled in as far as `service` says.

    `served_at` is an aware moment of the day and place where it is read; it is printed as it stands. Of a day alone the
    hour is left to be written.
    """
    said = service or Service()
    rows = (
        ("送达文书名称", original.title),
        ("送达文书编号", original.number or ""),
        ("件　　数", "一件"),
        ("受送达单位（人）", original.addressee),
        ("送达地点", said.place or ""),
        ("送达人", said.served_by or ""),
        ("送达时间", "＿＿＿＿年＿＿月＿＿日＿＿时" if said.served_at is None else _moment(said.served_at)),
        ("受送达人签名或者盖章", said.receiver or ""),
        ("代收人签名及代收理由", said.received_for or ""),
        ("拒收（拒签）事由", said.refusal or ""),
        ("见证人签名或者盖章", said.witness or ""),
        ("备　　注", _NOTE),
    )
    body = (form(rows),)
    return replace(original, title=TITLE, counterpart="receipt", body=body, attachments=(), contact=None)


# CPL 107, in as many words as a form has room for.
_NOTE: Final = (
    "收件人本人不在的，可以由其成年家属或者所在单位的负责人员代收；拒绝接收或者拒绝签名、盖章的，邀请见证人到场，把文件留在"
    "住处，记明事由、日期，由送达人签名，即认为已经送达。"
)


def _moment(moment: datetime | date) -> str:
    time = f"{moment.hour}时{moment.minute}分" if isinstance(moment, datetime) else "＿＿时"
    return f"{moment.year}年{moment.month}月{moment.day}日{time}"
