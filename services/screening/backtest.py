"""The same virtual time over a stretch of the past, in memory: what live screening tells, told again."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from uuid import UUID

from screening import related, virtual_time
from screening.coverage import Coverage
from screening.hearing import CASE_SHARED, Heard, joins_of, lists_of, ties_of
from screening.life import Post
from screening.related import Tie
from screening.roster import Decisions
from screening.rulebook import SupervisionModel
from screening.virtual_time import Place, World
from zhenxie.law.calendar import start_of_day
from zhenxie.record.told import Told


def posts_of(
    entries: Iterable[Heard],
    *,
    until: date,
    ties: Iterable[Tie] = (),
    models: Sequence[SupervisionModel] | None = None,
) -> Iterator[Post]:
    """Yield everything that screening tells the exchange from its first entry through the agenda of the day `until`.

    :param entries: of the feed, lowest first.
    :param ties: of persons; those of officers stand in the entries.
    :param models: by default every model.
    """
    known = list(entries)
    world = world_of(known, horizon=start_of_day(until), ties=ties, models=models)
    for _, step in virtual_time.play(world):
        yield from step.posts


def world_of(
    entries: Sequence[Heard],
    *,
    horizon: datetime,
    ties: Iterable[Tie] = (),
    models: Sequence[SupervisionModel] | None = None,
) -> World:
    """Return everything that was heard as a world in which no case was ever looked at."""
    told: dict[UUID, list[Told]] = {}
    joins, late = joins_of(entries), dict[int, int]()
    every = [joins.moved(tie) for tie in (*ties, *(tie for one in entries for tie in ties_of(one)))]
    for one in entries:
        if one.case_id is not None:
            told.setdefault(joins.case_of(one.case_id), []).append(one.told())
            if one.case_id in joins.into:
                late[one.position] = joins.known_from(one.case_id, one.position)
    moments = [one.recorded_at for one in entries]

    def last_before(moment: datetime) -> Place:
        place = bisect_left(moments, moment) - 1
        return (entries[place].epoch, entries[place].position) if place >= 0 else (0, 0)

    return World(
        lists=lists_of(entries, every, joins),
        told=told,
        coverage=Coverage(said for one in entries if (said := one.declaration()) is not None),
        ties=related.by_case(every),
        states={},
        mine=lambda _: True,
        last_before=last_before,
        horizon=horizon,
        models=models,
        shared=shared_at(entries),
        late=late,
        decisions=Decisions(made for one in entries if (made := one.decision()) is not None),
    )


def shared_at(entries: Iterable[Heard]) -> dict[UUID, int]:
    """Return at which position each case was shared with screening, of those that it did not see from the first."""
    found: dict[UUID, int] = {}
    for one in entries:
        if one.case_id is not None and one.type == CASE_SHARED and one.joined_into is None:
            found.setdefault(one.case_id, one.position)
    return found
