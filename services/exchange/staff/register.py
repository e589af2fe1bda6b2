"""The register of who acts for which agency, and what each may do; pure."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from exchange.staff.errors import OperatorMissing, OperatorUnknown, RoleMissing
from zhenxie.wire.staff import Posting, Role


@dataclass(frozen=True)
class Person:
    """One person of an agency from a day on, until the first day on which he no longer acts for it."""

    agency: str
    gh: str
    roles: frozenset[Role]
    since: date
    until: date | None = None
    posting: Posting | None = None
    unit: str | None = None

    def acts_on(self, day: date) -> bool:
        """Return whether the person acts for the agency on a legal day."""
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True)
class Register:
    """Everybody who is registered, by agency and service number."""

    people: Mapping[tuple[str, str], Person] = field(default_factory=dict)

    def keeps(self, agency: str) -> bool:
        """Tell whether an agency keeps a register at all."""
        return any(code == agency for code, _ in self.people)

    def acts_on(self, agency: str, day: date) -> Callable[[str], bool]:
        """Return what tells whether a person acts for an agency on a day."""

        def acts(gh: str) -> bool:
            person = self.people.get((agency, gh))
            return person is not None and person.acts_on(day)

        return acts

    def acting(self, agency: str, gh: str | None, roles: Collection[Role], *, day: date) -> Person:
        """Return who acts for an agency on a day, with one of the roles that an act asks for.

        :raises OperatorMissing: no service number is stated.
        :raises OperatorUnknown: nobody by that number acts for the agency on that day.
        :raises RoleMissing: he has none of these roles.
        """
        if gh is None:
            raise OperatorMissing
        person = self.people.get((agency, gh))
        if person is None or not person.acts_on(day):
            raise OperatorUnknown(operator=gh)
        if not person.roles.intersection(roles):
            raise RoleMissing(operator=gh, roles=sorted(role.value for role in roles))
        return person
