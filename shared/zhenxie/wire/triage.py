"""What triage (繁简分流) asks of `fact.established`, where no event type has a field: the keys, each with its form."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal


@dataclass(frozen=True, slots=True)
class FactKey:
    """A key of `fact.established` (查明事实): in which form its value stands, and what it says.

    `of_a_suspect`: it is said of one person (`suspect_ref`); said without one, it holds for everybody in the case.
    """

    form: Literal["truth", "code", "moment"]
    chinese: str
    english: str
    of_a_suspect: bool = False


UP_TO_THREE_YEARS: Final = "sentence.up_to_three_years"
UP_TO_ONE_YEAR: Final = "sentence.up_to_one_year"
LIFE_OR_DEATH: Final = "sentence.life_or_death_range"
CIVIL_COMPENSATION: Final = "civil_compensation"
DISABILITY: Final = "disability_exclusion"
NOT_GUILTY_PLEA: Final = "defender_pleads_not_guilty"
CO_DEFENDANT_OBJECTS: Final = "co_defendant_objects"
ADMITS: Final = "admits_crime"
OBJECTS_TO_SIMPLIFIED: Final = "objects_to_simplified"
PERHAPS_NO_CRIME: Final = "possibly_no_crime"
SOCIAL_IMPACT: Final = "major_social_impact"
MASS_VICTIM: Final = "mass_victim"
SECURITY: Final = "security_terror_or_gang"
NOVEL: Final = "novel_or_sensitive"
PUBLIC_OPINION: Final = "public_opinion_flag"
CHARGE_DISPUTED: Final = "charge_disputed"
EVIDENCE_GAPS: Final = "evidence_gaps"
ON_THE_SPOT: Final = "caught_on_the_spot"
TRIAL_ACCEPTED: Final = "trial_accepted"

SETTLED: Final = "settled"
NO_CLAIM: Final = "no_claim"
NOT_SETTLED: Final = "not_settled"

KEYS: Final[Mapping[str, FactKey]] = {
    UP_TO_THREE_YEARS: FactKey("truth", "可能判处三年有期徒刑以下刑罚", "three years or less are likely", True),
    UP_TO_ONE_YEAR: FactKey("truth", "可能判处一年有期徒刑以下刑罚", "one year or less is likely", True),
    LIFE_OR_DEATH: FactKey("truth", "可能判处无期徒刑、死刑", "life or death is in the range", True),
    CIVIL_COMPENSATION: FactKey(
        "code",
        "附带民事赔偿：settled 已达成调解或者和解，no_claim 无赔偿请求，not_settled 未达成",
        "civil compensation: settled, no_claim or not_settled",
    ),
    DISABILITY: FactKey(
        "truth", "盲、聋、哑人，或者尚未完全丧失辨认控制能力的精神病人", "blind, deaf, mute, or partly incapable", True
    ),
    NOT_GUILTY_PLEA: FactKey("truth", "辩护人作无罪辩护", "the defender pleads not guilty", True),
    CO_DEFENDANT_OBJECTS: FactKey(
        "truth", "共同犯罪中部分被告人有异议或者不认罪", "in a joint crime somebody objects or does not admit"
    ),
    ADMITS: FactKey("truth", "承认犯罪，对指控的犯罪事实无异议", "admits the crime and the facts charged", True),
    OBJECTS_TO_SIMPLIFIED: FactKey("truth", "对适用简易程序有异议", "objects to the simplified procedure", True),
    PERHAPS_NO_CRIME: FactKey("truth", "认罪但经审查可能不构成犯罪", "admits, but it may be no crime", True),
    SOCIAL_IMPACT: FactKey("truth", "有重大社会影响", "major social impact"),
    MASS_VICTIM: FactKey("truth", "涉众案件", "many victims (涉众)"),
    SECURITY: FactKey("truth", "危害国家安全、恐怖活动、涉黑涉恶", "state security, terror or organised gangs"),
    NOVEL: FactKey("truth", "新类型或者敏感案件", "novel or sensitive"),
    PUBLIC_OPINION: FactKey("truth", "舆情关注", "public opinion is watching"),
    CHARGE_DISPUTED: FactKey("truth", "公安机关与检察院对罪名有分歧", "police and procuratorate differ on the charge"),
    EVIDENCE_GAPS: FactKey(
        "truth",
        "证据存在缺口；false 表示事实清楚、证据确实充分",
        "gaps in the evidence; false says that there are none",
    ),
    ON_THE_SPOT: FactKey("truth", "醉驾现场查获", "a drunk driver was caught on the spot", True),
    TRIAL_ACCEPTED: FactKey("moment", "人民法院受理日", "the day on which the court took the case"),
}
"""Every key that triage reads, in the order of the table of domain 9."""
