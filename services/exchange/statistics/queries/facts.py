"""What the statistics ask of what was counted, and the snapshots; `progress` is what counting itself asks."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Date,
    Integer,
    Text,
    Uuid,
    and_,
    any_,
    bindparam,
    func,
    insert,
    literal_column,
    null,
    or_,
    select,
    tuple_,
)

from exchange.db import AsyncSession
from exchange.feed.tables import case_numbers, entries
from exchange.statistics.tables import statistical_facts, statistical_snapshots
from zhenxie.kit.db import Compiled, compiled, fetch

_FACTS: Final = statistical_facts
_AT: Final = bindparam("at", type_=BigInteger)
_FROM, _TO = (bindparam(name, type_=Date) for name in ("from", "to"))


def among(column: Any, name: str, kind: Any) -> ColumnElement[bool]:
    """Return the condition that a column has one of the values given under a name."""
    found: ColumnElement[bool] = column == any_(bindparam(name, type_=ARRAY(kind)))
    return found


def _known(facts: Any = statistical_facts) -> ColumnElement[bool]:
    until = facts.c.until_position
    return and_(facts.c.position <= _AT, or_(until.is_(None), until > _AT))


def _in_scope(facts: Any = statistical_facts) -> ColumnElement[bool]:
    """Return the condition under which a row was known at a position and belongs to who is asked about.

    The database's policies say who may see it at all. Without `offices` an instrument counts for whom it is addressed to.
    """
    offices, units = (bindparam(name, type_=ARRAY(Text)) for name in ("offices", "units"))
    column = facts.c
    whose = or_(offices.is_(null()), column.procuratorate == any_(offices))
    where = or_(units.is_(null()), column.unit == any_(units))
    return and_(_known(facts), whose, where)


def _tallied() -> Compiled:
    names, types, codes = (bindparam(name, type_=ARRAY(Text)) for name in ("lines", "line_types", "line_codes"))
    lines = func.unnest(names, types, codes).table_valued("line", "type", "codes").render_derived(name="lines")
    column = _FACTS.c
    asked = func.string_to_array(func.nullif(lines.c.codes, literal_column("''")), literal_column("','"))
    matches = or_(lines.c.codes == literal_column("''"), column.codes.contains(asked))
    by_unit, by_procuratorate = tuple_(lines.c.line, column.unit), tuple_(lines.c.line, column.procuratorate)
    sets = func.grouping_sets(tuple_(lines.c.line), by_unit, by_procuratorate)
    counts = (func.count(one.distinct()) for one in (column.document, column.case_id, column.person))
    grouped = func.grouping(column.unit, column.procuratorate, type_=Integer)
    statement = (
        select(lines.c.line, grouped.label("grouped"), column.unit, column.procuratorate, *counts)
        .select_from(_FACTS)
        .join(lines, and_(lines.c.type == column.type, matches))
        .where(_in_scope(), column.day >= _FROM, column.day <= _TO)
        .group_by(sets)
    )
    return compiled(statement)


_TALLIED: Final = _tallied()


async def tallied(
    session: AsyncSession, scope: Mapping[str, Any], lines: Sequence[tuple[str, str, str]]
) -> Sequence[Any]:
    """Return documents, cases and persons of each line: in all (3), by procuratorate (2) and by unit (1) in `grouped`.

    A line is its name, a type of events, and the codes that an event must have, divided by commas.
    """
    names, types, codes = zip(*lines, strict=True)
    given = {**scope, "lines": list(names), "line_types": list(types), "line_codes": list(codes)}
    return await fetch(session, _TALLIED, given)


_LIVED: Final = tuple(
    _FACTS.c[name]
    for name in (
        *("subject_id", "type", "day", "position", "codes", "kind", "case_id", "procuratorate", "unit"),
        *("due", "reply_days", "model", "model_version", "alert_ids"),
    )
)


def _lives(*where: ColumnElement[bool]) -> Compiled:
    rows = select(*_LIVED).where(_in_scope(), among(_FACTS.c.type, "types", Text), _FACTS.c.day <= _TO, *where)
    return compiled(rows.order_by(_FACTS.c.day, _FACTS.c.position, _FACTS.c.event_id))


def _touched() -> ColumnElement[bool]:
    """Return the condition under which anything happened in the period to what a row is about."""
    other = statistical_facts.alias("other")
    within = and_(among(other.c.type, "types", Text), other.c.day >= _FROM, other.c.day <= _TO)
    found: ColumnElement[bool] = _FACTS.c.subject_id.in_(select(other.c.subject_id).where(_in_scope(other), within))
    return found


_LIVES_TOUCHED: Final = _lives(_touched())
_LIVES: Final = _lives()
_HAPPENED: Final = compiled(
    select(_FACTS)
    .where(_in_scope(), among(_FACTS.c.type, "types", Text), _FACTS.c.day >= _FROM, _FACTS.c.day <= _TO)
    .order_by(_FACTS.c.day, _FACTS.c.position, _FACTS.c.event_id)
)
_OUTCOMES: Final = compiled(
    select(_FACTS.c.case_id, _FACTS.c.type, _FACTS.c.day, _FACTS.c.codes).where(
        _in_scope(), among(_FACTS.c.case_id, "case_ids", Uuid), among(_FACTS.c.type, "types", Text)
    )
)


async def lives(
    session: AsyncSession, scope: Mapping[str, Any], types: Collection[str], *, touched: bool = False
) -> Sequence[Any]:
    """Return the rows of some types up to the period's last day, in the order of days and positions.

    :param touched: only of what something happened to in the period.
    """
    return await fetch(session, _LIVES_TOUCHED if touched else _LIVES, {**scope, "types": list(types)})


async def happened(session: AsyncSession, scope: Mapping[str, Any], types: Collection[str]) -> Sequence[Any]:
    """Return the rows of some types within the period, in the order of days and positions."""
    return await fetch(session, _HAPPENED, {**scope, "types": list(types)})


_OF_CASES: Final = compiled(
    select(*_LIVED)
    .where(
        _known(), among(_FACTS.c.case_id, "case_ids", Uuid), among(_FACTS.c.type, "types", Text), _FACTS.c.day <= _TO
    )
    .order_by(_FACTS.c.day, _FACTS.c.position, _FACTS.c.event_id)
)
_MARKING: Final = compiled(
    select(*(_FACTS.c[name] for name in ("case_id", "procuratorate", "unit", "type", "codes")))
    .where(
        _in_scope(),
        _FACTS.c.day >= _FROM,
        _FACTS.c.day <= _TO,
        or_(
            _FACTS.c.type.in_(
                [
                    literal_column(f"'{one}'")
                    for one in (
                        "case.returned",
                        "suspect.arrest_refused",
                        "case.triage_overridden",
                        "cooperation.opened",
                    )
                ]
            ),
            and_(
                _FACTS.c.type == literal_column("'fact.established'"),
                _FACTS.c.codes.overlap(bindparam("facts", type_=ARRAY(Text))),
            ),
        ),
    )
    .order_by(_FACTS.c.day, _FACTS.c.position, _FACTS.c.event_id)
)


async def of_cases(
    session: AsyncSession, scope: Mapping[str, Any], case_ids: Collection[UUID], types: Collection[str]
) -> Sequence[Any]:
    """Return the rows of some types about some cases up to the period's last day, whichever office they are of."""
    asked = {"at": scope["at"], "to": scope["to"], "case_ids": list(case_ids), "types": list(types)}
    return await fetch(session, _OF_CASES, asked)


async def marking(session: AsyncSession, scope: Mapping[str, Any], facts: Collection[str]) -> Sequence[Any]:
    """Return what may mark a case as complex within the period, `facts` among it, in the order of days and positions."""
    return await fetch(session, _MARKING, {**scope, "facts": list(facts)})


async def outcomes(
    session: AsyncSession, scope: Mapping[str, Any], case_ids: Collection[UUID], types: Collection[str]
) -> Sequence[Any]:
    """Return the rows of some types about some cases, whenever they happened."""
    return await fetch(session, _OUTCOMES, {**scope, "case_ids": list(case_ids), "types": list(types)})


async def numbers(session: AsyncSession, case_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the first number of each of some cases that this session may see."""
    found: dict[UUID, str] = {}
    statement = select(case_numbers.c.case_id, case_numbers.c.number).where(case_numbers.c.case_id.in_(list(case_ids)))
    for case_id, number in await session.execute(statement.order_by(case_numbers.c.id)):
        found.setdefault(case_id, number)
    return found


async def recorded_at(session: AsyncSession, position: int) -> Any:
    """Return when the last entry up to a position that this session may see was recorded; None where there is none."""
    asked = select(entries.c.recorded_at).where(entries.c.position <= position)
    return await session.scalar(asked.order_by(entries.c.position.desc()).limit(1))


async def add_snapshots(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Store snapshots."""
    await session.execute(insert(statistical_snapshots), list(rows))


async def snapshot(session: AsyncSession, snapshot_id: UUID) -> Any:
    """Return a snapshot that this session may see, or None."""
    found = await session.execute(select(statistical_snapshots).where(statistical_snapshots.c.id == snapshot_id))
    return found.one_or_none()
