"""Lets leads follow their alerts: what the list shows of one, and of a new one who works it and until when."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from exchange.access import operations as access
from exchange.access import queries as access_rows
from exchange.alerts.lifecycle import FINISHED
from exchange.db import AsyncSession
from exchange.leads import queries
from exchange.leads.known import Row
from exchange.leads.projection import lowest
from exchange.leads.schedule import RANK, due_on
from exchange.staff import queries as staff
from exchange.staff.roster import on_duty
from zhenxie.law.calendar import legal_day
from zhenxie.wire.alerts import MANUAL
from zhenxie.wire.vocabulary import AgencyKind, Relation


async def follow(session: AsyncSession, rows: Sequence[Mapping[str, Any]], now: datetime) -> None:
    """Let leads follow alerts that changed; to one that is new the office, the due day and the person on duty are given.

    Which office works it afterwards is not decided here: a case that changes hands takes its leads along
    (:mod:`exchange.leads.placing`), with an act and an entry of its own.
    """
    placed = await queries.offices_of(session, [row["id"] for row in rows])
    grants, parents = await _supervising(session, {row["case_id"] for row in rows})
    fit = {row["id"]: lowest(grants.get(row["case_id"], ()), parents) for row in rows}
    duty = await _on_duty(session, {office for one, office in fit.items() if office and one not in placed}, now)
    written, by_roster = [], []
    for row in rows:
        office = placed.get(row["id"]) or fit[row["id"]]
        if office is None:
            continue
        assignee = duty.get(office)
        written.append(_lead(row) | _first(row, office, now) | {"assignee": assignee})
        # Who raises a lead by hand works it himself.
        if row["id"] not in placed and assignee is not None and row["model"] != MANUAL:
            by_roster.append(_by_roster(row, office, assignee, now))
    if written:
        await queries.follow(session, written)
    if by_roster:
        await queries.add_acts(session, by_roster)


async def _supervising(
    session: AsyncSession, cases: set[UUID]
) -> tuple[dict[UUID, list[tuple[str, str]]], dict[str, str | None]]:
    directory = await access.directory(session)
    found: dict[UUID, list[tuple[str, str]]] = {}
    for grant in await access_rows.standing_grants(session, cases):
        agency = directory.agencies.get(grant.agency)
        if Relation(grant.relation) is Relation.SUPERVISING and agency and agency.kind is AgencyKind.PROCURATORATE:
            found.setdefault(grant.case_id, []).append((grant.agency, grant.ground))
    return found, {agency.code: agency.parent for agency in directory.agencies.values()}


async def _on_duty(session: AsyncSession, offices: set[str], now: datetime) -> dict[str, str | None]:
    if not offices:
        return {}
    day = legal_day(now)
    plan = await staff.plan(session, offices, first=day, last=day)
    register = await staff.register(session, offices)
    return {
        one: on_duty(plan.duties.get(one, ()), plan.absences.get(one, ()), day, acts=register.acts_on(one, day))
        for one in offices
    }


def _lead(row: Mapping[str, Any]) -> Row:
    same = ("case_id", "case_number", "suspect_ref", "rule", "model", "severity", "state", "standing", "snoozed_until")
    return {
        **{name: row[name] for name in same},
        "alert_id": row["id"],
        "rank": RANK[row["severity"]],
        "finished": row["state"] in FINISHED,
        "title": row["body"]["title"],
        "suggested_instrument": row["body"].get("suggested_instrument"),
        "raised_position": row["raised_position"],
        "changed_position": row["changed_position"],
    }


def _first(row: Mapping[str, Any], office: str, now: datetime) -> Row:
    day = legal_day(now)
    return {
        "source": "machine",
        "procuratorate": office,
        "seen_on": day,
        "due_on": due_on(row["severity"], day),
        "group_head": None,
        "duplicate_of": None,
        "reopened_as": None,
    }


def _by_roster(row: Mapping[str, Any], office: str, assignee: str, now: datetime) -> Row:
    return {
        "alert_id": row["id"],
        "position": row["raised_position"],
        "act": "assigned",
        "at": now,
        "by": office,
        "gh": None,
        "body": {"assignee": assignee, "by_roster": True},
        "sealed_text": None,
    }
