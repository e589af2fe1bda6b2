from types import SimpleNamespace
from typing import Any

import pytest

from exchange.feed.scribe import Failing
from exchange.serving import stalls
from exchange.serving.days import Calendar


class ADatabase:
    """A look at a database that has been well for so many seconds, or does not answer."""

    def __init__(self, well_seconds: float | None) -> None:
        self.well_seconds = well_seconds

    async def __call__(self) -> list[Any]:
        if self.well_seconds is None:
            raise ConnectionError
        return []


@pytest.mark.parametrize(
    ("overdue", "well", "told", "stops"),
    [
        (29.9, 1000.0, [], False),
        (30.0, 30.0, ["tailer"], True),
        # A lock, or a database that has only just come back, holds up every process at once.
        (30.0, 29.9, ["tailer"], False),
        (30.0, None, [], False),
    ],
)
async def test_a_tailer_stops_its_process_only_while_the_database_is_well(
    overdue: float, well: float | None, told: list[str], stops: bool
):
    scribe = SimpleNamespace(oldest_waiting_seconds=0.0, unanswered=0, failing=Failing())
    state = SimpleNamespace(
        settings=SimpleNamespace(stall_seconds=30.0),
        stopping=False,
        scribe=scribe,
        calendar=Calendar(),
        tailer=SimpleNamespace(overdue_seconds=overdue),
    )
    watch = stalls.watch_of(state, ADatabase(well))

    await watch.look()

    assert ([stall.kind.name for stall in watch.present], watch.stopping) == (told, stops)
