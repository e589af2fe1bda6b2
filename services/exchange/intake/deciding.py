"""Decides one submission against the docket: replay, refusal, or entries with the cases and grants they bring; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final

from exchange.access.callers import Caller, Directory
from exchange.errors import InvalidBody
from exchange.feed.commands import Decision, Draft
from exchange.feed.errors import MessageIdReused
from exchange.intake.authority import covers_unit, relation_allows, see_who_acts
from exchange.intake.commands import Report, Submission
from exchange.intake.docket import Bound, CaseFile, Docket
from exchange.intake.errors import EventTypeNotAllowed
from exchange.intake.known import MessageKey
from exchange.intake.opening import OPENING, Opening
from exchange.intake.relating import Sharing
from exchange.intake.verdicts import Item, Verdict
from exchange.staff.register import Register
from zhenxie.kit.identifiers import new_id
from zhenxie.wire import json
from zhenxie.wire.problems import Fault
from zhenxie.wire.vocabulary import Audience, Relation

CORRECTING: Final = frozenset({"message.corrected", "message.retracted"})


@dataclass(frozen=True)
class Bench:
    """Where a submission is decided: by whom it was sent, against what, and when.

    `staff` holds the register of whoever sends a decision that only some persons may take.
    """

    docket: Docket
    directory: Directory
    caller: Caller
    now: datetime
    today: date
    traceparent: str | None = None
    staff: Register = field(default_factory=Register)

    def decide(self, submission: Submission, targets: Mapping[str, Bound] = MappingProxyType({})) -> Decision:
        """Decide a submission that was read; the docket moves only when it is accepted.

        `targets` holds what each correction is about, by the correction's own message id, as far as it is known.

        :raises Refusal: it may not be accepted; nothing of the docket has changed.
        """
        verdict = Verdict(number=submission.case_number, observations=list(submission.observations))
        fresh = self._sort(submission.reports, verdict)
        decision = Decision(memory=verdict)
        if not fresh:
            return decision
        self._speaks_for(fresh)
        if submission.case_number is not None:
            opening = Opening(self.docket, self.directory, self.caller, self.now, self.today)
            verdict.case = opening.case(submission, verdict)
            _same_case(submission, verdict.case, targets, self.docket)
            self._allow(submission, fresh, verdict, verdict.case)
            self._take_up(verdict, verdict.case)
        self._enter(submission, fresh, decision, targets)
        if verdict.case is not None:
            sharing = Sharing(self.docket, self.directory, self.now, self.traceparent, decision)
            sharing.relate(fresh, verdict.case)
        return decision

    def _sort(self, reports: Sequence[Report], verdict: Verdict) -> list[Item]:
        own: dict[MessageKey, Bound] = {}
        fresh: list[Item] = []
        for place, report in enumerate(reports):
            key = (self.caller.agency, report.source_system, report.event.message_id)
            bound = self.docket.messages.get(key) or own.get(key)
            if bound is not None and bound.digest != report.digest:
                raise MessageIdReused(
                    faults=[Fault(_pointer(reports, place), "message-id-reused")],
                    message_id=report.event.message_id,
                    recorded_digest=bound.digest.hex(),
                    received_digest=report.digest.hex(),
                )
            item = Item(report, bound or Bound(report.digest))
            if bound is None:
                own[key] = item.bound
                fresh.append(item)
            verdict.items.append(item)
        return fresh

    def _speaks_for(self, fresh: Sequence[Item]) -> None:
        """Let an agency declare coverage for itself and for those below it, and for nobody else.

        :raises EventTypeNotAllowed: it speaks for another.
        """
        for item in fresh:
            agency = item.report.public["data"].get("for_agency")
            if agency is not None and not self.directory.is_at_or_above(self.caller.agency, agency):
                raise EventTypeNotAllowed(
                    faults=[Fault("/data/for_agency", "not-by-this-relation", (item.report.type,))]
                )

    def _allow(self, submission: Submission, fresh: Sequence[Item], verdict: Verdict, case: CaseFile) -> None:
        relations = set(case.of(self.caller.agency))
        if verdict.handling is not None or submission.operation in OPENING:
            relations.add(Relation.HANDLING)
        for item in fresh:
            if not relation_allows(type(item.report.event), self.caller.kind, relations or {Relation.REPORTING}):
                place = next(place for place, one in enumerate(submission.reports) if one is item.report)
                pointer = f"{_pointer(submission.reports, place)}/type"
                raise EventTypeNotAllowed(faults=[Fault(pointer, "not-by-this-relation", (item.report.type,))])
            operator = item.report.event.operator
            see_who_acts(
                self.staff, agency=self.caller.agency, type_=item.report.type, operator=operator, day=self.today
            )

    def _take_up(self, verdict: Verdict, case: CaseFile) -> None:
        if verdict.handling is not None:
            case.handling_agency = verdict.handling
        if case in verdict.promoted:
            case.reporter = ""
        for opened in verdict.opened:
            self.docket.add(opened, opened.number)
        for alias in verdict.aliases:
            self.docket.add(case, alias)
        for ended in verdict.ended:
            case.lose(ended.agency, ended.relation, ended.ground)

    def _enter(
        self, submission: Submission, fresh: Sequence[Item], decision: Decision, targets: Mapping[str, Bound]
    ) -> None:
        verdict: Verdict = decision.memory
        case = verdict.case
        for item in fresh:
            report = item.report
            target = targets.get(report.event.message_id)
            corrects = None if target is None else target.event_id
            item.bound.event_id = new_id(self.now)
            item.bound.type = report.type
            item.bound.case_id = None if case is None else case.case_id
            item.draft = len(decision.drafts)
            item.observations = [*report.observations, *self._observed(report, case)]
            if report.type in CORRECTING and target is None:
                item.observations.append(Fault("/target", "correction-target-unknown"))
            audience = report.event.audience
            decision.drafts.append(
                Draft(
                    event_id=item.bound.event_id,
                    type=report.type,
                    source=self.caller.agency,
                    audience=audience,
                    payload=json.canonical(_aimed(report.public, target)),
                    source_system=report.source_system,
                    message_id=report.event.message_id,
                    case_id=None if case is None else case.case_id,
                    case_number=submission.case_number,
                    suspect_ref=report.event.suspect_ref,
                    occurred=report.event.occurred,
                    addressees=self._addressees(report) if audience is Audience.AGENCY else (),
                    corrects=corrects,
                    traceparent=self.traceparent,
                    sealed=report.sealed,
                )
            )
            self.docket.messages[self.caller.agency, report.source_system, report.event.message_id] = item.bound

    def _addressees(self, report: Report) -> tuple[str, ...]:
        return tuple(sorted({self.caller.agency, report.public["data"].get("for_agency", self.caller.agency)}))

    def _observed(self, report: Report, case: CaseFile | None) -> list[Fault]:
        found = []
        unit = report.event.source_unit_code
        if unit is not None and not covers_unit(self.directory, agency=self.caller.agency, unit=unit):
            found.append(Fault("/source_unit_code", "unit-not-below"))
        elif unit is not None and unit not in self.directory.agencies:
            found.append(Fault("/source_unit_code", "unit-not-registered"))
        if case is None:
            return found
        if case.provisional:
            found.append(Fault("", "provisional-case"))
        case.suspects.update(_identified(report.public))
        suspect = report.event.suspect_ref
        if suspect is not None and suspect not in case.suspects:
            found.append(Fault("/suspect_ref", "provisional-suspect"))
            case.suspects.add(suspect)
        return found


def _same_case(submission: Submission, case: CaseFile, targets: Mapping[str, Bound], docket: Docket) -> None:
    for place, report in enumerate(submission.reports):
        target = targets.get(report.event.message_id)
        if target is None or target.case_id is None or target.case_id == case.case_id:
            continue
        other = docket.files.get(target.case_id)
        if other is None or other.joined_into != case.case_id:
            pointer = f"{_pointer(submission.reports, place)}/target"
            raise InvalidBody(faults=[Fault(pointer, "target-in-another-case")])


def _aimed(public: dict[str, Any], target: Bound | None) -> dict[str, Any]:
    """Return a correction that says which event it is about, as far as the exchange knows it."""
    if target is None or public["type"] not in CORRECTING:
        return public
    known: dict[str, Any] = {"target_event_id": str(target.event_id), "target_type": target.type}
    if target.item:
        known["target_position"] = target.item["receipt"]["position"]
    return public | {"data": public["data"] | known}


def _pointer(reports: Sequence[Report], place: int) -> str:
    if reports[0].type == "case.notified":
        return "/notified" if place == 0 else f"/events/{place - 1}"
    return "" if len(reports) == 1 else f"/events/{place}"


def _identified(public: dict[str, Any]) -> set[str]:
    if public["type"] == "case.notified":
        return {one["suspect_ref"] for one in public.get("data", {}).get("suspects", ())}
    return {public["suspect_ref"]} if public["type"] == "suspect.identified" else set()
