"""What became of one suspect (处理结果): sent for prosecution, closed, or gone to another case or unit; pure.

A suspect whom another unit took, or whom another case sent, was the commonest false hit of the published models (青海).
"""

from typing import Final

from screening.casefile import CaseFile, Event
from screening.coverage import Missing
from screening.models.economic_case_course import SHOW_OUTCOME, SHOW_SENDING, disposes, is_of_prosecution, may_follow
from screening.related import PERSON
from zhenxie.law.wording import Text

SENT: Final = "case.sent_for_prosecution"
CLOSED: Final = ("case.withdrawn", "suspect.investigation_terminated")
GONE: Final = ("case.transferred_out", "case.merged", "suspect.split_off")
DISPOSED_BY_POLICE: Final = (*CLOSED, *GONE, SENT)
DISPOSED_BY_PROCURATORATE: Final = ("case.proceeding_opened", "suspect.prosecuted", "suspect.not_prosecuted")
"""What only the procuratorate can report of it."""


def closed(case: CaseFile, ref: str | None, start: Event | None = None) -> list[Event]:
    """Return what closed the case, or the investigation of this suspect, and can have followed `start`."""
    return _about(case, ref, start, *CLOSED)


def gone(case: CaseFile, ref: str | None, start: Event | None = None) -> list[Event]:
    """Return what took the case, or this suspect, to another unit or case."""
    return [one for one in _about(case, ref, start, *GONE) if one.type != "case.merged" or disposes(case, one, ref)]


def sent(case: CaseFile, ref: str | None, start: Event | None = None) -> list[Event]:
    """Return what sent this suspect for prosecution, or can only be said of one who was sent."""
    found = [one for one in _about(case, ref, start, SENT) if disposes(case, one, ref)]
    found += [
        one for one in _about(case, ref, start, *SHOW_SENDING) if is_of_prosecution(one, ref) and sent_in(one, ref)
    ]
    return found + _about(case, ref, start, *SHOW_OUTCOME)


def elsewhere(case: CaseFile, ref: str | None) -> tuple[Missing, ...]:
    """Return what is missing where another case says what became of the same person: for which facts, it does not say."""
    text = Text(
        "同一人在另案已有处理结果，是否涉及本案事实未报送",
        "the same person was dealt with in another case; whether for the facts of this one is not stated",
    )
    found = [one for one in case.related if one.kind == PERSON and one.own_suspect_ref == ref]
    found = [one for one in found if one.event.type in (SENT, CLOSED[1], *SHOW_OUTCOME)]
    return tuple(Missing(text, one.event.type, one.event.entry.source) for one in found[:1])


def disposed(case: CaseFile, ref: str | None, start: Event | None = None) -> list[Event]:
    """Return everything that became of a suspect in this case, and can have followed `start`."""
    return [*closed(case, ref, start), *gone(case, ref, start), *sent(case, ref, start)]


def sent_in(one: Event, ref: str | None) -> bool:
    """Tell whether a document that names suspects names this one; one that names nobody is about all of them."""
    named = [each.get("suspect_ref") for each in one.data.get("suspects") or ()] or one.data.get("suspect_refs")
    return not named or ref in named


def _about(case: CaseFile, ref: str | None, start: Event | None, *types: str) -> list[Event]:
    found = [one for one in case.of_type(*types) if ref is None or one.suspect_ref in (None, ref)]
    return [one for one in found if start is None or may_follow(one, start)]
