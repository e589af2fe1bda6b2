"""Whether a suspect is liable by age for his acts (CL 17): acts and not charge names, whole spans of days; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from screening.casefile import CaseFile, Event, days_of
from screening.coverage import Missing
from screening.parameters import Parameters
from zhenxie.law.ages import attained, needs_a_second_look, surely_attained, surely_not_attained
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text
from zhenxie.record.picture import Suspect

_SERIOUS = frozenset({"serious_1", "serious_2", "death"})


class Liability(StrEnum):
    """What the age at the act says of one person."""

    LIABLE = "liable"
    NOT_LIABLE = "not_liable"
    WITH_APPROVAL = "with_approval"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Judged:
    """One person's liability by age; `missing` says why it is unknown, `verified` where the age was established."""

    ref: str
    liability: Liability
    missing: tuple[Missing, ...] = ()
    verified: Event | None = None
    birth: date | None = None
    acts: tuple[Days, ...] = ()


@dataclass(frozen=True)
class _Reading:
    case: CaseFile
    parameters: Parameters
    person: Suspect

    def unknown(self, chinese: str, english: str, event_type: str) -> Missing:
        return Missing(Text(chinese, english), event_type, self.case.police)

    def judge(self) -> Judged:
        ref, verified = self.person.ref, self._verified()
        birth = None if self.person.birth_date is None else date.fromisoformat(self.person.birth_date)
        spans = [_span(act) for act in self.person.acts]
        acts = tuple(days for days in spans if days is not None)
        if birth is None:
            gap = self.unknown(
                f"犯罪嫌疑人{ref}的出生日期未查明", f"the birth date of {ref} is not known", "suspect.age_verified"
            )
            return Judged(ref, Liability.UNKNOWN, (gap,), verified)
        if not acts or len(acts) < len(spans):
            gap = self.unknown(
                f"犯罪嫌疑人{ref}的行为时间未报送", f"when {ref} acted is not stated", "suspect.identified"
            )
            return Judged(ref, Liability.UNKNOWN, (gap,), verified, birth)
        found = [self._of_act(birth, act, days) for act, days in zip(self.person.acts, acts, strict=True)]
        missing = tuple(gap for _, gaps in found for gap in gaps)
        kinds = {kind for kind, _ in found}
        doubt = self._doubt(verified, birth, acts)
        if Liability.LIABLE in kinds:
            return Judged(ref, Liability.LIABLE, (), verified, birth, acts)
        if doubt is not None or Liability.UNKNOWN in kinds:
            return Judged(ref, Liability.UNKNOWN, (*missing, *((doubt,) if doubt else ())), verified, birth, acts)
        kind = Liability.WITH_APPROVAL if Liability.WITH_APPROVAL in kinds else Liability.NOT_LIABLE
        return Judged(ref, kind, (), verified, birth, acts)

    def _verified(self) -> Event | None:
        found = self.case.of_type("suspect.age_verified", suspect=self.person.ref)
        return next((one for one in reversed(found) if one.data.get("outcome") == "established"), None)

    def _doubt(self, verified: Event | None, birth: date, acts: Sequence[Days]) -> Missing | None:
        kind, ref = "suspect.age_verified", self.person.ref
        if any(needs_a_second_look(birth, days) for days in acts):
            return self.unknown(
                f"{ref}生于2月29日且行为在生日前后，须人工审查",
                f"{ref}: born on 29 February, a person must decide",
                kind,
            )
        if verified is None:
            return self.unknown(
                f"{ref}的年龄尚未查明（仅有登记或者陈述）", f"the age of {ref} is stated, not established", kind
            )
        if self.person.birth_date_source == "bone_age":
            return self.unknown(f"{ref}的年龄仅有骨龄鉴定，应当慎重", f"bone age alone says how old {ref} is", kind)
        if self._fact("lunar_birth_date") and not verified.data.get("lunar_calendar_corrected"):
            return self.unknown(
                f"{ref}的出生日期系农历，未换算为公历", f"the birth date of {ref} is of the lunar calendar", kind
            )
        return None

    def _of_act(self, birth: date, act: Mapping[str, Any], days: Days) -> tuple[Liability, tuple[Missing, ...]]:
        full = self.parameters.in_force("full_responsibility_age", days.last).value
        born = Days(birth, birth)
        if surely_attained(born, full, days):
            return Liability.LIABLE, ()
        if not surely_not_attained(born, full, days):
            return self._crosses(full)
        limited = self.parameters.in_force("limited_responsibility_age", days.last).value
        charges = self._charges(act)
        if surely_not_attained(born, limited, days):
            return self._below(birth, charges, days)
        kinds = [self._limited(name, days.last) for name in charges] or [self._no_charge()]
        if not surely_attained(born, limited, days) and any(kind is not Liability.NOT_LIABLE for kind, _ in kinds):
            return self._crosses(limited)
        return _worst(kinds)

    def _crosses(self, years: int) -> tuple[Liability, tuple[Missing, ...]]:
        gap = self.unknown(
            f"{self.person.ref}的行为时间跨越满{years}周岁之日，须查明具体日期",
            f"the acts of {self.person.ref} lie on both sides of the age of {years}",
            "suspect.charges_changed",
        )
        return Liability.UNKNOWN, (gap,)

    def _no_charge(self) -> tuple[Liability, tuple[Missing, ...]]:
        gap = self.unknown("涉嫌罪名（行为）未报送", "the act is not named", "suspect.charges_changed")
        return Liability.UNKNOWN, (gap,)

    def _below(self, birth: date, charges: Sequence[str], days: Days) -> tuple[Liability, tuple[Missing, ...]]:
        lower = self.parameters.in_force("approval_age", days.last)
        acts = self.parameters.in_force("acts_with_approval", days.last).value
        if not charges:
            return self._no_charge()
        if not lower.value or not set(charges) & set(acts) or not attained(birth, lower.value, days.last):
            return Liability.NOT_LIABLE, ()
        if not attained(birth, lower.value, days.first):
            return self._crosses(lower.value)
        return Liability.WITH_APPROVAL, ()

    def _limited(self, name: str, day: date) -> tuple[Liability, tuple[Missing, ...]]:
        def listed(table: str) -> bool:
            return name in self.parameters.in_force(table, day).value

        if listed("listed_acts"):
            return Liability.LIABLE, ()
        if listed("never_listed"):
            return Liability.NOT_LIABLE, ()
        if listed("acts_by_injury"):
            return self._by_injury()
        if listed("acts_by_dealing"):
            return self._by_dealing()
        gap = self.unknown(
            f"“{name}”可能包含第十七条第二款所列行为，须审查具体行为",
            f"{name} may hold a listed act: it must be read",
            "fact.established",
        )
        return Liability.UNKNOWN, (gap,)

    def _by_injury(self) -> tuple[Liability, tuple[Missing, ...]]:
        grade, final = None, False
        for one in self.case.of_type("evidence.forensic_opinion_issued"):
            if one.data.get("subject") == "injury" and one.data.get("injury_grade") is not None:
                grade, final = one.data["injury_grade"], one.data.get("final") is True
        stated = self._fact("injury_grade")
        if stated is not None:
            grade, final = stated, self._fact("injury_appraisal_final") is True
        if grade is not None and final:
            return (Liability.LIABLE if grade in _SERIOUS else Liability.NOT_LIABLE), ()
        gap = self.unknown(
            "伤情未经最终鉴定", "the injury is not finally appraised", "evidence.forensic_opinion_issued"
        )
        return Liability.UNKNOWN, (gap,)

    def _by_dealing(self) -> tuple[Liability, tuple[Missing, ...]]:
        kind = self._fact("drug_act")
        if kind is None:
            gap = self.unknown(
                "毒品犯罪的具体行为（贩卖或者其他）未查明", "whether drugs were sold is not known", "fact.established"
            )
            return Liability.UNKNOWN, (gap,)
        return (Liability.LIABLE if kind == "sale" else Liability.NOT_LIABLE), ()

    def _fact(self, key: str) -> Any:
        found = [
            one.data["value"]
            for one in self.case.of_type("fact.established")
            if one.data.get("key") == key and one.suspect_ref in (None, self.person.ref)
        ]
        if not found:
            return None
        return next((found[-1][form] for form in ("truth", "code", "moment") if form in found[-1]), None)

    def _charges(self, act: Mapping[str, Any]) -> list[str]:
        own = act.get("charge")
        charges = [own] if own else (self.person.charges or self.case.picture.charges)
        return [str(one["name"]) for one in charges if one.get("name")]


def _span(act: Mapping[str, Any]) -> Days | None:
    first, last = days_of(act.get("from")), days_of(act.get("to") or act.get("from"))
    return None if first is None or last is None or last.last < first.first else Days(first.first, last.last)


def _worst(kinds: Sequence[tuple[Liability, tuple[Missing, ...]]]) -> tuple[Liability, tuple[Missing, ...]]:
    found = {kind for kind, _ in kinds}
    missing = tuple(gap for _, gaps in kinds for gap in gaps)
    for kind in (Liability.LIABLE, Liability.UNKNOWN):
        if kind in found:
            return kind, missing if kind is Liability.UNKNOWN else ()
    return Liability.NOT_LIABLE, ()


def judged(case: CaseFile, parameters: Parameters) -> list[Judged]:
    """Return the liability by age of every suspect; the presumption of 法释〔2006〕1号 art. 4 decides nothing here."""
    return [_Reading(case, parameters, one).judge() for one in case.suspects if one.same_person_as is None]
