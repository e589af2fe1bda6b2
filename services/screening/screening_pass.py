"""One pass: a stretch of virtual time of one partition, looked at and stored in one transaction."""

from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

import structlog

from screening import virtual_time
from screening.case_state import CaseState
from screening.coverage import Coverage, Pair
from screening.hearing import NONE_JOINED, Heard, lists_of
from screening.life import Post
from screening.related import Joins, Tie, by_case, shared_too_widely
from screening.roster import Decisions
from screening.rulebook import SupervisionModel
from screening.store import case_queries as cases
from screening.store import feed_queries as feed
from screening.store.case_queries import Partition
from screening.store.db import AsyncSession, Database
from screening.virtual_time import Listed, Place, World
from zhenxie.law.calendar import legal_day, start_of_day

log = structlog.get_logger(__name__)

# More than the exchange takes into one list (1,000), so that each page holds at least one whole list.
ENTRIES_A_PASS: Final = 2000
DUE_A_PASS: Final = 2000
# Cases that wait for one declaration of coverage: an agency's promise of a day can concern all its cases at once.
WAITING_A_PASS: Final = 1000


@lru_cache(maxsize=1 << 14)
def case_hash(case_id: UUID | None) -> int:
    """Return the first eight bytes of SHA-256 of a case's id as an unsigned number; 0 without a case."""
    return 0 if case_id is None else int.from_bytes(sha256(str(case_id).encode()).digest()[:8], "big")


@dataclass(frozen=True)
class Stretch:
    """A stretch of virtual time: entries and their lists up to a position, and agenda days up to a moment.

    `before` is the place of the last entry before it.
    """

    entries: Sequence[Heard]
    lists: Sequence[Listed]
    before: Place
    upto: int
    horizon: datetime

    def last_before(self, moment: datetime) -> Place:
        """Return the last place recorded before a moment that lies in, or after, this stretch."""
        place = bisect_left(self.entries, moment, key=lambda one: one.recorded_at) - 1
        return self.before if place < 0 else (self.entries[place].epoch, self.entries[place].position)

    def until(self, moment: datetime) -> "Stretch":
        """Return the part of it that was recorded before `moment`, and the agenda through `moment`."""
        entries = [one for one in self.entries if one.recorded_at < moment]
        upto = entries[-1].position if entries else self.before[1]
        lists = [one for one in self.lists if one.recorded_at < moment]
        return Stretch(entries, lists, self.before, upto, moment)

    def before_list(self, listed: Listed) -> "Stretch":
        """Return the part of it that lies before one of its lists, and the agenda through the moment of that."""
        entries = [one for one in self.entries if one.position < listed.begin]
        upto = entries[-1].position if entries else self.before[1]
        lists = [one for one in self.lists if one.end[1] < listed.begin]
        return Stretch(entries, lists, self.before, upto, listed.recorded_at)

    def is_alone(self, listed: Listed) -> bool:
        """Tell whether a list speaks of no case, and of nothing beside what it declares; its end tells it from others."""
        beside = sum(one.end == listed.end for one in self.lists) > 1
        return listed.case_id is None and not listed.ties and not beside

    def only(self, listed: Listed) -> "Stretch":
        """Return the part of it that is its first list, which is alone."""
        entries = [one for one in self.entries if one.position <= listed.end[1]]
        return Stretch(entries, [listed], self.before, entries[-1].position, listed.recorded_at)


@dataclass(frozen=True)
class _Plan:
    """What one pass does: a stretch, and the cases that it concerns beside those of its lists.

    Not `whole`: it is the one list of the stretch, for some of the cases that wait for it; others are still to come.
    """

    stretch: Stretch
    cases: Collection[UUID]
    whole: bool = True


@dataclass
class Pass:
    """Works one partition off, a stretch at a time; declarations are remembered between stretches."""

    database: Database
    partition: Partition
    models: Sequence[SupervisionModel] | None = None
    _coverage: Coverage = field(default_factory=Coverage)
    _decisions: Decisions = field(default_factory=Decisions)
    _declared_upto: int = 0
    _any_joined: bool = False

    async def advance(self, *, now: datetime) -> bool:
        """Work in the next stretch; return False when there is nothing to do.

        :param now: when posts are written, for the outbox's age.
        :raises DatabaseUnavailable: nothing of the stretch is certain; the next call begins it anew.
        """
        async with self.database.working() as session:
            if await cases.rests(session, self.partition):
                return False
            position = await cases.position_of(session, self.partition)
            self._go_back_to(position)
            known = await feed.known(session, upto=position)
            self._any_joined = known.any_joined
            if not feed.is_heard_to_its_head(known):
                return False
            stretch = await self._stretch(session, position, known)
            rows = await cases.due(session, self.partition, upto=legal_day(stretch.horizon), limit=DUE_A_PASS)
            if len(rows) == DUE_A_PASS:
                # Days come before what is recorded on them: the rest of this one comes with the next stretch.
                stretch = stretch.until(start_of_day(rows[-1][1]))
            if not stretch.entries and not _due(rows, stretch):
                return False
            plan = await self._planned(session, stretch, rows)
            # What the office does with alerts, screening's own among it, is read and asks for nothing.
            if plan.cases or any(one.looks or one.ties for one in plan.stretch.lists):
                looked_at = await self._look(session, plan, now=now)
                if not plan.whole and looked_at.isdisjoint(plan.cases):
                    # The same cases would stand first again, for ever.
                    log.error("screening.part_not_looked_at", partition=self.partition, position=plan.stretch.upto)
                    plan = _Plan(plan.stretch, await self._waiting(session, plan.stretch))
                    await self._look(session, plan, now=now)
            # Written where it stays, too: whoever watches sees by that that a pass was stored.
            await cases.move_to(session, self.partition, plan.stretch.upto if plan.whole else position)
        return True

    async def _planned(self, session: AsyncSession, stretch: Stretch, due: Sequence[tuple[UUID, date]]) -> _Plan:
        """Return what is to be done of a stretch: all of it, unless more cases wait for its declarations than one pass holds."""
        await self._hear_declarations(session, stretch)
        waiting = await self._waiting(session, stretch, limit=WAITING_A_PASS + 1)
        first = next((one for one in stretch.lists if one.declares), None)
        if first is None or len(waiting) <= WAITING_A_PASS:
            return _Plan(stretch, _due(due, stretch).union(waiting))
        if not stretch.is_alone(first):
            # What an administrator says of cases beside it would be looked at once a part.
            return _Plan(stretch, _due(due, stretch).union(await self._waiting(session, stretch)))
        before = stretch.before_list(first)
        if before.entries or _due(due, before):
            return _Plan(before, _due(due, before))
        only = stretch.only(first)
        some = await self._waiting(session, only, before=only.upto, limit=WAITING_A_PASS)
        return _Plan(only, some, whole=len(some) < WAITING_A_PASS)

    async def _waiting(
        self, session: AsyncSession, stretch: Stretch, *, before: int | None = None, limit: int | None = None
    ) -> list[UUID]:
        """Return the cases of this partition that wait for what is declared in a stretch, or rest on what is now less."""
        asked: set[tuple[Pair, bool]] = set()
        for one in stretch.lists:
            for pair in one.declares:
                asked.add((pair, False))
                if self._coverage.shrinks(pair, one.begin, one.end[1]):
                    asked.add((pair, True))
        return await cases.waiting_for(session, self.partition, asked, before=before, limit=limit)

    async def _look(self, session: AsyncSession, plan: _Plan, *, now: datetime) -> set[UUID]:
        """Look at what is planned, store what came of it, and return which cases were looked at."""
        world = await self._world(session, plan)
        known_before = set(world.states)
        posts: list[tuple[UUID, Post]] = []
        touched: dict[UUID, CaseState] = {}
        for case_id, step in virtual_time.play(world):
            touched[case_id] = step.state
            for model, why in step.state.failed.items():
                log.error("screening.model_failed", case_id=str(case_id), model=model, why=why)
            posts += [(case_id, post) for post in step.posts]
        await cases.save(session, touched, {one: case_hash(one) for one in touched}, known=known_before)
        await cases.tell(session, posts, now=now)
        return set(touched)

    def _is_mine(self, case_id: UUID) -> bool:
        index, count = self.partition
        return case_hash(case_id) % count == index

    async def _stretch(self, session: AsyncSession, position: int, known: Any) -> Stretch:
        before = (0 if known.epoch is None else known.epoch, position if known.last is None else known.last)
        entries = await feed.marks_after(session, after=position, upto=known.position, limit=ENTRIES_A_PASS)
        horizon: datetime = known.complete_before
        if len(entries) == ENTRIES_A_PASS:
            # Days that begin later than this wait for what may have been recorded before them.
            horizon = entries[-1].recorded_at
        elif entries:
            horizon = max(horizon, entries[-1].recorded_at)
        last = entries[-1].position if entries else position
        unfinished = next((one for one in entries if one.list_end > max(last, known.position)), None)
        if len(entries) == ENTRIES_A_PASS:
            unfinished = next((one for one in entries if one.list_end > last), None)
        if unfinished is not None:
            # A list that is not all here yet is judged when it is.
            entries, horizon = [one for one in entries if one.position < unfinished.position], unfinished.recorded_at
        upto = entries[-1].position if entries else position
        ties = await feed.ties_between(session, after=position, upto=upto)
        cases_of = {one.case_id for one in entries if one.case_id is not None} | {tie.case_id for tie in ties}
        joins = await self._joins(session, cases_of)
        return Stretch(entries, lists_of(entries, [joins.moved(one) for one in ties], joins), before, upto, horizon)

    async def _world(self, session: AsyncSession, plan: _Plan) -> World:
        stretch, concerned = plan.stretch, set(plan.cases)
        concerned |= {one.case_id for one in stretch.lists if one.case_id is not None and self._is_mine(one.case_id)}
        # Whoever is tied to a case that speaks may be looked at for it, and then knows what all of his own ties tell.
        speaking = {one.case_id for one in stretch.lists if one.case_id is not None and (one.tells or one.ties)}
        concerned |= set(filter(self._is_mine, await self._ties(session, speaking, before=stretch.before)))
        ties = await self._ties(session, concerned, before=stretch.before)
        everybody = concerned | ties.keys()
        told, late = await feed.told_of(session, everybody, await self._joins(session, everybody), upto=stretch.upto)
        return World(
            lists=stretch.lists,
            told=told,
            coverage=self._coverage,
            ties=ties,
            # Who was worked in before, or comes after, is not looked at together with those of this pass.
            states=await cases.states_of(session, filter(self._is_mine, everybody) if plan.whole else plan.cases),
            mine=self._is_mine,
            last_before=stretch.last_before,
            horizon=stretch.horizon,
            models=self.models,
            shared=await feed.shared_at(session, everybody),
            late=late,
            decisions=self._decisions,
        )

    async def _ties(self, session: AsyncSession, case_ids: set[UUID], *, before: Place) -> dict[UUID, list[Tie]]:
        """Return the keys of some cases and every case's keys that are the same, by the case that is looked at.

        Without those that tied nothing any more before a stretch began: they are those of too many cases to load.
        """
        members = await self._joins(session, case_ids)
        found = await feed.ties_of(session, case_ids | members.into.keys())
        joins = await self._joins(session, {tie.case_id for tie in found})
        by_key: dict[tuple[str, str], list[Tie]] = {}
        for one in map(joins.moved, found):
            by_key.setdefault((one.kind, one.key), []).append(one)
        return by_case(one for ties in by_key.values() if not shared_too_widely(ties, before[1]) for one in ties)

    async def _joins(self, session: AsyncSession, case_ids: Collection[UUID]) -> Joins:
        return await feed.joins(session, case_ids) if self._any_joined else NONE_JOINED

    def _go_back_to(self, position: int) -> None:
        # What is remembered here can be of a stretch that was not stored, or of a feed that was restored since.
        if position < self._declared_upto:
            self._coverage, self._decisions, self._declared_upto = Coverage(), Decisions(), 0

    async def _hear_declarations(self, session: AsyncSession, stretch: Stretch) -> None:
        if self._declared_upto < stretch.before[1]:
            missed = {"after": self._declared_upto, "upto": stretch.before[1]}
            for one in await feed.declarations(session, **missed):
                self._coverage.hear(one)
            for decision in await feed.decisions(session, **missed):
                self._decisions.hear(decision)
        for entry in stretch.entries:
            if entry.position > self._declared_upto:
                if (declared := entry.declaration()) is not None:
                    self._coverage.hear(declared)
                if (decided := entry.decision()) is not None:
                    self._decisions.hear(decided)
        self._declared_upto = max(self._declared_upto, stretch.upto)


def _due(rows: Sequence[tuple[UUID, date]], stretch: Stretch) -> set[UUID]:
    return {case_id for case_id, day in rows if start_of_day(day) <= stretch.horizon}
