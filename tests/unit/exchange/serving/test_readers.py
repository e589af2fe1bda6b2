from datetime import UTC, datetime, timedelta

import pytest

from exchange.serving.queries import Lag
from exchange.serving.readers import Readers, Reading
from exchange.serving.stalls import lagging

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)


def after(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def read(readers: Readers, position: int, handed: int, at: float, *, question: str = "") -> Reading:
    one = readers.asked(("大武口区检察院", question), position, after(at), wait=0)
    one.answered(handed, after(at))
    return one


def test_who_comes_back_with_what_he_was_given_follows_the_feed():
    readers = Readers()

    once = read(readers, 0, 40, 0).follows
    again = read(readers, 0, 40, 5).follows
    back = read(readers, 40, 60, 10)

    assert (once, again, back.follows) == (False, False, True)
    assert (back.position, back.asked_at, back.moved_at) == (40, after(10), after(10))


def test_a_reader_that_asks_again_without_moving_moved_when_it_moved():
    readers = Readers()
    read(readers, 0, 40, 0)
    read(readers, 40, 60, 10)

    stuck = read(readers, 40, 60, 20)

    assert (stuck.asked_at, stuck.moved_at) == (after(20), after(10))


def test_who_asks_again_for_what_he_was_handed_waits_for_nothing_and_makes_no_longer_pause():
    readers = Readers()
    read(readers, 0, 40, 0)
    read(readers, 40, 60, 10)
    for second in range(11, 100):
        stuck = read(readers, 40, 60, second)

    assert (stuck.waits_until, stuck.moved_at, stuck.pause.total_seconds()) == (after(10), after(10), pytest.approx(1))

    moved = readers.asked(("大武口区检察院", ""), 60, after(101), wait=30)
    assert (moved.waits_until, moved.moved_at) == (after(131), after(101))
    assert moved.pause.total_seconds() == 2


def test_the_pace_of_a_reader_is_its_longest_pause_of_late():
    readers = Readers()
    pauses = []
    at = 0.0
    for pause in (0, 300, 10, 10):
        at += pause
        pauses.append(read(readers, 0, 0, at).pause.total_seconds())

    assert pauses == [0, 300, 240, 192]


def test_questions_are_followed_apart_and_only_so_many_of_one_client():
    readers = Readers()
    read(readers, 0, 5, 0, question="0/2")
    read(readers, 0, 9, 0, question="1/2")

    assert read(readers, 5, 5, 1, question="0/2").follows
    assert not read(readers, 5, 9, 1, question="1/2").follows
    for number in range(100):
        read(readers, 0, 1, 2, question=f"{number}/1000")
    assert len(readers._readings["大武口区检察院"]) == 64


def test_who_waits_for_an_answer_makes_no_pause():
    readers = Readers()
    reader = ("大武口区检察院", "")

    readers.asked(reader, 0, after(0), wait=30).answered(0, after(30))
    asked = readers.asked(reader, 0, after(31), wait=30)

    assert asked.pause == timedelta(seconds=1)
    assert asked.waits_until == after(61)
    asked.answered(7, after(45))
    assert asked.waits_until == after(45)


def lag(positions: int, seconds: float, pause: float = 0.0) -> Lag:
    return Lag("client-640202", "", positions, seconds, seconds, pause)


@pytest.mark.parametrize(
    ("found", "stalls"),
    [
        (lag(1, 29.9), False),
        (lag(1, 30), True),
        (lag(0, 3000), False),
        # Beyond the head: its cursor is refused, and it must begin again.
        (lag(-1, 29.9), False),
        (lag(-1, 30), True),
        # Who looks in every five minutes has not stopped before he has missed two of his turns.
        (lag(9, 629, pause=300), False),
        (lag(9, 630, pause=300), True),
    ],
)
def test_a_reader_stalls_when_it_has_something_to_read_and_stays_away_beyond_its_pace(found: Lag, stalls: bool):
    readers = Readers()
    readers.lags = [found]

    assert [stall.about for stall in lagging(readers, 30.0)] == (["client-640202"] if stalls else [])
