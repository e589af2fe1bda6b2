"""Case files as the tables of cases spell them: events of the wire, what was declared, and the day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from screening.casefile import CaseFile, Related
from screening.coverage import Coverage, Declaration
from zhenxie.record.told import Told
from zhenxie.wire import validation
from zhenxie.wire.events import EVENT_TYPES

POLICE = "640202000000"
PROCURATORATE = "640202"
NUMBER = "A640202000000202603001"
CASE_ID = UUID("01920000-0000-7000-8000-000000000001")
_BEGUN = datetime(2026, 1, 1, tzinfo=UTC)
_REPORTED = ("case.", "suspect.", "evidence.", "property.", "fact.", "instrument.")
_TIES = {"officer": "same_officer", "linked": "linked_case", "reporter": "same_reporter"}
_ENVELOPE = frozenset({"stage", "document", "source_unit_code", "operator"})


def event_id(name: str) -> UUID:
    """Return the id that an event of this name has in every case file of the tests."""
    return uuid5(CASE_ID, name)


def said(spelt: Mapping[str, Any], position: int) -> Told:
    """Return one event as a table spells it: `type`, `occurred`, `suspect`, `id`, `source`, `corrects`, and its data.

    Data that the wire would refuse is refused here too, so that no table says what nobody can report.
    """
    rest = dict(spelt)
    name = str(rest.pop("id", f"e{position}"))
    kind, source = rest.pop("type"), rest.pop("source", POLICE)
    occurred, suspect, corrects = rest.pop("occurred", None), rest.pop("suspect", None), rest.pop("corrects", None)
    recorded = rest.pop("recorded", None)
    payload: dict[str, Any] = {"type": kind, "message_id": f"m-{name}", "occurred": _moment(occurred)}
    if occurred is None:
        payload["occurred_unknown_reason"] = "not_recorded"
    if suspect is not None:
        payload["suspect_ref"] = suspect
    payload |= {key: rest.pop(key) for key in list(rest) if key in _ENVELOPE}
    payload["data"] = rest.pop("data", None) or _plain(rest)
    if not kind.startswith("message."):
        validation.parse_event(payload)
    return Told(
        position=position,
        event_id=event_id(name),
        recorded_at=_BEGUN + timedelta(minutes=position) if recorded is None else datetime.fromisoformat(recorded),
        source=source,
        type=kind,
        payload=payload,
        corrects=None if corrects is None else event_id(corrects),
        case_number=NUMBER,
    )


def _moment(value: object) -> str | None:
    return value.isoformat() if isinstance(value, date) else value  # type: ignore[return-value]


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def everything(through: str | date, *, since: str = "1990-01-01", agency: str = POLICE) -> list[dict[str, Any]]:
    """Return coverage of every event type by one agency, without delay, through the end of a day."""
    types = [name for name in EVENT_TYPES if name.startswith(_REPORTED)]
    return [
        {"agency": agency, "type": name, "complete_from": since, "complete_through": str(through)} for name in types
    ]


def declared(stated: Iterable[Mapping[str, Any]], *, position: int = 1) -> Coverage:
    """Return coverage as tables spell it: `type`, `complete_from`, `complete_through`, `usual_delay_hours`, `agency`."""
    return Coverage(declarations(stated, position=position))


def declarations(stated: Iterable[Mapping[str, Any]], *, position: int = 1) -> list[Declaration]:
    """Return the declarations that spell this coverage, all at one position."""
    found = []
    for one in stated:
        covered = {key: str(value) if isinstance(value, date) else value for key, value in one.items()}
        agency = covered.pop("agency", POLICE)
        found.append(Declaration(position, agency, [covered]))
    return found


def case_file(
    events: Sequence[Mapping[str, Any]],
    *,
    coverage: Iterable[Mapping[str, Any]] = (),
    related: Sequence[Related] = (),
) -> CaseFile:
    """Return the case file of these events, in the order in which they were reported."""
    told = [said(one, position) for position, one in enumerate(events, 1)]
    return CaseFile(CASE_ID, told, 1, len(told), declared(coverage), related)


def other_case(spelt: Mapping[str, Any], number: int) -> Related:
    """Return a fact of another case, as a table spells it: beside the event, what ties the two.

    `officer`: the same officer; `linked`: one names the number, which is the other's own or `of`; `reporter`: the same
    reporter and amount; otherwise a suspect is the same person, here known as `own`. Facts with one `of` are of one case.
    """
    rest = dict(spelt)
    kind, key = next(((_TIES[name], str(rest.pop(name))) for name in _TIES if name in rest), ("same_person", "person"))
    own, of = rest.pop("own", None), rest.pop("of", key if kind == "linked_case" else None)
    told = said(rest | {"id": rest.get("id", f"other-{number}")}, number)
    told = told if of is None else replace(told, case_number=of)
    file = CaseFile(event_id(f"other-{number}" if of is None else f"of-{of}"), [told], 1, number)
    return Related(kind, key, file.case_id, of, file.events[0], own)
