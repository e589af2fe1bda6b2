"""What a case says of somebody's driving (domain 5.4): who drove, his values, and each circumstance as stated; pure."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from screening.casefile import CaseFile, Event, days_of
from screening.coverage import Missing
from screening.parameters import Number, Parameters
from screening.reading import read_once
from screening.rulebook import Outcome, Verdict
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text

# DUI23 10, items 1 to 14; the fifteenth, "other", is nothing that could be stated false.
AGGRAVATING: Final = (
    "accident_at_fault",
    "fled_after_accident",
    "car_without_licence",
    "grave_overload_or_speeding",
    "after_controlled_drugs",
    "passengers_in_service",
    "school_bus",
    "motorway",
    "heavy_truck",
    "hazardous_goods",
    "evaded_check",
    "obstructed_proceedings",
    "punished_within_two_years",
    "convicted_within_five_years",
)
# What could add a charge.
CHARGES: Final = ("suspect.charges_changed", "suspect.identified")
# What could turn a case round: a re-test, another charge, a circumstance, the breath of one who fled.
TURNS_IT_ROUND: Final = (
    "evidence.forensic_opinion_issued",
    *CHARGES,
    "fact.established",
    "evidence.breath_tested",
)
_TESTS: Final = ("evidence.breath_tested", "evidence.blood_drawn")
_OPINION: Final = "evidence.forensic_opinion_issued"


def stated_code(value: Any) -> str | None:
    """Return a value of our own list; None where it is not stated, or is a platform's code that no table maps."""
    return value if isinstance(value, str) else None


def about(case: CaseFile, person: str | None, *types: str) -> list[Event]:
    """Return the events of these types that can be about this person: they name him, or nobody."""
    return [one for one in case.of_type(*types) if person is None or one.suspect_ref in (None, person)]


@read_once
def drivers(case: CaseFile) -> Sequence[str | None]:
    """Return whom the tests, the samples and the opinions name; one unnamed driver where they name nobody."""
    tested = [one for one in case.of_type(*_TESTS, _OPINION) if one.type != _OPINION or is_on_alcohol(one)]
    return sorted({one.suspect_ref for one in tested if one.suspect_ref is not None}) or [None]


def is_on_alcohol(opinion: Event) -> bool:
    """Tell whether an opinion is about the alcohol in the blood: it says so, or it states the value."""
    subject = stated_code(opinion.data.get("subject"))
    return subject == "blood_alcohol" or (subject is None and "blood_alcohol_mg_per_100ml" in opinion.data)


def opinions(case: CaseFile, person: str | None) -> list[Event]:
    """Return every opinion on the alcohol in this person's blood, re-tests (重新检验) too, in the law's order."""
    return [one for one in about(case, person, _OPINION) if is_on_alcohol(one)]


def is_below(given: Sequence[Event], bound: Number) -> bool | None:
    """Tell whether the value lies below a bound, which is not below itself (CL 99).

    None where a value is not stated, or a re-test came out on the other side: which of the two is right is for a
    prosecutor to weigh.
    """
    values = [one.data.get("blood_alcohol_mg_per_100ml") for one in given]
    sides = {None if one is None else Decimal(one) < Decimal(bound.value) for one in values}
    return sides.pop() if len(sides) == 1 else None


def notices(case: CaseFile, opinion: Event) -> list[Event]:
    """Return the notices that can be of this opinion: of its person, its kind, and its number where both name one."""
    number = (opinion.payload.get("document") or {}).get("number")
    return [
        one
        for one in about(case, opinion.suspect_ref, "evidence.forensic_opinion_notified")
        if stated_code(one.data.get("subject")) in (None, "blood_alcohol")
        and (number is None or one.data.get("opinion_number") in (None, number))
    ]


def received(case: CaseFile, opinion: Event) -> str | None:
    """Return when the police received an opinion: it says so, or its notices say so with one voice."""
    own: str | None = opinion.data.get("opinion_received_at")
    told = {one.data["opinion_received_at"] for one in notices(case, opinion) if "opinion_received_at" in one.data}
    return own or (told.pop() if len(told) == 1 else None)


@read_once
def said_of(case: CaseFile, person: str | None, *path: str) -> Sequence[tuple[Any, Event]]:
    """Return every statement of something about this person's driving with what says it, in the law's order."""
    key = ".".join(path)
    said = [
        (value, one)
        for value, one in case.stated("driving", *path)
        if person is None or one.suspect_ref in (None, person)
    ]
    facts = [
        (one.data["value"]["truth"], one)
        for one in about(case, person, "fact.established")
        if one.data.get("key") == key and "truth" in one.data["value"]
    ]
    if not facts:
        return said
    place = {one.entry.event_id: number for number, one in enumerate(case.events)}
    return sorted([*said, *facts], key=lambda one: place[one[1].entry.event_id])


@read_once
def stated(case: CaseFile, person: str | None, *path: str) -> Any:
    """Return what is stated of this person's driving; None when nobody says, or two things are said."""
    said = {value for value, _ in said_of(case, person, *path)}
    return said.pop() if len(said) == 1 else None


def circumstance(case: CaseFile, person: str | None, name: str) -> bool | None:
    """Return whether an aggravating circumstance is stated true or false; None when nobody says, or both are said."""
    said: bool | None = stated(case, person, "aggravating", name)
    return said


def aggravated(case: CaseFile, person: str | None) -> list[str]:
    """Return the circumstances of DUI23 10 that are stated true, the fifteenth (other) too."""
    return [name for name in (*AGGRAVATING, "other") if circumstance(case, person, name)]


def unstated(case: CaseFile, person: str | None, names: Sequence[str]) -> tuple[Missing, ...]:
    """Return the circumstances that are neither stated true nor stated false, or both."""
    return tuple(
        _not_known(case, person, ("aggravating", name), Text(f"从重处理情形“{name}”", name))
        for name in names
        if circumstance(case, person, name) is None
    )


def _not_known(case: CaseFile, person: str | None, path: tuple[str, ...], name: Text) -> Missing:
    if said_of(case, person, *path):
        text = Text(f"{name.chinese}前后说法不一", f"of {name.english} two things are said")
    else:
        text = Text(f"{name.chinese}未明确有无", f"whether {name.english} is the case is not stated")
    return Missing(text, "fact.established", case.police)


def escaped(case: CaseFile, person: str | None) -> bool | None:
    """Tell whether he fled before blood was drawn, or was substituted (DUI23 4); None where neither is settled."""
    return any_of(stated(case, person, "fled"), stated(case, person, "substituted"))


def not_settled_whether_he_escaped(case: CaseFile, person: str | None) -> tuple[Missing, ...]:
    """Return which of the two is not stated, or stated both ways."""
    return tuple(
        _not_known(case, person, (name,), Text(f"是否{chinese}", english))
        for name, chinese, english in (
            ("fled", "抽血前脱逃", "a flight before the sample"),
            ("substituted", "顶替", "a substitution"),
        )
        if stated(case, person, name) is None
    )


def breath_reached(case: CaseFile, person: str | None, drunk: Number) -> bool | None:
    """Tell whether his breath reached the bound; False also where it was never tested."""
    values = [one.data.get("alcohol_mg_per_100ml") for one in about(case, person, "evidence.breath_tested")]
    return any_of(*(None if value is None else Decimal(value) >= Decimal(drunk.value) for value in values))


def has_substitute_proof(case: CaseFile, person: str | None, drunk: Number) -> bool | None:
    """Tell whether his breath stands for his blood: 80 or more, of somebody who fled or was substituted (DUI23 4).

    Who drinks again to defeat the test is judged by his blood, so that proves nothing below the bound.
    """
    tested = about(case, person, "evidence.breath_tested")
    return all_of(breath_reached(case, person, drunk) if tested else None, escaped(case, person))


def value_in_doubt(given: Sequence[Event]) -> Missing:
    """Return that the blood alcohol is not settled by these opinions."""
    text = Text(
        "血液酒精含量未报送，或者多份鉴定意见结论不一",
        "the blood alcohol is not stated, or a re-test came out on the other side",
    )
    return Missing(text, given[-1].type, given[-1].entry.source)


def any_of(*claims: bool | None) -> bool | None:
    """Tell whether one of several claims holds: one true is enough, and only all of them false is a no."""
    if True in claims:
        return True
    return None if None in claims else False


def all_of(*claims: bool | None) -> bool | None:
    """Tell whether every one of several claims holds: one false is enough for a no."""
    if False in claims:
        return False
    return None if None in claims else True


def every_stop(case: CaseFile, person: str | None) -> set[str]:
    """Return every moment at which he is said to have been stopped."""
    said = case.stated("driving", "stopped_at")
    return {stop for stop, event in said if person is None or event.suspect_ref in (None, person)}


@read_once
def day_of_driving(case: CaseFile, person: str | None) -> Days | None:
    """Return the legal days on which he can have driven: of the stop, else of test, sample or filing; None for none."""
    for moments in (
        every_stop(case, person),
        *([one.occurred for one in about(case, person, name)] for name in _TESTS),
        [one.occurred for one in case.of_type("case.filed", "case.filing_refused")],
    ):
        known = [days for moment in moments if (days := days_of(moment)) is not None]
        if known:
            return min(known, key=lambda days: (days.first, days.last))
    return None


def applies(parameters: Parameters, name: str, days: Days | None) -> bool | None:
    """Tell whether a rule of law was in force, whichever day it was; None where it depends on the day."""
    if days is None:
        return None
    since = parameters.values(name)[0].since
    return True if days.first >= since else False if days.last < since else None


def not_settled(case: CaseFile, person: str | None, until: Days | None, *types: str) -> tuple[Missing, ...]:
    """Return why what was stated of him may not be all there is; empty when it is.

    A re-test, another charge or another circumstance can turn a case round: that there is none is said by silence
    only, from the driving on (domain 14.1).
    """
    driven = day_of_driving(case, person)
    since = date.min if driven is None else driven.first
    if until is None:
        text = Text("决定或者提请的日期未报送", "when it was decided, or asked for, is not stated")
        return (Missing(text, types[0], case.police),)
    return case.silence(types, owed_by=case.police, since=min(since, until.first), until=until.last)


def doubted(outcome: Outcome, doubts: Sequence[Missing]) -> Outcome:
    """Return the outcome, undetermined where it would accuse although something is in doubt."""
    if outcome.verdict is not Verdict.FOUND or not doubts:
        return outcome
    return Outcome(
        rule=outcome.rule,
        verdict=Verdict.UNDETERMINED,
        root=outcome.root,
        suspect_ref=outcome.suspect_ref,
        missing=tuple(doubts),
    )


def not_known_which_law(event: Event) -> Missing:
    """Return what is missing where the law in force depends on a day that is not known."""
    text = Text("日期不明，适用新旧规定不能确定", "the day is not known: which law was in force is not known")
    return Missing(text, event.type, event.entry.source)
