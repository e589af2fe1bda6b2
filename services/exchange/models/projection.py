"""What the rows of published models and of decisions say to the fold that both services share; pure."""

from collections.abc import Sequence
from typing import Any

from zhenxie.record.model_decisions import Defaults, ModelDecision, Status


def defaults_of(rows: Sequence[Any]) -> Defaults:
    """Return what the code says of each version of one model, and of the rules of each."""
    return {
        row.version: (
            row.body.get("status", "live"),
            {one["code"]: _rule(one) for one in row.body["rules"]},
        )
        for row in rows
    }


def _rule(said: dict[str, Any]) -> Status:
    return "shadow" if said.get("shadow") else "live"


def made_of(row: Any) -> ModelDecision:
    """Return a stored decision as the fold takes it."""
    return ModelDecision(row.position, row.event_id, row.model, row.version, row.rule, row.decision, row.since)
