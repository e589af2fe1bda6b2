"""The oracle's reading of DUI-01 to DUI-04: filing, withdrawal, and the blood that had to be drawn."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from oracles.driving.days import ONE, LastDay, after_days, span
from oracles.driving.history import ITEMS, PROCURATORATE, History, Said, first_of, is_on_alcohol
from oracles.driving.priors import priors
from oracles.driving.verdicts import (
    CLEAR,
    FOUND,
    UNDETERMINED,
    Answer,
    Key,
    all_of,
    any_of,
    doubted,
    in_time,
    negated,
    since_new_law,
)

DRUNK, MINOR, DRINKING = Decimal(80), Decimal(150), Decimal(20)
GRACE_DAYS, DRAW_DAYS = 15, 1
# Withdrawn, ended for one person, or gone to another office: each ends the duty, and each may be kept silent.
CHARGES = ("suspect.charges_changed", "suspect.identified")
TURNS_ROUND = ("evidence.forensic_opinion_issued", *CHARGES, "fact.established")
ENDS = ("case.withdrawn", "suspect.investigation_terminated", "case.transferred_out", "case.merged")
ENDS += ("case.sent_for_prosecution",)
# What the procuratorate and the court decided: then the case was no longer for the police to withdraw.
DECIDED = ("suspect.not_prosecuted", "suspect.judged")


def opinions(history: History, person: str | None) -> list[Said]:
    """Return the opinions on the alcohol in the blood (血液酒精) of this person."""
    return [one for one in history.of("evidence.forensic_opinion_issued", person=person) if is_on_alcohol(one)]


def below(history: History, person: str | None, bound: Decimal) -> bool | None:
    """Tell whether the blood alcohol lies below a bound; nothing where opinions differ or a value is not stated.

    The bound itself is not below it (CL 99: 以上 includes the number).
    """
    values = [one.get("blood_alcohol_mg_per_100ml") for one in opinions(history, person)]
    sides = {None if one is None else Decimal(one) < bound for one in values}
    return sides.pop() if len(sides) == 1 else None


def received(history: History, opinion: Said) -> str | None:
    """Return when the police received an opinion: it says so, or the notices of it say the same."""
    if "opinion_received_at" in opinion:
        stated: str = opinion["opinion_received_at"]
        return stated
    told = [one.get("opinion_received_at") for one in notices(history, opinion)]
    days = {one for one in told if one is not None}
    return days.pop() if len(days) == 1 else None


def notices(history: History, opinion: Said) -> list[Said]:
    """Return the notices that can be of this opinion; one of an injury, or of another number, is not."""
    found = []
    for one in history.of("evidence.forensic_opinion_notified", person=opinion.get("suspect")):
        number, named = (opinion.get("document") or {}).get("number"), one.get("opinion_number")
        other_number = number is not None and named is not None and number != named
        if may_be_of_alcohol(one) and not other_number:
            found.append(one)
    return found


def may_be_of_alcohol(notice: Said) -> bool:
    """Tell whether a notice may be of an opinion on alcohol: it says so, or nothing that anybody could read."""
    return notice.get("subject") == "blood_alcohol" or not isinstance(notice.get("subject"), str)


def aggravated(history: History, person: str | None) -> bool | None:
    """Tell whether an item of article 10 applies: one true suffices, all of 1 to 14 must be stated false for a no."""
    if history.stated("aggravating", "other", person=person):
        return True
    return any_of(*(history.stated("aggravating", item, person=person) for item in ITEMS))


def escaped(history: History, person: str | None) -> bool | None:
    """Tell whether the driver fled before the blood was drawn, or was substituted."""
    return any_of(history.stated("fled", person=person), history.stated("substituted", person=person))


def read(history: History) -> Iterator[tuple[Key, Answer]]:
    """Yield the answers of DUI-01 to DUI-04."""
    if not history.concerns_drunk_driving():
        return
    for test in history.of("evidence.breath_tested"):
        yield ("DUI-04", test.get("suspect"), test["id"]), _not_drawn(history, test)
    for person in history.drivers():
        if history.act(person):
            if opinions(history, person):
                yield from _not_withdrawn(history, person)
            yield from _treated_as_minor(history, person)


def _not_withdrawn(history: History, person: str | None) -> Iterator[tuple[Key, Answer]]:
    filed = history.of("case.filed")
    due = _grace(history, person)
    # Another charge after the case had to be withdrawn does not excuse it.
    only = history.is_only_drunk_driving(person, (due.first, due.latest) if due else None)
    if filed and only is not False:
        first = first_of(filed)
        drunk, new = negated(below(history, person, DRUNK)), since_new_law(history.act(person))
        not_drunk, minor = _not_drunk(history, person), _minor(history, person)
        answer = _withdrawal(history, person, first, (due, not_drunk))
        yield ("DUI-01", person, first["id"]), doubted(answer, only is None)
        # Who is not drunk is no matter of article 12, and before 28 December 2023 there was none.
        if drunk is not False and new is not False:
            answer = _withdrawal(history, person, first, (due, minor))
            yield ("DUI-02", person, first["id"]), doubted(answer, only is None)


def _grace(history: History, person: str | None) -> LastDay | None:
    days = [span(received(history, one)) for one in opinions(history, person)]
    known = [day for day in days if day is not None]
    # Several opinions: a re-test is waited for.
    return after_days(max(known), GRACE_DAYS) if known and len(known) == len(days) else None


def _substitute(history: History, person: str | None) -> bool | None:
    """Tell whether the breath stands for the blood (art 4): 80 or more of somebody who fled or was substituted."""
    # Who drinks again to defeat the test is judged by his blood, so it proves nothing below the bound.
    breath = _breath(history, person)
    return all_of(any_of(*breath) if breath else None, escaped(history, person))


def _breath(history: History, person: str | None) -> list[bool | None]:
    values = [one.get("alcohol_mg_per_100ml") for one in history.of("evidence.breath_tested", person=person)]
    return [None if one is None else Decimal(one) >= DRUNK for one in values]


def _not_drunk(history: History, person: str | None) -> bool | None:
    """Below 80, and no substitute proof."""
    return all_of(below(history, person, DRUNK), negated(_substitute(history, person)))


def _minor(history: History, person: str | None) -> bool | None:
    """Under 150, not under 80, without any aggravating item or prior; for acts under the opinion of 2023."""
    return all_of(
        since_new_law(history.act(person)),
        below(history, person, MINOR),
        negated(below(history, person, DRUNK)),
        negated(aggravated(history, person)),
        *(negated(certain) for _, certain in priors(history, person)),
    )


def _withdrawal(history: History, person: str | None, filed: Said, case: tuple[LastDay | None, bool | None]) -> Answer:
    due, because = case
    if because is False:
        return Answer(CLEAR)
    if due is None:
        return Answer(UNDETERMINED)
    ended = [span(one["occurred"]) for one in history.of(*ENDS, *DECIDED, person=person)]
    begun, act = span(filed["occurred"]), history.act(person)
    since = min(begun[0], act[0]) if begun and act else date.min
    # That there is no re-test, no other charge, no other breath is said by silence only.
    types = [*ENDS, *TURNS_ROUND, "evidence.breath_tested"]

    def silent() -> bool:
        decided = history.is_silent(["suspect.not_prosecuted"], since, due.latest, PROCURATORATE)
        return decided and history.is_silent(types, since, due.latest)

    return doubted(in_time(history.on, due, ended, silent), because is None)


def _treated_as_minor(history: History, person: str | None) -> Iterator[tuple[Key, Answer]]:
    drunk, new = _drunk(history, person), since_new_law(history.act(person))
    if drunk is False or new is False:
        return
    for decision in history.of("case.filing_refused", "case.withdrawn"):
        reason = decision.get("reason" if decision["type"] == "case.filing_refused" else "ground")
        only = history.is_only_drunk_driving(person, span(decision["occurred"]))
        if (reason == "minor_not_crime" or not isinstance(reason, str)) and only is not False:
            why = True if reason == "minor_not_crime" else None
            bad = aggravated(history, person)
            claim = False if bad is False else all_of(why, new, drunk, only, bad)
            types = [*TURNS_ROUND, "evidence.breath_tested"]
            if claim and not history.is_settled(types, span(decision["occurred"]), person):
                claim = None
            verdict = {True: FOUND, False: CLEAR, None: UNDETERMINED}[claim]
            yield ("DUI-03", person, decision["id"]), Answer(verdict, decision["occurred"] if claim else None)


def _drunk(history: History, person: str | None) -> bool | None:
    """Tell whether he was drunk by his blood, or by a breath that stands for it; a breath alone settles nothing."""
    if _substitute(history, person):
        return True
    if opinions(history, person):
        return negated(below(history, person, DRUNK))
    return False if any_of(*_breath(history, person)) is False else None


def _not_drawn(history: History, test: Said) -> Answer:
    person = test.get("suspect")
    value = None if "alcohol_mg_per_100ml" not in test else Decimal(test["alcohol_mg_per_100ml"])
    # An accident asks for the blood of somebody who is suspected of having drunk (规定 35).
    after_accident = all_of(None if value is None else value >= DRINKING, history.stated("accident", person=person))
    # Who was tested did not refuse.
    refused = test.get("refused", None if value is None else False)
    asked = any_of(None if value is None else value >= DRUNK, test.get("objected"), refused, after_accident)
    if asked is False or escaped(history, person):
        return Answer(CLEAR)
    day = span(test["occurred"])
    draws = history.of("evidence.blood_drawn", person=person)
    if day is None:
        return Answer(CLEAR if draws else UNDETERMINED)
    # One day is a number of ours, not of the law: no holiday moves it.
    due = LastDay(day[0] + DRAW_DAYS * ONE, day[1] + DRAW_DAYS * ONE, day[1] + DRAW_DAYS * ONE)
    done = [span(one["occurred"]) for one in draws]
    # What was sent or analysed had been drawn, whether or not anybody says when.
    types = ["evidence.blood_drawn", "evidence.blood_submitted"]
    types += ["evidence.forensic_opinion_issued", "evidence.forensic_opinion_notified"]
    shown = history.of("evidence.blood_submitted", person=person) + opinions(history, person)
    told = history.of("evidence.forensic_opinion_notified", person=person)
    shown += [one for one in told if may_be_of_alcohol(one)]
    answer = in_time(history.on, due, done, lambda: history.is_silent(types, day[0], due.last))
    doubt = asked is None or escaped(history, person) is None or (bool(shown) and not draws)
    return doubted(answer, doubt)
