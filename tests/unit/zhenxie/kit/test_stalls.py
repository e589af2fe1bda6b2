import asyncio
from collections.abc import Iterable

import pytest
from fastapi import FastAPI
from prometheus_client import CollectorRegistry, generate_latest
from starlette.testclient import TestClient
from structlog.testing import capture_logs

from zhenxie.kit import stalls
from zhenxie.kit.stalls import Kind, Lasting, Stall, StallFigures, Watch
from zhenxie.kit.web import health_router

READER = Kind("reader_lag", "读取方停滞", "a client no longer reads", "联系该单位", "call the agency")
TAILER = Kind("tailer", "长轮询停滞", "long polls are not woken", "重启本进程", "restart this process", stops=True)
DATABASE = Kind("database", "数据库没有应答", "the database does not answer", "检查数据库", "look at PostgreSQL")
KINDS = (READER, TAILER, DATABASE)


def a_watch(*looks, patience: float = 0.0) -> Watch:
    return Watch(KINDS, looks, blind=DATABASE, patience=patience)


class Finding:
    """A look that finds what it is told to find."""

    def __init__(self, *found: Stall) -> None:
        self.found: Iterable[Stall] = found
        self.error: Exception | None = None

    async def __call__(self) -> Iterable[Stall]:
        if self.error:
            raise self.error
        return self.found


def stalls_of(lines) -> list[tuple]:
    return [(line["event"], line["stall"], line["about"]) for line in lines]


async def test_each_stall_is_logged_once_when_it_begins_and_once_when_it_ends():
    look = Finding(Stall(READER, 40.0, about="大武口区检察院"), Stall(READER, 31.0, about="平罗县检察院"))
    watch = a_watch(look)

    with capture_logs() as lines:
        await watch.look()
        look.found = [Stall(READER, 45.0, about="大武口区检察院")]
        await watch.look()
        await watch.look()
        look.found = []
        await watch.look()
        await watch.look()

    assert sorted(stalls_of(lines[:2])) == [
        ("stall.began", "reader_lag", "大武口区检察院"),
        ("stall.began", "reader_lag", "平罗县检察院"),
    ]
    assert stalls_of(lines[2:]) == [
        ("stall.ended", "reader_lag", "平罗县检察院"),
        ("stall.ended", "reader_lag", "大武口区检察院"),
    ]
    assert lines[-1]["seconds"] == 45.0


async def test_a_look_that_fails_ends_nothing_and_is_itself_a_stall_that_tells_no_address():
    look = Finding(Stall(READER, 40.0))
    watch = a_watch(look)
    await watch.look()

    look.error = ConnectionError("postgresql://zhenxie:secret@db")
    await watch.look()
    blind = watch.present
    look.error = None
    await watch.look()

    assert [(one.kind, one.facts) for one in blind] == [(DATABASE, "ConnectionError"), (READER, "")]
    assert [one.kind for one in watch.present] == [READER]


async def test_a_look_that_does_not_come_back_keeps_no_other_from_looking(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(stalls, "_LOOK_TIMEOUT_SECONDS", 0.01)

    async def never() -> Iterable[Stall]:
        await asyncio.Event().wait()
        return []

    watch = a_watch(never, Finding(Stall(TAILER, 40.0)))
    await watch.look()

    assert {(one.kind.name, one.facts) for one in watch.present} == {("database", "TimeoutError"), ("tailer", "")}


async def test_all_looks_are_asked_at_once():
    met = asyncio.Barrier(2)

    async def look() -> Iterable[Stall]:
        await met.wait()
        return [Stall(READER, 40.0)]

    watch = a_watch(look, look)
    async with asyncio.timeout(4.0):
        await watch.look()

    assert [one.kind for one in watch.present] == [READER, READER]


async def test_blindness_is_counted_from_the_beginning_of_the_first_look_that_failed(monkeypatch: pytest.MonkeyPatch):
    now = [100.0]
    monkeypatch.setattr("zhenxie.kit.stalls.time.monotonic", lambda: now[0])

    async def look() -> Iterable[Stall]:
        now[0] += 5.0
        raise ConnectionError

    watch = a_watch(look, patience=10.0)
    found = []
    for _ in range(2):
        await watch.look()
        found.append([(one.kind, one.seconds) for one in watch.present])

    assert found == [[], [(DATABASE, 10.0)]]


async def test_blindness_shorter_than_the_patience_is_no_stall():
    look = Finding()
    look.error = ConnectionError()
    watch = a_watch(look, patience=1000.0)

    await watch.look()
    await watch.look()

    assert watch.present == ()


def test_what_lasts_is_counted_from_its_beginning_and_anew_after_a_break(monkeypatch: pytest.MonkeyPatch):
    moments = iter([100.0, 107.0, 110.0, 111.0])
    monkeypatch.setattr("zhenxie.kit.stalls.time.monotonic", lambda: next(moments))
    lasting = Lasting()

    assert [lasting.seconds("parked", holds=holds) for holds in (True, True, False, True, True)] == [0, 7, 0, 0, 1]


def readyz(watch: Watch):
    app = FastAPI()
    app.include_router(health_router(list, watch))
    with TestClient(app) as client:
        return client.get("/readyz")


async def test_a_stall_that_another_process_would_not_better_is_told_and_takes_nobody_out_of_rotation():
    watch = a_watch(Finding(Stall(READER, 40.04, "1200 positions behind", "client-640202")))
    await watch.look()

    answer = readyz(watch)

    [told] = answer.json()["stalls"]
    assert (answer.status_code, answer.json()["status"]) == (200, "degraded")
    assert told.pop("since").endswith("Z")
    assert told == {
        "stall": "reader_lag",
        "about": "client-640202",
        "seconds": 40.0,
        "what": {"chinese": "读取方停滞", "english": "a client no longer reads"},
        "facts": "1200 positions behind",
        "remedy": {"chinese": "联系该单位", "english": "call the agency"},
        "section": "docs/operations.md#reader_lag",
    }


async def test_a_stall_of_this_process_alone_takes_it_out_of_rotation():
    watch = a_watch(Finding(Stall(TAILER, 40.0)))
    await watch.look()

    assert (readyz(watch).status_code, readyz(watch).json()["status"]) == (503, "not_ready")


async def test_a_stall_that_is_excused_takes_this_process_out_of_nothing():
    watch = a_watch(Finding(Stall(TAILER, 40.0, excused=True)))
    await watch.look()

    assert (readyz(watch).status_code, readyz(watch).json()["status"]) == (200, "degraded")


async def test_every_kind_has_a_figure_whether_it_stalls_or_not():
    watch = a_watch(Finding(Stall(READER, 40.0, about="a"), Stall(READER, 90.0, about="b")))
    registry = CollectorRegistry()
    registry.register(StallFigures("exchange", watch))
    await watch.look()

    text = generate_latest(registry).decode()

    assert 'exchange_stalled{stall="reader_lag"} 2.0' in text
    assert 'exchange_stalled_seconds{stall="reader_lag"} 90.0' in text
    assert 'exchange_stalled{stall="tailer"} 0.0' in text
    assert "\nexchange_watch_age_seconds " in text


async def test_a_watch_looks_by_itself_until_it_is_closed():
    looked = asyncio.Event()

    async def look() -> Iterable[Stall]:
        looked.set()
        return []

    watch = a_watch(look)
    watch.start()
    await looked.wait()
    await watch.close()

    assert watch._task is not None
    assert watch._task.cancelled()
