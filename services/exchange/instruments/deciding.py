"""Decides one act on an instrument by what it wishes; pure."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from exchange.access.callers import ON_THE_HOST, Caller
from exchange.acts.commands import Decided
from exchange.instruments import drafting, following, numbering, objecting, serving
from exchange.instruments.bench import Bench, Known, Row
from exchange.instruments.commands import (
    ChangeNumbering,
    DraftInstrument,
    FallOverdue,
    ObjectTo,
    OnOne,
    Reply,
    SignFor,
    TakeStep,
    Wish,
)
from exchange.instruments.errors import InstrumentNotFound

_STEPS: Final[Mapping[str, Callable[[Bench, Row, Any], Decided]]] = {
    "revise": drafting.revise,
    "approve": drafting.approve,
    "send_back": drafting.send_back,
    "number": numbering.number,
    "serve": serving.serve,
    "leave_with_witness": serving.leave,
    "correct_service": serving.correct,
    **dict.fromkeys(("adopt", "adopt_partially", "reject"), serving.judge),
    **dict.fromkeys(("reconsider", "review", "re_examine"), objecting.decide_objection),
    "urge": following.urge,
    "escalate": following.escalate,
    "answer_from_above": objecting.answer_from_above,
    "plan_follow_up": following.plan,
    "follow_up": following.follow_up,
    "withdraw": following.withdraw,
    "close": following.close,
}


def admit(known: Known, caller: Caller, wish: Wish) -> None:
    """See that the caller may speak of the instrument that an act is about.

    :raises InstrumentNotFound: for the caller there is none.
    """
    if isinstance(wish, DraftInstrument | ChangeNumbering):
        return
    row = known.rows.get(wish.instrument_id)
    reads = known.readers.get(wish.instrument_id, set())
    if row is None or not (caller.agency in reads or caller == ON_THE_HOST):
        raise InstrumentNotFound


def decide(bench: Bench, wish: Wish) -> Decided:
    """Decide an act; a refusal leaves what is known as it was.

    :raises Refusal: it is not possible, and why.
    """
    match wish:
        case DraftInstrument(said=said):
            return drafting.draft(bench, said)
        case ChangeNumbering(said=change):
            return numbering.change(bench, change)
        case _:
            return _on_a_copy(bench, wish)


def _on_a_copy(bench: Bench, wish: OnOne) -> Decided:
    # An act that is refused half-way must leave nothing behind for the acts after it.
    row = dict(bench.known.rows[wish.instrument_id])
    decided = _on_one(bench, row, wish)
    bench.known.rows[wish.instrument_id] = row
    return decided


def _on_one(bench: Bench, row: Row, wish: OnOne) -> Decided:
    match wish:
        case TakeStep(said=said, printed=printed):
            if said.step == "issue":
                return serving.issue(bench, row, said, printed)
            return _STEPS[said.step](bench, row, said)
        case SignFor(said=receipt):
            return serving.sign(bench, row, receipt)
        case Reply(said=reply):
            return serving.reply(bench, row, reply)
        case ObjectTo(said=objection):
            return objecting.object_to(bench, row, objection)
        case FallOverdue():
            return serving.fall_overdue(bench, row)
