"""Draws every picture again, from the feed and from the turns that the cases took; reports go on meanwhile."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from exchange.cases import operations, projection, queries
from exchange.cases.queries import Turn
from exchange.db import AsyncSession, Database
from exchange.feed import queries as feed
from zhenxie.record.fold import Told, fold

CASES_A_PAGE: Final = 20
"""How many cases are read together; none of them is locked."""
_NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Rebuilt:
    """How many cases were drawn again, and what of which had been stored otherwise, or not at all."""

    cases: int
    differing: tuple[str, ...]


@dataclass(frozen=True)
class _Drawn:
    """A case as the feed draws it, beside the version of its row and the columns in which that differs."""

    values: Mapping[str, Any]
    version: str | None
    wrong: tuple[str, ...]

    def __str__(self) -> str:
        what = "missing" if self.version is None else ", ".join(self.wrong)
        return f"{self.values['number']}: {what}"


async def rebuild(database: Database) -> Rebuilt:
    """Draw every case again, and put right what is stored otherwise; lost rows come back, rows of no case go.

    Nothing is locked while it is drawn. A row is written only if nobody has written it since it was looked at, each
    in a transaction of its own that holds nothing else; otherwise the case is looked at again. So a report never
    waits for more than one row, and what a report has just changed is not taken for a difference.
    """
    after: UUID | None = None
    looked_at = 0
    differing: list[str] = []
    while True:
        async with database.writing() as session:
            page = await queries.cases_known(session, after=after, limit=CASES_A_PAGE)
            found = await _drawn(session, page)
        looked_at += len(page)
        for one in found:
            differing += await _put_right(database, one)
        if len(page) < CASES_A_PAGE:
            break
        after = page[-1]
    async with database.writing() as session:
        differing += [f"{number}: unknown" for number in await queries.remove_unknown(session)]
    return Rebuilt(looked_at, tuple(differing))


async def _put_right(database: Database, found: _Drawn) -> list[str]:
    while found.wrong:
        async with database.writing() as session:
            if await queries.put_right(session, found.values, version=found.version):
                return [str(found)]
        # A report was first.
        async with database.writing() as session:
            [found] = await _drawn(session, [found.values["case_id"]])
    return []


async def _drawn(session: AsyncSession, case_ids: Sequence[UUID]) -> list[_Drawn]:
    # The rows come first: whatever is told of a case after this look writes its row, and is seen by its version.
    stored = await queries.stored_versions(session, case_ids)
    turns = await queries.turns_at(session, case_ids)
    members: dict[UUID, list[UUID]] = {case_id: [case_id] for case_id in case_ids}
    for case_id, root in (await queries.joined(session, case_ids)).items():
        members[root].append(case_id)
    told = await feed.told_of_cases(session, sorted({one for family in members.values() for one in family}))
    found = []
    for case_id in case_ids:
        values = _values(turns[case_id], [one for member in members[case_id] for one in told[member]])
        row = stored.get(case_id)
        wrong = tuple(sorted(name for name, value in values.items() if row is None or getattr(row, name) != value))
        found.append(_Drawn(values, None if row is None else row.version, wrong))
    return found


def _values(turn: Turn, told: Sequence[Told]) -> dict[str, Any]:
    last = operations.last_news(told)
    picture = fold(told)
    return {
        "case_id": turn.case_id,
        "number": turn.number,
        "handling_agency": turn.handling_agency,
        "provisional": turn.provisional,
        "joined_into": turn.joined_into,
        "opened_position": turn.opened_position,
        "updated_position": last.position if last else 0,
        "updated_at": last.recorded_at if last else _NEVER,
        **projection.row_of(picture, picture.to_json()),
    }
