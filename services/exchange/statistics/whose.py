"""Whose an entry of the feed counts for: which case it is told of, who handled and who supervised it then; pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

import orjson

from exchange.access.callers import Directory
from exchange.statistics.projection import Counting, document_of, person_of
from exchange.statistics.timelines import Version
from zhenxie.record.told import Told
from zhenxie.wire.vocabulary import AgencyKind

ISSUED: Final = "instrument.issued"


@dataclass
class Found:
    """What a stretch of the feed brings: events and the case of each, where cases were joined, which are counted again."""

    told: list[Told]
    case_of: dict[UUID, UUID | None]
    joined: dict[UUID, tuple[UUID, int]] = field(default_factory=dict)
    again: set[UUID] = field(default_factory=set)

    @classmethod
    def of_rows(cls, rows: Iterable[Any]) -> "Found":
        """Return what rows of the feed say."""
        found = cls([], {})
        for position, event_id, at, source, kind, payload, corrects, number, case_id in rows:
            found.told.append(Told(position, event_id, at, source, kind, orjson.loads(payload), corrects, number))
            found.case_of[event_id] = case_id
        return found

    def families(self) -> list[set[UUID]]:
        """Return the cases that are counted again, those that were joined into one together."""
        found: dict[UUID, set[UUID]] = {}
        for case_id in sorted(self.again):
            found.setdefault(self.joined.get(case_id, (case_id, 0))[0], set()).add(case_id)
        return list(found.values())

    def place_of(self, version: Version) -> tuple[UUID | None, int]:
        """Return whose case an event is told of, and from where on it was that one's: there it counts for whoever had it."""
        case_id, at = self.case_of[version.event.event_id], version.event.position
        if case_id is None or case_id not in self.joined:
            return case_id, at
        root, since = self.joined[case_id]
        return (root, max(at, since)) if version.since >= since else (case_id, at)


@dataclass(frozen=True)
class Placed:
    """What counts of an event as it read from a position on, of which case, and by whose hands at which position."""

    version: Version
    said: Counting
    case_id: UUID | None
    at: int


@dataclass
class Ground:
    """Who handled and who supervised the cases of a stretch, from which position on; who issued an instrument to whom."""

    directory: Directory
    issued: dict[str, Mapping[str, Any]]
    # Those that the stretch itself issues, of whatever case.
    issued_here: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    handling: dict[UUID, list[tuple[int, str]]] = field(default_factory=dict)
    supervising: dict[UUID, list[tuple[str, int, int | None]]] = field(default_factory=dict)

    def row(self, placed: Placed) -> dict[str, Any]:
        """Return the row of an event that counts, as it read from a position on."""
        version, said, case_id = placed.version, placed.said, placed.case_id
        event = version.event
        instrument = self._instrument(event, said) if said.type.startswith("instrument.") else None
        if instrument is None:
            procuratorate, addressee = self._procuratorate(placed), None
            unit = None if case_id is None else self._handling(case_id, placed.at)
        else:
            procuratorate, addressee = instrument["procuratorate"], instrument["addressee"]
            unit = addressee
        supervisor = procuratorate if instrument is None else self._supervising(placed)
        return {
            "event_id": event.event_id,
            "position": version.since,
            "until_position": version.until,
            "type": said.type,
            "day": said.day,
            "case_id": case_id,
            "person": person_of(case_id, said.suspect_ref),
            "document": document_of(case_id, said, event.event_id),
            "procuratorate": procuratorate,
            "unit": unit,
            "addressee": addressee,
            "supervisor": supervisor,
            "subject_id": said.subject_id,
            "kind": said.kind if instrument is None else said.kind or instrument["kind"],
            "codes": list(said.codes),
            "alert_ids": list(said.alert_ids),
            "due": said.due,
            "reply_days": said.reply_days,
            "model": said.model,
            "model_version": said.model_version,
        }

    def _instrument(self, event: Told, said: Counting) -> Mapping[str, Any]:
        if said.type == ISSUED:
            told = {"procuratorate": event.source, "addressee": said.addressee, "kind": said.kind}
            self.issued.setdefault(said.subject_id or "", told)
            return told
        # What becomes of an instrument that nobody issued counts for its author alone, if he is a procuratorate.
        author = event.source if self._is_procuratorate(event.source) else None
        unissued = {"procuratorate": author, "addressee": None, "kind": said.kind}
        name = said.subject_id or ""
        return self.issued.get(name) or self.issued_here.get(name) or unissued

    def _is_procuratorate(self, code: str) -> bool:
        agency = self.directory.agencies.get(code)
        return agency is not None and agency.kind is AgencyKind.PROCURATORATE

    def _procuratorate(self, placed: Placed) -> str | None:
        # What an upper office does with an alert counts where the alert was raised: one alert, one office.
        source = placed.version.event.source
        if self._is_procuratorate(source) and not placed.said.type.startswith("alert."):
            return source
        return self._supervising(placed)

    def _supervising(self, placed: Placed) -> str | None:
        """Return the lowest procuratorate that supervised the case then."""
        granted = () if placed.case_id is None else self.supervising.get(placed.case_id, ())
        at = placed.at
        return self._lowest({one for one, since, until in granted if since <= at and (until is None or at < until)})

    def _lowest(self, offices: Collection[str]) -> str | None:
        above = {upper for one in offices for upper in self.directory.line_above(one)}
        return min((one for one in offices if one not in above), default=None)

    def _handling(self, case_id: UUID, position: int) -> str | None:
        turned = [agency for since, agency in self.handling.get(case_id, ()) if since <= position]
        return turned[-1] if turned else None
