"""Keeping the register of staff and the duty roster; each change stands in the audit."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from exchange.access import queries as access
from exchange.access.callers import Caller
from exchange.access.errors import AgencyNotFound
from exchange.audit import operations as audit
from exchange.db import AsyncSession
from exchange.errors import InvalidBody
from exchange.staff import queries
from exchange.staff.errors import OwnEntry, RegisterOfAnother, RoleAboveOwn
from exchange.staff.register import Person, Register
from exchange.staff.roster import Absence, Duty
from zhenxie.law.calendar import legal_day
from zhenxie.wire.problems import Fault
from zhenxie.wire.staff import Role
from zhenxie.wire.vocabulary import Scope

HEADS: Final = frozenset({Role.APPROVER, Role.CHIEF})
"""Who keeps the register and the roster of his own agency."""
PLANNERS: Final = HEADS | {Role.PROSECUTOR}
"""Who may besides write who is on duty and who is away."""


@dataclass(frozen=True)
class Change:
    """Who changes what an agency keeps: the caller, the agency, the acting person by service number, and when."""

    by: Caller
    agency: str
    gh: str | None
    now: datetime

    @classmethod
    def of(cls, by: Caller, *, agency: str | None, gh: str | None, now: datetime) -> "Change":
        """Return a change of an agency's register, the caller's own where none is named."""
        return cls(by, agency or by.agency, gh, now)

    @property
    def day(self) -> date:
        """The legal day."""
        return legal_day(self.now)


async def enter(session: AsyncSession, person: Person, change: Change) -> Person:
    """Enter a person into a register, or change what he is; nobody is ever removed, he gets an `until`.

    :raises RegisterOfAnother: it is another agency's, and the caller is no administrator.
    :raises OperatorMissing: it is not said who enters it.
    :raises OperatorUnknown: he is not in the register; the first entry of a register is an administrator's.
    :raises RoleMissing: he is neither approver nor chief.
    :raises OwnEntry: it is his own entry.
    :raises RoleAboveOwn: an approver enters, or changes the entry of, a chief.
    :raises AgencyNotFound: no such agency is registered.
    :raises InvalidBody: an auditor would have another role, on the host too (domain 10.4).
    """
    if Role.AUDITOR in person.roles and len(person.roles) > 1:
        raise InvalidBody(faults=[Fault("/roles", "auditor-with-another-role")])
    register = await _may(session, change, HEADS)
    if register is not None:
        _enters(register, change, person)
    row = {
        "agency": change.agency,
        "gh": person.gh,
        "roles": sorted(one.value for one in person.roles),
        "posting": person.posting,
        "unit": person.unit,
        "since": person.since,
        "until": person.until,
        "changed_at": change.now,
    }
    await queries.enter(session, row)
    said = {name: row[name] for name in ("roles", "posting", "unit")}
    said |= {"since": person.since.isoformat(), "until": None if person.until is None else person.until.isoformat()}
    await _record(session, change, "staff.entered", person.gh, said)
    return person


async def put_duty(session: AsyncSession, duty: Duty, change: Change) -> Duty:
    """Write who is on duty from a day through another; what began on that day before is replaced.

    :raises InvalidBody: it ends before it begins, or nobody by that service number acts for the agency.
    :raises Refusal: as for :func:`enter`.
    """
    await _may(session, change, PLANNERS)
    _in_order(duty.first, duty.last)
    if duty.gh is not None:
        await _registered(session, change.agency, duty.gh, duty.first, "/gh")
    row = {"kind": duty.kind, "first": duty.first, "last": duty.last, "gh": duty.gh}
    await queries.put_duty(session, row | {"agency": change.agency, "changed_at": change.now})
    await _record(session, change, "roster.duty_entered", duty.gh or "-", _spelled(row))
    return duty


async def put_absence(session: AsyncSession, absence: Absence, change: Change) -> Absence:
    """Write who is away, and who stands in; who comes back earlier gets an earlier last day.

    :raises InvalidBody: it ends before it begins, or nobody by that service number acts for the agency.
    :raises Refusal: as for :func:`enter`.
    """
    await _may(session, change, PLANNERS)
    _in_order(absence.first, absence.last)
    await _registered(session, change.agency, absence.gh, absence.first, "/gh")
    if absence.substitute is not None:
        await _registered(session, change.agency, absence.substitute, absence.first, "/substitute")
    row = {"gh": absence.gh, "first": absence.first, "last": absence.last, "substitute": absence.substitute}
    await queries.put_absence(session, row | {"agency": change.agency, "changed_at": change.now})
    await _record(session, change, "roster.absence_entered", absence.gh, _spelled(row))
    return absence


async def _may(session: AsyncSession, change: Change, roles: frozenset[Role]) -> Register | None:
    """See that a change may be made; return the register on which it was judged, None for an administrator's."""
    administers = Scope.AGENCIES_ADMIN in change.by.scopes or not change.by.agency
    if administers and change.gh is None:
        if await access.agency(session, change.agency) is None:
            raise AgencyNotFound(agency=change.agency)
        return None
    if change.agency != change.by.agency:
        raise RegisterOfAnother
    register = await queries.register(session, {change.agency})
    register.acting(change.agency, change.gh, roles, day=change.day)
    return register


def _enters(register: Register, change: Change, person: Person) -> None:
    # Who may write himself more, or a chief beside him, approves alone what takes a second pair of eyes (domain 12.1).
    if person.gh == change.gh:
        raise OwnEntry
    keeper = register.acting(change.agency, change.gh, HEADS, day=change.day)
    before = register.people.get((change.agency, person.gh))
    touched = person.roles | (before.roles if before is not None else frozenset())
    if Role.CHIEF in touched and Role.CHIEF not in keeper.roles:
        raise RoleAboveOwn


async def _registered(session: AsyncSession, agency: str, gh: str, day: date, pointer: str) -> None:
    person = (await queries.register(session, {agency})).people.get((agency, gh))
    if person is None or not person.acts_on(day):
        raise InvalidBody(faults=[Fault(pointer, "not-in-the-register", (day.isoformat(),))])


def _in_order(first: date, last: date) -> None:
    if last < first:
        raise InvalidBody(faults=[Fault("/last", "too-small", (first.isoformat(),))])


def _spelled(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()}


async def _record(session: AsyncSession, change: Change, act: str, subject: str, said: dict[str, Any]) -> None:
    particulars = {"register": change.agency, "by": change.gh, **said}
    deed = audit.Deed(change.by.agency, change.by.client, act, subject, particulars=particulars)
    await audit.record(session, deed, now=change.now)
