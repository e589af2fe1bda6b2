"""Virtual time: in which order cases are looked at, so that live, rebuilt and replayed runs answer the same; pure."""

import heapq
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from screening import course, related
from screening.case_state import CaseState
from screening.casefile import CaseFile, Related
from screening.course import Step
from screening.coverage import Coverage, Pair
from screening.related import Tie
from screening.roster import Decisions
from screening.rulebook import SupervisionModel
from zhenxie.law.calendar import legal_day, start_of_day
from zhenxie.record.told import Told

Place = tuple[int, int]
"""Epoch and position of the feed."""


@dataclass(frozen=True)
class Listed:
    """What one atomic list of the feed asks for: which case, where the list begins and ends, and what it declares.

    `looks`: whether the list holds anything that a case is looked at for. `declares`: agency and types of coverage, and
    models that were decided on (:func:`screening.roster.pair_of`).
    `ties`: the keys that it added. `tells`: the kinds of ties by which what it says can matter to other cases.
    """

    end: Place
    recorded_at: datetime
    case_id: UUID | None
    looks: bool
    declares: tuple[Pair, ...] = ()
    ties: tuple[Tie, ...] = ()
    begin: int = 0
    tells: frozenset[str] = frozenset()


@dataclass
class World:
    """Everything that a stretch of virtual time needs, loaded beforehand.

    `told`, `ties` and `states` hold every case concerned; `mine` tells which of them are looked at here.
    `shared` holds the position at which a case was shared with screening; none of it was known before. `late` holds,
    by position, from where on an entry was known that had been told of a provisional case before it was joined.
    `last_before` returns the last place recorded before a moment. Days of the agenda are handled up to `horizon`.
    """

    lists: Sequence[Listed]
    told: Mapping[UUID, Sequence[Told]]
    coverage: Coverage
    ties: Mapping[UUID, Sequence[Tie]]
    states: dict[UUID, CaseState]
    mine: Callable[[UUID], bool]
    last_before: Callable[[datetime], Place]
    horizon: datetime
    models: Sequence[SupervisionModel] | None = None
    shared: Mapping[UUID, int] = field(default_factory=dict)
    late: Mapping[int, int] = field(default_factory=dict)
    decisions: Decisions = field(default_factory=Decisions)


# A day's agenda comes before what is recorded at its first moment.
_TICK, _LIST = 0, 1


def play(world: World) -> Iterator[tuple[UUID, Step]]:
    """Look at each case when its time comes; yield what each look gave, and keep the states in `world.states`.

    Legal day D sees exactly what was recorded before D 00:00 in Beijing; a list is judged at its end, never before.
    """
    return _Course(world).looks()


class _Course:
    """One stretch of virtual time: what is still to come, and where each case is waited for."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._queue: list[tuple[datetime, int, int]] = [
            (listed.recorded_at, _LIST, number) for number, listed in enumerate(world.lists)
        ]
        self._tied = _tied(world)
        # Cases by the day, and by the coverage, that they wait for; what no longer holds is seen when it comes.
        self._due: dict[date, set[UUID]] = {}
        self._awaiting: dict[Pair, set[UUID]] = {}
        self._resting: dict[Pair, set[UUID]] = {}
        for case_id, state in world.states.items():
            self._note(case_id, state)
        heapq.heapify(self._queue)

    def looks(self) -> Iterator[tuple[UUID, Step]]:
        """Yield each look in its turn."""
        world = self._world
        while self._queue:
            _, kind, number = heapq.heappop(self._queue)
            for case_id, at, on in self._tick(date.fromordinal(number)) if kind == _TICK else self._list(number):
                state = world.states.get(case_id, CaseState())
                step = course.step(_file(world, self._tied, case_id, at), on, state, world.models, world.decisions)
                world.states[case_id] = step.state
                self._note(case_id, step.state)
                yield case_id, step

    def _note(self, case_id: UUID, state: CaseState) -> None:
        if not self._world.mine(case_id):
            return
        for kept, pairs in ((self._awaiting, state.awaits), (self._resting, state.rests_on)):
            for pair in pairs:
                kept.setdefault(pair, set()).add(case_id)
        for day in set(state.agenda.values()):
            if start_of_day(day) > self._world.horizon:
                continue
            if day not in self._due:
                heapq.heappush(self._queue, (start_of_day(day), _TICK, day.toordinal()))
            self._due.setdefault(day, set()).add(case_id)

    def _tick(self, day: date) -> list[tuple[UUID, Place, date]]:
        states = self._world.states
        due = [case_id for case_id in self._due.pop(day) if any(one <= day for one in states[case_id].agenda.values())]
        at = self._world.last_before(start_of_day(day))
        return [(case_id, at, day) for case_id in sorted(due)]

    def _list(self, number: int) -> list[tuple[UUID, Place, date]]:
        listed = self._world.lists[number]
        day = legal_day(listed.recorded_at)
        return [(case_id, listed.end, day) for case_id in sorted(self._asked(listed))]

    def _asked(self, listed: Listed) -> Iterator[UUID]:
        world, found = self._world, set[UUID]()
        if listed.case_id is not None and listed.looks:
            found.add(listed.case_id)
        for pair in listed.declares:
            waiting = self._awaiting.get(pair, ())
            found |= {case_id for case_id in waiting if pair in world.states[case_id].awaits}
            if world.coverage.shrinks(pair, listed.begin, listed.end[1]):
                resting = self._resting.get(pair, ())
                found |= {case_id for case_id in resting if pair in world.states[case_id].rests_on}
        for key in {(tie.kind, tie.key) for tie in self._added(listed)}:
            ties = self._tied.get(key, ())
            if not related.shared_too_widely(ties, listed.end[1]):
                found |= {tie.case_id for tie in ties if tie.position <= listed.end[1]}
        return (case_id for case_id in found if world.mine(case_id) and _known(world, case_id, listed.end))

    def _added(self, listed: Listed) -> Sequence[Tie]:
        """Return the keys that a list makes known, or of whose case it says something that others must hear."""
        if listed.case_id is None or listed.end[1] < self._world.shared.get(listed.case_id, 0):
            return ()
        known = [tie for tie in self._world.ties.get(listed.case_id, ()) if tie.position <= listed.end[1]]
        if listed.end[1] == self._world.shared.get(listed.case_id):
            return known
        return [*listed.ties, *(tie for tie in known if tie.kind in listed.tells)]


def _known(world: World, case_id: UUID, at: Place) -> bool:
    return world.shared.get(case_id, 0) <= at[1] and len(_upto(world, case_id, at[1])) > 0


def _upto(world: World, case_id: UUID, position: int) -> Sequence[Told]:
    told = world.told.get(case_id, ())
    told = told[: bisect_right(told, position, key=lambda one: one.position)]
    return [one for one in told if world.late.get(one.position, 0) <= position] if world.late else told


def file_of(world: World, case_id: UUID, at: Place) -> CaseFile:
    """Return what was known of a case at a place of the feed, whether it was looked at there or not."""
    return _file(world, _tied(world), case_id, at)


_Tied = Mapping[tuple[str, str], Sequence[Tie]]
"""Every tie of one key, of whichever case."""


def _tied(world: World) -> _Tied:
    found: dict[tuple[str, str], list[Tie]] = {}
    for ties in world.ties.values():
        for tie in ties:
            found.setdefault((tie.kind, tie.key), []).append(tie)
    return found


def _file(world: World, tied: _Tied, case_id: UUID, at: Place) -> CaseFile:
    epoch, position = at
    coverage = world.coverage.known_at(position)
    return CaseFile(
        case_id,
        _upto(world, case_id, position),
        epoch,
        position,
        coverage,
        _related(world, tied, case_id, at),
    )


def _related(world: World, tied: _Tied, case_id: UUID, at: Place) -> Sequence[Related]:
    position = at[1]
    own = [tie for tie in world.ties.get(case_id, ()) if tie.position <= position]
    if not own:
        return ()
    files: dict[UUID, CaseFile] = {}
    others: list[tuple[Tie, CaseFile]] = []
    for key in dict.fromkeys((tie.kind, tie.key) for tie in own):
        for tie in () if related.shared_too_widely(tied[key], position) else tied[key]:
            other = tie.case_id
            if other == case_id or tie.position > position or not _known(world, other, at):
                continue
            if other not in files:
                files[other] = CaseFile(other, _upto(world, other, position), 0, position)
            others.append((tie, files[other]))
    numbers = {one.case_number for one in _upto(world, case_id, position) if one.case_number is not None}
    return related.facts(own, others, numbers) if others else ()
