"""The rules on penalties in the place of a criminal case (M10); definitions only."""

from typing import Final

from screening.rulebook import Rule
from zhenxie.law.wording import Text

_NOTE: Final = Text(
    "对行政执法机关可以提出检察意见（规则第557条第3款）；由检察官选择监督方式",
    "to an administrative agency an opinion may be sent (RULE 557¶3); a prosecutor chooses the instrument",
)


def _penalty_rule(code: str, chinese: str, english: str, *articles: str) -> Rule:
    return Rule(
        code=code,
        title=Text(chinese, english),
        articles=articles,
        severity="high",
        aliases=("M10",) if code == "M10-1" else (),
        suggested_instrument="request_reason_not_filing",
        instrument_note=_NOTE,
    )


M10_1: Final = _penalty_rule(
    "M10-1",
    "轻伤以上伤害案件以行政处罚结案",
    "Intentional injury, light or worse, closed by a penalty",
    "CL 234",
    "CPL 112",
    "RULE 557",
)
M10_2: Final = _penalty_rule(
    "M10-2",
    "数额达到追诉标准以行政处罚结案",
    "A taking of a large amount closed by a penalty",
    "CPL 112",
    "THEFT13 1",
    "FRAUD11 1",
    "EXTORT13 1",
    "SNATCH13 1",
    "RULE 557",
)
M10_3: Final = _penalty_rule(
    "M10-3",
    "持有毒品达到数量以行政处罚结案",
    "Possession of drugs in quantity closed by a penalty",
    "CL 348",
    "CPL 112",
    "RULE 557",
)
M10_4: Final = _penalty_rule(
    "M10-4",
    "伤害案件未作伤情鉴定以行政处罚结案（提示）",
    "Notice: an injury closed by a penalty without an appraisal",
    "CL 234",
    "CPL 112",
)
