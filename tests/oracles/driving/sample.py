"""The oracle's reading of DUI-05, DUI-06, DUI-07 and DUI-11: breath, blood, and the way to the laboratory."""

from collections.abc import Iterator
from datetime import date

from oracles.driving.days import LastDay, Span, after_days, after_working_days, span
from oracles.driving.history import History, Said, is_on_alcohol
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

PROCEDURE_OF_2020 = date(2020, 5, 1)
GUIDANCE_OF_2011 = date(2011, 9, 19)
STANDARD_OF_2011 = date(2011, 7, 1)


def read(history: History) -> Iterator[tuple[Key, Answer]]:
    """Yield the answers about every breath test and every blood sample."""
    if not history.concerns_drunk_driving():
        return
    for draw in history.of("evidence.blood_drawn"):
        person = draw.get("suspect")
        day = _drawn(history, draw)
        for rule, claim in (("DUI-05", wrong_people(draw, day)), ("DUI-06", defect(draw, day))):
            if claim != "does not apply":
                yield (rule, person, draw["id"]), _plain(claim, draw)
        if (sent := _sent_late(history, draw)) is not None:
            yield ("DUI-07", person, draw["id"]), sent
    for test in history.of("evidence.breath_tested"):
        yield ("DUI-11", test.get("suspect"), test["id"]), _plain(_out_of_calibration(test), test)


def _plain(claim: bool | str | None, act: Said) -> Answer:
    if claim is None:
        return Answer(UNDETERMINED)
    return Answer(FOUND, act["occurred"]) if claim else Answer(CLEAR)


def _out_of_calibration(test: Said) -> bool | None:
    until, day = test.get("device_calibrated_until"), span(test["occurred"])
    if until is None or day is None:
        return None
    last = date.fromisoformat(str(until))
    if last >= day[1]:
        return False
    return True if last < day[0] else None


def _drawn(history: History, draw: Said) -> Span | None:
    """Return the days on which it can have been drawn: after he was stopped, if nothing else is said."""
    known, act = span(draw["occurred"]), history.act(draw.get("suspect"))
    return known or (None if act is None else (act[0], date.max))


def _in_force(day: Span | None, since: date) -> bool | None:
    if day is None:
        return None
    return True if day[0] >= since else (False if day[1] < since else None)


def wrong_people(draw: Said, day: Span | None) -> bool | str | None:
    """Two officers, or one with an auxiliary, take the driver to a hospital; or a qualified person draws on site."""
    in_force = _in_force(day, PROCEDURE_OF_2020)
    if in_force is False:
        return "does not apply"
    place = draw.get("place_kind")
    police, auxiliary = draw.get("police_count"), draw.get("auxiliary_count")
    if police is None:
        too_few = None
    elif police >= 2:
        too_few = False
    elif police == 0:
        too_few = True
    else:
        too_few = None if auxiliary is None else auxiliary == 0
    # How many officers must stand by is said of the way to the hospital only (规定 36(1)).
    if place == "on_site":
        too_few = False
    elif place != "medical_institution" and too_few:
        too_few = None
    qualified = draw.get("drawer_qualified")
    claim = any_of(too_few, None if qualified is None else not qualified)
    return None if claim and in_force is None else claim


def defect(draw: Said, day: Span | None) -> bool | str | None:
    """Tell whether anything of article 8 is amiss with the extraction or the sealing; before it, only the technique."""
    standard, new = _in_force(day, STANDARD_OF_2011), since_new_law(day)
    if standard is False:
        return "does not apply"
    signed, noted = draw.get("suspect_signed"), draw.get("refusal_noted")
    technique = any_of(
        {"coagulant": True, "anticoagulant": False}.get(str(draw.get("tube_type"))),
        {"alcohol_based": True, "alcohol_free": False, "none": False}.get(str(draw.get("disinfectant_kind"))),
    )
    of_2023 = any_of(
        negated(draw.get("full_video")),
        negated(draw.get("extractor_signed")),
        negated(draw.get("sealer_signed")),
        # A refusal that is noted stands for the signature.
        False if signed or noted else (True if signed is False and noted is False else None),
        None if draw.get("seal_numbers") is None else draw["seal_numbers"] == [],
    )
    certain = all_of(technique, standard)
    return any_of(certain, False if new is False or of_2023 is False else all_of(of_2023, new))


def due_at_the_laboratory(day: date) -> LastDay | None:
    """Return the last day to send a sample drawn on this day, by the rule of its time; nothing before any rule."""
    if day >= PROCEDURE_OF_2020:
        return after_working_days((day, day), 5)
    return after_days((day, day), 3) if day >= GUIDANCE_OF_2011 else None


def _sent_late(history: History, draw: Said) -> Answer | None:
    day = span(draw["occurred"])
    if day is None:
        return Answer(UNDETERMINED)
    first, last = due_at_the_laboratory(day[0]), due_at_the_laboratory(day[1])
    if last is None:
        return None
    if first is None:
        return Answer(UNDETERMINED)
    due = LastDay(min(first.first, last.first), max(first.last, last.last), max(first.latest, last.latest))
    certain, possible = submissions(history, draw)
    days = [span(one["occurred"]) for one in certain]
    # An opinion would show that the sample was sent.
    types = ["evidence.blood_submitted", "evidence.forensic_opinion_issued"]
    # What was sent late may have been sent before: the second tube goes to a re-test.
    answer = in_time(history.on, due, days, lambda: history.is_silent(types, day[0], due.latest))
    return doubted(answer, bool(possible) or _was_there(history, draw, due.latest))


def _was_there(history: History, draw: Said, last: date) -> bool:
    """Tell whether an opinion shows that a sample was at the laboratory, in time or on a day that nobody says."""
    for one in history.of("evidence.forensic_opinion_issued", person=draw.get("suspect")):
        there = span(one.get("received_at")) or span(one["occurred"])
        if is_on_alcohol(one) and (there is None or there[0] <= last):
            return True
    return False


def submissions(history: History, draw: Said) -> tuple[list[Said], list[Said]]:
    """Return the submissions that surely, and those that possibly, are of this sample."""
    certain, possible = [], []
    draws = history.of("evidence.blood_drawn")
    for one in history.of("evidence.blood_submitted"):
        if not can_be_of(one, draw):
            continue
        others = [other for other in draws if other is not draw and can_be_of(one, other)]
        sealed = bool(set(one.get("seal_numbers") or ()) & set(draw.get("seal_numbers") or ()))
        (certain if sealed or not others else possible).append(one)
    return certain, possible


def can_be_of(submission: Said, draw: Said) -> bool:
    """Tell whether what was sent can be this sample: of no other person, under no other seal, not before it was drawn."""
    if None not in (persons := {submission.get("suspect"), draw.get("suspect")}) and len(persons) == 2:
        return False
    seals, drawn = submission.get("seal_numbers"), draw.get("seal_numbers")
    if seals and drawn and not set(seals) & set(drawn):
        return False
    sent, day = span(submission["occurred"]), span(draw["occurred"])
    return sent is None or day is None or sent[1] >= day[0]
