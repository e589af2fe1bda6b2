"""The rules of filing supervision that is followed up (M20); definitions only."""

from typing import Final

from screening.rulebook import Rule
from zhenxie.law.wording import Text

_MUST: Final = Text(
    "超过十五日的，应当发出纠正违法通知书；仍不纠正的，报上一级人民检察院（规则第564条）",
    "after fifteen days a correction notice must issue; then the upper procuratorate is told (RULE 564)",
)
M20_1: Final = Rule(
    code="M20-1",
    title=Text("通知立案逾期未立案", "Ordered to file, and not filed in time"),
    articles=("CPL 113", "RULE 563", "RULE 564", "PSB 182"),
    severity="high",
    aliases=("M20",),
    suggested_instrument="correction_notice",
    instrument_note=_MUST,
)
M20_2: Final = Rule(
    code="M20-2",
    title=Text("通知撤销案件逾期未撤案", "Ordered to withdraw, and neither withdrawn nor contested"),
    articles=("RULE 563", "RULE 564", "RULE 565", "PSB 183"),
    severity="high",
    suggested_instrument="correction_notice",
    instrument_note=_MUST,
)
M20_3: Final = Rule(
    code="M20-3",
    title=Text(
        "监督立案后三个月未侦查终结（提示）", "Notice: filed after supervision, and not concluded in three months"
    ),
    articles=("RULE 564",),
    severity="low",
    suggested_instrument="filing_reminder",
)
M20_4: Final = Rule(
    code="M20-4",
    title=Text("监督立案后又撤案（提示）", "Notice: filed after supervision, then withdrawn"),
    articles=("RULE 564", "RULE 567", "PSB 186"),
    severity="medium",
)
