from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from zhenxie.kit.clock import DemoClock, SystemClock
from zhenxie.local import demo_clock
from zhenxie.local.demo_clock import NotADemo

MOMENT = datetime(2026, 1, 5, 1, tzinfo=UTC)
URL = "postgresql+asyncpg://exchange_service:x@127.0.0.1:54999/exchange"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ZHENXIE_DATA", str(tmp_path))
    (tmp_path / "port").write_text("54999")
    return tmp_path


def test_two_readers_of_a_demo_see_the_same_time_and_the_jump(folder: Path) -> None:
    path = demo_clock.make(folder, MOMENT)
    one, other = DemoClock(path), DemoClock(path)

    one.turn_to(MOMENT + timedelta(days=40))

    assert timedelta(0) <= one.now() - (MOMENT + timedelta(days=40)) < timedelta(minutes=5)
    assert abs(other.now() - one.now()) < timedelta(minutes=5)


def test_a_demo_clock_never_goes_back(folder: Path) -> None:
    clock = DemoClock(demo_clock.make(folder, MOMENT))

    with pytest.raises(ValueError, match="only goes forward"):
        clock.turn_to(MOMENT - timedelta(seconds=1))


def test_a_reader_does_not_follow_a_file_that_was_turned_back(folder: Path) -> None:
    path = demo_clock.make(folder, MOMENT)
    clock = DemoClock(path)
    before = clock.now()

    demo_clock.make(folder, MOMENT - timedelta(days=1))

    assert clock.now() >= before


def test_inside_the_embedded_demo_the_clock_is_the_demos(folder: Path) -> None:
    path = demo_clock.make(folder, MOMENT)

    assert isinstance(demo_clock.clock_of(str(path), database_url=URL), DemoClock)


def test_without_the_setting_the_clock_is_the_machines(folder: Path) -> None:
    assert isinstance(demo_clock.clock_of(None, database_url=URL), SystemClock)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+asyncpg://exchange_service:x@db.example:54999/exchange",
        "postgresql+asyncpg://exchange_service:x@127.0.0.1:5432/exchange",
    ],
)
def test_a_database_that_is_not_the_demos_refuses_the_clock(folder: Path, url: str) -> None:
    path = demo_clock.make(folder, MOMENT)

    with pytest.raises(NotADemo):
        demo_clock.clock_of(str(path), database_url=url)


def test_a_folder_that_is_no_demos_refuses_the_clock(folder: Path) -> None:
    path = demo_clock.make(folder, MOMENT)
    (folder / "zhenxie-demo").unlink()

    with pytest.raises(NotADemo):
        demo_clock.clock_of(str(path), database_url=URL)


def test_a_clock_of_another_folder_is_refused(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    demo_clock.make(folder, MOMENT)
    other = demo_clock.make(tmp_path_factory.mktemp("other"), MOMENT)

    with pytest.raises(NotADemo):
        demo_clock.clock_of(str(other), database_url=URL)
