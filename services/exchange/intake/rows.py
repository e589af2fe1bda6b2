"""Turns a platform's row into the reports that follow from it, and says which messages it may correct; pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from exchange.errors import InvalidBody
from exchange.intake import snapshots
from exchange.intake.commands import Report, Row, Submission
from exchange.intake.known import MessageKey
from exchange.intake.profiles.stating import Stated
from exchange.intake.snapshots import Derived
from zhenxie.wire import json, sealing
from zhenxie.wire.events.messages import (
    MessageCorrected,
    MessageCorrectedData,
    MessageRetracted,
    MessageRetractedData,
)
from zhenxie.wire.moments import Moment
from zhenxie.wire.problems import Fault
from zhenxie.wire.vocabulary import UnknownReason

ReadEvent = Callable[[Any, str], Report]
"""Reads one derived event of a case number into a report."""


@dataclass(frozen=True)
class DerivedReports:
    """What one row leads to: reports, what each correction among them is about, and what is remembered of the row."""

    case_number: str
    reports: tuple[Report, ...]
    targets: Mapping[str, str]
    stated: Mapping[str, Stated]
    observations: tuple[Fault, ...]

    def submission(self, line: Submission) -> Submission:
        """Return the line's submission with the reports that follow from its row."""
        observations = (*line.observations, *self.observations)
        return replace(line, case_number=self.case_number, reports=self.reports, observations=observations)


def reports_of(row: Row, stated: Mapping[str, Stated], read: ReadEvent) -> DerivedReports:
    """Return the reports that bring the feed from what was `stated` to what `row` says.

    :raises Refusal: there is no such profile, the row cannot be used, or an event of it cannot be read.
    """
    derived = _derived(row, stated)
    number = derived.case_number
    events = [read(event, number) for event in derived.events]
    corrections = [_correction(row, one, number, read) for one in derived.corrections]
    return DerivedReports(
        case_number=number,
        reports=(*events, *corrections),
        targets={one["message_id"]: one["target_message_id"] for one in derived.corrections},
        stated=derived.stated,
        observations=tuple(derived.observations),
    )


def case_number_of(row: Row) -> str | None:
    """Return the case number that a row will be told under, or null where it cannot be used anyway."""
    try:
        return _derived(row, {}).case_number
    except InvalidBody:
        return None


def ids_of(row: Row, stated: Mapping[str, Stated]) -> tuple[list[str], Mapping[str, Stated]]:
    """Return the message ids that a row leads to, and what is then stated; nothing new where it cannot be used."""
    try:
        derived = _derived(row, stated)
    except InvalidBody:
        return [], stated
    return [one["message_id"] for one in (*derived.events, *derived.corrections)], derived.stated


def bound_keys(row: MessageKey, stated: Mapping[str, Stated]) -> Iterable[MessageKey]:
    """Return the ids of the messages that a row led to and that a newer version may correct."""
    agency, system, _ = row
    return ((agency, system, slot.message_id) for slot in stated.values() if slot.message_id)


def _derived(row: Row, stated: Mapping[str, Stated]) -> Derived:
    try:
        return snapshots.derive(row, snapshots.load_profile(row.profile), stated)
    except snapshots.NoSuchProfile:
        raise InvalidBody(faults=[Fault("/snapshot/profile", "not-in-list")]) from None
    except snapshots.UnusableRow as error:
        raise InvalidBody(faults=error.faults) from None


def _correction(row: Row, said: Mapping[str, Any], number: str, read: ReadEvent) -> Report:
    occurred: Moment | None = None
    envelope: dict[str, Any] = {
        "message_id": said["message_id"],
        "source_system": row.source_system or None,
        "occurred": occurred,
        "occurred_unknown_reason": UnknownReason.NOT_RECORDED,
    }
    target = {"target_message_id": said["target_message_id"], "target_source_system": row.source_system or None}
    data = {name: value for name, value in target.items() if value is not None}
    replacement = None
    event: MessageCorrected | MessageRetracted
    if said["action"] == "amend":
        replacement = read(said["event"], number)
        corrected = MessageCorrectedData.model_validate(data | {"replacement": replacement.public})
        event = MessageCorrected(
            type="message.corrected", suspect_ref=replacement.event.suspect_ref, data=corrected, **envelope
        )
    else:
        retracted = MessageRetractedData.model_validate(data)
        event = MessageRetracted(type="message.retracted", data=retracted, **envelope)
    public, sealed = sealing.part(event)
    return Report(
        event=event,
        type=public["type"],
        digest=json.digest({"case_number": number, "row": dict(said)}),
        public=public,
        sealed=(*sealed, *(replacement.sealed if replacement else ())),
        named=replacement.named if replacement else {},
        observations=replacement.observations if replacement else (),
    )
