import pytest

from exchange.errors import TooManyRequests
from exchange.serving.limits import Limits


class Seconds:
    """A stopwatch that moves when it is told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


def taken(limits: Limits, client: str, attempts: int) -> int:
    count = 0
    for _ in range(attempts):
        try:
            limits.take(client)
        except TooManyRequests:
            return count
        count += 1
    return count


def test_a_burst_of_twice_the_rate_passes_and_no_more(seconds):
    limits = Limits(10, seconds=seconds)

    assert taken(limits, "大武口分局", 100) == 20


def test_tokens_come_back_at_the_rate(seconds):
    limits = Limits(10, seconds=seconds)
    taken(limits, "大武口分局", 100)

    seconds.now += 0.5

    assert taken(limits, "大武口分局", 100) == 5


def test_a_long_pause_never_saves_up_more_than_a_burst(seconds):
    limits = Limits(10, seconds=seconds)
    taken(limits, "大武口分局", 100)

    seconds.now += 86_400

    assert taken(limits, "大武口分局", 100) == 20


def test_one_client_never_uses_up_the_tokens_of_another(seconds):
    limits = Limits(10, seconds=seconds)
    taken(limits, "大武口分局", 100)

    assert taken(limits, "惠农分局", 100) == 20


def test_a_refusal_says_when_to_come_back(seconds):
    limits = Limits(1, seconds=seconds)
    taken(limits, "大武口分局", 100)

    with pytest.raises(TooManyRequests) as refused:
        limits.take("大武口分局")

    assert refused.value.headers == {
        "Retry-After": "1",
        "RateLimit": '"client";r=0;t=1',
        "RateLimit-Policy": '"client";q=2;w=2',
    }
    seconds.now += 1
    limits.take("大武口分局")
