"""D35, D39-D41, D44-D46, D50, D51: review for prosecution and what stands around it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Final

from zhenxie.law.deadlines.expiry import Expiry, Start, expiry, lengthened, set_on
from zhenxie.law.deadlines.table import Period, period
from zhenxie.law.wording import Text
from zhenxie.record.deadlines.history import Act, History, Said
from zhenxie.record.deadlines.opened import REVIEWS, Case, Opened, began, done, no_later, stated
from zhenxie.wire.vocabulary import Stage

_ENDS: Final = ("suspect.prosecuted", "suspect.not_prosecuted", "case.returned")
_CONDITIONAL: Final = "conditional"
_TRIALS: Final = {"fast_track": "D51.fast_track", "simplified": "D51.simplified", "ordinary": "D51.ordinary"}
_SUPERVISED: Final = frozenset({"reason_request", "order_to_file"})
_FAST: Final = Text(
    "公安机关建议适用速裁程序；适用的，审查起诉期限为十日，可能判处的有期徒刑超过一年的为十五日",
    "the police suggest the fast track; where it applies, ten days, or fifteen where more than one year is likely",
)
_FIRST_INSTANCE: Final = Text(
    "法院受理日和一审宣判日没有对应的报送项目，仅供提示",
    "neither the court's acceptance nor its judgment at first instance is an event of the wire: for orientation only",
)


def opened(history: History) -> Iterator[Opened]:
    """Yield the deadlines after the investigation."""
    for name, rule in _RULES.items():
        for one in history.of_type(name):
            yield from rule(Case(history=history, root=one, suspect_ref=one.suspect_ref))


def _returned(case: Case) -> Iterator[Opened]:
    # Supplements at the stage of trial are no returns (domain 14.4; RULE 420, 422).
    if case.root.stage != Stage.TRIAL.value:
        yield case.opens(
            "D40.supplement",
            began(case.root),
            how=partial(_by_custody, _somebody_held(case)),
            acts=_supplemented(case),
            lapses=case.after("case.withdrawn", "case.transferred_out", "case.merged"),
        )


def _somebody_held(case: Case) -> bool | None:
    """Tell whether the month runs with somebody in custody, so that no day of rest moves its end (CPL 105)."""
    held = {case.history.held(ref, case.root) for ref in case.history.under_review(case.root)}
    if True in held:
        return True
    return False if held == {False} else None


def _supplemented(case: Case) -> list[Act]:
    """Return what hands the supplemented case back: so called, or sent once more, or its receipt, which comes after."""
    until = case.history.next_like(case.root)
    taken = case.after("case.proceeding_opened", until=until)
    return [
        *case.done("case.resubmitted", "case.sent_for_prosecution", until=until),
        *(no_later(one) for one in taken if one.word("kind") in REVIEWS),
    ]


def _withdrawn(case: Case) -> Iterator[Opened]:
    yield case.opens("D41.withdrawal", began(case.root), acts=stated(case.root, "notified_at"))


def _terminated(case: Case) -> Iterator[Opened]:
    yield case.opens("D41.termination", began(case.root), acts=stated(case.root, "notified_at"))


def _filed(case: Case) -> Iterator[Opened]:
    if case.root.word("prompted_by") in _SUPERVISED:
        acts = case.done("case.sent_for_prosecution", "case.withdrawn")
        yield case.opens("D35.reminder", began(case.root), acts=acts, lapses=case.after("case.transferred_out"))


def _review(received: Case) -> Iterator[Opened]:
    history, root = received.history, received.root
    if root.word("kind") not in REVIEWS:
        return
    refs: Sequence[str | None] = history.under_review(root)
    sent = history.of_type("case.sent_for_prosecution")
    notes = (_FAST,) if any(one.data.get("fast_track_suggested") is True for one in sent) else ()
    start = began(root, "received_at")
    for ref in refs or ([] if history.suspects else [None]):
        case, until = Case(history=history, root=root, suspect_ref=ref), _next_review(history, root)
        held = history.held(ref, root)
        yield case.opens(
            "D39.base",
            start,
            how=partial(_by_custody, held),
            longer=partial(_extended, held),
            acts=case.done(*_ENDS, until=until),
            lapses=case.after("case.transferred_out", "case.merged", "suspect.split_off", until=until),
            owed_by=root.source,
            notes=notes,
        )
        if root.word("kind") == "prosecution":
            told = [one for one in case.answered("suspect.interrogated") if _tells(one)]
            acts = [Act(one, one.word("started_at") or one.occurred) for one in told]
            # It may be told by letter, which no event says.
            yield case.opens("D50.telling", start, acts=acts, owed_by=root.source, unseen=True)


def _tells(one: Said) -> bool:
    return one.data.get("counsel_right_told") is True and one.stage == Stage.PROSECUTION.value


def _next_review(history: History, root: Said) -> Said | None:
    later = [one for one in history.after(root, root.type) if one.word("kind") in REVIEWS]
    return later[0] if later else None


def _by_custody(held: bool | None, found: Period, begun: Start) -> Expiry:  # noqa: FBT001
    """Count a period that no day of rest moves while somebody is held; where nobody says, both ends stand in the span."""
    fixed, moved = expiry(found, begun, in_custody=True), expiry(found, begun)
    if held is None:
        return replace(moved, first=min(fixed.first, moved.first))
    return fixed if held else moved


def _extended(held: bool | None, begun: Start) -> Expiry:  # noqa: FBT001
    return lengthened(period("D39.base"), period("D39.extension"), begun, in_custody=held is True)


def _not_prosecuted(case: Case) -> Iterator[Opened]:
    root, kind = case.root, case.root.word("kind")
    if kind == _CONDITIONAL:
        later = [one for one in case.after("suspect.not_prosecuted") if one.word("kind") != _CONDITIONAL]
        acts = [*map(done, later), *case.done("suspect.prosecuted")]
        yield case.opens("D46.longest", began(root), how=lambda found, begun: _probation(root, found, begun), acts=acts)
        return
    received = began(root, no_earlier=True)
    yield case.opens("D44.reconsideration_request", received)
    yield case.opens("D45.victim", received)
    if kind == "discretionary":
        yield case.opens("D45.suspect", received)


def _probation(root: Said, longest: Period, begun: Start) -> Expiry:
    day = root.word("probation_until")
    most = expiry(longest, begun)
    if day is not None:
        step = Text(f"附条件不起诉决定载明考验期至{day}", f"the decision says: until {day}")
        return set_on(longest, date.fromisoformat(day), step)
    least = expiry(period("D46.shortest"), begun)
    return replace(most, first=least.first, steps=(*least.steps, *most.steps))


def _trial(case: Case) -> Iterator[Opened]:
    judged = case.done("suspect.judged")
    procedure = next((one.said.word("procedure") for one in judged if one.said.word("procedure")), None)
    yield case.opens(
        _TRIALS[procedure or "ordinary"],
        began(case.root, no_earlier=True),
        acts=judged,
        notes=(_FIRST_INSTANCE,),
    )


_RULES: Final = {
    "case.proceeding_opened": _review,
    "case.return_received": _returned,
    "case.withdrawn": _withdrawn,
    "suspect.investigation_terminated": _terminated,
    "suspect.not_prosecuted": _not_prosecuted,
    "suspect.prosecuted": _trial,
    "case.filed": _filed,
}
