"""The SQL of cases: rows to fold and to show, lists by keyset, sealed parts, grants by rule."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Text,
    Uuid,
    any_,
    bindparam,
    delete,
    event,
    exists,
    func,
    literal_column,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import insert as insert_or

from exchange.access import queries as access_rows
from exchange.access.tables import grants
from exchange.cases.tables import case_turns, cases
from exchange.db import AsyncSession
from exchange.feed.tables import case_numbers, sealed_parts
from zhenxie.kit.db import Compiled, compiled, execute_many, fetch


@dataclass(frozen=True)
class Row:
    """A case as its table knows it, without its picture."""

    case_id: UUID
    number: str
    handling_agency: str
    provisional: bool
    joined_into: UUID | None
    opened_position: int
    updated_position: int
    updated_at: Any


async def family(session: AsyncSession, case_ids: Collection[UUID]) -> dict[UUID, Row]:
    """Return the rows of cases and of every provisional case that was joined into one of them."""
    found = await fetch(session, _FAMILY, {"case_ids": list(case_ids)})
    return {row[0]: Row(*row) for row in found}


_THESE = any_(bindparam("case_ids", type_=ARRAY(Uuid)))
_ROW: Final = [cases.c[one.name] for one in fields(Row)]
_FAMILY: Final = compiled(select(*_ROW).where(or_(cases.c.case_id == _THESE, cases.c.joined_into == _THESE)))


async def save(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write cases, new or known; a known case keeps the number and the position it was opened with."""
    await execute_many(session, _SAVE, rows)


def _saving() -> Compiled:
    values = {one.name: bindparam(one.name, type_=one.type) for one in cases.c}
    statement = insert_or(cases).values(values)
    changing = {name: statement.excluded[name] for name in values.keys() - {"case_id", "number", "opened_position"}}
    return compiled(statement.on_conflict_do_update(index_elements=[cases.c.case_id], set_=changing))


_SAVE: Final = _saving()


def after_commit(session: AsyncSession, act: Callable[[], None]) -> None:
    """Call `act` once this transaction is committed, and never if it is rolled back."""
    event.listen(session.sync_session, "after_commit", lambda _session: act(), once=True)


@dataclass(frozen=True)
class Turn:
    """Whose a case was at some position, with what of it never changes: its first number, and where it was opened."""

    case_id: UUID
    number: str
    handling_agency: str
    provisional: bool
    joined_into: UUID | None
    opened_position: int


async def add_turns(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write down which turns cases have taken."""
    await session.execute(case_turns.insert(), list(rows))


async def turns_at(session: AsyncSession, case_ids: Collection[UUID], *, upto: int | None = None) -> dict[UUID, Turn]:
    """Return the last turn of each case, up to a position if one is given."""
    first = select(case_numbers.c.number).where(case_numbers.c.case_id == case_turns.c.case_id)
    statement = select(
        case_turns.c.case_id,
        first.order_by(case_numbers.c.id).limit(1).scalar_subquery(),
        case_turns.c.handling_agency,
        case_turns.c.provisional,
        case_turns.c.joined_into,
        func.min(case_turns.c.since_position).over(partition_by=case_turns.c.case_id),
    ).where(case_turns.c.case_id.in_(list(case_ids)))
    if upto is not None:
        statement = statement.where(case_turns.c.since_position <= upto)
    found = await session.execute(statement.order_by(case_turns.c.since_position))
    return {row[0]: Turn(*row) for row in found}


async def joined(session: AsyncSession, roots: Collection[UUID], *, upto: int | None = None) -> dict[UUID, UUID]:
    """Return which cases had been joined into some, up to a position if one is given: case by case, into which."""
    statement = select(case_turns.c.case_id, case_turns.c.joined_into).where(case_turns.c.joined_into.in_(list(roots)))
    if upto is not None:
        statement = statement.where(case_turns.c.since_position <= upto)
    return {row[0]: row[1] for row in await session.execute(statement)}


async def cases_known(session: AsyncSession, *, after: UUID | None, limit: int) -> list[UUID]:
    """Return the ids of cases, whether their pictures are stored or not, in their order."""
    statement = select(case_turns.c.case_id).distinct().order_by(case_turns.c.case_id).limit(limit)
    if after is not None:
        statement = statement.where(case_turns.c.case_id > after)
    return list(await session.scalars(statement))


_VERSION: Final = literal_column("cases.xmin::text", Text)


async def stored_versions(session: AsyncSession, case_ids: Collection[UUID]) -> dict[UUID, Any]:
    """Return all that is stored of cases, with the `version` of each row: it changes whenever the row is written."""
    statement = select(cases, _VERSION.label("version")).where(cases.c.case_id.in_(list(case_ids)))
    return {row.case_id: row for row in await session.execute(statement)}


async def put_right(session: AsyncSession, values: Mapping[str, Any], *, version: str | None) -> bool:
    """Write a case unless its row is no longer of that version (None: it had no row); return whether it was written."""
    if version is None:
        missing = insert_or(cases).values(**values).on_conflict_do_nothing().returning(cases.c.case_id)
        return (await session.scalar(missing)) is not None
    same = cases.c.case_id == values["case_id"], _VERSION.in_([version])
    return (await session.scalar(update(cases).where(*same).values(**values).returning(cases.c.case_id))) is not None


async def remove_unknown(session: AsyncSession) -> list[str]:
    """Remove the pictures of cases that never were, and return their numbers."""
    never = ~exists().where(case_turns.c.case_id == cases.c.case_id)
    return list(await session.scalars(delete(cases).where(never).returning(cases.c.number)))


@dataclass(frozen=True)
class Wanted:
    """What a reader asks of the list of cases; None asks nothing."""

    status: str | None = None
    agency: str | None = None
    charge: str | None = None
    measure: str | None = None
    track: str | None = None
    updated_after: int = 0


def _held(agency: str) -> ColumnElement[bool]:
    return exists().where(
        grants.c.case_id == cases.c.case_id,
        grants.c.agency == agency,
        grants.c.whole_history,
        grants.c.until_position.is_(None),
    )


def _asked(wanted: Wanted) -> list[ColumnElement[bool]]:
    where = [cases.c.updated_position > wanted.updated_after]
    same = {"status": wanted.status, "handling_agency": wanted.agency, "track": wanted.track}
    where += [cases.c[name] == value for name, value in same.items() if value is not None]
    held = {"charges": wanted.charge, "measures": wanted.measure}
    return where + [cases.c[name].contains([value]) for name, value in held.items() if value is not None]


async def cases_after(
    session: AsyncSession, *, agency: str, wanted: Wanted, after: tuple[int, UUID] | None, limit: int
) -> Sequence[Any]:
    """Return the cases that `agency` holds a current whole-history grant on, the least recently changed first."""
    key = tuple_(cases.c.updated_position, cases.c.case_id)
    where = [_held(agency), cases.c.joined_into.is_(None), *_asked(wanted)]
    if after is not None:
        where.append(key > tuple_(*after))
    found = await session.execute(select(cases).where(*where).order_by(*key).limit(limit))
    return found.all()


async def cases_opened(
    session: AsyncSession, *, agency: str, after: tuple[int, UUID] | None, upto: int, limit: int
) -> Sequence[Row]:
    """Return cases that `agency` holds a whole-history grant on and that stood by themselves then, oldest first."""
    key = tuple_(cases.c.opened_position, cases.c.case_id)
    joined_then = exists().where(
        case_turns.c.case_id == cases.c.case_id,
        case_turns.c.joined_into.is_not(None),
        case_turns.c.since_position <= upto,
    )
    where = [_held(agency), ~joined_then, cases.c.opened_position <= upto]
    if after is not None:
        where.append(key > tuple_(*after))
    found = await session.execute(select(*_ROW).where(*where).order_by(*key).limit(limit))
    return [Row(*row) for row in found]


async def stored(session: AsyncSession, case_id: UUID) -> Any | None:
    """Return one case with its picture, as far as this session may see it."""
    return (await session.execute(select(cases).where(cases.c.case_id == case_id))).one_or_none()


async def standing(session: AsyncSession, case_id: UUID) -> tuple[str, int] | None:
    """Return handling agency and last position of one case, without reading its picture."""
    statement = select(cases.c.handling_agency, cases.c.updated_position).where(cases.c.case_id == case_id)
    row = (await session.execute(statement)).one_or_none()
    return None if row is None else (row[0], row[1])


async def numbers_of(session: AsyncSession, case_ids: Collection[UUID], *, agency: str, upto: int) -> list[str]:
    """Return the numbers of some cases up to a position that `agency` may know, the first one first."""
    known = access_rows.knew(agency, case_numbers.c.case_id, case_numbers.c.since_position)
    statement = select(case_numbers.c.number).where(case_numbers.c.case_id.in_(list(case_ids)), known)
    statement = statement.where(case_numbers.c.since_position <= upto)
    found = await session.execute(statement.order_by(case_numbers.c.id))
    return list(dict.fromkeys(found.scalars()))


@dataclass(frozen=True)
class Sight:
    """How an agency's grants on some cases now stand: whether they show everything, and what tells them apart."""

    is_whole: bool
    mark: str


async def sight_of(session: AsyncSession, *, case_ids: Collection[UUID], agency: str) -> Sight:
    """Return what `agency` may see of cases that are one case to it."""
    columns = (grants.c.case_id, grants.c.from_position, grants.c.until_position, grants.c.whole_history)
    statement = select(*columns).where(grants.c.case_id.in_(list(case_ids)), grants.c.agency == agency)
    rows = (await session.execute(statement.order_by(*columns))).all()
    whole = {row.case_id for row in rows if row.whole_history and row.until_position is None}
    parts = [f"{row.from_position}-{row.until_position or ''}{'w' if row.whole_history else ''}" for row in rows]
    return Sight(whole.issuperset(case_ids), "_".join(parts))


async def sealed_parts_of(
    session: AsyncSession, *, case_ids: Collection[UUID], upto: int, kinds: Collection[str]
) -> Sequence[Any]:
    """Return the sealed parts of cases up to a position that this session may see, oldest first."""
    statement = select(sealed_parts).where(
        sealed_parts.c.case_id.in_(list(case_ids)),
        sealed_parts.c.position <= upto,
        sealed_parts.c.kind.in_(list(kinds)),
    )
    found = await session.execute(statement.order_by(sealed_parts.c.position, sealed_parts.c.ordinal))
    return found.all()


async def handled_by(
    session: AsyncSession, *, agencies: Collection[str] | None, after: UUID | None, limit: int
) -> Sequence[Row]:
    """Return opened cases that some agencies (None: any) handle, in order of case id."""
    where: list[ColumnElement[bool]] = [cases.c.provisional.is_(False), cases.c.joined_into.is_(None)]
    if agencies is not None:
        where.append(cases.c.handling_agency.in_(list(agencies)))
    if after is not None:
        where.append(cases.c.case_id > after)
    found = await session.execute(select(*_ROW).where(*where).order_by(cases.c.case_id).limit(limit))
    return [Row(*row) for row in found]


async def end_grants(
    session: AsyncSession, keys: Collection[tuple[UUID, str, str, str]], *, until_position: int
) -> None:
    """End standing grants (case, agency, relation, ground); none is ever removed."""
    key = tuple_(grants.c.case_id, grants.c.agency, grants.c.relation, grants.c.ground)
    await session.execute(
        update(grants)
        .where(key.in_(list(keys)), grants.c.until_position.is_(None))
        .values(until_position=until_position)
    )


async def handling_agencies(session: AsyncSession) -> list[str]:
    """Return every agency that handles a case."""
    # One step of the index for each agency, however many cases it has.
    first = select(func.min(cases.c.handling_agency).label("code")).cte("codes", recursive=True)
    following = select(func.min(cases.c.handling_agency)).where(cases.c.handling_agency > first.c.code)
    codes = first.union_all(select(following.scalar_subquery()).where(first.c.code.is_not(None)))
    found = await session.execute(select(codes.c.code).where(codes.c.code.is_not(None)))
    return list(found.scalars())
