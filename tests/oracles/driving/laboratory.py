"""The oracle's reading of DUI-08 to DUI-10 and DUI-16: the laboratory, the notice, and orders of time that cannot be."""

from collections.abc import Iterator
from datetime import date

from oracles.driving.days import Span, after_working_days, span, stretch, surely_earlier
from oracles.driving.filing import notices, received
from oracles.driving.history import POLICE, History, Said, is_about, is_on_alcohol
from oracles.driving.sample import PROCEDURE_OF_2020, submissions
from oracles.driving.verdicts import (
    CLEAR,
    FOUND,
    NEW_LAW,
    UNDETERMINED,
    Answer,
    Key,
    any_of,
    doubted,
    in_time,
    since_new_law,
)

NOTICE_DAYS, OPINION_DAYS = 5, 3


def read(history: History) -> Iterator[tuple[Key, Answer]]:
    """Yield the answers about every opinion on alcohol, and about the order of times."""
    if not history.concerns_drunk_driving():
        return
    for opinion in history.of("evidence.forensic_opinion_issued"):
        if not is_on_alcohol(opinion):
            continue
        for rule, answer in (
            ("DUI-08", _given_late(history, opinion)),
            ("DUI-09", _told_late(history, opinion)),
            ("DUI-10", _laboratory(opinion)),
        ):
            if answer is not None:
                yield (rule, opinion.get("suspect"), opinion["id"]), answer
    yield from _orders(history)


def arrived(history: History, opinion: Said) -> str | None:
    """Return when the laboratory received the sample: the opinion says so, or the only submission it can rest on.

    Of several opinions that is the first one's: a re-test may rest on a second tube.
    """
    stated: str | None = opinion.get("received_at")
    sent = history.of("evidence.blood_submitted", person=opinion.get("suspect"))
    issued = span(opinion["occurred"])
    others = [
        span(one["occurred"])
        for one in history.of("evidence.forensic_opinion_issued", person=opinion.get("suspect"))
        if one is not opinion and is_on_alcohol(one)
    ]
    is_first = all(issued is not None and other is not None and other[0] > issued[1] for other in others)
    return sent[0].get("received_at") if stated is None and len(sent) == 1 and is_first else stated


def _given_late(history: History, opinion: Said) -> Answer | None:
    start, issued = span(arrived(history, opinion)), span(opinion["occurred"])
    new = since_new_law(start or issued)
    if new is False:
        return None
    if start is None or new is None:
        return Answer(UNDETERMINED)
    due = after_working_days(start, OPINION_DAYS)
    # That a submission is the only one, and of no earlier opinion, is said by silence.
    settled = "received_at" in opinion or history.is_settled(
        ["evidence.blood_submitted", "evidence.forensic_opinion_issued"], issued, opinion.get("suspect")
    )
    return in_time(history.on, due, [issued], lambda: settled)


def _told_late(history: History, opinion: Said) -> Answer | None:
    receipt, issued = span(received(history, opinion)), span(opinion["occurred"])
    begun = receipt or issued
    if begun is not None and begun[1] < PROCEDURE_OF_2020:
        return None
    if receipt is None or receipt[0] < PROCEDURE_OF_2020:
        return Answer(UNDETERMINED)
    told = [(span(one["occurred"]), _reached_him(one)) for one in notices(history, opinion)]
    due = after_working_days(receipt, NOTICE_DAYS)
    days = [day for day, counts in told if counts]
    types = ["evidence.forensic_opinion_notified"]
    answer = in_time(history.on, due, days, lambda: history.is_silent(types, receipt[0], due.latest))
    # A notice that may have been to the right person is no proof of a wrong.
    return doubted(answer, any(counts is None and (day is None or day[0] <= due.latest) for day, counts in told))


def _reached_him(notice: Said) -> bool | None:
    """Tell whether a notice was to the suspect, in writing; one that names nobody was to those concerned."""
    kind = notice.get("recipient_kind")
    if kind == "victim" or notice.get("in_writing") is False:
        return False
    unmapped = any(isinstance(one, dict) for one in (kind, notice.get("subject")))
    return None if unmapped or kind == "other" else True


def _laboratory(opinion: Said) -> Answer | None:
    issued, start = span(opinion["occurred"]), span(opinion.get("received_at"))
    until = opinion.get("qualification_valid_until")
    if until is None or issued is None:
        expired = None if until is not None else False
    else:
        last = date.fromisoformat(str(until))
        expired = True if last < issued[0] else (False if last >= issued[1] else None)
    qualified = opinion.get("laboratory_qualified")
    unqualified = None if qualified is None else not qualified
    new = _analysed_under_new_law(start, issued)
    video = opinion.get("analysis_video")
    unfilmed = False if new is False or video else (None if video is None or new is None else True)
    claim = any_of(unqualified, expired, unfilmed)
    if claim:
        return Answer(FOUND, opinion["occurred"])
    return Answer(UNDETERMINED if claim is None else CLEAR)


def _analysed_under_new_law(start: Span | None, issued: Span | None) -> bool | None:
    if issued is None:
        return since_new_law(start) or None
    if issued[1] < NEW_LAW:
        return False
    begun = start or issued
    return True if begun[0] >= NEW_LAW else None


def _orders(history: History) -> Iterator[tuple[Key, Answer]]:
    for draw in history.of("evidence.blood_drawn"):
        pairs: list[tuple[str | None, str | None]] = []
        for sent in submissions(history, draw)[0]:
            # Only a seal says for certain that it is this sample.
            sealed = set(sent.get("seal_numbers") or ()) & set(draw.get("seal_numbers") or ())
            if sealed and sent["occurred"] is not None:
                pairs.append((draw["occurred"], sent["occurred"]))
                if "received_at" in sent:
                    pairs.append((sent["occurred"], sent["received_at"]))
        yield _impossible(
            draw, [_before_the_stop(history, draw), *_turned_round(pairs), *_at_two_places(history, draw)]
        )
    for opinion in history.of("evidence.forensic_opinion_issued"):
        if is_on_alcohol(opinion):
            pairs = [(opinion.get("received_at"), opinion["occurred"])]
            if "opinion_received_at" in opinion:
                pairs.append((opinion["occurred"], opinion["opinion_received_at"]))
            yield _impossible(opinion, _turned_round(pairs))


def _before_the_stop(history: History, draw: Said) -> bool | None:
    """Tell whether blood was drawn before the stop, whichever of the moments that are said of it is right."""
    reports = [draw] if "stopped_at" in draw.get("driving", {}) else history.standing
    stops = [
        one["driving"]["stopped_at"]
        for one in reports
        if "stopped_at" in one.get("driving", {}) and is_about(one, draw.get("suspect"))
    ]
    if not stops or draw["occurred"] is None:
        return None
    before = [surely_earlier(draw["occurred"], stop) for stop in stops]
    return True if all(before) else None if any(before) else False


def _turned_round(pairs: list[tuple[str | None, str | None]]) -> list[bool | None]:
    return [None if one is None or other is None else surely_earlier(other, one) for one, other in pairs]


def _impossible(root: Said, claims: list[bool | None]) -> tuple[Key, Answer]:
    claim = any_of(*claims)
    verdict = {True: FOUND, False: CLEAR, None: UNDETERMINED}[claim]
    return ("DUI-16", root.get("suspect"), root["id"]), Answer(verdict, root["occurred"] if claim else None)


def _at_two_places(history: History, draw: Said) -> Iterator[bool | None]:
    """Yield whether an officer acted, at the very instant, in another case at another place."""
    for fact in history.related:
        if fact.get("officer") not in (draw.get("officers") or ["nobody"]):
            continue
        moments = [fact["occurred"], draw["occurred"]]
        if all(one is not None and "T" in one for one in moments) and stretch(moments[0]) == stretch(moments[1]):
            # Two drivers may be tested at one post, or have their blood drawn in one hospital.
            places = [fact.get("place_kind"), draw.get("place_kind")]
            differ = "on_site" in places and "medical_institution" in places
            yield True if fact.get("source", POLICE) != POLICE or differ else None
