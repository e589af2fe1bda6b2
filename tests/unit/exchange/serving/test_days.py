from typing import Any

import pytest

from exchange.serving import days
from exchange.serving.days import Calendar


class Act:
    """Something that is due, and fails as long as it is told to."""

    def __init__(self) -> None:
        self.fails, self.done = False, 0

    async def __call__(self, _state: Any) -> None:
        if self.fails:
            raise ConnectionError
        self.done += 1


async def test_what_fails_is_counted_from_the_beginning_of_its_first_failure_and_keeps_no_other_from_being_done(
    monkeypatch: pytest.MonkeyPatch,
):
    now = [100.0]
    monkeypatch.setattr("exchange.serving.days.time.monotonic", lambda: now[0])
    first, second = Act(), Act()
    monkeypatch.setattr(days, "_ACTS", {"supervision": first, "refused_bodies": second})
    calendar = Calendar()

    async def turned(*, fails: bool) -> list[tuple[str, float, str]]:
        now[0] += 10.0
        first.fails = fails
        await calendar.turn(None)
        return [(name, one.seconds, one.error) for name, one in calendar.failing.items()]

    found = [await turned(fails=fails) for fails in (False, True, True, False, True)]

    new, lasting = ("supervision", 0.0, "ConnectionError"), ("supervision", 10.0, "ConnectionError")
    assert found == [[], [new], [lasting], [], [new]]
    assert (first.done, second.done) == (2, 5)
