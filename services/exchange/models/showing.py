"""Models as they are shown: what was published, where each version stands on a day, and who decided that."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from exchange.access.callers import Caller
from exchange.db import AsyncSession
from exchange.feed.chain import instant
from exchange.feed.seals import Sealer
from exchange.models import queries
from exchange.models.projection import defaults_of, made_of
from zhenxie.kit.proportions import FEW, wilson
from zhenxie.record.model_decisions import Standing, standings
from zhenxie.wire.vocabulary import AgencyKind

_SUPERVISE = frozenset({AgencyKind.PROCURATORATE, AgencyKind.PLATFORM})


class Shelf:
    """The published models with everything that was decided of them, as one caller may see it on one legal day."""

    def __init__(self, rows: Sequence[Any], decided: Sequence[Any], caller: Caller, sealer: Sealer, on: date) -> None:
        self._rows = rows
        self._decided = decided
        self._supervises = supervises(caller)
        self._sealer = sealer
        self._on = on

    @property
    def marks(self) -> tuple[object, ...]:
        """What an answer depends on: contents, decisions, and the day, for a decision may begin to count on it."""
        last = self._decided[-1].position if self._decided else 0
        return (*(bytes(row.digest).hex() for row in self._rows), last, self._on, self._supervises)

    def items(self) -> list[dict[str, Any]]:
        """Return every version, the oldest of each model first."""
        found = []
        for model in dict.fromkeys(row.model for row in self._rows):
            rows = [row for row in self._rows if row.model == model]
            decided = [row for row in self._decided if row.model == model]
            stands = standings(defaults_of(rows), map(made_of, decided), self._on)
            shown = {row.position: self._decision(row) for row in decided}
            for row in rows:
                rules = [
                    {"code": one["code"], **_standing(stands.rules[row.version, one["code"]], shown)}
                    for one in row.body["rules"]
                ]
                found.append(
                    {
                        "model": row.model,
                        "version": row.version,
                        "published_at": instant(row.published_at),
                        "content": {"status": "live", **row.body},
                        **_standing(stands.versions[row.version], shown),
                        "rules": rules,
                        "decisions": [one for one in shown.values() if one["version"] == row.version],
                    }
                )
        return found

    def _decision(self, row: Any) -> dict[str, Any]:
        reason = (
            self._sealer.decrypt(bytes(row.sealed_reason), row.event_id.bytes).decode() if self._supervises else None
        )
        return {
            "version": row.version,
            "rule": row.rule,
            "decision": row.decision,
            "in_force_from": row.since.isoformat(),
            "agency": row.agency,
            "decided_by": row.decided_by if self._supervises else None,
            "decided_at": instant(row.decided_at),
            "position": row.position,
            "reason": reason,
        }


def _standing(one: Standing, shown: dict[int, dict[str, Any]]) -> dict[str, Any]:
    return {"status": one.status, "decided": None if one.by is None else shown[one.by.position]}


async def shelf(
    session: AsyncSession, caller: Caller, sealer: Sealer, *, on: date, models: Iterable[str] | None = None
) -> Shelf:
    """Return what is published and decided of every model, or of some."""
    names = None if models is None else list(models)
    rows = await queries.versions(session, models=names)
    return Shelf(rows, await queries.decisions(session, models=names), caller, sealer, on)


def supervises(caller: Caller) -> bool:
    """Tell whether a caller sees alerts before they are shared, and so what became of them."""
    return caller.kind in _SUPERVISE


async def sheets(session: AsyncSession, items: Sequence[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return the quality sheet of each version of one model, over what this session may see."""
    model = items[0]["model"]
    rules = {rule["code"] for one in items for rule in one["rules"]}
    alerts = {row.version: row for row in await queries.sheets(session, model)}
    dismissed: dict[str, dict[str, int]] = {}
    for row in await queries.dismissals(session, model):
        dismissed.setdefault(row.version, {})[row.code] = row.count
    outcomes: dict[str, dict[str, int]] = {}
    for row in await queries.outcomes(session, model, rules):
        outcomes.setdefault(row.version, {})[row.verdict] = row.count
    return {
        version: _sheet(alerts.get(version), dismissed.get(version, {}), outcomes.get(version, {}))
        for version in (one["version"] for one in items)
    }


def _sheet(row: Any | None, dismissed: dict[str, int], outcomes: dict[str, int]) -> dict[str, Any]:
    decided, true = (0, 0) if row is None else (row.decided, row.true)
    answers = {name: outcomes.get(name, 0) for name in ("found", "clear", "undetermined")}
    total = sum(answers.values())
    return {
        "alerts": 0 if row is None else row.alerts,
        "confirmed": 0 if row is None else row.confirmed,
        "remedied": 0 if row is None else row.remedied,
        "dismissed": dismissed,
        "decided": decided,
        "precision": true / decided if decided >= FEW else None,
        "precision_interval_95": wilson(true, decided) if decided >= FEW else None,
        "outcomes": answers,
        "undetermined_share": answers["undetermined"] / total if total >= FEW else None,
        "median_lead_days": None if row is None else row.lead_days,
        "median_review_days": None if row is None or row.review_days is None else float(row.review_days),
    }
