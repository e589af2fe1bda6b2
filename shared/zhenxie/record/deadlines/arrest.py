"""D08-D14: from the detention to the decision on arrest, and what follows a refusal or an approval."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from zhenxie.law.deadlines.expiry import Expiry, Start, expiry, lengthened
from zhenxie.law.deadlines.table import Period, period
from zhenxie.law.wording import Text
from zhenxie.record.deadlines.history import Act, History, Said, start_at
from zhenxie.record.deadlines.opened import (
    DISPOSED,
    FREED,
    GONE,
    Case,
    Opened,
    began,
    done,
    no_later,
    of_the_investigation,
    stated,
)
from zhenxie.wire.vocabulary import Measure, Stage

_WANDERING: Final = frozenset({"roaming", "repeated", "gang"})
_REQUESTED_ARREST: Final = "arrest_request"
_FOLLOW_A_REQUEST: Final = (
    "suspect.arrest_request_received",
    "suspect.arrest_approved",
    "suspect.arrest_refused",
    "suspect.arrest_decision_received",
)
_NO_CRIME: Final = frozenset({"no_crime", "art16"})
_CHANGES: Final = FREED[1:]
_SPECIAL_DAYS: Final = 4
_RECEIVED: Final = "suspect.arrest_decision_received"
_ARREST_REFUSED: Final = "arrest_refused"
_NOT_HELD: Final = Text("是否在押未报送", "whether the person is held is not stated")
_FLED: Final = Text("犯罪嫌疑人在逃，不能执行", "at large: it cannot be carried out")


def opened(history: History) -> Iterator[Opened]:
    """Yield the deadlines from detention to arrest."""
    for one in history.of_type("suspect.detained"):
        # The procuratorate that detains asks nobody for the arrest (CPL 170).
        if one.stage == Stage.INVESTIGATION.value:
            yield _request(history, one)
    for one in history.of_type("suspect.arrest_request_received"):
        yield _decision(history, one)
    for one in history.of_type("suspect.arrest_refused"):
        yield from _after_refusal(history, one)
    for one in history.of_type("suspect.arrest_approved"):
        yield _execution(history, one)
    yield from _proceedings(history)
    yield from _receipts(history)
    yield from _objections(history)


def _receipts(history: History) -> Iterator[Opened]:
    for one in history.of_type("suspect.released"):
        if one.word("reason") == _ARREST_REFUSED:
            yield _case(history, one).opens("D10.receipt", began(one), acts=stated(one, "receipt_returned_at"))
    for one in history.of_type("suspect.arrested"):
        if of_the_investigation(one):
            yield _case(history, one).opens("D11.receipt", began(one), acts=stated(one, "receipt_returned_at"))


def _case(history: History, root: Said) -> Case:
    return Case(history=history, root=root, suspect_ref=root.suspect_ref)


def _request(history: History, root: Said) -> Opened:
    case, until = _case(history, root), history.next_like(root)
    extended = case.after("suspect.detention_extended", until=until)
    request, special, wandering = (period(f"D08.{name}") for name in ("request", "special", "wandering"))
    thirty = [one for one in extended if _is_wandering(one)]
    by = extended[-1].data.get("days") if extended else None

    def counted(found: Period, start: Start) -> Expiry:
        over = lengthened(request, special, start, by=by) if found is special else expiry(found, start)
        return _limited(over, (thirty or extended)[-1:])

    return case.opens(
        wandering.key if thirty else special.key if extended else request.key,
        began(root),
        how=counted,
        # Thirty days may have been granted and not reported (domain 14.4).
        longer=None if thirty else lambda start: expiry(wandering, start),
        acts=[*case.done("suspect.arrest_requested", until=until), *map(no_later, _asked(case, until))],
        # A case may go to review without an arrest (直接移送审查起诉): nothing is asked then (PSB 131).
        lapses=[
            *case.after(*FREED, *GONE, *DISPOSED, until=until),
            *case.sent(until=until),
            *(one for one in case.after("suspect.arrested", until=until) if not of_the_investigation(one)),
            *case.lifted(Measure.DETENTION.value, until=until),
        ],
    )


def _asked(case: Case, until: Said | None) -> list[Said]:
    """Return what can only follow a request, told or not: its receipt, and the decision on it."""
    found = case.after(*_FOLLOW_A_REQUEST, "case.proceeding_opened", until=until)
    opened = [one for one in found if one.type in _FOLLOW_A_REQUEST or one.word("kind") == _REQUESTED_ARREST]
    return [*opened, *(one for one in case.after("suspect.arrested", until=until) if of_the_investigation(one))]


def _is_wandering(one: Said) -> bool:
    days = one.data.get("days")
    return one.word("ground") in _WANDERING or (isinstance(days, int) and days > _SPECIAL_DAYS)


def _limited(over: Expiry, extended: Sequence[Said]) -> Expiry:
    limit = extended[0].word("new_limit") if extended else None
    if limit is None:
        return over
    step = Text(f"延长拘留决定载明期限至{limit}", f"the decision on the extension says: until {limit}")
    return over.no_later_than(date.fromisoformat(limit), step)


def _decision(history: History, root: Said) -> Opened:
    said = root.data.get("in_custody")
    held = said if isinstance(said, bool) else history.held(root.suspect_ref, root)
    return _decided(_case(history, root), began(root), held, history.next_like(root))


def _proceedings(history: History) -> Iterator[Opened]:
    """Yield the time to decide where the procuratorate states its receipt as a proceeding alone (domain 14.9)."""
    opened = [one for one in history.of_type("case.proceeding_opened") if one.word("kind") == _REQUESTED_ARREST]
    for number, root in enumerate(opened):
        until = opened[number + 1] if number + 1 < len(opened) else None
        asked = history.before(root, "suspect.arrest_requested")
        for ref in root.data.get("suspect_refs") or sorted({one.suspect_ref for one in asked if one.suspect_ref}):
            if not history.of_type("suspect.arrest_request_received", suspect=ref):
                case = Case(history=history, root=root, suspect_ref=ref)
                yield _decided(case, began(root, "received_at"), history.held(ref, root), until)


def _decided(case: Case, start: Start | None, held: bool | None, until: Said | None) -> Opened:  # noqa: FBT001
    complex_ones = period("D09.complex")
    # Who is no longer held is no longer one to be decided on within the days of somebody detained.
    freed = [*case.after(*FREED, until=until), *case.lifted(Measure.DETENTION.value, until=until)] if held else []
    return case.opens(
        "D09.at_liberty" if held is False else "D09.detained",
        start,
        longer=None if held else lambda begun: expiry(complex_ones, begun),
        acts=case.done("suspect.arrest_approved", "suspect.arrest_refused", until=until),
        lapses=[*case.after(*GONE, until=until), *freed],
        owed_by=case.root.source,
        notes=(_NOT_HELD,) if held is None else (),
    )


def _received(case: Case, decision: str) -> tuple[Said, Start | None]:
    """Return when the police received a decision, and the entry that says so: their own word before the sender's."""
    until = case.history.next_like(case.root)
    own = [one for one in case.after(_RECEIVED, until=until) if one.word("decision") in (None, decision)]
    if own:
        return own[0], began(own[0])
    served = case.root.word("served_at")
    return case.root, start_at(served) if served else began(case.root, no_earlier=True)


def _after_refusal(history: History, root: Said) -> Iterator[Opened]:
    case, until = _case(history, root), history.next_like(root)
    entry, start = _received(case, "refused")
    received = replace(case, root=entry)
    said = root.data.get("in_custody")
    held = said if isinstance(said, bool) else history.held(root.suspect_ref, root)
    # Only who is held is released (domain 14.4).
    if held:
        yield received.opens("D10.release", start, acts=_set_free(case, until))
        yield from _change(case, until)
    asked = [
        one
        for one in case.after("suspect.arrest_reconsideration_requested", until=until)
        if _level(one, "reconsideration")
    ]
    yield received.opens("D12.reconsideration", start, acts=map(done, asked))
    if root.word("refusal_category") in _NO_CRIME:
        ended = case.done("case.withdrawn", "suspect.investigation_terminated", until=until)
        # Asked for again or approved after all, there is a crime to pursue; transferred, it is another's to decide.
        again = case.after(*GONE, "suspect.arrest_requested", "suspect.arrest_approved", "suspect.arrested")
        yield received.opens("D14.disposal", start, acts=[*ended, *map(done, asked)], lapses=again)


def _set_free(case: Case, until: Said | None) -> list[Act]:
    named = [
        one
        for one in case.after("case.withdrawn", until=until)
        if case.suspect_ref in (one.data.get("released_suspect_refs") or ())
    ]
    lifted = case.lifted(Measure.DETENTION.value, until=until)
    return [*case.done(*FREED, until=until), *map(done, [*named, *lifted])]


def _change(case: Case, until: Said | None) -> Iterator[Opened]:
    """Yield the receipt for who was not released but put under another measure (PSB 140); no event says it came back."""
    freed = case.after(*FREED, until=until)
    for one in freed[:1]:
        if one.type in _CHANGES:
            yield replace(case, root=one).opens("D10.receipt", began(one), unseen=True)


def _execution(history: History, root: Said) -> Opened:
    case, until = _case(history, root), history.next_like(root)
    entry, start = _received(case, "approved")
    fled = case.history.of_type("suspect.at_large", suspect=root.suspect_ref)
    return replace(case, root=entry).opens(
        "D11.execution",
        start,
        acts=case.done("suspect.arrested", until=until),
        lapses=case.after(*GONE, *DISPOSED, until=until),
        doubt=_FLED if fled and fled[-1].data.get("at_large") is not False else None,
    )


def _objections(history: History) -> Iterator[Opened]:
    for one in history.of_type("suspect.arrest_reconsideration_requested"):
        level = "review" if one.word("level") == "review" else "reconsideration"
        case = _case(history, one)
        answers = [answer for answer in case.after("suspect.arrest_reconsidered") if _level(answer, level)]
        yield case.opens(f"D13.{level}", began(one, no_earlier=True), acts=map(done, answers))
    for one in history.of_type("suspect.arrest_reconsidered"):
        if one.word("level") != "review" and one.word("result") != "changed":
            case, served = _case(history, one), one.word("served_at")
            asked = [
                later
                for later in case.answered("suspect.arrest_reconsideration_requested")
                if later.word("level") == "review"
            ]
            start = start_at(served) if served else began(one, no_earlier=True)
            yield case.opens("D12.review", start, acts=map(done, asked))


def _level(one: Said, level: str) -> bool:
    return one.word("level") in (None, level)
