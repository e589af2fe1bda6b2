"""A legal officer enters what the own province chose: within the national range it then decides."""

from datetime import date
from importlib.resources import files
from typing import Any

import pytest

from builders.casefiles import case_file, everything
from screening import parameters
from screening.models.penalty_for_crime import PenaltyForCrime
from screening.parameters import Parameters
from screening.rulebook import Verdict

ON = date(2026, 3, 20)


def with_local(*rows: str) -> Parameters:
    text = (files("screening.parameters") / "penalty_for_crime.toml").read_text(encoding="utf-8")
    spelt = ", ".join(f'"{one}"' for one in rows)
    return parameters.parse(text.replace("value = []", f"value = [{spelt}]"))


@pytest.mark.parametrize(
    ("rows", "amount", "verdict"),
    [
        ((), 200_000, Verdict.UNDETERMINED),
        (("theft=200000",), 200_000, Verdict.FOUND),
        (("theft=200000",), 199_999, Verdict.CLEAR),
        (("fraud=500000",), 200_000, Verdict.UNDETERMINED),
        (("fraud=500000", "theft=300000"), 200_000, Verdict.CLEAR),
    ],
)
def test_the_province_s_own_threshold_decides_between_the_national_ones(
    rows: tuple[str, ...], amount: int, verdict: Verdict
) -> None:
    told: list[dict[str, Any]] = [
        {"type": "evidence.forensic_opinion_issued", "occurred": "2026-02-20", "subject": "value", "amount": amount},
        {
            "type": "fact.established",
            "occurred": "2026-02-20",
            "key": "victim_is_relative",
            "value": {"truth": False},
        },
        {
            "type": "case.filing_refused",
            "occurred": "2026-03-02",
            "reason": "minor_not_crime",
            "handled_as": "administrative_penalty",
            "charges": [{"name": "盗窃罪"}],
        },
    ]
    case = case_file(told, coverage=everything(ON))

    [outcome] = PenaltyForCrime(with_local(*rows)).screen(case, ON)

    assert (outcome.rule.code, outcome.verdict) == ("M10-2", verdict)
