"""The rules on property in a criminal case (M13); definitions only."""

from typing import Final

from screening.rulebook import Rule
from zhenxie.law.wording import Text

M13_1: Final = Rule(
    code="M13-1",
    title=Text("撤案后仍查封扣押冻结涉案财物", "Property kept after the case was withdrawn"),
    articles=("PSB 187¶3", "CPL 163"),
    severity="high",
    aliases=("M13", "AN13-P"),
    suggested_instrument="correction_notice",
)
M13_2: Final = Rule(
    code="M13-2",
    title=Text("不起诉后仍查封扣押冻结涉案财物（提示）", "Notice: property kept after nobody was prosecuted"),
    articles=("CPL 177¶3", "PSB 293"),
    severity="medium",
    suggested_instrument="investigation_supervision_notice",
)
M13_3: Final = Rule(
    code="M13-3",
    title=Text("与案件无关的财物逾三日才解除", "Irrelevant property freed after more than three days"),
    articles=("CPL 145", "PSB 233", "PSB 247"),
    severity="medium",
    suggested_instrument="investigation_supervision_notice",
)
M13_4: Final = Rule(
    code="M13-4",
    title=Text("冻结期限超过法定最长期限", "A freeze for longer than the law allows"),
    articles=("PSB 243", "PSB 244", "PSB 245"),
    severity="high",
    suggested_instrument="correction_notice",
)
M13_5: Final = Rule(
    code="M13-5",
    title=Text("冻结期限届满未续冻（提示）", "Notice: a freeze that was not renewed has ended by itself"),
    articles=("PSB 240", "PSB 242", "CPL 144"),
    severity="low",
    suggested_instrument="investigation_supervision_notice",
)
