"""Which steps of an instrument are a caller's: those that its life has here, and that the caller's side takes; pure."""

from collections.abc import Mapping
from typing import Any

from exchange.access.callers import ON_THE_HOST, Caller
from zhenxie.law.instruments.lifecycle import Standing, allowed
from zhenxie.law.instruments.steps import takers


def sides_of(row: Mapping[str, Any], caller: Caller) -> set[str]:
    """Return on which sides of an instrument a caller stands: office, upper, addressee, or the exchange itself."""
    if caller == ON_THE_HOST:
        return {"exchange"}
    sides = {"office": row["procuratorate"], "upper": row["upper"], "addressee": row["addressee"]}
    return {side for side, whose in sides.items() if whose == caller.agency}


def possible_to(row: Mapping[str, Any], standing: Standing, caller: Caller) -> list[str]:
    """Return the steps that the caller's side may take next; who of its people may, the refusal of a step says."""
    sides = sides_of(row, caller)
    return [step.value for step in allowed(standing) if any(by.side in sides for by in takers(step, standing.state))]
