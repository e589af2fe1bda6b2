"""Turns the bytes of a call or of a bulk line into a submission, or into what is wrong with them; pure."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError

from exchange.access.callers import Caller
from exchange.errors import InvalidBody, Refusal
from exchange.intake.authority import kind_may_send
from exchange.intake.commands import Line, Operation, Report, Row, Submission, Target
from exchange.intake.errors import ClassifiedMaterial, EventTypeNotAllowed, MalformedJson, UnknownEventType
from exchange.intake.secrecy import might_not_enter, must_not_enter
from zhenxie.wire import json, moments, problems, sealing
from zhenxie.wire.cases import Correction, SnapshotLine
from zhenxie.wire.events import event_class
from zhenxie.wire.events.base import CaseNumberText, Event, WireModel
from zhenxie.wire.observing import observations_of
from zhenxie.wire.problems import Fault
from zhenxie.wire.validation import faults, parse_event
from zhenxie.wire.vocabulary import Channel

_Body = TypeVar("_Body", bound=BaseModel)
EVENTS_AT_MOST: Final = 1000
_AHEAD_AT_MOST: Final = timedelta(hours=24)
_CHANNELS: Final[dict[str, frozenset[Channel]]] = {
    "notification": frozenset({Channel.NOTIFICATION, Channel.UPDATE}),
    "update": frozenset({Channel.UPDATE}),
    "correction": frozenset({Channel.CORRECTION, Channel.UPDATE, Channel.NOTIFICATION}),
    "coverage": frozenset({Channel.COVERAGE}),
}


class _CaseNumber(WireModel):
    case_number: CaseNumberText


@dataclass(frozen=True)
class Reader:
    """Reads on behalf of one caller at one time."""

    caller: Caller
    now: datetime

    def notification(self, body: bytes) -> Submission:
        """Return the submission of `POST /v1/cases`."""
        return self._guarded("notification", body, self._notification)

    def update(self, body: bytes, case_number: str) -> Submission:
        """Return the submission of `POST /v1/cases/{case_number}/updates`: one event, or `{"events": […]}`."""
        return self._guarded("update", body, lambda value: self._update(value, case_number))

    def correction(self, body: bytes, case_number: str) -> Submission:
        """Return the submission of `POST /v1/cases/{case_number}/corrections`."""
        return self._guarded("correction", body, lambda value: self._correction(value, case_number))

    def coverage(self, body: bytes) -> Submission:
        """Return the submission of `POST /v1/coverage`."""
        return self._guarded("coverage", body, self._coverage)

    def line(self, body: bytes, line: Line, observations: Sequence[Fault] = ()) -> Submission:
        """Return the submission of one line of bulk intake: what it is, its keys say."""
        read = self._guarded("unreadable", body, self._line)
        return replace(read, line=line, observations=(*observations, *read.observations))

    def refused(self, body: bytes, refusal: Refusal, line: Line | None = None) -> Submission:
        """Return a submission that could not be read at all, to be written down as refused."""
        return _kept_or_not(Submission("unreadable", hashlib.sha256(body).digest(), body, refusal=refusal, line=line))

    def _guarded(self, operation: Operation, body: bytes, read: Callable[[Any], Submission]) -> Submission:
        digest = hashlib.sha256(body).digest()
        unread = Submission(operation, digest, body)
        value: Any = None
        try:
            value = json.parse(body)
            if must_not_enter(value, body):
                return replace(unread, body=b"", forget=True, refusal=ClassifiedMaterial())
            return replace(read(value), digest=digest, body=body)
        except problems.MalformedJson as error:
            return _kept_or_not(replace(unread, refusal=MalformedJson(faults=[error.fault])))
        except ValidationError as error:
            refusal: Refusal = InvalidBody(faults=faults(error, ""))
        except Refusal as refused:
            refusal = refused
        message_id, source_system = _named(value)
        return replace(unread, message_id=message_id, source_system=source_system or "", refusal=refusal)

    def _line(self, value: Any) -> Submission:
        keys = _object(value).keys()
        if "notified" in keys:
            return self._notification(value)
        if "snapshot" in keys:
            return self._snapshot(value)
        if "coverage" in keys:
            return self._coverage(_only(value, "coverage"))
        number = _case_number(value)
        rest = {name: member for name, member in value.items() if name != "case_number"}
        if "correction" in keys:
            return self._correction(_only(rest, "correction"), number)
        if "events" in keys:
            return self._update(rest, number)
        if "event" in keys:
            return self._update(_only(rest, "event"), number)
        raise InvalidBody(faults=[Fault("", "unknown-line")])

    def _notification(self, value: Any) -> Submission:
        _closed(_object(value), {"case_number", "notified", "events"})
        number = _case_number(value)
        if "notified" not in value:
            raise InvalidBody(faults=[Fault("/notified", "missing")])
        head = self._report(value["notified"], "/notified", number, "notification")
        if head.type != "case.notified":
            raise EventTypeNotAllowed(faults=[Fault("/notified/type", "not-by-this-call", (head.type,))])
        others = self._reports(value.get("events", []), "/events", number, "notification")
        return Submission("notification", b"", b"", case_number=number, reports=(head, *others))

    def _update(self, value: Any, number: str) -> Submission:
        _case_number({"case_number": number})
        if isinstance(value, dict) and "events" in value and "type" not in value:
            _closed(value, {"events"})
            if value["events"] == []:
                raise InvalidBody(faults=[Fault("/events", "empty-list")])
            reports = self._reports(value["events"], "/events", number, "update")
        else:
            reports = (self._report(value, "", number, "update"),)
        return Submission("update", b"", b"", case_number=number, reports=reports)

    def _coverage(self, value: Any) -> Submission:
        return Submission("coverage", b"", b"", reports=(self._report(value, "", None, "coverage"),))

    def _correction(self, value: Any, number: str) -> Submission:
        _case_number({"case_number": number})
        body = _validated(Correction, value)
        replacement = None
        if body.event is not None:
            replacement = self._report(value["event"], "/event", number, "correction")
        event = body.as_event(None if replacement is None else replacement.public)
        self._allowed(type(event), "/action", "correction")
        public, sealed = sealing.part(event)
        report = Report(
            event=event,
            type=public["type"],
            digest=json.digest({"case_number": number, "correction": value}),
            public=public,
            sealed=(*sealed, *(replacement.sealed if replacement else ())),
            named=replacement.named if replacement else {},
            observations=replacement.observations if replacement else (),
        )
        target = body.target
        named = Target(
            source_system=getattr(target, "source_system", None) or "",
            message_id=getattr(target, "message_id", None),
            type=getattr(target, "type", None),
            suspect_ref=getattr(target, "suspect_ref", None),
            document_number=getattr(target, "document_number", None),
        )
        return Submission("correction", b"", b"", case_number=number, reports=(report,), target=named)

    def _snapshot(self, value: Any) -> Submission:
        said = _validated(SnapshotLine, value).snapshot
        row = Row(
            source_system=said.source_system or "",
            source_key=said.source_key,
            version=said.source_version,
            profile=said.profile,
            columns=said.row,
            retracted=tuple(said.retracted or ()),
        )
        return Submission("snapshot", b"", b"", row=row, source_system=row.source_system)

    def derived(self, value: Any, case_number: str) -> Report:
        """Return the report of an event that was derived from a platform's row.

        :raises Refusal: the row leads to an event that may not be sent, or holds a value of no meaning.
        """
        return self._report(value, "", case_number, "notification")

    def _reports(self, value: Any, pointer: str, number: str | None, operation: Operation) -> tuple[Report, ...]:
        if not isinstance(value, list):
            raise InvalidBody(faults=[Fault(pointer, "not-a-list")])
        if len(value) > EVENTS_AT_MOST:
            raise InvalidBody(faults=[Fault(pointer, "list-too-long", (str(EVENTS_AT_MOST),))])
        return tuple(self._report(one, f"{pointer}/{place}", number, operation) for place, one in enumerate(value))

    def _report(self, value: Any, pointer: str, number: str | None, operation: Operation) -> Report:
        kind = value.get("type") if isinstance(value, dict) else None
        if isinstance(kind, str):
            known = event_class(kind)
            if known is None:
                raise UnknownEventType(faults=[Fault(f"{pointer}/type", "unknown-event-type")])
            self._allowed(known, f"{pointer}/type", operation)
        try:
            event: Event = parse_event(value)
        except ValidationError as error:
            raise InvalidBody(faults=faults(error, pointer)) from None
        public, sealed = sealing.part(event)
        return Report(
            event=event,
            type=public["type"],
            digest=json.digest({"case_number": number, "event": value}),
            public=public,
            sealed=tuple(sealed),
            named=sealing.agencies_named(event),
            observations=(*observations_of(event, pointer), *self._ahead(event, pointer)),
        )

    def _allowed(self, event: type[Event], pointer: str, operation: Operation) -> None:
        if event.channel not in _CHANNELS[operation]:
            raise EventTypeNotAllowed(faults=[Fault(pointer, "not-by-this-call", (event.channel.value,))])
        if not kind_may_send(event, self.caller.kind):
            raise EventTypeNotAllowed(faults=[Fault(pointer, "not-by-this-kind", (self.caller.kind.value,))])

    def _ahead(self, event: Event, pointer: str) -> list[Fault]:
        found = []
        for name, moment in (("occurred", event.occurred), ("sent_at", event.sent_at)):
            ahead = timedelta() if moment is None else moments.start_of(moment) - self.now
            if ahead > _AHEAD_AT_MOST:
                raise InvalidBody(faults=[Fault(f"{pointer}/{name}", "in-the-future")])
            if ahead > timedelta():
                found.append(Fault(f"{pointer}/{name}", "clock-ahead"))
        return found


def _kept_or_not(unread: Submission) -> Submission:
    """Return a submission that is no JSON, without its bytes where they speak of what must not enter."""
    if not might_not_enter(unread.body):
        return unread
    return replace(unread, body=b"", forget=True, refusal=ClassifiedMaterial())


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise InvalidBody(faults=[Fault("", "not-an-object")])
    return value


def _only(value: dict[str, Any], key: str) -> Any:
    _closed(value, {key})
    return value[key]


def _closed(value: dict[str, Any], known: set[str]) -> None:
    unknown = [key for key in value if key not in known]
    if unknown:
        raise InvalidBody(faults=[Fault(problems.safe_pointer(key), "unknown-field") for key in unknown])


def _case_number(value: dict[str, Any]) -> str:
    return _validated(_CaseNumber, {"case_number": value["case_number"]} if "case_number" in value else {}).case_number


def _validated(model: type[_Body], value: Any) -> _Body:
    return model.model_validate_json(json.canonical(value), strict=True)


def _named(value: Any) -> tuple[str | None, str | None]:
    """Return message id and source system as far as a body that cannot be read still says them, for the record."""
    first = value
    if isinstance(value, dict):
        for key in ("notified", "event", "correction", "coverage"):
            if isinstance(value.get(key), dict):
                first = value[key]
    if not isinstance(first, dict):
        return None, None
    message_id, source_system = (_reference(first.get(name)) for name in ("message_id", "source_system"))
    return message_id, source_system


def _reference(said: object) -> str | None:
    return said if isinstance(said, str) and problems.is_reference(said) else None
