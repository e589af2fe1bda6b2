"""The lives of instruments and of leads, read from what was counted of them; pure."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, Final

from exchange.recurrences.schedule import look_back_on
from exchange.statistics.counted import Instrument, Lead, Plan
from zhenxie.law.calendar import CALENDAR


def instruments_of(rows: Iterable[Mapping[str, Any]]) -> list[Instrument]:
    """Return the instruments of rows in the order of days and positions; what nobody issued is none."""
    kept = list(rows)
    found: dict[str, Instrument] = {}
    for row in kept:
        if row["type"] == "instrument.issued" and row["subject_id"] not in found:
            found[row["subject_id"]] = Instrument(
                id=row["subject_id"],
                kind=row["kind"] or "not_stated",
                procuratorate=row["procuratorate"],
                unit=row["unit"],
                case_id=row["case_id"],
                issued_on=row["day"],
                place=row["position"],
                violations=tuple(row["codes"]),
                reply_days=row["reply_days"],
                alerts=frozenset(row["alert_ids"] or ()),
            )
    for row in kept:
        instrument = found.get(row["subject_id"])
        if instrument is not None:
            _live(instrument, row)
    return list(found.values())


def _live(instrument: Instrument, row: Mapping[str, Any]) -> None:
    step, day = row["type"].removeprefix("instrument."), row["day"]
    if step in {"adopted", "partially_adopted", "rejected"}:
        instrument.adoption, instrument.adopted_on = step, day
    elif step in _CONTESTING:
        instrument.contested = _CONTESTING[step]
    elif step == "follow_up_planned":
        _plan(instrument, row["due"])
    elif step == "followed_up":
        # A look-back answers the plan that was made before it, and no later one.
        if instrument.plans and instrument.plans[-1].held_on is None:
            instrument.plans[-1].held_on = day
    elif step in {"withdrawn_by_issuer", "closed"}:
        instrument.ended = True
        instrument.taken_back = instrument.taken_back or step == "withdrawn_by_issuer"
        if step == "closed":
            _plan(instrument, row["due"] or (None if instrument.plans else look_back_on(day)))
    else:
        _answered(instrument, step, row)


_CONTESTING: Final = {
    "reconsideration_requested": True,
    "review_requested": True,
    "re_examination_requested": True,
    # After 复查 the notice stands and is to be answered; what 复议 or 复核 decides needs no reply (RULE 564).
    "re_examined": False,
}


def _plan(instrument: Instrument, due: date | None) -> None:
    if due is None:
        return
    if instrument.plans and instrument.plans[-1].held_on is None:
        instrument.plans[-1].due = due
    else:
        instrument.plans.append(Plan(due))


def _answered(instrument: Instrument, step: str, row: Mapping[str, Any]) -> None:
    if step == "served":
        _served(instrument, row)
    elif step == "replied":
        instrument.replied_on = instrument.replied_on or row["day"]
    elif step == "overdue" and not (instrument.corrected_at and instrument.due and row["day"] <= instrument.due):
        instrument.overdue_on = instrument.overdue_on or row["day"]
        instrument.due = instrument.due or row["due"]


def _served(instrument: Instrument, row: Mapping[str, Any]) -> None:
    corrected = "corrected" in row["codes"]
    # Rows come by their days: which of two corrections was said last only their positions tell.
    if row["position"] < instrument.corrected_at or not (corrected or instrument.due is None):
        return
    days = instrument.reply_days
    counted = None if days is None else CALENDAR.next_working_day(row["day"] + timedelta(days=days))
    instrument.due = row["due"] or counted
    if corrected:
        instrument.corrected_at = row["position"]
        if instrument.overdue_on is not None and instrument.due is not None and instrument.overdue_on <= instrument.due:
            instrument.overdue_on = None


_SCREENING = frozenset({"started", "verifying", "confirmed", "dismissed", "transferred"})


def leads_of(rows: Iterable[Mapping[str, Any]]) -> list[Lead]:
    """Return the leads of rows in the order of days and positions; what nobody raised is none."""
    kept = list(rows)
    found: dict[str, Lead] = {}
    for row in kept:
        if row["type"] == "alert.raised" and row["subject_id"] not in found:
            named = row["model"] or "manual", row["model_version"] or "not_stated"
            place = row["procuratorate"], row["unit"], row["case_id"], row["day"]
            rule = row["codes"][0] if row["codes"] else None
            found[row["subject_id"]] = Lead(row["subject_id"], *named, *place, rule)
    for row in kept:
        lead = found.get(row["subject_id"])
        if lead is None or row["type"] != "alert.reviewed" or not row["codes"]:
            continue
        step, *reasons = row["codes"]
        if step in _SCREENING:
            lead.screened_on = lead.screened_on or row["day"]
        if step == "confirmed":
            lead.established_on = lead.established_on or row["day"]
        if step == "dismissed":
            lead.dismissed_on, lead.dismissal = row["day"], reasons[0] if reasons else "not_stated"
    return list(found.values())
