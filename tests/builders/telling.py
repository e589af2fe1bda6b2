"""Builders of what a case has been told, in the words of the feed."""

import json
from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import UUID, uuid4

from zhenxie.record.fold import Told
from zhenxie.wire.events import EVENT_TYPES

POLICE = "640202000000"
PROCURATORATE = "640202"
_BEGUN = datetime(2026, 3, 1, tzinfo=UTC)
_numbers = count(1)


def told(type_name, occurred=None, ref=None, *, position=None, source=POLICE, corrects=None, number=None, **said):
    """Return one event; `stage`, `document_number` and `message_id` go to the envelope, the rest is its data.

    Data that the wire would refuse is refused here too, so that no test says what nobody can report.
    """
    position = next(_numbers) if position is None else position
    payload = {
        "type": type_name,
        "message_id": said.pop("message_id", f"m-{uuid4()}"),
        "occurred": occurred,
        "stage": said.pop("stage", "investigation"),
    }
    if ref is not None:
        payload["suspect_ref"] = ref
    document = said.pop("document_number", None)
    if document is not None:
        payload["document"] = {"kind": "decision", "number": document}
    payload["data"] = said
    known = EVENT_TYPES.get(type_name)
    if known is not None and corrects is None:
        known.model_fields["data"].annotation.model_validate_json(json.dumps(said))
    return Told(
        position=position,
        event_id=uuid4(),
        recorded_at=_BEGUN + timedelta(seconds=position),
        source=source,
        type=type_name,
        payload=payload,
        corrects=corrects,
        case_number=number,
    )


def amends(target, replacement, *, position=None):
    """Return a correction that makes `target` read like `replacement`."""
    return told(
        "message.corrected",
        "2026-06-01",
        position=position,
        corrects=target.event_id if isinstance(target, Told) else target,
        replacement=dict(replacement.payload),
    )


def retracts(target, *, position=None):
    """Return a retraction of `target`."""
    event_id = target.event_id if isinstance(target, Told) else target
    return told("message.retracted", "2026-06-02", position=position, corrects=event_id)


def nobody() -> UUID:
    """Return the id of an event that was never told."""
    return uuid4()
