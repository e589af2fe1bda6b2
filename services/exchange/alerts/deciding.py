"""Decides one command against what is known of its alert: the change to the row, and the event that tells of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from exchange.access.callers import Caller
from exchange.alerts import lifecycle, projection
from exchange.alerts.commands import Body, EndAlert, PutAlert, SignFor, TakeStep
from exchange.alerts.errors import (
    AlertNotFound,
    AlertWithdrawn,
    CaseOfAlertNotFound,
    EarlierOccurrenceOpen,
    EarlierOccurrenceUnknown,
    NotForScreening,
    NotForTheOffice,
    NotOfAModel,
    NotSharedWithPolice,
)
from exchange.alerts.known import Decided, Known
from exchange.alerts.lifecycle import State
from exchange.alerts.projection import Row
from exchange.errors import InvalidBody
from exchange.feed.schemas import require_place
from zhenxie.kit.identifiers import new_id
from zhenxie.law.calendar import legal_day
from zhenxie.wire.alerts import MANUAL, AlertReview, Evaluated
from zhenxie.wire.problems import Fault
from zhenxie.wire.vocabulary import AgencyKind, Relation

_ENDINGS: Final = {
    "remedied": "alert.remedied",
    "withdrawn": "alert.withdrawn",
    "ground_changed": "alert.ground_changed",
}


@dataclass(frozen=True)
class Bench:
    """Where one command is decided: who wants it, when, and on what is known."""

    known: Known
    caller: Caller
    now: datetime
    traceparent: str | None = None

    def admit(self, body: Body) -> None:
        """See that the caller may speak of what a command is about, before he is told anything of it.

        :raises AlertNotFound: the caller sees no such alert.
        :raises CaseOfAlertNotFound: no grant on the case.
        :raises NotForScreening: only screening may say this, and he is no platform.
        :raises NotForTheOffice: only who supervises the case may say this, and he does not.
        """
        match body:
            case PutAlert(report=report):
                self._screening(UUID(report.case_id))
            case EndAlert(alert_id=alert_id):
                self._screening(self._row(alert_id)["case_id"])
            case TakeStep(alert_id=alert_id) | SignFor(alert_id=alert_id):
                self._office(self._row(alert_id)["case_id"])

    def put(self, wish: PutAlert) -> Decided:
        """Raise an alert, or bring the known one up to date; an older evaluation, or the same words, change nothing.

        :raises CaseOfAlertNotFound: the number is not the case's.
        :raises CursorOutOfRange: it rests on what this feed does not hold.
        :raises EarlierOccurrenceUnknown: the occurrence before is not known.
        :raises EarlierOccurrenceOpen: it was neither withdrawn, nor dismissed or closed by the office.
        :raises AlertWithdrawn: the occurrence was withdrawn; found again, it is the next one.
        :raises NotOfAModel: a person raised it, or it says so.
        """
        report, case_id = wish.report, UUID(wish.report.case_id)
        if report.case_number not in self.known.numbers.get(case_id, ()):
            raise CaseOfAlertNotFound
        self._of_a_model(report.model)
        self._of_this_feed(report.evaluated)
        row = self.known.by_key(report.fingerprint, report.occurrence)
        if row is None:
            return self._raised(wish, case_id)
        if row["case_id"] != case_id:
            raise CaseOfAlertNotFound
        self._of_a_model(row["model"])
        if projection.is_older(row, report.evaluated) or row["digest"] == wish.digest:
            return Decided(row)
        if row["standing"] == "withdrawn":
            raise AlertWithdrawn
        # Only screening says that a finding stands again, after its ground had changed too: the history keeps how it ended.
        row |= projection.columns(report, wish.digest) | {"ending": None}
        return self._told(row, "alert.updated", projection.finding(row, report), projection.body(report))

    def _raised(self, wish: PutAlert, case_id: UUID) -> Decided:
        report = wish.report
        previous = None
        if report.occurrence > 1:
            earlier = self.known.by_key(report.fingerprint, report.occurrence - 1)
            if earlier is None:
                raise EarlierOccurrenceUnknown(occurrence=report.occurrence)
            if earlier["standing"] != "withdrawn" and earlier["state"] not in lifecycle.FINISHED:
                raise EarlierOccurrenceOpen(state=earlier["state"], standing=earlier["standing"])
            previous = earlier["id"]
        row: Row = {
            "id": new_id(self.now),
            "case_id": case_id,
            "fingerprint": report.fingerprint,
            "occurrence": report.occurrence,
            "previous": previous,
            "state": State.NEW.value,
            "snoozed_until": None,
            "ending": None,
            "raised_position": 0,
            "changed_position": 0,
            **projection.columns(report, wish.digest),
        }
        self.known.rows[row["id"]] = row
        return self._told(row, "alert.raised", projection.finding(row, report), projection.body(report))

    def end(self, wish: EndAlert) -> Decided:
        """Note that a finding was remedied or withdrawn, or its ground changed; the office's state stays.

        :raises CursorOutOfRange: it rests on what this feed does not hold.
        :raises AlertWithdrawn: it was withdrawn before.
        :raises NotOfAModel: a person raised it.
        """
        row = self.known.rows[wish.alert_id]
        self._of_a_model(row["model"])
        self._of_this_feed(wish.end.evaluated)
        if projection.is_older(row, wish.end.evaluated) or row["digest"] == wish.digest:
            return Decided(row)
        if row["standing"] == "withdrawn":
            raise AlertWithdrawn
        body = wish.end.body
        if body is not None:
            row |= projection.columns(body, wish.digest)
        row |= {
            "standing": wish.ending,
            "digest": wish.digest,
            **projection.rests_on(wish.end.evaluated),
            "ending": wish.end.model_dump(mode="json", exclude={"body"}, exclude_none=True),
        }
        return self._told(
            row,
            _ENDINGS[wish.ending],
            projection.ended(row, wish.end),
            projection.body(wish.end),
        )

    def step(self, wish: TakeStep) -> Decided:
        """Take a step of the office.

        :raises InvalidBody: a snooze until a day that is over, or a transfer to an agency that is not registered.
        :raises StepOutOfOrder: the alert's state does not allow the step.
        :raises NotSharedWithPolice: to be shared with an agency that does not handle the case.
        :raises OperatorMissing: nobody is named, and the agency keeps a register or the step asks for a person.
        :raises OperatorUnknown: nobody by that service number acts for it.
        :raises RoleMissing: he may not take this step.
        """
        row, review = self.known.rows[wish.alert_id], wish.review
        if review.step in lifecycle.NAMED or self.known.staff.keeps(self.caller.agency):
            roles = lifecycle.ROLES[review.step]
            self.known.staff.acting(self.caller.agency, review.gh, roles, day=legal_day(self.now))
        self._possible(review)
        row["state"] = lifecycle.after(State(row["state"]), review.step, standing=row["standing"]).value
        version = review.model_dump(mode="json", exclude={"note", "shared_text"}, exclude_none=True)
        if review.step == "share":
            return self._shared(row, wish, version)
        row["snoozed_until"] = None if review.snoozed_until is None else date.fromisoformat(review.snoozed_until)
        step = {
            "step": lifecycle.SAID[review.step],
            "dismissal_reason": review.dismissal_reason,
            "snoozed_until": review.snoozed_until,
            "snooze_reason": review.snooze_reason,
            "transferred_to": review.transferred_to,
        }
        told = self._told(row, "alert.reviewed", projection.named(row) | step, version)
        told.note = review.note
        return told

    def _shared(self, row: Row, wish: TakeStep, version: Mapping[str, Any]) -> Decided:
        review = wish.review
        agency = str(review.shared_with)
        handles = any(one == agency for one, _ in self.known.grants.get(row["case_id"], ()))
        if not handles or self._kind(agency) is not AgencyKind.POLICE:
            raise NotSharedWithPolice(agency=agency)
        told = self._told(
            row,
            "alert.shared",
            projection.named(row) | {"shared_with": agency},
            version=version,
            also=(agency,),
        )
        told.note = review.note
        told.share = projection.share(row, review, by=self.caller.agency, now=self.now)
        return told

    def sign(self, wish: SignFor) -> Decided:
        """Note that a procuratorate's platform signs for an alert."""
        row = self.known.rows[wish.alert_id]
        receipt = wish.receipt
        said = {
            "platform_id": receipt.platform_id,
            "references": [one.model_dump() for one in receipt.references] or None,
            "division": receipt.dwbm,
        }
        version = receipt.model_dump(mode="json", exclude_none=True)
        return self._told(row, "alert.received", projection.named(row) | said, version)

    def _possible(self, review: AlertReview) -> None:
        today = legal_day(self.now)
        if review.snoozed_until is not None and date.fromisoformat(review.snoozed_until) < today:
            raise InvalidBody(faults=[Fault("/snoozed_until", "too-small", (today.isoformat(),))])
        if review.transferred_to is not None and self._kind(review.transferred_to) is None:
            raise InvalidBody(faults=[Fault("/transferred_to", "agency-not-registered")])

    def _of_this_feed(self, evaluated: Evaluated) -> None:
        require_place(self.known.extent, epoch=evaluated.epoch, position=evaluated.position)

    def _of_a_model(self, model: str) -> None:
        if model == MANUAL:
            raise NotOfAModel

    def _row(self, alert_id: UUID) -> Row:
        row = self.known.rows.get(alert_id)
        if row is None or self._relation(row["case_id"]) is None:
            raise AlertNotFound
        return row

    def _relation(self, case_id: UUID) -> Relation | None:
        found = {relation for agency, relation in self.known.grants.get(case_id, ()) if agency == self.caller.agency}
        if self.caller.kind is AgencyKind.PLATFORM:
            return next(iter(found), None)
        supervises = self.caller.kind is AgencyKind.PROCURATORATE and Relation.SUPERVISING in found
        return Relation.SUPERVISING if supervises else None

    def _screening(self, case_id: UUID) -> None:
        if self.caller.kind is not AgencyKind.PLATFORM:
            raise NotForScreening
        if self._relation(case_id) is None:
            raise CaseOfAlertNotFound

    def _office(self, case_id: UUID) -> None:
        if self.caller.kind is not AgencyKind.PROCURATORATE or self._relation(case_id) is None:
            raise NotForTheOffice

    def _kind(self, agency: str) -> AgencyKind | None:
        found = self.known.directory.agencies.get(agency)
        return None if found is None else found.kind

    def _readers(self, case_id: UUID) -> tuple[str, ...]:
        """Return who reads the alerts of a case: its supervising procuratorates, those above them, and the platforms."""
        found = {
            agency
            for agency, relation in self.known.grants.get(case_id, ())
            if self._kind(agency) is AgencyKind.PLATFORM
            or (self._kind(agency) is AgencyKind.PROCURATORATE and relation is Relation.SUPERVISING)
        }
        return tuple(sorted(found))

    def _told(
        self,
        row: Row,
        kind: str,
        said: Mapping[str, Any],
        version: Mapping[str, Any],
        also: tuple[str, ...] = (),
    ) -> Decided:
        draft = projection.draft(
            row,
            kind,
            said,
            now=self.now,
            operator=version.get("gh"),
            source=self.caller.agency,
            addressees=tuple(sorted({*self._readers(row["case_id"]), *also})),
            traceparent=self.traceparent,
        )
        return Decided(row, draft, kind.removeprefix("alert."), version)
