"""The pages whose pictures are kept, and how they are drawn anew: `python -m unit.exchange.documents.drawn` in tests/.

Whoever changes the layout draws them anew, looks at the pages, and reads the difference.
"""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from builders.papers import FIELDS, a_paper, an_instrument
from exchange.documents.counterparts import copy_of, stub_of
from exchange.documents.fonts import Fonts
from exchange.documents.paper import Chart, Paper, Series, chart, heading, table
from exchange.documents.pdf import pdf
from exchange.documents.service_receipt import Service, service_receipt
from fixtures.pages import Pages

FOLDER = Path(__file__).parent / "pages"
_LONG_TITLE = "关于依法规范醉酒型危险驾驶案件血液样本提取、封装、送检工作的检察建议书"
_LONG_ADDRESSEE = (
    "石嘴山市公安局大武口区分局交通警察大队、石嘴山市公安局大武口区分局刑事侦查大队、石嘴山市公安局大武口区分局"
)


def papers() -> Mapping[str, Paper]:
    """Return the papers whose pictures are kept, by name."""
    notice = an_instrument("correction_notice", attachments=("证据目录", "讯问笔录复印件"))
    served = Service(served_by="李某、王某", served_at=datetime.fromisoformat("2026-03-02T09:30:00+08:00"))
    bars = Chart(
        "bars",
        "立案监督情况",
        "件",
        ("大武口区院", "惠农区院", "平罗县院"),
        (Series("要求说明理由", (12, 7, 3)), Series("监督立案", (5, 0, None))),
    )
    quarters = tuple(f"{year}年第{quarter}季度" for year, quarter in ((2025, 4), (2026, 1), (2026, 2), (2026, 3)))
    lines = Chart(
        "lines", "书面纠正情况", "件", quarters, (Series("提出", (3, 8, None, 13)), Series("采纳", (2, 8, 6, 12)))
    )
    return {
        **{kind: an_instrument(kind) for kind in FIELDS if kind != "correction_notice"},
        "correction_notice": notice,
        "copy": copy_of(an_instrument("order_to_file")),
        "draft": a_paper(
            "本院在办案中发现下列问题。" * 30,
            title=_LONG_TITLE,
            addressee=_LONG_ADDRESSEE,
            number=None,
            issued_on=None,
        ),
        "stub": stub_of(notice, (("案由", "故意伤害"), ("批准人", ""), ("承办人", ""))),
        "receipt": service_receipt(notice, served),
        "report": a_paper(
            heading("一、基本情况"),
            chart(bars),
            table(("事项", "大武口", "惠农"), (("要求说明理由", "12", "7"), ("监督立案", "5", "0")), label="件"),
            heading("（一）趋势", 2),
            chart(lines),
            "特此通报。",
        ),
    }


def drawn(fonts: Fonts) -> Mapping[str, str]:
    """Return every page as digits, by the name of its file."""
    found = {}
    for name, paper in papers().items():
        pages = Pages(pdf([paper], fonts))
        found |= {f"{name}-{number}.txt": pages.picture(number) for number in range(1, len(pages) + 1)}
    return found


if __name__ == "__main__":
    for old in FOLDER.glob("*.txt"):
        old.unlink()
    for name, picture in drawn(Fonts.found(None, fandol=())).items():
        (FOLDER / name).write_text(picture, encoding="ascii")
