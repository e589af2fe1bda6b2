"""Intake's SQL: locks, what is known of numbers, messages and rows, and what a decided group leaves behind."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Text,
    and_,
    any_,
    bindparam,
    cast,
    func,
    literal_column,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import insert as upsert

from exchange.access.tables import grants
from exchange.cases.tables import cases
from exchange.db import AsyncSession
from exchange.feed.tables import case_numbers, entries, message_ids
from exchange.intake.commands import Target
from exchange.intake.known import KnownCase, KnownEntry, KnownMessage, MessageKey, RowKey
from exchange.intake.tables import intake_outcomes, intakes, message_outcomes, snapshot_rows
from exchange.intake.verdicts import NewGrant
from zhenxie.kit.db import Compiled, compiled, fetch, insert_from_lists, lists_of


async def known_messages(session: AsyncSession, keys: Collection[MessageKey]) -> dict[MessageKey, KnownMessage]:
    """Return which of `keys` are bound."""
    if not keys:
        return {}
    agencies, systems, words = (list(column) for column in zip(*keys, strict=True))
    found = await fetch(session, _MESSAGES, {"agency": agencies, "source_system": systems, "message_id": words})
    return {(row[0], row[1], row[2]): KnownMessage(bytes(row[3]), row[4], row[5], row[6]) for row in found}


def _known_messages() -> Compiled:
    columns = (message_ids.c.agency, message_ids.c.source_system, message_ids.c.message_id)
    lists = [cast(bindparam(column.name), ARRAY(Text)) for column in columns]
    names = [column.name for column in columns]
    asked = func.unnest(*lists).table_valued(*names).render_derived(name="asked")
    told = (message_ids.c.digest, message_ids.c.position, message_ids.c.case_id, message_ids.c.answer)
    return compiled(select(*columns, *told).join(asked, and_(*(column == asked.c[column.name] for column in columns))))


async def known_cases(session: AsyncSession, numbers: Collection[str]) -> list[KnownCase]:
    """Return every case, opened or provisional, that one of `numbers` means to anybody, with its standing grants."""
    found = await fetch(session, _CASES, {"numbers": list(numbers)})
    return [_known(row) for row in found]


def _known(row: Any) -> KnownCase:
    number, case_id, reporter, handling, provisional, joined_into, suspects, standing = row
    agencies = tuple((agency, relation, ground) for agency, relation, ground in standing or ())
    return KnownCase(number, case_id, reporter, handling, provisional, joined_into, tuple(suspects or ()), agencies)


_SUSPECTS = func.jsonb_path_query_array(cases.c.picture, literal_column("'$.suspects[*].ref'::jsonpath"))
_STANDING = (
    select(func.jsonb_agg(func.jsonb_build_array(grants.c.agency, grants.c.relation, grants.c.ground)))
    .where(grants.c.case_id == case_numbers.c.case_id, grants.c.until_position.is_(None))
    .scalar_subquery()
)
_CASES = compiled(
    select(
        case_numbers.c.number,
        case_numbers.c.case_id,
        case_numbers.c.reporter,
        cases.c.handling_agency,
        cases.c.provisional,
        cases.c.joined_into,
        _SUSPECTS,
        _STANDING,
    )
    .join(cases, cases.c.case_id == case_numbers.c.case_id)
    .where(case_numbers.c.number == any_(bindparam("numbers", type_=ARRAY(Text))))
    .order_by(case_numbers.c.id)
)


async def entry_by_document(session: AsyncSession, *, case_id: UUID, source: str, target: Target) -> KnownEntry | None:
    """Return the last entry of a case that an agency said of one suspect under one document number."""
    wanted = func.convert_from(entries.c.payload, "UTF8").cast(_jsonb())
    question = (
        _entry_columns()
        .where(
            entries.c.case_id == case_id,
            entries.c.source == source,
            entries.c.type == target.type,
            entries.c.suspect_ref.is_not_distinct_from(target.suspect_ref),
            wanted["document"]["number"].astext == target.document_number,
        )
        .order_by(entries.c.position.desc())
        .limit(1)
    )
    row = (await session.execute(question)).one_or_none()
    return None if row is None else KnownEntry(*row)


def _entry_columns() -> Any:
    return select(
        entries.c.position,
        entries.c.event_id,
        entries.c.type,
        entries.c.source_system,
        entries.c.message_id,
        entries.c.case_id,
    )


def _jsonb() -> Any:
    return snapshot_rows.c.stated.type


async def known_rows(session: AsyncSession, keys: Collection[RowKey]) -> dict[RowKey, dict[str, Any]]:
    """Return what each platform row has led to so far, by slot."""
    if not keys:
        return {}
    columns = (snapshot_rows.c.agency, snapshot_rows.c.source_system, snapshot_rows.c.source_key)
    found = await session.execute(select(*columns, snapshot_rows.c.stated).where(tuple_(*columns).in_(list(keys))))
    return {(row[0], row[1], row[2]): row[3] for row in found}


async def bind_messages(
    session: AsyncSession, rows: Sequence[Mapping[str, Any]], outcomes: Sequence[Mapping[str, Any]]
) -> int:
    """Bind message ids to their content and answer, and write down what became of messages, in their order.

    :return: how many ids were still free.
    """
    ordered = sorted(rows, key=lambda row: (row["agency"], row["source_system"], row["message_id"]))
    bound, told = lists_of(ordered, message_ids), lists_of(outcomes, message_outcomes)
    return int((await fetch(session, _BIND, bound | {f"outcome_{name}": value for name, value in told.items()}))[0][0])


async def add_numbers(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Give cases their numbers; a provisional case that is opened takes its number for everybody."""
    await fetch(session, _NUMBER, lists_of(rows, case_numbers))


async def open_numbers(session: AsyncSession, case_ids: Collection[UUID]) -> None:
    """Let the numbers of once provisional cases mean them for everybody."""
    await session.execute(update(case_numbers).where(case_numbers.c.case_id.in_(list(case_ids))).values(reporter=""))


async def add_grants(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write down new grants."""
    await fetch(session, _GRANT, lists_of(rows, grants))


async def end_grant(session: AsyncSession, grant: NewGrant, *, until_position: int) -> None:
    """Let a grant end: entries from a position on are no longer seen on its ground."""
    await session.execute(
        update(grants)
        .where(
            grants.c.case_id == grant.case_id,
            grants.c.agency == grant.agency,
            grants.c.relation == grant.relation.value,
            grants.c.ground == grant.ground,
            grants.c.until_position.is_(None),
        )
        .values(until_position=until_position)
    )


_MESSAGES = _known_messages()
_BOUND = insert_from_lists(message_ids, returning="message_id").cte("bound")
_OUTCOMES = insert_from_lists(message_outcomes, prefix="outcome_").cte("outcomes")
_BIND = compiled(select(func.count()).select_from(_BOUND).add_cte(_OUTCOMES))
_NUMBER = compiled(insert_from_lists(case_numbers))
_GRANT = compiled(insert_from_lists(grants))
_LINE = compiled(insert_from_lists(intake_outcomes))


async def add_line_outcomes(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write down what became of lines; a line that is decided twice keeps its first outcome."""
    await fetch(session, _LINE, lists_of(rows, intake_outcomes))


async def keep_rows(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Remember what platform rows have led to."""
    statement = upsert(snapshot_rows)
    taken = statement.excluded
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=["agency", "source_system", "source_key"],
            set_={"version": taken.version, "profile": taken.profile, "stated": taken.stated},
        ),
        list(rows),
    )


async def rows_of_case(session: AsyncSession, numbers: Collection[str]) -> Sequence[Any]:
    """Return what the rows of some case numbers are remembered to have said, locked until the transaction ends."""
    these = snapshot_rows.c.case_number.in_(list(numbers))
    return (await session.execute(select(snapshot_rows).where(these).with_for_update())).all()


async def forget_bodies(session: AsyncSession, *, until: datetime) -> int:
    """Delete the kept bodies of refused messages that were to be kept until then; return how many there were."""
    spent = message_outcomes.c.retained_until <= until
    statement = update(message_outcomes).where(spent).values(sealed_body=None, retained_until=None)
    return len((await session.execute(statement.returning(message_outcomes.c.number))).all())


async def held_bodies(session: AsyncSession, bodies: Collection[tuple[str, bytes]]) -> set[tuple[str, bytes]]:
    """Return of which refused bodies (agency, digest) a copy is kept already."""
    if not bodies:
        return set()
    columns = (message_outcomes.c.agency, message_outcomes.c.digest)
    kept = message_outcomes.c.retained_until.is_not(None), tuple_(*columns).in_(list(bodies))
    return {(row[0], bytes(row[1])) for row in await session.execute(select(*columns).where(*kept))}


async def kept_bodies(session: AsyncSession, *, after: int, limit: int) -> Sequence[Any]:
    """Return number, digest and sealed body of refused messages after a number, as far as they are still kept."""
    columns = (message_outcomes.c.number, message_outcomes.c.digest, message_outcomes.c.sealed_body)
    kept = message_outcomes.c.sealed_body.is_not(None), message_outcomes.c.number > after
    found = await session.execute(select(*columns).where(*kept).order_by(message_outcomes.c.number).limit(limit))
    return found.all()


async def forget_these_bodies(session: AsyncSession, numbers: Collection[int]) -> None:
    """Delete the kept bodies of some refused messages."""
    these = message_outcomes.c.number.in_(list(numbers))
    await session.execute(update(message_outcomes).where(these).values(sealed_body=None, retained_until=None))


async def outcomes_after(session: AsyncSession, *, agency: str, after: int, limit: int) -> Sequence[Any]:
    """Return what became of an agency's messages after a cursor, oldest first."""
    found = await session.execute(
        select(message_outcomes)
        .where(message_outcomes.c.agency == agency, message_outcomes.c.number > after)
        .order_by(message_outcomes.c.number)
        .limit(limit)
    )
    return found.all()


async def outcomes_of_message(
    session: AsyncSession, *, agency: str, message_id: str, source_system: str | None
) -> Sequence[Any]:
    """Return what became of one message each time it was decided, the latest first."""
    where = [message_outcomes.c.agency == agency, message_outcomes.c.message_id == message_id]
    if source_system is not None:
        where.append(message_outcomes.c.source_system == source_system)
    found = await session.execute(
        select(message_outcomes).where(*where).order_by(message_outcomes.c.number.desc()).limit(100)
    )
    return found.all()


async def begin_intake(session: AsyncSession, row: Mapping[str, Any]) -> bool:
    """Write down that a bulk upload began; return False if one of this id did before."""
    begun = upsert(intakes).values(dict(row)).on_conflict_do_nothing().returning(intakes.c.id)
    return (await session.execute(begun)).one_or_none() is not None


async def end_intake(session: AsyncSession, intake_id: UUID, **values: Any) -> None:
    """Write down how a bulk upload ended."""
    await session.execute(update(intakes).where(intakes.c.id == intake_id).values(**values))


async def intake(session: AsyncSession, *, intake_id: UUID, agency: str) -> Any | None:
    """Return one bulk upload of an agency."""
    return (
        await session.execute(select(intakes).where(intakes.c.id == intake_id, intakes.c.agency == agency))
    ).one_or_none()


async def last_sequence(session: AsyncSession, *, agency: str, before: UUID) -> int | None:
    """Return the highest sequence of the agency's ended uploads other than `before`; null without any."""
    sequence = cast(intakes.c.manifest["sequence"].astext, BigInteger)
    found = await session.execute(
        select(func.max(sequence)).where(
            intakes.c.agency == agency, intakes.c.id != before, intakes.c.ended_at.is_not(None)
        )
    )
    return found.scalar_one_or_none()


async def line_outcomes(session: AsyncSession, *, intake_id: UUID, after: int, limit: int) -> Sequence[Any]:
    """Return the outcomes of a bulk upload after a line, in the order of the lines."""
    found = await session.execute(
        select(intake_outcomes.c.line, intake_outcomes.c.outcome)
        .where(intake_outcomes.c.intake_id == intake_id, intake_outcomes.c.line > after)
        .order_by(intake_outcomes.c.line)
        .limit(limit)
    )
    return found.all()
