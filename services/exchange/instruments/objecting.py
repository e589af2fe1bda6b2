"""Decides objections: reconsideration (复议), review by the upper procuratorate (复核), re-examination (复查); pure."""

from datetime import date
from typing import Any, Final

from exchange.acts.commands import Decided
from exchange.instruments.bench import Bench, Kept, Row
from exchange.instruments.drafting import noted
from exchange.instruments.errors import NotAddressedTo, NoUpperProcuratorate
from zhenxie.law.calendar import legal_day
from zhenxie.law.instruments.catalogue import Objection
from zhenxie.law.instruments.periods import decision_due, objection_until
from zhenxie.law.instruments.steps import State, Step
from zhenxie.wire.instruments import AnswerFromAbove, DecideObjection, InstrumentObjection
from zhenxie.wire.vocabulary import AgencyKind

_REQUESTS: Final[dict[Objection, tuple[Step, str]]] = {
    "reconsideration": (Step.REQUEST_RECONSIDERATION, "reconsideration_requested"),
    "review": (Step.REQUEST_REVIEW, "review_requested"),
    "re_examination": (Step.REQUEST_RE_EXAMINATION, "re_examination_requested"),
}
_DECISIONS: Final[dict[str, tuple[Step, str, Objection]]] = {
    "reconsider": (Step.RECONSIDER, "reconsidered", "reconsideration"),
    "review": (Step.REVIEW, "reviewed", "review"),
    "re_examine": (Step.RE_EXAMINE, "re_examined", "re_examination"),
}


def object_to(bench: Bench, row: Row, said: InstrumentObjection) -> Decided:
    """Record an objection; one that comes too late is recorded and marked, for the office decides what it is worth.

    :raises NoUpperProcuratorate: nobody is registered to review it.
    """
    step, word = _REQUESTS[said.objection]
    bench.take(row, step, said.gh)
    if said.objection == "review":
        row["upper"] = upper_of(bench, row)
    since = _heard(bench, row, "reconsidered") if said.objection == "review" else row["served_on"]
    until = None if since is None else objection_until(row["kind"], said.objection, since)
    late = until is not None and until.surely_over_on(bench.today)
    due = decision_due(row["kind"], said.objection, bench.today)
    version = {
        "until": _iso(None if until is None else until.last),
        "decide_by": _iso(None if due is None else due.last),
        "reply_number": said.reply_number,
    }
    version = {name: value for name, value in version.items() if value is not None}
    kept = Kept(row, word, said.gh, version | {"late": late}, note=noted(said), late=late)
    event = {
        "reply_number": said.reply_number,
        "reviewing_agency": row["upper"] if said.objection == "review" else None,
    }
    return bench.told(kept, (f"instrument.{word}", event))


def decide_objection(bench: Bench, row: Row, said: DecideObjection) -> Decided:
    """Decide on an objection; a decision after its day is marked late."""
    step, word, objection = _DECISIONS[said.step]
    bench.take(row, step, said.gh, result=said.result)
    asked = _heard(bench, row, _REQUESTS[objection][1])
    due = None if asked is None else decision_due(row["kind"], objection, asked)
    late = due is not None and due.surely_over_on(bench.today)
    kept = Kept(row, word, said.gh, {"result": said.result, "late": late}, note=noted(said), late=late)
    return bench.told(kept, (f"instrument.{word}", {"result": said.result}), *_fallen(row))


def _fallen(row: Row) -> list[tuple[str, dict[str, Any]]]:
    # Whoever follows the feed must not go on waiting for an answer: that it fell is told by the event that says so.
    return [("instrument.withdrawn_by_issuer", {})] if row["state"] == State.WITHDRAWN_BY_ISSUER else []


def answer_from_above(bench: Bench, row: Row, said: AnswerFromAbove) -> Decided:
    """Record what the upper procuratorate holds of an instrument that was reported to it, and whom it notified.

    The police agency above the addressee that is notified (RULE 553) reads the instrument from then on.

    :raises NotAddressedTo: whoever is to be notified is no police agency above the addressee.
    """
    bench.take(row, Step.ANSWER_FROM_ABOVE, said.gh, result=said.result)
    if said.notified is not None:
        _notify(bench, row, said.notified)
    version = {"result": said.result} | ({} if said.notified is None else {"notified": said.notified})
    kept = Kept(row, "answered_from_above", said.gh, version, note=noted(said))
    return bench.told(kept, ("instrument.answered_from_above", {"result": said.result}))


def _notify(bench: Bench, row: Row, agency: str) -> None:
    ground = bench.known.ground
    above = ground.directory.line_above(row["addressee"])
    if agency not in above or ground.kind_of(agency) is not AgencyKind.POLICE:
        raise NotAddressedTo(addressee=agency, addressees=above)
    row["grounds"] = {**row["grounds"], "notified": sorted({*row["grounds"].get("notified", ()), agency})}


def upper_of(bench: Bench, row: Row) -> str:
    """Return the procuratorate above the one that issued an instrument.

    :raises NoUpperProcuratorate: none is registered.
    """
    upper = bench.known.ground.upper(row["procuratorate"])
    if upper is None or bench.known.ground.kind_of(upper) is not AgencyKind.PROCURATORATE:
        raise NoUpperProcuratorate
    return upper


def _heard(bench: Bench, row: Row, word: str) -> date | None:
    """Return the legal day on which something was last said of an instrument; None where it never was."""
    days = [legal_day(one.at) for one in bench.known.said.get(row["id"], ()) if one.said == word]
    return days[-1] if days else None


def _iso(day: Any) -> str | None:
    return None if day is None else day.isoformat()
