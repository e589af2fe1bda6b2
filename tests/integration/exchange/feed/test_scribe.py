"""What the scribe refuses to write: times that lie ahead of the database's."""

from datetime import datetime, timedelta

import pytest

from builders.events import a_detention, a_notification, case_number
from exchange.app import furnished
from exchange.errors import Unavailable
from exchange.feed.scribe import Ground, Scribe
from exchange.settings import Settings
from fixtures import inprocess, storms
from fixtures.agencies import DAWUKOU_POLICE
from fixtures.databases import Database
from fixtures.running import PERSON_KEY, SEALING_KEYS
from zhenxie.kit.clock import FixedClock, SystemClock


class Ahead(SystemClock):
    """A machine whose clock was set wrongly."""

    def __init__(self, by: timedelta) -> None:
        self.by = by

    def now(self) -> datetime:
        return super().now() + self.by


async def test_a_process_whose_clock_is_a_day_ahead_writes_nothing(settled_database: Database):
    body = a_notification(case_number(1), a_detention())
    async with inprocess.exchange(settled_database) as state:
        right = state.scribe
        ground = Ground(state.database, Ahead(timedelta(days=1)), state.sealer)
        state.scribe = Scribe(ground, right._handlers)
        state.scribe.start()
        with pytest.raises(Unavailable):
            await inprocess.submit(state, DAWUKOU_POLICE, body)
        await state.scribe.close()
        before = await storms.stored(settled_database)
        state.scribe = right
        await inprocess.submit(state, DAWUKOU_POLICE, body)
        written = await storms.stored(settled_database)

    assert before == []
    assert len(written) == 2
    # One entry from tomorrow, and every entry until then would have been from tomorrow too.
    assert max(row["recorded_at"] for row in written) <= SystemClock().now()


def test_a_clock_that_is_set_by_hand_is_not_held_against_the_database(settled_database: Database):
    said = {"database_url": settled_database.url, "sealing_keys": SEALING_KEYS, "person_key": PERSON_KEY}
    settings = Settings.model_validate(said)
    tolerances = [
        furnished(settings, clock).scribe._ground.clock_tolerance
        for clock in (SystemClock(), FixedClock(SystemClock().now()))
    ]
    assert tolerances == [timedelta(seconds=60), None]
