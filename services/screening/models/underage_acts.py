"""Whether a suspect is liable by age for his acts (CL 17): acts and not charge names, day by day; pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final

from screening.casefile import CaseFile, Event, days_of
from screening.coverage import Missing
from screening.models.underage_birth import Birth, Surety, birth_of
from screening.models.underage_result import Result, result_for
from screening.parameters import NotInForce, Parameters
from zhenxie.law.ages import attained, birthday, needs_a_second_look
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text
from zhenxie.record.picture import Suspect

_ONE_DAY: Final = timedelta(days=1)
_GRAVE: Final = frozenset({Result.DEATH, Result.SERIOUS})
_AGES: Final = ("full_responsibility_age", "limited_responsibility_age", "approval_age")


class Liability(StrEnum):
    """What the age at the act says of one person."""

    LIABLE = "liable"
    NOT_LIABLE = "not_liable"
    WITH_APPROVAL = "with_approval"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Known:
    """When the police knew: `happened` as the law counts it, `recorded` not before it was on record as well."""

    happened: Days
    recorded: Days


@dataclass(frozen=True)
class Judged:
    """One person's liability by age; `missing` says why it is unknown, `verified` where the age was established.

    `known` tells since when he is known not to be liable, or not without approval.
    """

    ref: str
    liability: Liability
    missing: tuple[Missing, ...] = ()
    verified: Event | None = None
    birth: date | None = None
    acts: tuple[Days, ...] = ()
    known: Known | None = None


_Answer = tuple[Liability, tuple[Missing, ...]]
_ByCharge = Callable[[Mapping[str, Any]], _Answer]
_LIABLE: Final[_Answer] = (Liability.LIABLE, ())
_NOT_LIABLE: Final[_Answer] = (Liability.NOT_LIABLE, ())
_BY_GRAVITY: Final = (Liability.LIABLE, Liability.UNKNOWN, Liability.WITH_APPROVAL, Liability.NOT_LIABLE)


@dataclass(frozen=True)
class _Reading:
    case: CaseFile
    parameters: Parameters
    person: Suspect

    def unknown(self, chinese: str, english: str, event_type: str) -> _Answer:
        return Liability.UNKNOWN, (Missing(Text(chinese, english), event_type, self.case.police),)

    def judge(self) -> Judged:
        birth, ref = birth_of(self.case, self.person), self.person.ref
        acts = tuple(days for act in self.person.acts if (days := _span(act)) is not None)
        kind, missing = self._of_person(birth)
        if kind is not Liability.LIABLE and birth.missing is not None:
            kind, missing = Liability.UNKNOWN, (*missing, birth.missing)
        return Judged(ref, kind, missing, birth.verified, birth.day, acts)

    def _of_person(self, birth: Birth) -> _Answer:
        if birth.surety is Surety.REACHED:
            return _LIABLE
        if birth.day is None or birth.surety is Surety.DOUBTFUL:
            return Liability.UNKNOWN, ()
        if not self.person.acts or self._charge_without_act():
            ref = self.person.ref
            return self.unknown(
                f"犯罪嫌疑人{ref}的行为时间未报送", f"when {ref} acted is not stated", "suspect.identified"
            )
        return _gravest([self._of_act(birth.day, act) for act in self.person.acts])

    def _charge_without_act(self) -> bool:
        """Tell whether every act names its charge and yet a charge is left of which nobody says when."""
        own = [act.get("charge") for act in self.person.acts]
        charges = self.person.charges or self._of_case()
        return all(own) and not {_name_of(one) for one in charges} <= {_name_of(one) for one in own if one}

    def _of_case(self) -> list[Mapping[str, Any]]:
        """Return the charges of the case and of everybody in it: what one is no longer charged with, another may be."""
        stated = [one.data["charges"] for one in self.case.events if _names_charges(one)]
        return [*(stated[-1] if stated else ()), *(charge for one in self.case.suspects for charge in one.charges)]

    def _of_act(self, birth: date, act: Mapping[str, Any]) -> _Answer:
        days = _span(act)
        if days is None:
            return self.unknown("行为起止时间颠倒", "the act ends before it begins", "suspect.charges_changed")
        answers = [self._on_day(birth, act, day) for day in self._decisive(birth, days)]
        kinds = {kind for kind, _ in answers}
        if len(kinds) == 1:
            return answers[0]
        ref = self.person.ref
        return self.unknown(
            f"{ref}的行为时间跨越年龄界限（或者新旧法界限）之日，须查明具体日期",
            f"the acts of {ref} lie on both sides of an age, or of a change of the law",
            "suspect.charges_changed",
        )

    def _decisive(self, birth: date, days: Days) -> list[date]:
        """Return the days of a stretch on which the answer can be another than on the day before, and its first."""
        turns = {days.first}
        for name in _AGES:
            for number in self.parameters.values(name):
                turns |= {number.since, birthday(birth, number.value) + _ONE_DAY}
        turns |= self.parameters.turns
        for year in range(days.first.year, days.last.year + 1):
            turns |= {date(year, 2, 28), date(year, 3, 3)}
        return sorted(day for day in turns if days.first <= day <= days.last)

    def _on_day(self, birth: date, act: Mapping[str, Any], day: date) -> _Answer:
        try:
            full, limited, lower = (self.parameters.in_force(name, day) for name in _AGES)
            if attained(birth, full.value, day):
                return _LIABLE
            if needs_a_second_look(birth, Days(day, day)):
                ref = self.person.ref
                return self.unknown(
                    f"{ref}生于2月29日且行为在生日前后，须人工审查",
                    f"{ref}: born on 29 February, a person must decide",
                    "suspect.age_verified",
                )
            if attained(birth, limited.value, day):
                return self._of_charges(act, lambda charge: self._limited(charge, day))
            if not lower.value or not attained(birth, lower.value, day):
                return _NOT_LIABLE
            return self._of_charges(act, lambda charge: self._with_approval(charge, day))
        except NotInForce:
            return self.unknown(
                f"{day}行为时的法律未载入，须人工审查",
                f"the law of {day} is not among the parameters: a person must read it",
                "suspect.charges_changed",
            )

    def _of_charges(self, act: Mapping[str, Any], reading: _ByCharge) -> _Answer:
        own = [act["charge"]] if act.get("charge") else list(self.person.charges)
        charges = own or self._of_case()
        if not charges:
            return self.unknown("涉嫌罪名（行为）未报送", "the act is not named", "suspect.charges_changed")
        answers = [reading(charge) for charge in charges]
        if not own and len({kind for kind, _ in answers}) > 1:
            # The case names several charges, and nobody says which of them are his.
            ref = self.person.ref
            return self.unknown(
                f"{ref}涉嫌的罪名未报送", f"the charges against {ref} are not named", "suspect.identified"
            )
        return _gravest(answers)

    def _limited(self, charge: Mapping[str, Any], day: date) -> _Answer:
        """From 14 to 16 (CL 17¶2).

        抢劫罪 named without an article counts as robbery, which is one of the eight acts (domain 3.3: LISTED). Violence
        after a theft (269) and a weapon carried at a snatching (267) are robbery by name only, and must be read: the
        article says so (法释〔2006〕1号 art. 10).
        """
        name = _name_of(charge)

        def listed(table: str) -> bool:
            return name in self._names(table, day)

        if listed("never_listed"):
            return _NOT_LIABLE
        if listed("listed_acts") and charge.get("cl_article") not in self._names("articles_to_read", day):
            return _LIABLE
        if listed("acts_by_injury") or listed("acts_to_read"):
            return self._by_result(name, reading=listed("acts_to_read"))
        return self._by_dealing() if listed("acts_by_dealing") else self._to_read(name)

    def _by_result(self, name: str | None, *, reading: bool) -> _Answer:
        result = result_for(self.case, self.person.ref)
        if result is Result.LIGHT:
            return _NOT_LIABLE
        if result not in _GRAVE:
            return self._not_appraised()
        # In a brawl somebody did it: whether he did must be read (CL 292¶2).
        return self._to_read(name) if reading else _LIABLE

    def _with_approval(self, charge: Mapping[str, Any], day: date) -> _Answer:
        """From 12 to 14 (CL 17¶3): killing and injuring alone, with death or a grave result."""
        name, result = _name_of(charge), result_for(self.case, self.person.ref)
        if name in self._names("never_listed", day) or name in self._names("acts_by_dealing", day):
            return _NOT_LIABLE
        if result is Result.LIGHT:
            return _NOT_LIABLE if name is not None else self._to_read(name)
        if name in self._names("acts_with_approval", day):
            by_injury = name in self._names("acts_by_injury", day)
            if result in _GRAVE or (result is Result.UNSTATED and not by_injury):
                return Liability.WITH_APPROVAL, ()
            return self._not_appraised()
        if name in self._names("listed_acts", day) and result is Result.UNSTATED:
            return _NOT_LIABLE
        return self._to_read(name)

    def _names(self, table: str, day: date) -> frozenset[str]:
        return self.parameters.read(table, day, _bare_names)

    def _not_appraised(self) -> _Answer:
        return self.unknown(
            "伤情未经最终鉴定", "the injury is not finally appraised", "evidence.forensic_opinion_issued"
        )

    def _to_read(self, name: str | None) -> _Answer:
        return self.unknown(
            f"“{f'{name}罪' if name else '未载明罪名的行为'}”可能包含第十七条所列行为，须审查具体行为",
            f"{f'{name}罪' if name else 'a charge without a name'} may hold a listed act: it must be read",
            "fact.established",
        )

    def _by_dealing(self) -> _Answer:
        stated = [
            one.data["value"].get("code")
            for one in self.case.of_type("fact.established")
            if one.data.get("key") == "drug_act" and one.suspect_ref in (None, self.person.ref)
        ]
        if not stated or not all(isinstance(one, str) for one in stated):
            return self.unknown(
                "毒品犯罪的具体行为（贩卖或者其他）未查明", "whether drugs were sold is not known", "fact.established"
            )
        return _LIABLE if "sale" in stated else _NOT_LIABLE


def _bare_names(names: Sequence[str]) -> frozenset[str]:
    return frozenset(map(_bare, names))


def _bare(name: str) -> str:
    """Return the name of a charge without the 罪 (crime) at its end, which some systems leave out."""
    return name.removesuffix("罪")


def _name_of(charge: Mapping[str, Any]) -> str | None:
    return None if charge.get("name") is None else _bare(charge["name"])


def _span(act: Mapping[str, Any]) -> Days | None:
    first, last = days_of(act.get("from")), days_of(act.get("to") or act.get("from"))
    return None if first is None or last is None or last.last < first.first else Days(first.first, last.last)


def _names_charges(one: Event) -> bool:
    return one.type.startswith("case.") and bool(one.data.get("charges"))


def _gravest(answers: Sequence[_Answer]) -> _Answer:
    """Return the answer of several: one act for which he is liable is enough, one unknown keeps it open."""
    missing = tuple(gap for _, gaps in answers for gap in gaps)
    kinds = {kind for kind, _ in answers}
    kind = next(one for one in _BY_GRAVITY if one in kinds)
    return kind, missing if kind is Liability.UNKNOWN else ()


def judged(case: CaseFile, parameters: Parameters) -> list[Judged]:
    """Return the liability by age of every suspect; the presumption of 法释〔2006〕1号 art. 4 decides nothing here."""
    return [_Reading(case, parameters, one).judge() for one in case.suspects if one.same_person_as is None]
