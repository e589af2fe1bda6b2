"""What the rules on drunk driving have in common: what they may lead to, and with which note."""

from typing import Final

from screening.rulebook import Rule
from zhenxie.law.wording import Text

_NOTE: Final = Text(
    "不适用要求说明立案理由（规则第559条第2款）；是否显著轻微由检察官裁量",
    "reasons for filing may not be asked for here (RULE 559¶2); whether it is minor is for a prosecutor to weigh",
)


def driving_rule(code: str, chinese: str, english: str, *articles: str) -> Rule:
    """Return a rule on the handling of a case; it may lead to an instrument that a prosecutor chooses."""
    return Rule(
        code=code,
        title=Text(chinese, english),
        articles=articles,
        severity="medium",
        suggested_instrument="investigation_supervision_notice",
        instrument_note=_NOTE,
    )


def evidence_rule(code: str, chinese: str, english: str, *articles: str, to: str = "police") -> Rule:
    """Return a rule on the evidence; what the laboratory owes is addressed to it."""
    return Rule(
        code=code,
        title=Text(chinese, english),
        articles=articles,
        severity="medium",
        suggested_instrument="investigation_supervision_notice",
        addressed_to=to,
    )
