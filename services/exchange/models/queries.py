"""Everything that the calls about models ask the database."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import func, insert, select, text
from sqlalchemy.dialects.postgresql import insert as upsert

from exchange.assessments.tables import assessments
from exchange.db import AsyncSession
from exchange.models.tables import model_decisions, model_versions

# Of each alert of a model that this session may see: by which version it was raised, what became of it, and when.
_ALERTS: Final = """
with said as (
    select v.alert_id,
        min(v.body ->> 'model_version') filter (where v.said = 'raised') as version,
        min(v.body ->> 'violated_from') filter (where v.said = 'raised') as violated_from,
        min(v.at) filter (where v.said = 'raised') as raised_at,
        min(v.at) filter (where v.said = 'reviewed') as reviewed_at,
        coalesce(bool_or(v.said = 'reviewed' and v.body ->> 'step' = 'confirm'), false) as confirmed,
        coalesce(bool_or(v.said = 'remedied'), false) as remedied,
        min(v.body ->> 'dismissal_reason') filter (where v.body ->> 'step' = 'dismiss') as dismissed
    from alerts a join alert_versions v on v.alert_id = a.id
    where a.model = :model
    group by v.alert_id
), told as (
    select said.*,
        (raised_at at time zone 'Asia/Shanghai')::date - case
            when violated_from ~ '^[0-9]{4}-[0-9]{2}$' then (violated_from || '-01')::date
            when violated_from ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then violated_from::date
            else (violated_from::timestamptz at time zone 'Asia/Shanghai')::date
        end as lead_days,
        extract(epoch from reviewed_at - raised_at) / 86400 as review_days
    from said
)
"""
_SHEETS: Final = text(
    _ALERTS
    + """
select version, count(*) as alerts,
    count(*) filter (where confirmed) as confirmed,
    count(*) filter (where remedied) as remedied,
    count(*) filter (where confirmed or remedied) as true,
    count(*) filter (where confirmed or remedied or dismissed is not null) as decided,
    percentile_cont(0.5) within group (order by lead_days) as lead_days,
    percentile_cont(0.5) within group (order by review_days) as review_days
from told group by version
"""
)
_DISMISSED: Final = text(
    _ALERTS
    + """
select version, dismissed as code, count(*) as count from told
where dismissed is not null and not (confirmed or remedied) group by 1, 2 order by 1, 2
"""
)


async def add_version(session: AsyncSession, row: Mapping[str, Any]) -> bool:
    """Publish a version and return whether it is new."""
    statement = upsert(model_versions).on_conflict_do_nothing().returning(model_versions.c.model)
    return (await session.execute(statement, dict(row))).one_or_none() is not None


async def versions(session: AsyncSession, *, models: Collection[str] | None = None) -> Sequence[Any]:
    """Return published versions, by model and day of publication; of every model, or of some."""
    statement = select(model_versions)
    if models is not None:
        statement = statement.where(model_versions.c.model.in_(list(models)))
    order = (model_versions.c.model, model_versions.c.published_at, model_versions.c.version)
    return (await session.execute(statement.order_by(*order))).all()


async def decisions(session: AsyncSession, *, models: Collection[str] | None = None) -> Sequence[Any]:
    """Return what was decided, oldest first; of every model, or of some."""
    statement = select(model_decisions)
    if models is not None:
        statement = statement.where(model_decisions.c.model.in_(list(models)))
    return (await session.execute(statement.order_by(model_decisions.c.position))).all()


async def last_decision(session: AsyncSession) -> int:
    """Return the position of the last decision on any model; 0 without one."""
    return (await session.scalar(select(func.max(model_decisions.c.position)))) or 0


async def add_decisions(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Store decisions with the positions of their entries."""
    await session.execute(insert(model_decisions), list(rows))


async def sheets(session: AsyncSession, model: str) -> Sequence[Any]:
    """Return, by the version that raised them, what became of a model's alerts that this session may see."""
    return (await session.execute(_SHEETS, {"model": model})).all()


async def dismissals(session: AsyncSession, model: str) -> Sequence[Any]:
    """Return how many of a model's alerts were dismissed, by version and code; what was right all the same is left out."""
    return (await session.execute(_DISMISSED, {"model": model})).all()


async def outcomes(session: AsyncSession, model: str, rules: Collection[str]) -> Sequence[Any]:
    """Return how many outcomes that this session may see a model has, by version and verdict."""
    version = assessments.c.body["model_version"].astext.label("version")
    where = (assessments.c.rule.in_(list(rules)), assessments.c.body["model"].astext == model)
    counted = select(version, assessments.c.verdict, func.count().label("count")).where(*where)
    return (await session.execute(counted.group_by(version, assessments.c.verdict))).all()
