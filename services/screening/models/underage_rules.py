"""The rules on the age of criminal responsibility: what each is called, its articles, and what it may lead to."""

from typing import Final

from screening.rulebook import Rule
from zhenxie.law.wording import Text
from zhenxie.wire.events.instruments import InstrumentKind

_NOTE: Final = Text(
    "不适用要求说明立案理由（规则第559条第2款）；由检察官选择纠正意见、侦查活动监督通知书或者终止侦查建议",
    "reasons for filing may not be asked for here (RULE 559¶2); a prosecutor chooses the instrument",
)


def age_rule(
    code: str, chinese: str, english: str, instrument: InstrumentKind, *articles: str, urgent: bool = False
) -> Rule:
    """Return a rule on age; it may lead to an instrument that a prosecutor chooses."""
    return Rule(
        code=code,
        title=Text(chinese, english),
        articles=articles,
        severity="urgent" if urgent else "high",
        suggested_instrument=instrument,
        instrument_note=_NOTE,
    )


UA_01: Final = age_rule(
    "UA-01",
    "全案嫌疑人未达刑事责任年龄应撤未撤",
    "Nobody is liable by age, and the case is not withdrawn",
    "correction_notice",
    "CL 17",
    "CPL 163",
    "PSB 186",
)
UA_02: Final = age_rule(
    "UA-02",
    "未达刑事责任年龄应终止侦查未终止",
    "Not liable by age, and not terminated for him",
    "investigation_supervision_notice",
    "CL 17",
    "PSB 186¶2",
)
UA_03: Final = age_rule(
    "UA-03",
    "查明未达刑事责任年龄后仍采取强制措施或者继续羁押",
    "A measure was taken, or custody kept up, after the age was established",
    "correction_notice",
    "CL 17",
    "CPL 163",
    "PSB 321",
    urgent=True,
)
UA_04: Final = age_rule(
    "UA-04",
    "十二至十四周岁未报请核准追诉",
    "From 12 to 14, and no approval to prosecute asked for",
    "correction_notice",
    "CL 17¶3",
    "RULE 321",
)
UA_05: Final = age_rule(
    "UA-05",
    "因年龄终止侦查未移交监护或者矫治",
    "Terminated for age, and handed over to nobody",
    "investigation_supervision_notice",
    "CL 17¶5",
    "PSB 186¶2",
)
