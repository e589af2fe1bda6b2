"""What one pass takes of a stretch: how a promise that many cases wait for is parted from what stands around it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from builders.casefiles import CASE_ID, POLICE, event_id
from screening.hearing import Heard, lists_of
from screening.screening_pass import Pass, Stretch

BEGUN = datetime(2026, 3, 4, 1, tzinfo=UTC)
WAITING = sorted((uuid4(), uuid4()))


def entry(position: int, *, ends: int, declares: bool = False) -> Heard:
    kind = "agency.coverage_declared" if declares else "case.filed"
    data = {"types": [{"type": "case.filed", "complete_from": "2020-01-01", "complete_through": "2026-03-03"}]}
    return Heard(
        position=position,
        epoch=1,
        recorded_at=BEGUN + timedelta(seconds=ends),
        list_end=ends,
        event_id=event_id(f"e{position}"),
        type=kind,
        source=POLICE,
        payload={"type": kind, "data": data if declares else {}},
        case_id=None if declares else CASE_ID,
    )


async def planned(monkeypatch: pytest.MonkeyPatch, *entries: Heard) -> Any:
    async def waiting(*_: object, limit: int | None = None, **__: object) -> list[UUID]:
        return WAITING[:limit]

    monkeypatch.setattr("screening.screening_pass.WAITING_A_PASS", 1)
    monkeypatch.setattr(Pass, "_waiting", waiting)
    stretch = Stretch(entries, lists_of(entries), (1, 0), entries[-1].position, entries[-1].recorded_at)
    session: Any = None
    return await Pass(session, (0, 1))._planned(session, stretch, [])


async def test_a_promise_is_parted_from_what_stands_before_and_behind_it(monkeypatch: pytest.MonkeyPatch) -> None:
    around = entry(1, ends=1), entry(2, ends=2, declares=True), entry(3, ends=3)

    first, then = await planned(monkeypatch, *around), await planned(monkeypatch, *around[1:])

    assert ([one.begin for one in first.stretch.lists], first.stretch.upto, first.whole) == ([1], 1, True)
    assert ([one.begin for one in then.stretch.lists], then.stretch.upto, then.whole) == ([2], 2, False)
    assert list(then.cases) == WAITING[:1]


@pytest.mark.parametrize("declares", [1, 2, 3])
async def test_of_a_list_that_promises_beside_what_it_says_of_a_case_nothing_is_passed_over(
    monkeypatch: pytest.MonkeyPatch, declares: int
) -> None:
    entries = [entry(position, ends=3, declares=position == declares) for position in (1, 2, 3)]

    plan = await planned(monkeypatch, *entries, entry(4, ends=4))

    assert [one.case_id for one in plan.stretch.lists].count(CASE_ID) == 2
    assert (len(plan.stretch.lists), plan.stretch.upto, plan.whole) == (3, 4, True)
    assert set(plan.cases) == set(WAITING)
