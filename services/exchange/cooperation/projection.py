"""What an act changes of where a record stands, and what the feed says of it; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from exchange.cooperation.errors import DueBeforeItBegins, NothingToAnswer, OpinionUnanswered, StillOwed
from zhenxie.wire.cooperating import (
    ClueAnswered,
    ClueReceived,
    CooperationEntry,
    Fulfilled,
    MinutesTaken,
    OpinionAnswered,
    OpinionGiven,
    OrganNamed,
    ProsecutorsSent,
    RecordClosed,
    Resolved,
    ReviewResubmitted,
)


@dataclass
class Changed:
    """A record after an act: what decides the next one, until when somebody owes something, and what is told."""

    standing: dict[str, Any]
    due: date | None
    said: dict[str, Any] = field(default_factory=dict)


def changed(row: Mapping[str, Any], entry: CooperationEntry, entry_id: str, day: date) -> Changed:
    """Return a record after an act, which `entry_id` names.

    :raises NothingToAnswer: the opinion or resolution that it answers is not there, or was answered.
    :raises DueBeforeItBegins: a period would end before it begins.
    :raises StillOwed: a meeting would be closed while a resolution is owed.
    :raises OpinionUnanswered: an intervention would be closed while an opinion has no answer, and nobody says why.
    """
    found = Changed(dict(row["standing"]), row["due"])
    match entry:
        case ProsecutorsSent() | OrganNamed():
            _who(found, entry, row)
        case OpinionGiven() | OpinionAnswered():
            _opinions(found, entry, entry_id)
        case MinutesTaken() | Resolved() | Fulfilled():
            _meeting(found, entry, entry_id, day)
        case ClueReceived() | ClueAnswered():
            _clue(found, entry)
        case ReviewResubmitted():
            # Whoever wrote any of it approves none of it.
            found.standing["written_by"] = [*found.standing["written_by"], entry.gh]
        case RecordClosed():
            _see_that_nothing_is_left(found, entry)
        case _:
            pass
    return found


def _see_that_nothing_is_left(found: Changed, entry: RecordClosed) -> None:
    if found.due is not None and found.standing.get("resolutions"):
        raise StillOwed
    if entry.text is None and None in found.standing.get("opinions", {}).values():
        raise OpinionUnanswered


def _who(found: Changed, entry: ProsecutorsSent | OrganNamed, row: Mapping[str, Any]) -> None:
    if isinstance(entry, OrganNamed):
        _joins(found, entry.organ.agency, entry.organ.people)
        found.said["organ"] = entry.organ.agency
    else:
        _joins(found, row["standing"]["office"], entry.prosecutors)


def _joins(found: Changed, agency: str, people: Sequence[str]) -> None:
    organs = dict(found.standing.get("organs", {}))
    organs[agency] = list(dict.fromkeys([*organs.get(agency, ()), *people]))
    found.standing["organs"] = organs


def _opinions(found: Changed, entry: OpinionGiven | OpinionAnswered, entry_id: str) -> None:
    opinions = dict(found.standing.get("opinions", {}))
    if isinstance(entry, OpinionGiven):
        opinions[entry_id] = None
    else:
        if opinions.get(entry.opinion_id, "unknown") is not None:
            raise NothingToAnswer
        opinions[entry.opinion_id] = entry.adoption
        found.said |= {"about": entry.opinion_id, "answer": entry.adoption}
    found.standing["opinions"] = opinions


def _meeting(found: Changed, entry: MinutesTaken | Resolved | Fulfilled, entry_id: str, day: date) -> None:
    resolutions: dict[str, Any] = dict(found.standing.get("resolutions", {}))
    match entry:
        case MinutesTaken():
            for organ in entry.attendees:
                _joins(found, organ.agency, organ.people)
            found.standing["held_on"] = entry.held_on
            found.said["held_on"] = entry.held_on
        case Resolved():
            if entry.due < (found.standing.get("held_on") or ""):
                raise DueBeforeItBegins
            _joins(found, entry.owner, ())
            resolutions[entry_id] = {"owner": entry.owner, "due": entry.due, "fulfilled": None}
            found.said |= {"organ": entry.owner, "due": entry.due}
        case Fulfilled():
            done = {"fulfilled": entry.on or day.isoformat()}
            resolutions[entry.resolution_id] = resolutions[entry.resolution_id] | done
            found.said["about"] = entry.resolution_id
    found.standing["resolutions"] = resolutions
    owed = [one["due"] for one in resolutions.values() if one["fulfilled"] is None]
    found.due = date.fromisoformat(min(owed)) if owed else None


def _clue(found: Changed, entry: ClueReceived | ClueAnswered) -> None:
    if isinstance(entry, ClueAnswered):
        found.standing["result"] = entry.result
        found.said["answer"] = entry.result
        found.due = None
        return
    found.standing["served_at"] = entry.served_at
    if entry.feedback_due is not None:
        found.due = date.fromisoformat(entry.feedback_due)
    if found.due is not None and found.due < date.fromisoformat(entry.served_at):
        raise DueBeforeItBegins
    found.said["due"] = None if found.due is None else found.due.isoformat()


def proposed(standing: Mapping[str, Any], findings: Mapping[str, Any] | None = None) -> dict[str, Any] | None:
    """Return what is drafted as an instrument from an approved review (RULE 552); None where it proposes none.

    With `findings` its words too: they are shown with the record alone.
    """
    if standing["proposal"] != "procuratorial_suggestion":
        return None
    fields: dict[str, Any] = {"kind": standing["proposal"]}
    if findings is not None:
        code, quarter, count = standing["violation_code"], standing["quarter"], len(standing["alert_ids"])
        fields["trigger"] = f"{quarter[:4]}年第{quarter[5]}季度类案分析（{code}，{count}件）"
        fields |= {"problems": [findings["pattern"]], "causes": findings.get("causes")}
        fields |= {"measures": findings.get("measures", []), "legal_basis": findings.get("legal_basis", [])}
    kept = {name: value for name, value in fields.items() if value is not None}
    return {"addressee": standing["unit"], "alert_ids": standing["alert_ids"], "fields": kept}


def overdue(due: date | None, day: date) -> bool:
    """Tell whether what was due on a day is overdue: from the day after it on."""
    return due is not None and due < day


def overdue_resolutions(standing: Mapping[str, Any], day: date) -> list[str]:
    """Return the resolutions of a meeting that were due before a day and are not carried out."""
    owed = {name: one for name, one in standing.get("resolutions", {}).items() if one["fulfilled"] is None}
    return [name for name, one in owed.items() if overdue(date.fromisoformat(one["due"]), day)]


def adopted(adoptions: Sequence[str | None]) -> str | None:
    """Return how far all opinions together were adopted; None until each was answered."""
    said = set(adoptions)
    if not said or None in said:
        return None
    return next(iter(said)) if len(said) == 1 else "partial"
