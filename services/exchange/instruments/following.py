"""Decides what the office does with silence and with an end: urging, reporting upward, looking back, closing; pure."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from exchange.acts.commands import Decided
from exchange.errors import InvalidBody
from exchange.instruments.bench import Bench, Kept, Row, standing_of
from exchange.instruments.drafting import noted
from exchange.instruments.errors import NoGroundToEscalate
from exchange.instruments.objecting import upper_of
from exchange.recurrences.schedule import look_back_on
from zhenxie.law.instruments.catalogue import kind_of
from zhenxie.law.instruments.lifecycle import escalation_grounds
from zhenxie.law.instruments.steps import Step
from zhenxie.wire.instruments import Close, Escalate, FollowUp, PlanFollowUp, Urge, Withdraw
from zhenxie.wire.problems import Fault


def urge(bench: Bench, row: Row, said: Urge) -> Decided:
    """Urge an answer that is overdue (RULE 553)."""
    bench.take(row, Step.URGE, said.gh)
    due = row["reply_due"]
    days = {} if due is None else {"reply_due": due.isoformat(), "days_overdue": max(0, (bench.today - due).days)}
    return bench.told(Kept(row, "urged", said.gh, days, note=noted(said)), ("instrument.urged", days))


def escalate(bench: Bench, row: Row, said: Escalate) -> Decided:
    """Report an instrument to the upper procuratorate, which may answer it from then on.

    :raises NoGroundToEscalate: the ground that is named is none now.
    :raises NoUpperProcuratorate: none is registered.
    """
    grounds = escalation_grounds(standing_of(row))
    bench.take(row, Step.ESCALATE, said.gh)
    ground = next((one for one in grounds if said.ground == one.ground), None)
    if ground is None:
        raise NoGroundToEscalate(grounds=[{"ground": one.ground, "law": one.law, "must": one.must} for one in grounds])
    row["upper"] = upper_of(bench, row)
    version = {"ground": ground.ground, "law": ground.law, "must": ground.must, "escalated_to": row["upper"]}
    kept = Kept(row, "escalated", said.gh, version, note=noted(said))
    return bench.told(kept, ("instrument.escalated", {"ground": ground.ground, "escalated_to": row["upper"]}))


def plan(bench: Bench, row: Row, said: PlanFollowUp) -> Decided:
    """Plan to look back on a day.

    :raises InvalidBody: the day is over.
    """
    bench.take(row, Step.PLAN_FOLLOW_UP, said.gh)
    planned = _planned(row, _ahead(bench, said.planned_on))
    return bench.told(Kept(row, "follow_up_planned", said.gh, planned, note=noted(said)), _planning(planned))


def follow_up(bench: Bench, row: Row, said: FollowUp) -> Decided:
    """Record what was found when the office looked back (回头看)."""
    bench.take(row, Step.FOLLOW_UP, said.gh, result=said.finding)
    row["follow_up_on"] = None
    event = {"finding": said.finding} | ({} if said.next_step is None else {"next_step": said.next_step})
    return bench.told(Kept(row, "followed_up", said.gh, event, note=noted(said)), ("instrument.followed_up", event))


def withdraw(bench: Bench, row: Row, said: Withdraw) -> Decided:
    """Take an instrument back, or give up a draft; its number stays void for ever."""
    bench.take(row, Step.WITHDRAW, said.gh)
    kept = Kept(row, "withdrawn_by_issuer", said.gh, note=noted(said))
    return bench.told(kept, ("instrument.withdrawn_by_issuer", {}))


def close(bench: Bench, row: Row, said: Close) -> Decided:
    """Close the matter; of a kind that is looked back on, a day for that is planned at once."""
    bench.take(row, Step.CLOSE, said.gh)
    events: list[tuple[str, Mapping[str, Any]]] = [("instrument.closed", {})]
    version: Mapping[str, Any] = {}
    if kind_of(row["kind"]).followed_up:
        day = _ahead(bench, said.planned_on) if said.planned_on else look_back_on(bench.today)
        version = _planned(row, day)
        events.append(_planning(version))
    return bench.told(Kept(row, "closed", said.gh, version, note=noted(said)), *events)


def _ahead(bench: Bench, day: str) -> date:
    found = date.fromisoformat(day)
    if found < bench.today:
        raise InvalidBody(faults=[Fault("/planned_on", "too-small", (bench.today.isoformat(),))])
    return found


def _planned(row: Row, day: date) -> dict[str, str]:
    row["follow_up_on"] = day
    return {"planned_on": day.isoformat()}


def _planning(planned: Mapping[str, str]) -> tuple[str, Mapping[str, Any]]:
    return "instrument.follow_up_planned", planned
