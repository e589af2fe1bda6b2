"""The register of staff (人员名册) and the duty roster (值班表) of an agency."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request

from exchange.access.callers import Caller, Scope
from exchange.access.errors import AgencyNotFound
from exchange.access.guards import May
from exchange.db import ReadingSession, WritingSession
from exchange.errors import InvalidBody, InvalidParameter, Unavailable, refusals
from exchange.staff import operations, queries
from exchange.staff.errors import (
    OperatorMissing,
    OperatorUnknown,
    OwnEntry,
    RegisterOfAnother,
    RoleAboveOwn,
    RoleMissing,
)
from exchange.staff.operations import Change
from exchange.staff.register import Person
from exchange.staff.roster import Absence, Duty, on_duty
from exchange.staff.schemas import MOST_DAYS, AbsenceOut, AgencyAsked, DutyOut, RosterAsked, RosterOut, StaffList
from zhenxie.wire.events.base import OperatorId
from zhenxie.wire.moments import Day
from zhenxie.wire.problems import Fault
from zhenxie.wire.staff import AbsenceEntry, DutyEntry, StaffEntry, StaffMember

router = APIRouter(tags=["staff"])

Keeper = Annotated[Caller, Depends(May(Scope.SUPERVISION_WRITE, Scope.AGENCIES_ADMIN))]
Reader = Annotated[Caller, Depends(May(Scope.SUPERVISION_READ, Scope.SUPERVISION_WRITE))]
Number = Annotated[OperatorId, Path(description="工号或警号", examples=["640202031"])]
_KEPT = refusals(
    OperatorMissing, OperatorUnknown, RoleMissing, RegisterOfAnother, AgencyNotFound, InvalidBody, Unavailable
)
_KEPT_OF_A_PERSON = refusals(
    *(OperatorMissing, OperatorUnknown, RoleMissing, RegisterOfAnother, OwnEntry, RoleAboveOwn),
    *(AgencyNotFound, InvalidBody, Unavailable),
)


@dataclass(frozen=True)
class Kept:
    """Whose register or roster is kept, and when."""

    agency: str | None
    now: datetime


def _kept(request: Request, agency: Annotated[AgencyAsked, Query()] = None) -> Kept:
    return Kept(agency, request.app.state.clock.now())


Of = Annotated[Kept, Depends(_kept)]


@router.get(
    "/v1/staff",
    operation_id="listStaff",
    summary="Who acts for the caller's agency (人员名册)",
    response_model=StaffList,
    responses=refusals(Unavailable),
)
async def list_staff(caller: Reader, session: ReadingSession) -> dict[str, Any]:
    """List the register of the caller's own agency by service number, those who have left included."""
    register = await queries.register(session, {caller.agency})
    people = sorted(register.people.values(), key=lambda person: person.gh)
    return {"items": [_member(person) for person in people]}


@router.put(
    "/v1/staff/{gh}",
    operation_id="enterStaff",
    summary="Enter a person into the register (登记人员)",
    response_model=StaffMember,
    responses=_KEPT_OF_A_PERSON,
)
async def enter_staff(gh: Number, caller: Keeper, entry: StaffEntry, of: Of, session: WritingSession) -> dict[str, Any]:
    """Enter who acts for an agency, with his roles; whoever leaves gets an `until` and stays in the register.

    An administrator (agencies:admin) keeps every register and makes the first entry of each; after that an approver or
    chief named in `by` keeps his own agency's. Nobody changes his own entry, and only a chief or an administrator makes
    or changes a chief. Once an agency keeps a register, acts of its people need a `gh` in it; to establish a lead and to
    share it with police always needs one. Every change stands in the audit; the feed tells of none.
    """
    until = None if entry.until is None else date.fromisoformat(entry.until)
    change = Change.of(caller, agency=of.agency, gh=entry.by, now=of.now)
    since = date.fromisoformat(entry.since)
    person = Person(change.agency, gh, frozenset(entry.roles), since, until, posting=entry.posting, unit=entry.unit)
    return _member(await operations.enter(session, person, change))


@router.get(
    "/v1/roster",
    operation_id="getRoster",
    summary="The duty roster (值班表)",
    response_model=RosterOut,
    responses=refusals(InvalidParameter, Unavailable),
)
async def get_roster(caller: Reader, asked: Annotated[RosterAsked, Query()], session: ReadingSession) -> dict[str, Any]:
    """Return who is on duty and who is away between two days, and for each day to whom new leads go."""
    first, last = date.fromisoformat(asked.first), date.fromisoformat(asked.last)
    if not 0 <= (last - first).days < MOST_DAYS:
        raise InvalidParameter(faults=[Fault("to", "too-small" if last < first else "too-large", (asked.first,))])
    plan = await queries.plan(session, {caller.agency}, first=first, last=last)
    register = await queries.register(session, {caller.agency})
    duties, absences = plan.duties.get(caller.agency, ()), plan.absences.get(caller.agency, ())
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    on = {day: on_duty(duties, absences, day, acts=register.acts_on(caller.agency, day)) for day in days}
    return {
        "duties": [_duty(one) for one in duties],
        "absences": [_absence(one) for one in absences],
        "days": [{"day": day.isoformat(), "on_duty": gh} for day, gh in on.items()],
    }


@router.put(
    "/v1/roster/{first}",
    operation_id="enterDuty",
    summary="Enter who is on duty from a day on (排班)",
    response_model=DutyOut,
    responses=_KEPT,
)
async def enter_duty(first: Day, caller: Keeper, entry: DutyEntry, of: Of, session: WritingSession) -> dict[str, Any]:
    """Write the resident or the rotating person from the day of the address through `last`.

    Of two entries that hold on a day the one that begins later counts; the same first day again replaces the entry.
    """
    change = Change.of(caller, agency=of.agency, gh=entry.by, now=of.now)
    duty = Duty(entry.kind, date.fromisoformat(first), date.fromisoformat(entry.last), entry.gh)
    return _duty(await operations.put_duty(session, duty, change))


@router.put(
    "/v1/absences/{gh}",
    operation_id="enterAbsence",
    summary="Enter who is away and who stands in (请假与代班)",
    response_model=AbsenceOut,
    responses=_KEPT,
)
async def enter_absence(
    gh: Number, caller: Keeper, entry: AbsenceEntry, of: Of, session: WritingSession
) -> dict[str, Any]:
    """Write that a person is away; new leads go to the substitute, without one to the resident.

    What he has open already is handed over with `POST /v1/roster/hand-over`.
    """
    change = Change.of(caller, agency=of.agency, gh=entry.by, now=of.now)
    absence = Absence(gh, date.fromisoformat(entry.first), date.fromisoformat(entry.last), entry.substitute)
    return _absence(await operations.put_absence(session, absence, change))


def _member(person: Person) -> dict[str, Any]:
    return {
        "gh": person.gh,
        "roles": sorted(one.value for one in person.roles),
        "posting": person.posting,
        "since": person.since.isoformat(),
        "until": None if person.until is None else person.until.isoformat(),
        "unit": person.unit,
    }


def _duty(duty: Duty) -> dict[str, Any]:
    return {"kind": duty.kind, "first": duty.first.isoformat(), "last": duty.last.isoformat(), "gh": duty.gh}


def _absence(absence: Absence) -> dict[str, Any]:
    return {
        "gh": absence.gh,
        "first": absence.first.isoformat(),
        "last": absence.last.isoformat(),
        "substitute": absence.substitute,
    }
