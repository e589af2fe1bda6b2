"""未成年人程序 (M14): minors interrogated without whom the law calls in, without legal aid, or held with adults.

Each violation has its number, M14-1 to M14-4; the plain code M14 names the model and is no rule (CPL 278, 280-281; PSB
323, 325-326, 328; RULE 460). Before CPL-2012 the law let the police call a guardian in, and did not ask it of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from screening.casefile import CaseFile, Event
from screening.models.driving import applies, doubted
from screening.models.drunk_driving_faults import by_faults
from screening.models.juvenile_legal_aid import M14_3, legal_aid
from screening.models.minors import Age, aged, unsettled
from screening.models.police_questioning import INTERROGATED, interrogations
from screening.models.words import word
from screening.rulebook import Outcome, Rule, Severity, SupervisionModel, Verdict
from zhenxie.law.wording import Text
from zhenxie.record.picture import Suspect
from zhenxie.wire.vocabulary import Sex

_NOTE: Final = Text("规则第460条：应当提出纠正意见", "RULE 460: the procuratorate shall demand correction")


def _rule(code: str, title: Text, *articles: str, severity: Severity = "high") -> Rule:
    return Rule(
        code=code,
        title=title,
        articles=(*articles, "RULE 460"),
        severity=severity,
        suggested_instrument="correction_notice",
        instrument_note=_NOTE,
    )


M14_1: Final = _rule(
    "M14-1",
    Text("讯问未成年人时法定代理人、合适成年人未到场", "A minor interrogated without guardian or appropriate adult"),
    "CPL 281",
    "PSB 323",
)
M14_2: Final = _rule(
    "M14-2",
    Text("讯问女性未成年人无女工作人员在场", "A girl interrogated without a female officer"),
    "CPL 281",
    "PSB 324",
)
M14_4: Final = _rule(
    "M14-4", Text("未成年人与成年人混押", "A minor held with adults"), "CPL 280", "PSB 328", severity="urgent"
)
_DELIVERED: Final = "suspect.delivered_to_detention_center"


@dataclass(frozen=True)
class _Act:
    """Something done to a person, and the rule that looks at it."""

    rule: Rule
    event: Event
    person: Suspect


class JuvenileProcedure(SupervisionModel):
    """Procedure for minors: who is present, legal aid, custody apart from adults."""

    slug = "juvenile_procedure"
    version = "1"
    title = Text("未成年人刑事案件特别程序监督模型", "Procedure for minors")
    rules = (M14_1, M14_2, M14_3, M14_4)
    watches = frozenset({INTERROGATED, _DELIVERED, "suspect.detained", "suspect.arrested"})
    parameters_of = "juvenile_procedure"

    def screen(self, case: CaseFile, on: date) -> Iterator[Outcome]:
        """Yield M14-1 and M14-2 for each interrogation, M14-4 for each delivery, M14-3 for each minor."""
        for person in case.suspects:
            for one in interrogations(case, person.ref):
                yield from self._of(case, _Act(M14_1, one, person), "adult_present_required", *_adults(one))
                if word(person.sex) not in (Sex.MALE.value, Sex.UNKNOWN.value):
                    yield from self._of(
                        case, _Act(M14_2, one, person), "female_officer_required", *_officer(person, one)
                    )
            for one in case.of_type(_DELIVERED, suspect=person.ref):
                yield from self._of(case, _Act(M14_4, one, person), "held_apart_required", *_apart(one))
            yield from legal_aid(case, on, self.parameters, person)

    def _of(self, case: CaseFile, act: _Act, name: str, faults: list[Text], gaps: list[Text]) -> Iterator[Outcome]:
        in_force = applies(self.parameters, name, act.event.days)
        who = aged(case, act.person, act.event)
        if in_force is False or who.age is Age.ADULT:
            return
        outcome = by_faults(act.rule, act.event, faults, gaps)
        if outcome.verdict is Verdict.FOUND:
            days = act.event.days
            settled = () if days is None or who.missing else unsettled(case, act.person.ref, days)
            found = replace(outcome, grounds=(*who.grounds, *outcome.grounds))
            outcome = doubted(found, [*who.missing, *settled])
        elif outcome.verdict is Verdict.UNDETERMINED:
            outcome = replace(outcome, missing=(*who.missing, *outcome.missing))
        yield outcome


def _adults(one: Event) -> tuple[list[Text], list[Text]]:
    """Return what is at fault, and what is not stated, of who was present; either of the two is enough."""
    present = [one.data.get("guardian_present"), one.data.get("appropriate_adult_present")]
    if True in present:
        return [], []
    if None in present:
        return [], [Text("法定代理人或者合适成年人是否到场未报送", "who was present beside the minor is not stated")]
    return [Text("法定代理人、合适成年人均未到场", "neither guardian nor appropriate adult was present")], []


def _officer(person: Suspect, one: Event) -> tuple[list[Text], list[Text]]:
    present = one.data.get("female_officer_present")
    if present:
        return [], []
    if word(person.sex) != Sex.FEMALE.value:
        return [], [Text(f"{person.ref}的性别未报送", f"the sex of {person.ref} is not stated")]
    if present is None:
        return [], [Text("女工作人员是否在场未报送", "whether a female officer was present is not stated")]
    return [Text("没有女工作人员在场", "no female officer was present")], []


def _apart(one: Event) -> tuple[list[Text], list[Text]]:
    mixed = one.data.get("held_with_adults")
    if mixed is None:
        return [], [Text("是否与成年人分别关押未报送", "whether he is held apart from adults is not stated")]
    return [Text("与成年人混合关押", "he is held with adults")] if mixed else [], []
