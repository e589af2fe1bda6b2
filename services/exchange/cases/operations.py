"""Keeps the pictures of cases as their events come, and which turns the cases took."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID
from weakref import WeakKeyDictionary

from exchange.cases import projection, queries
from exchange.cases.queries import Row
from exchange.cases.touched import Touched
from exchange.db import AsyncSession
from exchange.feed import queries as feed
from zhenxie.record.fold import Told, fold

REMEMBERED_EVENTS: Final = 15_000
"""How many events of lately changed cases a process keeps, so that a hot case is not read again."""


class _Memory:
    """What cases have been told, by the position up to which it is complete; the least recently used goes first."""

    def __init__(self) -> None:
        self._told: OrderedDict[UUID, tuple[int, list[Told]]] = OrderedDict()
        self._events = 0
        self._epoch: int | None = None

    def enter(self, epoch: int) -> None:
        """Forget everything if another epoch has begun: its positions may have been given before, to other events."""
        if epoch != self._epoch:
            self._told.clear()
            self._events, self._epoch = 0, epoch

    def recall(self, row: Row) -> list[Told] | None:
        """Return what the case of a row was told, if it is complete up to the row's last position."""
        found = self._told.get(row.case_id)
        return found[1] if found is not None and found[0] == row.updated_position else None

    def keep(self, told: Mapping[UUID, tuple[int, list[Told]]]) -> None:
        """Remember what cases were told."""
        for case_id, known in told.items():
            self._events += len(known[1]) - len(self._told.pop(case_id, (0, []))[1])
            self._told[case_id] = known
        while self._events > REMEMBERED_EVENTS:
            _, (_, forgotten) = self._told.popitem(last=False)
            self._events -= len(forgotten)


# One memory for each database that this process speaks to: in tests there are several.
_memories: WeakKeyDictionary[object, _Memory] = WeakKeyDictionary()


async def project(session: AsyncSession, touched: Sequence[Touched], *, epoch: int, now: datetime) -> None:
    """Draw the pictures of touched cases anew, in the transaction that appended what they were told, in `epoch`.

    A case into which provisional ones were joined is drawn from what all of them were told. The head is locked, so
    nobody appends to these cases meanwhile.
    """
    if not touched:
        return
    by_id = {one.case_id: one for one in touched}
    roots = {one.joined_into for one in touched if one.joined_into is not None}
    known = await queries.family(session, by_id.keys() | roots)
    drawn = _drawn(by_id, known)
    memory = _memories.setdefault(session.get_bind(), _Memory())
    memory.enter(epoch)
    told = await _told(session, by_id, known, drawn)
    rows, remembered = [], {}
    for case_id in sorted(drawn):
        events = [one for member in drawn[case_id] for one in told.get(member, ())]
        last = last_news(events)
        row = _row(by_id.get(case_id), known.get(case_id), events, now)
        if row is None:
            continue
        rows.append(row)
        if len(drawn[case_id]) == 1 and last is not None:
            remembered[case_id] = (last.position, events)
    if rows:
        await queries.save(session, rows)
        turns = [_turn(row, by_id) for row in rows if _turned(row, known.get(row["case_id"]))]
        if turns:
            await queries.add_turns(session, turns)
    # What was rolled back was never told, and its positions are given again.
    queries.after_commit(session, lambda: memory.keep(remembered))


def _drawn(touched: Mapping[UUID, Touched], known: Mapping[UUID, Row]) -> dict[UUID, list[UUID]]:
    """Return which cases are drawn anew, and from what each is: itself, and what was joined into it."""
    into = {row.case_id: row.joined_into for row in known.values()}
    into |= {one.case_id: one.joined_into for one in touched.values() if one.joined_into is not None}
    drawn = {case_id: [case_id] for case_id in touched}
    for case_id in touched:
        root = into.get(case_id)
        if root is not None:
            drawn.setdefault(root, [root])
    for case_id, root in sorted(into.items()):
        if root in drawn:
            drawn[root].append(case_id)
    return drawn


async def _told(
    session: AsyncSession,
    touched: Mapping[UUID, Touched],
    known: Mapping[UUID, Row],
    drawn: Mapping[UUID, Sequence[UUID]],
) -> dict[UUID, list[Told]]:
    memory = _memories[session.get_bind()]
    found: dict[UUID, list[Told]] = {}
    missing: set[UUID] = set()
    for case_id, members in drawn.items():
        alone = len(members) == 1
        row = known.get(case_id)
        before: list[Told] | None = [] if row is None else memory.recall(row)
        if alone and before is not None and case_id in touched:
            found[case_id] = [*before, *touched[case_id].told]
        else:
            missing.update(members)
    missing -= found.keys()
    if missing:
        found |= await feed.told_of_cases(session, sorted(missing))
    return found


def _row(touched: Touched | None, known: Row | None, told: Sequence[Told], now: datetime) -> dict[str, Any] | None:
    standing = touched or known
    if standing is None:
        return None
    last = last_news(told)
    picture = fold(told)
    return {
        "case_id": standing.case_id,
        "number": standing.number if known is None else known.number,
        "handling_agency": standing.handling_agency,
        "provisional": standing.provisional,
        "joined_into": standing.joined_into,
        "opened_position": _first(touched) if known is None else known.opened_position,
        "updated_position": last.position if last else 0,
        "updated_at": last.recorded_at if last else now,
        **projection.row_of(picture, picture.to_text()),
    }


def _first(touched: Touched | None) -> int:
    return min((one.position for one in touched.told), default=touched.position) if touched else 0


def _turned(row: Mapping[str, Any], known: Row | None) -> bool:
    return known is None or any(row[name] != getattr(known, name) for name in _TURNING)


def _turn(row: Mapping[str, Any], touched: Mapping[UUID, Touched]) -> dict[str, Any]:
    """Return the turn that a case took with this group: at its own first entry, or at that of the case it joined."""
    own, root = touched.get(row["case_id"]), touched.get(row["joined_into"])
    since = _first(own) or _first(root) or row["updated_position"]
    return {"case_id": row["case_id"], "since_position": since} | {name: row[name] for name in _TURNING}


_TURNING: Final = ("handling_agency", "provisional", "joined_into")


def last_news(told: Iterable[Told]) -> Told | None:
    """Return the last entry that tells something new of a case.

    That somebody was expunged changes no picture, and is no news of it.
    """
    news = (one for one in told if one.type != "message.expunged")
    return max(news, key=lambda one: one.position, default=None)
