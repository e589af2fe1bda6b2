"""Decides one opening or one act in a record: the row as it then is, and the event that tells the organs; pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from exchange.access.callers import Caller
from exchange.acts.ground import CaseName, Telling, draft
from exchange.cooperation import lifecycle, projection
from exchange.cooperation.commands import Add, Open
from exchange.cooperation.errors import (
    CooperationNotFound,
    NothingToAnswer,
    NotYetHeld,
    NotYourPart,
    OrganWithoutTheCase,
)
from exchange.cooperation.opening import Beginning, Known, see_that_it_is_seen, see_that_it_takes_part
from exchange.feed.commands import Draft
from exchange.staff.errors import DutiesNotSeparate
from zhenxie.kit.identifiers import new_id
from zhenxie.law.calendar import legal_day
from zhenxie.wire.cooperating import ClueReceived, CooperationEntry, Fulfilled, MinutesTaken, OrganNamed, Resolved
from zhenxie.wire.vocabulary import AgencyKind

Row = dict[str, Any]


@dataclass(frozen=True)
class Done:
    """What became of a wish: the record as it now is, the entry to keep (none for an opening), who reads it from now on."""

    row: Row
    draft: Draft
    said: Mapping[str, Any]
    entry: Row | None = None
    named: Collection[str] = ()


def admit(known: Known, agency: str, wish: Open | Add) -> None:
    """See that an agency may speak of what it names.

    :raises CooperationNotFound: it takes part in no such record.
    :raises CaseOfCooperationNotFound: it does not see the case or the alert.
    """
    if isinstance(wish, Open):
        see_that_it_is_seen(known, agency, wish.opening)
    elif agency not in known.readers.get(wish.cooperation_id, ()):
        raise CooperationNotFound


@dataclass(frozen=True)
class Bench:
    """Where one wish is decided: who has it, when, and on what is known."""

    known: Known
    caller: Caller
    now: datetime
    traceparent: str | None = None

    @property
    def day(self) -> date:
        """The legal day of now."""
        return legal_day(self.now)

    def open(self, wish: Open) -> Done:
        """Begin a record.

        :raises Refusal: it cannot begin so, and why.
        """
        opening = wish.opening
        begun = Beginning(self.known, self.caller, self.day).begun(opening)
        self._see_who_acts("open", opening.gh)
        organs = {agency: list(people) for agency, people in begun.organs.items()}
        row: Row = {
            "id": new_id(self.now),
            "kind": opening.kind,
            "state": begun.state,
            "opened_by": self.caller.agency,
            "opened_at": self.now,
            "case_ids": list(begun.cases),
            "due": begun.due,
            "standing": {"office": begun.office, "organs": organs, **begun.standing},
            "opened_position": 0,
            "changed_position": 0,
        }
        readers = {*organs, begun.office, *self._above(begun.office)}
        self.known.records[row["id"]], self.known.readers[row["id"]] = row, readers
        said = {
            "organs": sorted(organs),
            "held_on": begun.standing.get("held_on"),
            "due": begun.standing.get("planned_on") if begun.due is None else begun.due.isoformat(),
        }
        told = self._told(row, "cooperation.opened", said, opening.gh)
        return Done(row, told, opening.model_dump(mode="json", exclude={"message_id"}), named=sorted(readers))

    def add(self, wish: Add) -> Done:
        """Do something in a record.

        :raises Refusal: it cannot be done there, or not by this agency or person.
        """
        entry, row = wish.entry, self.known.records[wish.cooperation_id]
        state = lifecycle.after(row["kind"], row["state"], entry.act)
        self._see_whose_part_it_is(row, entry)
        self._see_who_acts(entry.act, entry.gh, row["standing"].get("written_by", ()))
        self._see_that_it_was(entry)
        named = self._newly_named(row, entry)
        entry_id = new_id(self.now)
        changed = projection.changed(row, entry, str(entry_id), self.day)
        # What is refused changes nothing for the acts after it: the row is touched last.
        row |= {"state": state, "standing": changed.standing, "due": changed.due}
        self.known.readers[row["id"]] |= set(named)
        told = self._told(row, _event_of(entry.act), {"act": entry.act, **changed.said}, entry.gh, entry.on)
        kept = {
            "id": entry_id,
            "cooperation_id": row["id"],
            "act": entry.act,
            "by": self.caller.agency,
            "gh": entry.gh,
            "at": self.now,
        }
        said = entry.model_dump(mode="json", exclude={"message_id", "act", "gh"}, exclude_none=True)
        if wish.pack is not None:
            said["pack"] = wish.pack
        return Done(row, told, said, kept, named)

    def _see_whose_part_it_is(self, row: Row, entry: CooperationEntry) -> None:
        standing, side, me = row["standing"], lifecycle.SIDES[entry.act], self.caller.agency
        if side == "member":
            mine = me in standing["organs"] or me == standing["office"]
        elif side == "owner":
            mine = isinstance(entry, Fulfilled) and me == self._owed(standing, entry)["owner"]
        else:
            mine = me == standing.get(side)
        if not mine:
            raise NotYourPart

    def _owed(self, standing: Mapping[str, Any], entry: Fulfilled) -> Mapping[str, Any]:
        found: Mapping[str, Any] | None = standing["resolutions"].get(entry.resolution_id)
        if found is None or found["fulfilled"] is not None:
            raise NothingToAnswer
        return found

    def _see_who_acts(self, act: str, gh: str, written_by: Collection[str] = ()) -> None:
        register, needed = self.known.ground.staff, lifecycle.roles_for(act, self.caller.kind)
        four_eyes = act in lifecycle.FOUR_EYES
        # Who approves must be known to be another person with that duty; other acts are checked where a register is kept.
        if needed and (four_eyes or register.keeps(self.caller.agency)):
            register.acting(self.caller.agency, gh, needed, day=self.day)
        if four_eyes and gh in written_by:
            raise DutiesNotSeparate

    def _see_that_it_was(self, entry: CooperationEntry) -> None:
        days = [entry.on]
        if isinstance(entry, MinutesTaken):
            days.append(entry.held_on)
        if isinstance(entry, ClueReceived):
            days.append(entry.served_at)
        if any(day is not None and date.fromisoformat(day) > self.day for day in days):
            raise NotYetHeld

    def _newly_named(self, row: Row, entry: CooperationEntry) -> Sequence[str]:
        """Return the organs that an act names and that did not see the record before.

        :raises OrganUnknown: one of them is no agency that takes part.
        :raises OrganWithoutTheCase: one of them does not see a case of the record.
        """
        ground = self.known.ground
        match entry:
            case OrganNamed():
                named = {entry.organ.agency}
            case Resolved():
                named = {entry.owner}
            case MinutesTaken():
                named = {one.agency for one in entry.attendees}
            case _:
                return ()
        for agency in sorted(named):
            see_that_it_takes_part(ground, agency)
            if any(not ground.relations(case, agency) for case in row["case_ids"]):
                raise OrganWithoutTheCase
        return sorted(named - self.known.readers[row["id"]])

    def _above(self, office: str) -> list[str]:
        upper = self.known.ground.upper(office)
        return [] if upper is None or self.known.ground.kind_of(upper) is not AgencyKind.PROCURATORATE else [upper]

    def _told(self, row: Row, kind: str, said: Mapping[str, Any], gh: str, on: str | None = None) -> Draft:
        readers = self.known.readers[row["id"]]
        told = {"cooperation_id": str(row["id"]), "kind": row["kind"], "state": row["state"], **said}
        telling = Telling(
            self.caller.agency,
            self.now,
            sorted(readers),
            case=self._case_for(row, readers),
            operator=gh,
            occurred=on,
            traceparent=self.traceparent,
        )
        return draft(kind, told, telling)

    def _case_for(self, row: Row, readers: Collection[str]) -> CaseName | None:
        """Return the case that the entry names: the only one, where every organ that is told sees it anyway."""
        number = row["standing"].get("case_number")
        if number is None:
            return None
        case: UUID = row["case_ids"][0]
        seen = all(self.known.ground.relations(case, agency) for agency in readers)
        return CaseName(case, number) if seen else None


def _event_of(act: str) -> str:
    if act == "close":
        return "cooperation.closed"
    return "cooperation.answered" if act in lifecycle.ANSWERS else "cooperation.recorded"
