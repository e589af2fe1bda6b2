import pytest

from exchange.feed.scribe import Failing


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    seconds = [100.0]
    monkeypatch.setattr("exchange.feed.scribe.time.monotonic", lambda: seconds[0])
    return seconds


def test_a_scribe_that_writes_never_fails(clock):
    failing = Failing()
    failing.wrote()

    assert failing.seconds(tried_within=30) == 0


def test_failures_are_counted_from_the_first_after_the_last_group_that_was_written(clock):
    failing = Failing()
    for moment in (100.0, 112.0, 124.0):
        clock[0] = moment
        failing.began()
        clock[0] = moment + 10.0
        failing.failed()

    clock[0] = 135.0
    assert failing.seconds(tried_within=30) == 35.0
    failing.wrote()
    assert failing.seconds(tried_within=30) == 0
    clock[0] = 136.0
    failing.failed()
    assert failing.seconds(tried_within=30) == 1.0


@pytest.mark.parametrize(("later", "seconds"), [(29.9, 29.9), (30.0, 0.0)])
def test_a_failure_that_nobody_repeated_is_over(clock, later: float, seconds: float):
    failing = Failing()
    failing.began()
    failing.failed()

    clock[0] = 100.0 + later

    assert failing.seconds(tried_within=30) == pytest.approx(seconds)
