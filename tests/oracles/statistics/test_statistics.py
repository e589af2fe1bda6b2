"""The statistics equal a plain recount of the feed: at random, at the edges of quarters, and as known at any position."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from fixtures.agencies import CITY_PROCURATORATE, DAWUKOU_POLICE, DAWUKOU_PROCURATORATE, HUINONG_PROCURATORATE
from fixtures.databases import Database
from oracles.statistics import recount
from oracles.statistics.happening import OFFICE_OF, Happening, happening

PERIODS = (
    ("quarter=2026Q1", date(2026, 1, 1), date(2026, 3, 31)),
    ("quarter=2026Q2", date(2026, 4, 1), date(2026, 6, 30)),
    ("from=2026-03-31&to=2026-04-01", date(2026, 3, 31), date(2026, 4, 1)),
    ("from=2024-01-01&to=2026-07-01", date(2024, 1, 1), date(2026, 7, 1)),
)
INSTRUMENTS = {
    *("instruments_issued", "instruments_course", "adoption_of_due", "adoption_of_replied", "replied_in_time"),
    *("overdue_open", "relapse"),
}
BELOW = {
    CITY_PROCURATORATE: {CITY_PROCURATORATE, DAWUKOU_PROCURATORATE, HUINONG_PROCURATORATE},
    DAWUKOU_PROCURATORATE: {DAWUKOU_PROCURATORATE},
}


async def _agrees(told: Happening, positions: list[int]) -> None:
    entries = await told.entries()
    handled = {str(case.id): police for case, police in told.cases}
    for at in positions:
        every = recount.seen(entries, at, handled, OFFICE_OF)
        for period, first, last in PERIODS:
            for agency, offices in BELOW.items():
                async with told.exchange.client(agency) as client:
                    answer = await client.get(f"/v1/statistics?{period}&as_known_at={at}")
                    assert answer.status_code == 200, answer.text

                def within(office: str | None, unit: str | None, offices: set[str] = offices) -> bool:
                    del unit
                    return office in offices

                _compare(answer.json(), every, first, last, within)
        async with told.exchange.client(DAWUKOU_POLICE) as client:
            answer = await client.get(f"/v1/statistics?quarter=2026Q2&as_known_at={at}")
        ours = recount.counted(every, *PERIODS[1][1:], lambda _, unit: unit == DAWUKOU_POLICE)
        shown = _shown(answer.json()["metrics"])
        # The police see no alerts: their classes are of instruments alone, and have a test of their own.
        del shown["class_cases"]
        assert shown == {name: ours[name] for name in INSTRUMENTS}


def _compare(
    answer: dict[str, Any],
    every: list[recount.Seen],
    first: date,
    last: date,
    within: Callable[[str | None, str | None], bool],
) -> None:
    whole = recount.counted(every, first, last, within)
    assert _shown(answer["metrics"]) == whole
    for unit in OFFICE_OF:
        ours = recount.counted(every, first, last, lambda office, at, unit=unit: within(office, at) and at == unit)
        shown = {
            metric["code"]: place
            for metric in answer["metrics"]
            for place in metric["by_unit"]
            if place["code"] == unit
        }
        for name, place in shown.items():
            assert _figures(place) == ours[name], (name, unit)
        silent = {name: one for name, one in ours.items() if name not in shown}
        assert all(not one[0] and not one[1] and not any(one[2].values()) for one in silent.values()), silent


def _shown(metrics: list[dict[str, Any]]) -> recount.Counts:
    return {one["code"]: _figures(one) for one in metrics}


def _figures(figures: dict[str, Any]) -> tuple[int, int | None, dict[str, int]]:
    return figures["numerator"], figures["denominator"], figures["series"]


@pytest.mark.parametrize("seed", [1])
async def test_the_answers_equal_a_recount_of_the_feed(settled_database: Database, seed: int) -> None:
    async with happening(settled_database, seed, cases=30, acts=25) as told:
        head = (await told.entries())[-1].position

        await _agrees(told, [head, head - 20])


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(10, 30))
async def test_the_answers_equal_a_recount_of_many_feeds(settled_database: Database, seed: int) -> None:
    async with happening(settled_database, seed, cases=200, acts=150) as told:
        head = (await told.entries())[-1].position

        await _agrees(told, [head, head - 7, head - 150, head - 290, head // 2])
