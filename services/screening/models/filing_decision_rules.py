"""The rules on decisions to file (M09): overdue, refused without a notice, reported twice; definitions only."""

from typing import Final

from screening.rulebook import Rule
from zhenxie.law.wording import Text

M09_1: Final = Rule(
    code="M09-1",
    title=Text("立案审查超期（非经济犯罪案件）", "The decision on filing is overdue, outside economic crime"),
    articles=("CPL 112", "CPL 113", "FILE15", "RULE 557"),
    severity="medium",
    aliases=("M09",),
    suggested_instrument="request_reason_overdue",
    # The numbers stand in a text of 2015 that a text of 2024, which nobody here has read, may have replaced.
    shadow=True,
)
M09_2: Final = Rule(
    code="M09-2",
    title=Text("行政执法机关移送案件审查超期", "The decision on a referral is overdue"),
    articles=("PSB 180", "REF01 8", "RULE 557"),
    severity="medium",
    suggested_instrument="request_reason_overdue",
)
M09_3: Final = Rule(
    code="M09-3",
    title=Text("移送材料不全逾期告知", "Told late that the materials of a referral are incomplete"),
    articles=("PSB 180", "REF01 8"),
    severity="low",
    suggested_instrument="investigation_supervision_notice",
)
M09_4: Final = Rule(
    code="M09-4",
    title=Text("不予立案通知书逾期送达控告人", "The notice of refusal reached the complainant late"),
    articles=("PSB 178", "CPL 112"),
    severity="medium",
    suggested_instrument="investigation_supervision_notice",
)
M09_5: Final = Rule(
    code="M09-5",
    title=Text("同一报案人重复报案均未立案（提示）", "Notice: reported again by one reporter, and never filed"),
    articles=("PSB 175¶3", "RULE 557"),
    severity="low",
    suggested_instrument="request_reason_not_filing",
)
