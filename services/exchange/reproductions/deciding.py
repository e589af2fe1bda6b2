"""Decides one question or one answer against what is known of its alert; pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from exchange.access.callers import Caller, Directory
from exchange.alerts import projection
from exchange.alerts.errors import AlertNotFound, NotForScreening, NotForTheOffice
from exchange.feed.asked import Extent
from exchange.feed.commands import Draft
from exchange.feed.errors import MessageIdReused
from exchange.feed.schemas import require_place
from exchange.reproductions.commands import Answer, Ask
from exchange.reproductions.errors import ReproductionNotFound
from zhenxie.kit.identifiers import new_id
from zhenxie.wire.vocabulary import AgencyKind, Relation

Row = dict[str, Any]


@dataclass
class Known:
    """What a group of commands knows before it decides; what is decided is added, for those after it.

    `alerts` and `questions` by their ids, `grants` by case. `asked` holds by agency and message id the digest of a
    question and its row, or what was answered to it in an earlier transaction.
    """

    directory: Directory
    extent: Extent
    alerts: Mapping[UUID, Row] = field(default_factory=dict)
    questions: dict[UUID, Row] = field(default_factory=dict)
    grants: dict[UUID, list[tuple[str, Relation]]] = field(default_factory=dict)
    asked: dict[tuple[str, str], tuple[bytes, Row]] = field(default_factory=dict)


@dataclass
class Decided:
    """What became of a command: the question as it now is; `draft` is None when nothing was new."""

    row: Row
    draft: Draft | None = None


@dataclass(frozen=True)
class Bench:
    """Where one command is decided: who wants it, when, and on what is known."""

    known: Known
    caller: Caller
    now: datetime
    traceparent: str | None = None

    def ask(self, wish: Ask) -> Decided:
        """Note a question; asked again under the same message id it is the same one.

        :raises AlertNotFound: the caller sees no such alert.
        :raises NotForTheOffice: he is no procuratorate that supervises its case.
        :raises MessageIdReused: the message id names something else.
        """
        alert = self._alert(wish.alert_id)
        if self.caller.kind is not AgencyKind.PROCURATORATE:
            raise NotForTheOffice
        key = self.caller.agency, wish.message_id
        if key in self.known.asked:
            digest, row = self.known.asked[key]
            if digest != wish.bound:
                raise MessageIdReused(first_digest=digest.hex(), this_digest=wish.bound.hex())
            return Decided(row)
        row = {
            "id": new_id(self.now),
            "alert_id": alert["id"],
            "asked_by": self.caller.agency,
            "asked_at": self.now,
            "asked_position": 0,
            "answered_at": None,
            "answered_position": None,
            "identical": None,
            "body": None,
        }
        self.known.asked[key] = wish.bound, row
        self.known.questions[row["id"]] = row
        return Decided(row, self._told(alert, "alert.reproduction_requested", {"request_id": str(row["id"])}))

    def answer(self, wish: Answer) -> Decided:
        """Note an answer; a question is answered once, and whoever answers it again changes nothing.

        :raises AlertNotFound: the caller sees no such alert.
        :raises NotForScreening: he is no platform.
        :raises ReproductionNotFound: nobody asked so about this alert.
        :raises CursorOutOfRange: what was looked for rests on what this feed does not hold.
        """
        alert = self._alert(wish.alert_id)
        if self.caller.kind is not AgencyKind.PLATFORM:
            raise NotForScreening
        row = self.known.questions.get(wish.request_id)
        if row is None or row["alert_id"] != wish.alert_id:
            raise ReproductionNotFound
        if row["answered_at"] is not None:
            return Decided(row)
        said = wish.answer
        require_place(self.known.extent, epoch=said.evaluated.epoch, position=said.evaluated.position)
        row |= {"answered_at": self.now, "identical": said.identical, "body": said.model_dump(mode="json")}
        told = {
            "request_id": str(row["id"]),
            "identical": said.identical,
            "causes": [one.code for one in said.causes] or None,
            "evaluated_position": said.evaluated.position,
            "evaluated_day": said.evaluated.day,
        }
        return Decided(row, self._told(alert, "alert.reproduced", told))

    def _alert(self, alert_id: UUID) -> Row:
        row = self.known.alerts.get(alert_id)
        mine = self.caller.agency, Relation.SUPERVISING
        grants = [] if row is None else self.known.grants.get(row["case_id"], [])
        sees = self.caller.agency in self._platforms(grants) or (
            mine in grants and self.caller.kind is AgencyKind.PROCURATORATE
        )
        if row is None or not sees:
            raise AlertNotFound
        return row

    def _platforms(self, grants: list[tuple[str, Relation]]) -> set[str]:
        return {agency for agency, _ in grants if self._kind(agency) is AgencyKind.PLATFORM}

    def _kind(self, agency: str) -> AgencyKind | None:
        found = self.known.directory.agencies.get(agency)
        return None if found is None else found.kind

    def _told(self, alert: Row, kind: str, said: Mapping[str, Any]) -> Draft:
        grants = self.known.grants.get(alert["case_id"], [])
        offices = {
            agency
            for agency, relation in grants
            if relation is Relation.SUPERVISING and self._kind(agency) is AgencyKind.PROCURATORATE
        }
        return projection.draft(
            alert,
            kind,
            {**projection.named(alert), **said},
            now=self.now,
            source=self.caller.agency,
            addressees=tuple(sorted(offices | self._platforms(grants))),
            traceparent=self.traceparent,
        )
