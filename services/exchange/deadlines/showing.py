"""What a caller is shown of deadlines: computed from the entries that it may read, and from nothing else."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Any, Final

import orjson

from exchange.cases import queries as case_rows
from exchange.cases import showing as cases
from exchange.cases.errors import CaseNotFound
from exchange.cases.showing import Found, Place
from exchange.db import AsyncSession
from exchange.deadlines.asked import DeadlinesAsked
from exchange.feed import queries as feed
from exchange.feed.asked import Question
from exchange.feed.schemas import cursor
from zhenxie.law.articles import cite
from zhenxie.law.deadlines.expiry import Expiry, Start
from zhenxie.law.deadlines.table import Period, deadlines
from zhenxie.law.wording import Text
from zhenxie.record.deadlines.history import Said
from zhenxie.record.deadlines.judging import Judged, State
from zhenxie.record.deadlines.opened import Opened
from zhenxie.record.deadlines.reckoning import deadlines_of
from zhenxie.record.deadlines.spoken import SPOKEN
from zhenxie.record.told import Told

_ENTRIES_A_READ: Final = 1000
# Longer variants of one and the same duty: the deadline stays the same when an extension is granted.
_ONE_DUTY: Final = frozenset({"D01", "D02", "D08", "D09", "D15", "D23", "D24", "D25", "D43", "D51"})
_ONLY_A_PART: Final = Text(
    "贵机关只能看到该案的一部分，未见报送不等于未办理，不能判断",
    "you see only a part of the case: what you do not see may have been done",
)


@dataclass(frozen=True)
class Shown:
    """The deadlines of one case for one caller: all of them, and those that were asked for."""

    found: Found
    number: str
    on: date
    known_at: str
    told_last: datetime
    all: Sequence[Judged]
    items: Sequence[Judged]


async def of_case(session: AsyncSession, agency: str, number: str, asked: DeadlinesAsked, on: date) -> Shown:
    """Return the deadlines of a case as they stand on the legal day `on`.

    :raises CaseNotFound: nothing of it is known to the caller, or was then.
    :raises InvalidParameter: `as_known_at` is neither a cursor nor an instant.
    :raises CursorOutOfRange: it lies ahead of the feed, or in an epoch that ended.
    """
    place = await cases.place(session, asked.as_known_at)
    found = await cases.case(session, agency, number)
    told = await _told(session, found, agency, place)
    if not told:
        raise CaseNotFound
    reckoned = deadlines_of(told, on, amber_days=asked.amber_days)
    judged = reckoned if found.sight.is_whole else [_in_part(one) for one in reckoned]
    items = [one for one in judged if _is_asked(one, asked)]
    return Shown(found, number, on, cursor(place.epoch, told[-1].position), told[-1].recorded_at, judged, items)


async def _told(session: AsyncSession, found: Found, agency: str, place: Place) -> list[Told]:
    """Return every entry of the case that the caller may see: also those addressed to it, which no picture holds."""
    family = await case_rows.family(session, found.case_ids)
    ids = tuple({*found.case_ids, *family.keys()})
    told: list[Told] = []
    after = 0
    while True:
        question = Question(after=after, upto=place.upto, limit=_ENTRIES_A_READ, case_ids=ids)
        rows = await feed.entries_after(session, question=question, agency=agency)
        # That somebody may read the case from now on is news for him alone, and says nothing of the case.
        told += [_of_row(row) for row in rows if row["type"] != "case.shared"]
        if len(rows) < _ENTRIES_A_READ:
            return told
        after = rows[-1]["position"]


def _of_row(row: Any) -> Told:
    return Told(
        position=row["position"],
        event_id=row["event_id"],
        recorded_at=row["recorded_at"],
        source=row["source"],
        type=row["type"],
        payload=orjson.loads(row["payload"]),
        corrects=row["corrects"],
        case_number=row["case_number"],
    )


# What is late as far as one sees may have been done in time where one does not see.
_SEEN_IN_PART: Final = {
    State.OVERDUE: State.UNKNOWN,
    State.MET_LATE: State.MET_UNCLEAR,
    State.LAPSED_LATE: State.LAPSED,
}


def _in_part(one: Judged) -> Judged:
    if one.state not in _SEEN_IN_PART:
        return one
    return replace(one, state=_SEEN_IN_PART[one.state], overdue_since=None, why=_ONLY_A_PART)


def _is_asked(one: Judged, asked: DeadlinesAsked) -> bool:
    if asked.state and one.state not in asked.state:
        return False
    return asked.who is None or one.opened.period.who == asked.who


def values(shown: Shown) -> dict[str, Any]:
    """Return the deadlines of a case as they stand on the line."""
    return {
        "case_number": shown.number,
        "case_id": str(shown.found.case_ids[0]),
        "on": shown.on.isoformat(),
        "known_at": shown.known_at,
        "complete": shown.found.sight.is_whole,
        "counts": dict(sorted(Counter(one.state.value for one in shown.all).items())),
        "items": [_item(one) for one in shown.items],
    }


def identity(opened: Opened) -> str:
    """Return what names a deadline of a case: its number, the suspect, and the event from which it runs."""
    found = opened.period
    slot = found.deadline if found.deadline in _ONE_DUTY else f"{found.deadline}.{found.name}"
    return ".".join(filter(None, (slot, opened.suspect_ref, str(opened.root.event_id))))


def _item(one: Judged) -> dict[str, Any]:
    opened, act = one.opened, one.ended_by
    found = opened.period
    return {
        "id": identity(opened),
        "deadline": found.deadline,
        "period": found.name,
        "what": deadlines()[found.deadline].what.as_json(),
        "limit": found.what.as_json(),
        "kind": found.kind,
        "who": found.who,
        "owed_by": opened.owed_by,
        "suspect_ref": opened.suspect_ref,
        "start": None if opened.start is None else _start(opened.start),
        "start_entry": _entry(opened.root),
        "due": None if opened.expiry is None else _due(opened.expiry),
        "state": one.state.value,
        "why": one.why.as_json(),
        "ended_by": None if act is None else _entry(act.said),
        "ended_at": None if act is None else act.moment,
        "overdue_since": _day(one.overdue_since),
        "amber_from": _day(one.amber_from),
        "awaits": list(opened.awaits),
        "articles": [article(name) for name in found.articles],
        "explanation": [step.as_json() for step in explained(opened)],
        "mark": _mark(opened),
    }


def explained(opened: Opened) -> tuple[Text, ...]:
    """Return how the last day of a deadline was counted, and what must be known beside it."""
    steps = () if opened.expiry is None else opened.expiry.steps
    return (*steps, *opened.notes)


def _mark(opened: Opened) -> str | None:
    if opened.start is None or opened.expiry is None:
        return None
    return opened.period.in_force(opened.start.days.last).mark


def _entry(said: Said) -> dict[str, Any]:
    return {
        "event_id": str(said.event_id),
        "position": said.position,
        "said_at": said.said_at,
        "type": said.type,
        "source": said.source,
        "occurred": said.occurred,
    }


def _start(start: Start) -> dict[str, Any]:
    return {
        "first": _day(start.days.first),
        "last": _day(start.days.last),
        "moment": None if start.moment is None else start.moment.isoformat(),
        "no_earlier": start.no_earlier,
    }


def _due(over: Expiry) -> dict[str, Any]:
    return {
        "first": _day(over.first),
        "last": _day(over.last),
        "first_moment": None if over.first_moment is None else over.first_moment.isoformat(),
        "last_moment": None if over.last_moment is None else over.last_moment.isoformat(),
        "provisional": over.provisional,
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def article(name: str) -> dict[str, str]:
    """Return an article as it stands on the line."""
    return {"id": name, "chinese": cite(name).chinese}


@cache
def catalogue() -> bytes:
    """Return every deadline of the table as JSON, with the events that open and end it."""
    items = [
        {"id": one.id, "what": one.what.as_json(), "periods": [_period(found) for found in one.periods.values()]}
        for one in deadlines().values()
    ]
    return orjson.dumps({"items": items})


def _period(found: Period) -> dict[str, Any]:
    spoken = SPOKEN[found.key]
    return {
        "name": found.name,
        "what": found.what.as_json(),
        "who": found.who,
        "kind": found.kind,
        "unit": found.unit,
        "rolls": found.rolls,
        "backwards": found.backwards,
        "amber_days": found.amber_days,
        "numbers": [
            {"since": _day(one.since), "value": one.value, "article": article(one.law), "mark": one.mark}
            for one in found.numbers
        ],
        "articles": [article(name) for name in found.articles],
        "starts": list(spoken.starts),
        "ends": list(spoken.ends),
        "note": None if spoken.note is None else spoken.note.as_json(),
    }
