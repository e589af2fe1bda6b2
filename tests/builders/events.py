"""Events as they stand on the line, each with a message id of its own."""

import itertools
from typing import Any

_numbers = itertools.count(1)


def case_number(sequence: int = 1, unit: str = "640202000000", month: str = "202603") -> str:
    """Return a police case number (案事件编号) of a unit and month."""
    return f"A{unit}{month}{sequence:04d}"


def message_id(hint: str = "m") -> str:
    """Return an id that no other message of this test run has."""
    return f"{hint}-{next(_numbers):06d}"


def event(kind: str, *, occurred: str | None = "2026-03-02T09:00:00+08:00", **more: Any) -> dict[str, Any]:
    """Return one event of a type; keywords beyond the envelope's go into `data`."""
    envelope = {
        "message_id",
        "source_system",
        "source_unit_code",
        "suspect_ref",
        "stage",
        "document",
        "operator",
        "ext",
    }
    said: dict[str, Any] = {"type": kind, "message_id": message_id(kind), "occurred": occurred}
    if occurred is None:
        said["occurred_unknown_reason"] = "not_recorded"
    said |= {name: value for name, value in more.items() if name in envelope}
    said["data"] = {name: value for name, value in more.items() if name not in envelope}
    return said


def a_suspect(
    ref: str = "S1", *, name: str = "马晓东", number: str = "640202198001011238", **more: Any
) -> dict[str, Any]:
    """Return a suspect of a notification, with a person to be sealed."""
    person = {"name": name, "identity_kind": "111", "identity_number": number, "phone": "13995421876"}
    return {"suspect_ref": ref, "person": person, "sex": "male", "birth_date": "1980-01-01", **more}


def a_notification(number: str | None = None, *events: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return the body of `POST /v1/cases`: theft in 大武口区 with one suspect, and the events known so far."""
    data = {
        "case_name": "马晓东盗窃案",
        "charges": [{"cl_article": "264", "name": "盗窃罪"}],
        "suspects": [a_suspect()],
    } | more
    return {
        "case_number": number or case_number(),
        "notified": event("case.notified", **data),
        "events": list(events),
    }


def a_detention(suspect: str = "S1", occurred: str = "2026-03-03T10:20:00+08:00", **more: Any) -> dict[str, Any]:
    """Return a criminal detention (刑事拘留)."""
    return event("suspect.detained", occurred=occurred, suspect_ref=suspect, **more)
