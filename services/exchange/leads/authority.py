"""Where one act on a lead is decided: who wants it, whether he works the lead, and how its entry is told; pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from exchange.access.callers import Caller
from exchange.acts.ground import CaseName, Telling, draft
from exchange.alerts.errors import CaseOfAlertNotFound
from exchange.errors import InvalidBody
from exchange.feed.commands import EXCHANGE, Draft
from exchange.leads import lifecycle
from exchange.leads.errors import LeadNotFound
from exchange.leads.known import Deed, Known, Made, Row
from zhenxie.law.calendar import legal_day
from zhenxie.wire.leads import LeadWork, ManualLead
from zhenxie.wire.problems import Fault

Outcome = tuple[list[Draft], Made]
"""What became of an act: the entries that tell of it, and what is stored beside them."""


@dataclass(frozen=True)
class Bench:
    """Where one act is decided: who wants it, and on what is known; `bound` is the digest of its message."""

    known: Known
    caller: Caller
    bound: bytes
    traceparent: str | None = None

    @property
    def now(self) -> datetime:
        """The moment at which the group is decided."""
        return self.known.now

    @property
    def day(self) -> date:
        """The legal day."""
        return legal_day(self.now)

    def lead(self, alert_id: UUID) -> Row:
        """Return a lead that the caller works or stands above.

        :raises LeadNotFound: there is none for him.
        """
        row, ground = self.known.leads.get(alert_id), self.known.ground
        if row is None or not ground.supervises(row["case_id"], self.caller.agency):
            raise LeadNotFound
        if not ground.directory.is_at_or_above(self.caller.agency, row["procuratorate"]):
            raise LeadNotFound
        return row

    def case_of(self, lead: ManualLead) -> UUID:
        """Return the case that a number means to the caller, who supervises it.

        :raises CaseOfAlertNotFound: there is none.
        """
        found = self.known.cases.get((self.caller.agency, lead.case_number), ())
        for case_id in found:
            if self.known.ground.supervises(case_id, self.caller.agency):
                return case_id
        raise CaseOfAlertNotFound

    def may(self, act: str, gh: str | None) -> None:
        """See that the person who acts has a role for it, where the agency keeps a register.

        :raises OperatorMissing: nobody is named.
        :raises OperatorUnknown: nobody by that number acts for the agency.
        :raises RoleMissing: he has none of the roles.
        """
        if self.known.ground.staff.keeps(self.caller.agency):
            self.known.ground.staff.acting(self.caller.agency, gh, lifecycle.ROLES[act], day=self.day)

    def of_the_office(self, office: str, gh: str, pointer: str = "/assignee") -> None:
        """See that a person acts for an office, where it keeps a register.

        :raises InvalidBody: he does not.
        """
        staff = self.known.ground.staff
        person = staff.people.get((office, gh))
        known = person is not None and person.acts_on(self.day) and bool(person.roles & lifecycle.OFFICE)
        if staff.keeps(office) and not known:
            raise InvalidBody(faults=[Fault(pointer, "not-in-the-register", (self.day.isoformat(),))])

    def not_after_today(self, pointer: str, day: str | None) -> None:
        """See that a day of which somebody tells has come.

        :raises InvalidBody: it has not.
        """
        if day is not None and date.fromisoformat(day) > self.day:
            raise InvalidBody(faults=[Fault(pointer, "too-large", (self.day.isoformat(),))])

    def readers(self, row: Row, *offices: str) -> set[str]:
        """Return who is told of the work on a lead: the office that works it and those above that supervise the case."""
        ground = self.known.ground
        line = {code for one in (row["procuratorate"], *offices) for code in (one, *ground.directory.line_above(one))}
        return line & ground.offices(row["case_id"])

    def told(self, row: Row, kind: str, said: Mapping[str, Any], gh: str | None, to: Iterable[str]) -> Draft:
        """Return the entry that tells of what was done with a lead."""
        named = {"alert_id": str(row["alert_id"]), "rule": row["rule"]} if kind.startswith("alert.") else {}
        telling = Telling(
            source=self.caller.agency or EXCHANGE,
            now=self.now,
            addressees=tuple(to),
            case=CaseName(row["case_id"], row["case_number"]),
            suspect_ref=row["suspect_ref"] if kind.startswith("alert.") else None,
            operator=gh,
            traceparent=self.traceparent,
        )
        return draft(kind, named | dict(said), telling)

    def plain(self, row: Row, kind: str, work: LeadWork, said: Mapping[str, Any], text: str | None = None) -> Outcome:
        """Return what became of an act that one entry to the office tells of."""
        deed = Deed(row["alert_id"], kind.removeprefix("alert."), said, work.gh, text=text)
        return [self.told(row, kind, said, work.gh, self.readers(row))], Made([deed], [row])
