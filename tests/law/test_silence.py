"""Nobody is accused because somebody was silent: whatever nobody promised to report may be missing (domain 14.1)."""

import random
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from builders import histories
from builders.casefiles import PROCURATORATE, everything, said
from builders.histories import History, Key
from screening.casefile import days_of
from screening.rulebook import Outcome, Verdict
from zhenxie.record.told import Told

Fault = tuple[History, tuple[Told, ...], Key, Outcome]
_FEW, _MANY = 800, 20_000


def deletions(history: History, dice: random.Random) -> Iterator[tuple[Told, ...]]:
    """Yield each report that nobody promised, alone, and some of them together."""
    loose = history.unpromised()
    yield from ((one,) for one in loose)
    if len(loose) > 1:
        yield from (tuple(dice.sample(loose, dice.randint(2, len(loose)))) for _ in range(3))


def newly_found(history: History, gone: tuple[Told, ...]) -> Iterator[tuple[Key, Outcome]]:
    """Yield what is found only when the reports `gone` are missing.

    A root that is gone takes its violation with it; the same rule then may speak of another act of the same person
    that stands for it, but only where it had already found something against him.
    """
    before = history.answered
    found = {key[:2] for key, one in before.items() if one.verdict is Verdict.FOUND}
    for key, one in history.answers(without=gone).items():
        if one.verdict is not Verdict.FOUND:
            continue
        if (before[key].verdict is not Verdict.FOUND) if key in before else key[:2] not in found:
            yield key, one


def faults(every: Iterable[History], seen: Counter[str] | None = None) -> Iterator[Fault]:
    dice = random.Random(14_1)
    for history in every:
        for gone in deletions(history, dice):
            if seen is not None:
                seen["deletions"] += 1
                seen["of several"] += len(gone) > 1
            yield from ((history, gone, key, one) for key, one in newly_found(history, gone))


def told(fault: Fault) -> str:
    history, gone, key, outcome = fault
    assert outcome.finding is not None
    return f"{history}\nwithout {[one.position for one in gone]}: {key} {outcome.finding.english}"


def test_deleting_what_nobody_promised_accuses_nobody_in_any_case_of_the_tables() -> None:
    seen = Counter[str]()
    found = [told(one) for one in faults(histories.seeds(), seen)]

    assert found == []
    assert seen["deletions"] > 1_000
    assert seen["of several"] > 300


@pytest.mark.parametrize("part", range(3))
def test_deleting_what_nobody_promised_accuses_nobody_in_random_histories(part: int) -> None:
    seen = Counter[str]()
    every = (histories.at_random(seed) for seed in range(part * _FEW, (part + 1) * _FEW))
    found = [told(one) for one in faults(every, seen)]

    assert found == []
    assert seen["deletions"] > _FEW // 4


@pytest.mark.nightly
@pytest.mark.parametrize("part", range(10))
def test_deleting_what_nobody_promised_accuses_nobody_in_many_random_histories(part: int) -> None:
    start = random.SystemRandom().randrange(10**9)
    every = (histories.at_random(seed) for seed in range(start, start + _MANY))

    assert [told(one) for one in faults(every)] == [], (part, start)


def test_the_random_histories_hold_all_three_answers_of_the_rules() -> None:
    answered = Counter(
        (key[0], one.verdict) for seed in range(_FEW) for key, one in histories.at_random(seed).answers().items()
    )

    assert len({rule for rule, _ in answered}) > 25
    for verdict in Verdict:
        assert sum(which is verdict for _, which in answered) > 20, verdict


@pytest.mark.parametrize("case", [pytest.param(one, id=one["name"]) for _, one in histories.of_the_tables()])
def test_a_stopped_gateway_accuses_nobody_for_two_years(case: dict[str, Any]) -> None:
    stopped = case["on"]
    coverage = (*everything(stopped), *everything(stopped, agency=PROCURATORATE))
    reports = reported(*(one for one in case["events"] if str(one.get("occurred") or "") <= f"{stopped}~"))
    history = History(case["name"], reports, coverage, stopped + timedelta(days=1))
    # What the reports themselves and the last watermark say, they say on the next day.
    known = {key for key, one in history.answers().items() if one.verdict is Verdict.FOUND}

    for days in (2, 10, 40, 100, 200, 400, 730):
        later = history.answers(on=stopped + timedelta(days=days))
        assert {key for key, one in later.items() if one.verdict is Verdict.FOUND} <= known, days


def reported(*events: dict[str, Any]) -> tuple[Told, ...]:
    return tuple(said({"id": f"e{position}", **one}, position) for position, one in enumerate(events, 1))


DRIVING = [{"cl_article": "133-1", "name": "危险驾驶罪"}]
# In each the third report, which nobody promised, shows that all was in order; without it somebody is accused.
IN_ORDER: dict[str, list[dict[str, Any]]] = {
    "M05: detention was extended to seven days, and arrest requested on the fifth": [
        {"type": "case.filed", "occurred": "2026-02-27", "charges": DRIVING},
        {"type": "suspect.detained", "occurred": "2026-02-27", "suspect": "S1"},
        {"type": "suspect.detention_extended", "occurred": "2026-03-01", "suspect": "S1", "ground": "special"},
        {"type": "suspect.arrest_requested", "occurred": "2026-03-04", "suspect": "S1"},
    ],
    "M05: bailed on the third day, and arrest requested a month later": [
        {"type": "case.filed", "occurred": "2026-03-02", "charges": DRIVING},
        {"type": "suspect.detained", "occurred": "2026-03-02", "suspect": "S1"},
        {"type": "suspect.bail_imposed", "occurred": "2026-03-05", "suspect": "S1"},
        {"type": "suspect.arrest_requested", "occurred": "2026-04-08", "suspect": "S1"},
    ],
    "M04: bail was changed to surveillance in time, and he was detained a year later": [
        {"type": "case.filed", "occurred": "2024-02-20"},
        {"type": "suspect.bail_imposed", "occurred": "2024-02-29", "suspect": "S1"},
        {"type": "suspect.residential_surveillance_imposed", "occurred": "2025-02-27", "suspect": "S1"},
        {"type": "suspect.detained", "occurred": "2025-03-10", "suspect": "S1"},
    ],
    "M04: the case was sent on before the bail ran out, and the court detained him": [
        {"type": "case.filed", "occurred": "2025-03-01"},
        {"type": "suspect.bail_imposed", "occurred": "2025-03-02", "suspect": "S1"},
        {"type": "case.sent_for_prosecution", "occurred": "2025-10-02", "procuratorate": PROCURATORATE},
        {"type": "suspect.detained", "occurred": "2026-04-02", "suspect": "S1"},
    ],
    "M12: sent again within the month, and withdrawn a year later": [
        {"type": "case.returned", "occurred": "2026-03-02"},
        {"type": "case.return_received", "occurred": "2026-03-04"},
        {"type": "case.resubmitted", "occurred": "2026-04-07"},
        {"type": "case.withdrawn", "occurred": "2027-05-04"},
    ],
}


@pytest.mark.parametrize("name", IN_ORDER)
def test_what_was_done_late_does_not_prove_that_nothing_was_done_before(name: str) -> None:
    assert accused_without_the_third(name, IN_ORDER[name]) == []


def test_an_approved_arrest_that_nobody_promised_to_report_keeps_e1_from_accusing() -> None:
    events = [
        {"type": "case.filed", "occurred": "2024-03-01", "handling_department": "economic_crime_unit"},
        {"type": "suspect.identified", "occurred": "2024-03-01", "suspect": "S1"},
        {"type": "suspect.arrest_approved", "occurred": "2024-05-10", "suspect": "S1"},
    ]
    assert accused_without_the_third("E1", events, days=900) == []


ACCEPTED: dict[str, list[dict[str, Any]]] = {
    "M12: the procuratorate accepted what was sent again": [
        {"type": "case.returned", "occurred": "2026-05-11", "source": PROCURATORATE},
        {"type": "case.return_received", "occurred": "2026-05-12"},
        {"type": "case.proceeding_opened", "occurred": "2026-06-10", "kind": "resubmission", "source": PROCURATORATE},
    ],
    "E1: the procuratorate accepted the case for prosecution": [
        {"type": "case.filed", "occurred": "2024-03-01", "handling_department": "economic_crime_unit"},
        {"type": "suspect.identified", "occurred": "2024-03-01", "suspect": "S1"},
        {"type": "case.proceeding_opened", "occurred": "2025-10-09", "kind": "prosecution", "source": PROCURATORATE},
    ],
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_what_the_procuratorate_accepted_and_never_promised_to_report_keeps_a_rule_from_accusing(name: str) -> None:
    assert accused_without_the_third(name, ACCEPTED[name], days=300) == []


def accused_without_the_third(name: str, events: list[dict[str, Any]], *, days: int = 30) -> list[str]:
    reports = reported(*events)
    third = reports[2]
    last = max(days_of(one.payload["occurred"]).last for one in reports)
    on = last + timedelta(days=days)
    promised = [*everything(on), *everything(on, agency=PROCURATORATE)]
    coverage = tuple(one for one in promised if one["type"] != third.type)
    history = History(name, reports, coverage, on)
    assert third in history.unpromised()
    return [told((history, (third,), key, one)) for key, one in newly_found(history, (third,))]
