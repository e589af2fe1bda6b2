"""The rules of economic-crime cases: what ECON17 25 lets be found, and what only informs; definitions only."""

from typing import Final

from screening.rulebook import Rule
from zhenxie.law.wording import Text

_NOTE: Final = Text(
    "要求说明立案理由仅限违法动用刑事手段插手民事、经济纠纷等情形（规则第559条第2款），由检察官选择监督方式",
    "reasons for filing may be asked for only in the cases of RULE 559¶2; a prosecutor chooses the instrument",
)


def _economic_rule(code: str, chinese: str, english: str, *articles: str, shadow: bool = False) -> Rule:
    return Rule(
        code=code,
        title=Text(chinese, english),
        articles=articles,
        severity="medium",
        suggested_instrument="investigation_supervision_notice",
        instrument_note=_NOTE,
        shadow=shadow,
        aliases=("AN02",) if code == "E6" else (),
    )


E1: Final = _economic_rule(
    "E1", "未采取强制措施满二年未处理", "No measure, and not disposed of within two years", "ECON17 25¶1(2)"
)
E2: Final = _economic_rule(
    "E2", "解除强制措施满十二个月未处理", "Not disposed of within a year of the lifting", "ECON17 25¶1(1)"
)
E3: Final = _economic_rule(
    "E3", "强制措施届满一年未处理（国家赔偿提示）", "Notice: a year since the measure expired", "COMP15 2"
)
E5: Final = _economic_rule(
    "E5", "立案后长期无侦查活动（提示）", "Notice: filed, and no step of investigation", "ECON17 25"
)
E6: Final = _economic_rule("E6", "立案审查超期", "The decision on filing is overdue", "ECON17 15", shadow=True)
E7: Final = _economic_rule(
    "E7", "应撤未撤案件继续查封扣押冻结", "Property kept in a case that is overdue", "ECON17 25", "PSB 187"
)
