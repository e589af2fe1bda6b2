"""The steps of a finding about somebody's age: what was said of him, and what follows from it by article; pure."""

from collections.abc import Mapping
from typing import Any, Final

from screening.casefile import CaseFile, Entry, Event
from screening.models.underage_acts import Judged, Liability
from screening.parameters import Parameters
from screening.rulebook import Ground, by_law
from zhenxie.law.ages import attained
from zhenxie.law.wording import Text

_OF_ACTS: Final = ("suspect.charges_changed", "suspect.details_amended", "suspect.identified", "case.notified")


def grounds_of(case: CaseFile, parameters: Parameters, person: Judged) -> tuple[Ground, ...]:
    """Return the steps that every finding about a person's age rests on."""
    acts = "、".join(f"{one.first}至{one.last}" if not one.is_one_day else str(one.first) for one in person.acts)
    verified = None if person.verified is None else person.verified.entry
    birth = Text(
        f"{person.ref}的出生日期经查明为{person.birth}", f"{person.ref} was born on {person.birth}, as established"
    )
    acted = Text(f"{person.ref}的行为时间：{acts}", f"{person.ref} acted on {acts}")
    counted = Text("周岁按公历计算，从生日的第二天起算", "years are full from the day after the birthday")
    return (
        Ground(birth, entry=verified),
        Ground(acted, entry=_where_acts_are_said(case, person.ref)),
        Ground(counted, article="JUV06 2"),
        _band(case, parameters, person),
    )


def _where_acts_are_said(case: CaseFile, ref: str) -> Entry | None:
    return next((one.entry for one in reversed(case.of_type(*_OF_ACTS)) if _says_acts(one, ref)), None)


def _says_acts(one: Event, ref: str) -> bool:
    said: list[Mapping[str, Any]] = [each for each in one.data.get("suspects") or () if each["suspect_ref"] == ref]
    return any(each.get("acts") for each in (*said, *([one.data] if one.suspect_ref == ref else [])))


def _band(case: CaseFile, parameters: Parameters, person: Judged) -> Ground:
    """Return the band of age (CL 17) that he was in when he acted last, and what follows from it."""
    day = max(one.last for one in person.acts)
    full, limited, lower = (
        parameters.in_force(name, day)
        for name in ("full_responsibility_age", "limited_responsibility_age", "approval_age")
    )
    if person.birth is not None and attained(person.birth, limited.value, day):
        charges = "、".join(_charges(case, person.ref)) or "所涉行为"
        text = Text(
            f"行为时已满{limited.value}周岁不满{full.value}周岁，{charges}不属于该年龄段应负刑事责任的行为",
            f"from {limited.value} and under {full.value} at the act, and not a listed act",
        )
        return by_law(limited, text)
    if person.liability is Liability.WITH_APPROVAL:
        text = Text(
            f"行为时已满{lower.value}周岁不满{limited.value}周岁，须报请最高人民检察院核准方可追诉",
            f"from {lower.value} and under {limited.value} at the act: prosecuted only with the approval of the"
            " Supreme People's Procuratorate",
        )
        return by_law(lower, text)
    text = Text(
        f"行为时不满{limited.value}周岁，不负刑事责任", f"under {limited.value} at the act: no criminal responsibility"
    )
    return by_law(limited, text)


def _charges(case: CaseFile, ref: str) -> list[str]:
    person = next(one for one in case.suspects if one.ref == ref)
    return [str(one["name"]) for one in person.charges if isinstance(one.get("name"), str)]
