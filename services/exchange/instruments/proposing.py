"""Which instruments could be drafted on an alert, and which must: proposals for a person, from the law and the case."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from exchange.access.callers import Caller
from exchange.alerts import queries as alerts
from exchange.alerts.errors import AlertNotFound
from exchange.cases import queries as cases
from exchange.db import AsyncSession
from exchange.instruments import queries
from exchange.instruments.grounding import GONE, before, ground_of, is_established, spelled
from exchange.leads import queries as leads
from zhenxie.law.calendar import legal_day
from zhenxie.law.instruments.catalogue import kind_of
from zhenxie.law.instruments.duties import Must, Proposal, proposals
from zhenxie.record.picture import of_json


async def on_alert(session: AsyncSession, caller: Caller, alert_id: UUID, *, now: datetime) -> dict[str, Any]:
    """Return the kinds that the law allows on an alert, as JSON values.

    :raises AlertNotFound: the caller sees no such alert.
    """
    alert = await alerts.alert(session, alert_id, agency=caller.agency)
    if alert is None:
        raise AlertNotFound
    stored = await cases.stored(session, alert.case_id)
    picture = None if stored is None else of_json(stored.picture)
    earlier = before([one._asdict() for one in await queries.of_cases(session, [alert.case_id])], picture)
    refs = [] if alert.suspect_ref is None else [alert.suspect_ref]
    ground = ground_of(legal_day(now), picture, refs, [alert._asdict()], earlier)
    if await leads.complained_of(session, [alert.case_id]):
        ground = replace(ground, complained=True)
    suggested = alert.body["suggested_instrument"]
    # What screening took back grounds nothing, whatever the office made of it before.
    stands = alert.standing != GONE
    items = [_shown(one, suggested) for one in proposals(ground)] if stands else []
    confirmed = await alerts.confirmed(session, [alert_id])
    return {
        "alert_id": str(alert_id),
        "rule": alert.rule,
        "established": is_established({**alert._asdict(), "confirmed": bool(confirmed)}),
        "suggested": suggested,
        "items": items,
    }


def _shown(one: Proposal, suggested: str | None) -> dict[str, Any]:
    kind = kind_of(one.instrument)
    return {
        "kind": one.instrument,
        "title": kind.name.as_json(),
        "suggested": one.instrument == suggested,
        "musts": [_must(must) for must in one.musts],
        "unknown": [spelled(unknown) for unknown in one.checked.unknown],
        "approved_by": kind.approved_by,
        "addressees": list(kind.addressees),
        "articles": list(kind.articles),
    }


def _must(must: Must) -> dict[str, Any]:
    return {"law": must.law, "why": must.why.as_json(), "any_form": must.any_form}
