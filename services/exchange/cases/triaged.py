"""What is told of the triage of a case, as JSON values; pure."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from exchange.feed.chain import instant
from zhenxie.law.articles import cite
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text
from zhenxie.record.deadlines.judging import State
from zhenxie.record.picture import Picture, Step
from zhenxie.record.told import Told
from zhenxie.record.triage.asking import Missing
from zhenxie.record.triage.deciding import Decision, decided
from zhenxie.record.triage.history import Change, Entries, changes
from zhenxie.record.triage.people import minor_on
from zhenxie.record.triage.reasons import Reason
from zhenxie.record.triage.targets import Standing, standing, targets_of
from zhenxie.wire.vocabulary import Track

_ADVICE: Final = {
    Track.COMPLEX: Text(
        "建议提前介入、会商，必要时组成办案组（《人民检察院刑事诉讼规则》第二百五十六条）",
        "early intervention and consultation are suggested, and a team where needed (RULE 256)",
    ),
    Track.JUVENILE: Text(
        "由未检部门或者专人办理；可以适用简易程序；被告人未满十八周岁的，不适用速裁程序（《刑事诉讼法》第二百二十三条第二项）",
        "for the juvenile department; the simplified procedure may fit; a defendant under eighteen takes no fast track",
    ),
    Track.FAST_TRACK: Text(
        "公安机关可以在起诉意见书中建议速裁（《公安机关办理刑事案件程序规定》第二百八十九条）；适用速裁仍须本人同意",
        "the police may suggest the fast track in the opinion to prosecute (PSB 289); it always needs the suspect's consent",
    ),
}
_PROCEDURES: Final = frozenset({Track.FAST_TRACK.value, Track.SIMPLIFIED.value, Track.ORDINARY.value})


class Telling:
    """Tells of one decision; with the entries at hand, each ground names its own."""

    def __init__(self, *, on: date, complete: bool, entries: Entries | None = None) -> None:
        self._on = on
        self._complete = complete
        self._entries = entries

    def triage(self, picture: Picture) -> dict[str, Any]:
        """Return the triage of a picture as it stands on the line."""
        found = decided(picture)
        override = found.override
        return {
            "track": found.track.value,
            "automatic": found.automatic.value,
            "row": found.row,
            "reasons": [self.reason(one) for one in found.reasons],
            "ruled_out": [{"track": one.track.value, "reason": self.reason(one.reason)} for one in found.ruled_out],
            "missing": [_missing(one) for one in found.missing],
            "override": None if override is None else self._override(override),
            "advice": _text(_ADVICE.get(found.track)),
            "people": self._people(found),
            "suggestions": self._suggestions(found),
            "targets": [self._target(standing(one, self._on)) for one in targets_of(found)],
            "on": self._on.isoformat(),
        }

    def reason(self, one: Reason) -> dict[str, Any]:
        """Return one reason as it stands on the line."""
        return {
            "text": one.text.as_json(),
            "article": _article(one.article),
            "suspect_ref": one.suspect_ref,
            "ground": self._ground(one.step),
        }

    def _ground(self, step: Step | None) -> dict[str, Any] | None:
        if step is None:
            return None
        word = None if self._entries is None else self._entries.of(step)
        return {
            "type": step.type,
            "occurred": step.occurred,
            "source": step.source,
            "suspect_ref": step.suspect_ref,
            "document_number": step.document_number,
            "entry": None if word is None else _entry(word.event, word.position),
        }

    def _override(self, step: Step) -> dict[str, Any]:
        reason = step.details.get("reason")
        return {
            "track": step.details["track"],
            "reason": reason if isinstance(reason, str) else "other",
            "ground": self._ground(step),
        }

    def _people(self, found: Decision) -> list[dict[str, Any]]:
        return [
            {
                "suspect_ref": person.ref,
                "minor_at_act": found.known.answer("minor_at_act", person).holds,
                "minor_now": minor_on(person, Days(self._on, self._on)),
            }
            for person in found.known.people
        ]

    def _suggestions(self, found: Decision) -> list[dict[str, Any]]:
        sent = found.known.picture.sent_for_prosecution
        told = []
        if sent is not None and sent.details.get("fast_track_suggested"):
            told.append({"by": "police", "track": Track.FAST_TRACK.value, "ground": self._ground(sent)})
        for person in found.known.people:
            for step in person.steps:
                procedure = step.details.get("procedure_suggested") if step.type == "suspect.prosecuted" else None
                if isinstance(procedure, str) and procedure in _PROCEDURES:
                    told.append({"by": "procuratorate", "track": procedure, "ground": self._ground(step)})
        return told

    def _target(self, one: Standing) -> dict[str, Any]:
        target, state, since = one.target, one.state, one.overdue_since
        # What is late as far as one sees may have been done in time where one does not see.
        if not self._complete and since is not None:
            state, since = State.UNKNOWN if target.met is None else State.MET_UNCLEAR, None
        is_told = state in {State.MET, State.MET_LATE, State.MET_UNCLEAR} and target.met is not None
        return {
            "name": target.name,
            "what": target.what.as_json(),
            "owed_by": target.owed_by,
            "is_law": target.is_law,
            "article": _article(target.article),
            "start": self._ground(target.start),
            "due_first": target.due.first.isoformat(),
            "due_last": None if target.due.last is None else target.due.last.isoformat(),
            "provisional": target.due.provisional,
            "state": state.value,
            "ended_by": self._ground(target.met[0]) if is_told and target.met is not None else None,
            "overdue_since": None if since is None else since.isoformat(),
            "explanation": [step.as_json() for step in target.due.steps],
        }


def history(told: Sequence[Told], telling: Telling) -> list[dict[str, Any]]:
    """Return every entry that changed the track of a case, as it stands on the line."""
    return [_change(one, telling) for one in changes(told)]


def _change(one: Change, telling: Telling) -> dict[str, Any]:
    return {
        "entry": _entry(one.entry, one.entry.position),
        "type": one.entry.type,
        "recorded_at": instant(one.entry.recorded_at),
        "before": None if one.before is None else one.before.value,
        "track": one.decision.track.value,
        "automatic": one.decision.automatic.value,
        "reasons": [telling.reason(reason) for reason in one.decision.reasons],
    }


def _missing(one: Missing) -> dict[str, Any]:
    return {
        "text": one.text.as_json(),
        "said_by": one.said_by,
        "owed_by": one.owed_by,
        "agency": one.agency,
        "suspect_ref": one.suspect_ref,
    }


def _entry(event: Told, said_at: int) -> dict[str, Any]:
    return {"event_id": str(event.event_id), "position": event.position, "said_at": said_at}


def _article(name: str) -> dict[str, str]:
    return {"id": name, "chinese": cite(name).chinese}


def _text(text: Text | None) -> dict[str, str] | None:
    return None if text is None else text.as_json()
