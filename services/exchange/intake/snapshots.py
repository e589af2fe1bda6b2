"""Rows of a platform -> events, by profile: what is new, what is corrected, what is taken back; pure.

A platform sends a row again and again, in any order of its versions. What counts for each column is its statement of
the highest version; from these statements the events of the row follow. So every order of arrival, and every repetition,
ends in the same events.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from exchange.intake.commands import Row
from exchange.intake.profiles import columns, shapes, stating
from exchange.intake.profiles.shapes import Column, Profile, Slot
from exchange.intake.profiles.stating import Said, Stated
from zhenxie.wire.problems import Fault, safe_pointer

# What the rest of intake needs of profiles; nothing else imports them.
NoSuchProfile = shapes.NoSuchProfile
load_profile = shapes.load
remembered = stating.remembered
recalled = stating.recalled

_NUMBER_SLOT: Final = "case"
ENTRY: Final = "@"
"""The pseudo-column of a listed suspect: that he stands in the list at all."""
_ROW: Final = "/snapshot/row"
_PLAIN_KEY: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:@/-]{0,99}", re.ASCII)
# Under this name `ext` keeps a value that could not be read; the column itself then says nothing.
_UNREADABLE: Final = " (unreadable)"
_NOT_RECORDED: Final = "not_recorded"


class UnusableRow(Exception):
    """No event can follow from the row; the faults say why, with pointers into the line."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        super().__init__("unusable-row")
        self.faults = tuple(faults)


@dataclass(frozen=True)
class Derived:
    """What follows from one row.

    `events` as on the wire; `corrections` as `{message_id, target_message_id, action: amend | retract, event?}`;
    `stated` replaces what was stated before.
    """

    case_number: str
    events: list[dict[str, Any]]
    corrections: list[dict[str, Any]]
    stated: dict[str, Stated]
    observations: list[Fault]


def derive(row: Row, profile: Profile, stated: Mapping[str, Stated]) -> Derived:
    """Return what `row` adds to what its earlier versions `stated`; the same row again adds nothing.

    A column that is null or empty is *not stated* and changes nothing; a column of a higher version with another value
    amends; one named in `row.retracted` is taken back; a version older than what is known of a column is ignored.

    A value that is not of its column's kind says nothing; it is kept in `ext` and remarked.

    :raises UnusableRow: no case number, another one than before, suspects that cannot be told apart, or a version that
        has said something else already.
    """
    reading = _Reading(row, profile)
    number = reading.number(stated.get(_NUMBER_SLOT))
    parts = [reading.case_part(name, slot) for name, slot in profile.slots.items()]
    parts += reading.suspect_parts()
    if reading.faults:
        raise UnusableRow(reading.faults)
    derived = Derived(number, [], [], dict(stated), reading.observations)
    numbered = Part(_NUMBER_SLOT, Slot(""), {profile.case_number: number})
    derived.stated[_NUMBER_SLOT] = _merged(stated, numbered, row)
    for part in parts:
        if part.name in stated or part.said or part.retracted or (part.slot.always and part.suspect_ref is None):
            _settle(derived, row, part, _merged(stated, part, row))
    return derived


@dataclass(frozen=True)
class Part:
    """What one row says to one slot."""

    name: str
    slot: Slot
    said: Mapping[str, Any]
    retracted: frozenset[str] = frozenset()
    suspect_ref: str | None = None


class _Reading:
    """One row, column by column; collects what is wrong and what was noticed."""

    def __init__(self, row: Row, profile: Profile) -> None:
        self.profile = profile
        self.faults: list[Fault] = []
        self.observations: list[Fault] = []
        self._suspects = profile.suspects.column if profile.suspects else ""
        stated = _stated(row.columns)
        self._entries = stated.pop(self._suspects, [])
        self._said, self._others = self._values(stated, profile.columns, _ROW)
        self._retracted, self._taken_back = self._retractions(row.retracted)

    def number(self, before: Stated | None) -> str:
        """Return the case number.

        :raises UnusableRow: there is none, or it is another one than earlier versions said.
        """
        column = self.profile.case_number
        if self.faults or column not in self._said:
            code = "not-a-case-number" if f"{column}{_UNREADABLE}" in self._others else "missing"
            raise UnusableRow(self.faults or [Fault(f"{_ROW}/{column}", code)])
        number: str = self._said[column]
        if before is not None and before.columns[column].value != number:
            raise UnusableRow([Fault(f"{_ROW}/{column}", "case-number-changed")])
        return number

    def case_part(self, name: str, slot: Slot) -> Part:
        """Return what the row says to one of the case's slots."""
        said = {column: value for column, value in self._said.items() if column in slot.columns}
        retracted = self._retracted & slot.columns
        if slot.ext:
            said |= self._others
            interpreted = {name for name, column in self.profile.columns.items() if column.kind != "kept"}
            retracted |= self._retracted - interpreted
        return Part(name, slot, said, retracted)

    def suspect_parts(self) -> list[Part]:
        """Return what the row says to each suspect: those it lists, and those it takes back (`XYR.<reference>`)."""
        suspects = self.profile.suspects
        if suspects is None:
            return []
        found: dict[str, Part] = {}
        for place, entry in enumerate(self._listed()):
            part = self._suspect(suspects, entry, f"{_ROW}/{suspects.column}/{place}")
            if part is not None and part.name in found:
                self.faults.append(Fault(f"{_ROW}/{suspects.column}/{place}/{suspects.ref}", "suspect-listed-twice"))
            elif part is not None:
                found[part.name] = part
        for reference, retracted in self._taken_back.items():
            name = f"suspect:{reference}"
            found.setdefault(name, Part(name, suspects.slot, {}, frozenset(retracted), reference))
        return list(found.values())

    def _listed(self) -> list[Any]:
        if isinstance(self._entries, list):
            return self._entries
        self.faults.append(Fault(f"{_ROW}/{self._suspects}", "not-a-list"))
        return []

    def _suspect(self, suspects: shapes.Suspects, entry: object, pointer: str) -> Part | None:
        if not isinstance(entry, dict):
            self.faults.append(Fault(pointer, "not-an-object"))
            return None
        stated = _stated(entry)
        said, others = self._values(stated, suspects.columns, pointer)
        if suspects.ref not in said:
            code = "not-a-reference" if suspects.ref in stated else "missing"
            self.faults.append(Fault(f"{pointer}/{suspects.ref}", code))
            return None
        reference: str = said.pop(suspects.ref)
        content = {ENTRY: True, **said, **(others if suspects.slot.ext else {})}
        retracted = frozenset(self._taken_back.get(reference, set()))
        return Part(f"suspect:{reference}", suspects.slot, content, retracted, reference)

    def _retractions(self, named: Iterable[str]) -> tuple[frozenset[str], dict[str, set[str]]]:
        """Return the case's columns that are taken back, and those of suspects by reference."""
        own: set[str] = set()
        of_suspects: dict[str, set[str]] = {}
        for name in named:
            head, _, rest = name.partition(".")
            if not rest or head.upper() != self._suspects:
                own.add(name.upper())
                continue
            reference, _, column = rest.rpartition(".")
            known = self.profile.suspects.columns if self.profile.suspects else {}
            if reference and column.upper() in known:
                of_suspects.setdefault(reference, set()).add(column.upper())
            else:
                of_suspects.setdefault(rest, set()).add(ENTRY)
        return frozenset(own), of_suspects

    def _values(
        self, stated: Mapping[str, Any], known: Mapping[str, Column], pointer: str
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the columns that events are made of, and those that go into `ext`."""
        said: dict[str, Any] = {}
        others: dict[str, Any] = {}
        for name, value in stated.items():
            column = known.get(name)
            if column is None or column.kind == "kept":
                others[name] = value
                continue
            where = pointer + safe_pointer(name)
            try:
                read = columns.read(value, column)
            except columns.Unreadable:
                self.observations.append(Fault(where, "unreadable-value"))
                others[f"{name}{_UNREADABLE}"] = value
                continue
            self.observations += [Fault(where, code) for code in read.noticed]
            said[name] = read.said
        if not known.keys() >= stated.keys():
            self.observations.append(Fault(pointer, "unknown-columns"))
        return said, others


def _stated(said: Mapping[str, Any]) -> dict[str, Any]:
    return {str(name).strip().upper(): value for name, value in said.items() if columns.is_stated(value)}


def _merged(stated: Mapping[str, Stated], part: Part, row: Row) -> Stated:
    before = stated.get(part.name)
    try:
        return stating.merged(before, said=part.said, retracted=part.retracted, version=row.version)
    except stating.VersionReused as error:
        raise UnusableRow([Fault("/snapshot/source_version", "version-reused", (str(error.args[0]),))]) from None


def _settle(derived: Derived, row: Row, part: Part, after: Stated) -> None:
    """Add what brings the feed from the event that stands to the one that now follows."""
    event = event_of(row, part, after)
    digest = stating.digest_of(event)
    if digest == after.digest:
        derived.stated[part.name] = after
        return
    name = _message_id(row, part.name, after.sent)
    stands = after.message_id
    if event is None:
        derived.corrections.append({"message_id": name, "target_message_id": stands, "action": "retract"})
        stands = ""
    elif stands:
        amended = {"message_id": name, "target_message_id": stands, "action": "amend"}
        derived.corrections.append({**amended, "event": {"message_id": name, **event}})
    else:
        derived.events.append({"message_id": name, **event})
        stands = name
    derived.stated[part.name] = replace(after, digest=digest, message_id=stands, sent=(*after.sent, row.version))


def event_of(row: Row, part: Part, after: Stated) -> dict[str, Any] | None:
    """Return the event that a slot's statements make, without its message id; null where it does not stand."""
    slot, entry = part.slot, after.columns.get(ENTRY)
    standing = {name: one for name, one in after.columns.items() if name != ENTRY and one.value is not None}
    taken_back = entry is not None and entry.value is None
    if taken_back or not _stands(slot, standing):
        return None
    occurred = standing.get(slot.occurred or "")
    others = {name: one.value for name, one in standing.items() if name not in slot.columns}
    told: dict[str, Any] = {
        "source_system": row.source_system or None,
        "suspect_ref": part.suspect_ref,
        "occurred_unknown_reason": _NOT_RECORDED if occurred is None else None,
        "ext": others or None,
    }
    event = {"type": slot.type, "occurred": None if occurred is None else occurred.value}
    return (
        event
        | {name: value for name, value in told.items() if value is not None}
        | {"data": _filled(slot.data, standing)}
    )


def _stands(slot: Slot, standing: Mapping[str, Said]) -> bool:
    occurred, flag = standing.get(slot.occurred or ""), standing.get(slot.flag or "")
    if slot.always:
        return True
    if flag is None or occurred is None:
        return occurred is not None or (flag is not None and flag.value is True)
    # A "no" that is newer than the date takes the date back; in one version the date is the more definite statement.
    return flag.value is True or occurred.version >= flag.version


def _filled(targets: shapes.Targets, standing: Mapping[str, Said]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in targets.items():
        if isinstance(value, tuple):
            stated = [standing[column].value for column in value if column in standing]
            found |= {name: stated[0]} if stated else {}
        elif below := _filled(value, standing):
            found[name] = below
    return found


def _message_id(row: Row, slot: str, sent: tuple[int, ...]) -> str:
    """Return `source_key/slot/version`, its head digested where it would be no reference."""
    head = f"{row.source_key}/{slot}"
    if _PLAIN_KEY.fullmatch(head) is None:
        head = f"row.{hashlib.sha256(head.encode()).hexdigest()[:40]}"
    # A version that comes in two pieces may lead to two messages.
    again = sent.count(row.version)
    return f"{head}/{row.version}" + (f".{again + 1}" if again else "")
