from datetime import UTC, datetime

import pytest

from zhenxie.kit.condition import Condition, Standby
from zhenxie.kit.replication import Replication

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    seconds = [0.0]
    monkeypatch.setattr("zhenxie.kit.replication.time.monotonic", lambda: seconds[0])
    return seconds


def found(*standbys: Standby, wanted: bool = False) -> Condition:
    return Condition(NOON, None, standbys, wanted)


def yinchuan(written: int | None, replayed: int | None, *, synchronous: bool | None = False) -> Standby:
    hidden = written is None
    return Standby(7, None if hidden else "yinchuan", synchronous, written, replayed, hidden)


def test_a_standby_that_plays_what_it_was_given_is_not_late_however_much_is_written(clock):
    seen = Replication()
    for second in range(100):
        clock[0] = float(second)
        seen.see(found(yinchuan(1000 * (second + 1), 1000 * second)))

    [behind] = seen.behind
    assert (behind.bytes, behind.seconds) == (1000, 0.0)


def test_a_standby_that_stands_still_is_later_every_second_until_it_has_caught_up(clock):
    seen = Replication()
    late = []
    for second, replayed in enumerate([0, 500, 500, 500, 800, 1000]):
        clock[0] = float(second)
        seen.see(found(yinchuan(1000, replayed)))
        late.append(seen.behind[0].seconds)

    assert late == [0, 1, 2, 3, 4, 0]


def test_of_two_standbys_of_one_name_the_one_that_stands_still_is_told_by_its_process(clock):
    seen = Replication()
    for second in range(3):
        clock[0] = float(second)
        still, well = (
            Standby(process, "walreceiver", False, 1000, replayed) for process, replayed in ((7, 500), (8, 1000))
        )
        seen.see(found(still, well))

    assert {behind.name: behind.seconds for behind in seen.behind} == {"walreceiver 7": 2.0, "walreceiver 8": 0.0}


def test_a_standby_of_which_nothing_may_be_known_is_unwatched_and_not_missing():
    seen = Replication()

    seen.see(found(yinchuan(None, None, synchronous=None), wanted=True))

    assert (seen.behind, seen.unseen, seen.missing) == ((), 1, False)


def an_archive(*, synchronous: bool = False) -> Standby:
    # So pg_receivewal stands in pg_stat_replication: it receives and never plays.
    return Standby(9, "pg_receivewal", synchronous, 1000, None)


def test_what_receives_the_log_for_an_archive_is_neither_unwatched_nor_behind():
    seen = Replication()

    seen.see(found(an_archive()))

    assert (seen.behind, seen.unseen) == ((), 0)


@pytest.mark.parametrize(
    ("standbys", "wanted", "missing"),
    [
        ((), False, False),
        ((), True, True),
        ((yinchuan(5, 5),), True, True),
        ((yinchuan(5, 5, synchronous=True),), True, False),
        ((an_archive(),), True, True),
        ((an_archive(synchronous=True),), True, False),
    ],
)
def test_a_synchronous_standby_is_missing_only_where_commits_wait_for_one(standbys, wanted: bool, missing: bool):
    seen = Replication()

    seen.see(found(*standbys, wanted=wanted))

    assert seen.missing is missing
