"""家属通知、权利告知 (M16): the family told of a measure, and the suspect of his rights when he is first interrogated.

Each violation has its number, M16-1 to M16-5; the plain code M16 names the model and is no rule (CPL 34, 75, 85, 93, 120;
PSB 113, 127, 145, 203; RULE 567).
"""

from collections.abc import Iterator
from datetime import date
from typing import Final

from screening.casefile import CaseFile, Event
from screening.models.driving import applies
from screening.models.drunk_driving_faults import by_faults
from screening.models.family_notices import M16_1, M16_2, M16_3, TAKEN, family_told
from screening.models.police_questioning import INTERROGATED, interrogations
from screening.rulebook import Outcome, Rule, SupervisionModel
from zhenxie.law.wording import Text

M16_4: Final = Rule(
    code="M16-4",
    title=Text("首次讯问未告知有权委托辩护人", "The right to counsel was not told at the first interrogation"),
    articles=("CPL 34", "RULE 567"),
    severity="medium",
    suggested_instrument="investigation_supervision_notice",
)
M16_5: Final = Rule(
    code="M16-5",
    title=Text("首次讯问未告知诉讼权利义务", "Rights and duties were not told at the first interrogation"),
    articles=("CPL 120", "PSB 203", "RULE 567"),
    severity="medium",
    suggested_instrument="investigation_supervision_notice",
)
_TOLD: Final = (
    (M16_4, "counsel_notice_required", "counsel_right_told", Text("委托辩护人权利的告知", "the right to counsel")),
    (M16_5, "rights_notice_required", "rights_notice", Text("诉讼权利义务的告知", "rights and duties")),
)


class FamilyAndRightsNotices(SupervisionModel):
    """Notices to the family and to the suspect himself."""

    slug = "family_and_rights_notices"
    version = "1"
    title = Text("家属通知、权利告知监督模型", "Notices to the family and of rights")
    rules = (M16_1, M16_2, M16_3, M16_4, M16_5)
    watches = frozenset({*TAKEN, INTERROGATED})
    parameters_of = "family_and_rights_notices"

    def screen(self, case: CaseFile, on: date) -> Iterator[Outcome]:
        """Yield M16-1 to M16-3 for each measure, M16-4 and M16-5 for each first interrogation."""
        yield from family_told(case, on, self.parameters)
        for person in case.suspects:
            asked = interrogations(case, person.ref)
            for one in asked:
                if one.data.get("first") or ("first" not in one.data and one is asked[0]):
                    yield from self._told(one)

    def _told(self, one: Event) -> Iterator[Outcome]:
        for rule, parameter, name, what in _TOLD:
            in_force, told = applies(self.parameters, parameter, one.days), one.data.get(name)
            if in_force is False:
                continue
            faults, gaps = [], []
            if told is None:
                gaps.append(Text(f"{what.chinese}未报送", f"whether he was told of {what.english} is not stated"))
            elif not told and in_force and one.data.get("first"):
                faults.append(Text(f"没有{what.chinese}", f"he was not told of {what.english}"))
            elif not told:
                # What was told in an earlier interrogation, nobody says here.
                text = Text("是否首次讯问或者讯问日期未报送", "whether it was the first, or its day, is not stated")
                gaps.append(text)
            yield by_faults(rule, one, faults, gaps)
