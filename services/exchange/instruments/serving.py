"""Decides how an instrument goes out and comes back: issued, served, answered, found adopted or not, overdue; pure."""

from datetime import date, timedelta
from typing import Any, Final

from exchange.acts.commands import Decided
from exchange.instruments.belonging import see_that_alerts_stand
from exchange.instruments.bench import Bench, Kept, Row, answered, out_of_order
from exchange.instruments.commands import Printed
from exchange.instruments.drafting import noted
from exchange.instruments.errors import InstrumentChanged, NumberNotOurs
from exchange.instruments.grounding import obeyed, see_that_it_may
from zhenxie.law.calendar import legal_day
from zhenxie.law.instruments.catalogue import kind_of
from zhenxie.law.instruments.numbers import read
from zhenxie.law.instruments.periods import is_overdue, overdue_on, reply_due
from zhenxie.law.instruments.steps import Step
from zhenxie.wire.instruments import (
    CorrectService,
    InstrumentReceipt,
    InstrumentReply,
    Issue,
    Judge,
    LeaveWithWitness,
    Serve,
)

_ONE_DAY: Final = timedelta(days=1)
_NOT_OVER: Final = {
    "chinese": "回复期限未满，或无须再回复",
    "english": "no answer is awaited, or its last day is not over",
}
_OF_ANOTHER_YEAR: Final = {
    "chinese": "文号年份与制发年份不符",
    "english": "the number is of another year than the day of issue",
}
_JUDGED: Final = {
    "adopt": (Step.ADOPT, "instrument.adopted"),
    "adopt_partially": (Step.ADOPT_PARTIALLY, "instrument.partially_adopted"),
    "reject": (Step.REJECT, "instrument.rejected"),
}


def issue(bench: Bench, row: Row, said: Issue, printed: Printed | None) -> Decided:
    """Issue an instrument: from now on its addressee reads it.

    :raises AlertNotEstablished: an alert on which it stands was withdrawn or dismissed since.
    :raises InstrumentChanged: what was printed is no longer what it says.
    :raises NumberNotOurs: its number is of another year.
    :raises InvalidBody: the day lies ahead, before that of its number, or before the law knew the kind.
    """
    since = max(kind_of(row["kind"]).since, _numbered_on(bench, row) or date.min)
    issued_on = bench.possible_day(said.issued_on, "/issued_on", since=since)
    bench.take(row, Step.ISSUE, said.gh)
    see_that_alerts_stand(bench, row)
    if row["number"] is not None and read(row["number"]).year != issued_on.year:
        raise NumberNotOurs(number=row["number"], date=issued_on.isoformat(), why=_OF_ANOTHER_YEAR)
    see_that_it_may(bench, row, said.despite)
    row["issued_on"] = issued_on
    if printed is None or (printed.body, printed.number, printed.issued_on) != (
        row["digests"]["body"],
        row["number"],
        issued_on,
    ):
        raise InstrumentChanged
    row["digests"] = {**row["digests"], "pdf": printed.pdf, "docx": printed.docx}
    row["grounds"] = {**row["grounds"], "names": {"issuer": printed.issuer, "addressee": printed.addressee}}
    version = {"issued_on": issued_on.isoformat(), "digests": row["digests"]}
    kept = Kept(row, "issued", said.gh, version, note=noted(said))
    event = {
        "addressee": row["addressee"],
        "alert_ids": [str(one) for one in row["alert_ids"]] or None,
        "suspect_refs": list(row["suspect_refs"]) or None,
        "violations": row["grounds"].get("rules") or None,
        "numbering": row["numbering"],
        "reply_days": row["reply_days"],
    }
    return bench.told(kept, ("instrument.issued", event), on=issued_on)


def _numbered_on(bench: Bench, row: Row) -> date | None:
    """Return the day of the number: the one that was recorded with it, or on which our counter gave it."""
    said = [one for one in bench.known.said.get(row["id"], ()) if one.said == "numbered"]
    if not said:
        return None
    stated = said[-1].body.get("date")
    return legal_day(said[-1].at) if stated is None else date.fromisoformat(stated)


def sign(bench: Bench, row: Row, said: InstrumentReceipt) -> Decided:
    """Let the addressee sign: the clock of its answer starts."""
    return _served(bench, row, Step.SERVE, said, {"receiver": said.gh, "signed": True})


def serve(bench: Bench, row: Row, said: Serve) -> Decided:
    """Record the service from the receipt on paper (送达回证)."""
    return _served(bench, row, Step.SERVE, said, {"receiver": said.receiver})


def leave(bench: Bench, row: Row, said: LeaveWithWitness) -> Decided:
    """Record that receipt was refused, and the instrument left with a witness (CPL 107): it counts as served."""
    return _served(bench, row, Step.LEAVE_WITH_WITNESS, said, {"refused": True})


def correct(bench: Bench, row: Row, said: CorrectService) -> Decided:
    """Correct the day of service: the time to answer is counted anew, and what fell overdue by the wrong day did not."""
    served_on = bench.possible_day(said.served_on, "/served_on", since=row["issued_on"] or kind_of(row["kind"]).since)
    due = reply_due(row["kind"], served_on, set_days=row["reply_days"])
    over = due is not None and is_overdue(due, bench.today)
    bench.take(row, Step.CORRECT_SERVICE, said.gh, result="over" if over else "running")
    if row["overdue_on"] is not None:
        row["overdue_on"] = overdue_on(due) if over and due is not None else None
    return _received(bench, row, said, served_on, {"corrected": True, "instead_of": row["served_on"].isoformat()})


def _served(bench: Bench, row: Row, step: Step, said: Any, more: dict[str, Any]) -> Decided:
    bench.take(row, step, said.gh)
    served_on = bench.possible_day(said.served_on, "/served_on", since=row["issued_on"])
    return _received(bench, row, said, served_on, more)


def _received(bench: Bench, row: Row, said: Any, served_on: date, more: dict[str, Any]) -> Decided:
    due = reply_due(row["kind"], served_on, set_days=row["reply_days"])
    row |= {"served_on": served_on, "reply_due": None if due is None else due.last}
    bench.await_answer(row)
    late = _answered_late(bench, row)
    days = {"reply_due": None if row["reply_due"] is None else row["reply_due"].isoformat()}
    steps = [] if due is None else [one.as_json() for one in due.steps]
    version = {"served_on": served_on.isoformat(), **days, **more, "late": late, "steps": steps}
    kept = Kept(
        row, "served", said.gh, {name: one for name, one in version.items() if one}, note=noted(said), late=late
    )
    stated = {name: more.get(name) for name in ("receiver", "refused", "corrected")}
    event = {"served_to": row["addressee"], **stated, **days}
    return bench.told(kept, ("instrument.served", event), on=served_on)


def _answered_late(bench: Bench, row: Row) -> bool | None:
    """Tell whether the answer came after its last day, which may be known only now; None where there is none yet."""
    kind = kind_of(row["kind"])
    said = [one for one in bench.known.said.get(row["id"], ()) if one.said == "replied"]
    days = [legal_day(one.at) for one in said if kind.is_answered_by(one.body.get("answer"))]
    return None if not days or row["reply_due"] is None else days[0] > row["reply_due"]


def reply(bench: Bench, row: Row, said: InstrumentReply) -> Decided:
    """Record an answer, wherever the instrument stands; one after its day is recorded as late."""
    bench.take(row, Step.REPLY, said.gh, result=said.answer)
    late = row["reply_due"] is not None and bench.today > row["reply_due"]
    event = {"answer": said.answer, "adoption": said.adoption, "reply_number": said.reply_number}
    version = {name: value for name, value in event.items() if value is not None} | {"late": late}
    kept = Kept(row, "replied", said.gh, version, note=noted(said), late=late)
    return bench.told(kept, ("instrument.replied", event))


def judge(bench: Bench, row: Row, said: Judge) -> Decided:
    """Find that it was adopted, in part or not."""
    step, event = _JUDGED[said.step]
    bench.take(row, step, said.gh)
    return bench.told(Kept(row, event.partition(".")[2], said.gh, note=noted(said)), (event, {}))


def fall_overdue(bench: Bench, row: Row) -> Decided:
    """Say that the answer is overdue since the day after its last.

    It is dated on that day, though nobody was there to say so: what stood still does not lengthen a period. Where the deed
    that it asked for was reported, nothing is overdue for want of a letter that says so.

    :raises InstrumentStepOutOfOrder: no answer is awaited, or its day is not over.
    """
    due: date | None = row["awaited"]
    if due is None or due >= bench.today:
        raise out_of_order(row, bench.caller, Step.FALL_OVERDUE.value, _NOT_OVER)
    if obeyed(row["kind"], bench.known.pictures.get(row["case_id"])):
        # Remembered: whatever is said of it later, nothing is awaited again.
        row |= {"awaited": None, "course": {**row["course"], "obeyed": True}}
        quiet = Kept(row, quiet=True)
        return Decided([], lambda receipts, epoch: answered(row, bench.caller, receipts, epoch, None), quiet)
    since = due + _ONE_DAY
    bench.take(row, Step.FALL_OVERDUE, None)
    row["overdue_on"] = since
    bench.await_answer(row)
    days = {"reply_due": due.isoformat(), "days_overdue": (since - due).days}
    return bench.told(Kept(row, "overdue", None, days), ("instrument.overdue", days), on=since)
