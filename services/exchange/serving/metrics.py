"""What the operator's Prometheus may know: counts and seconds, by route, outcome and client, never a person."""

import time
from collections import Counter as Tally
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from fastapi import APIRouter, Request
from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from exchange.db import AsyncSession
from exchange.errors import Refusal
from exchange.feed.commands import Command, Concluded, Decision, Handler, Handlers
from exchange.feed.scribe import GroupFacts
from exchange.serving import stalls
from zhenxie.kit.web import route_template

_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_SECONDS: Final = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 31)
_SIZES: Final = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2000)

_Tally = Tally[tuple[str, str]]

router = APIRouter(tags=["health"])


@router.get("/metrics", operation_id="metrics", response_class=Response)
async def metrics(request: Request) -> Response:
    """Give the figures of this process to Prometheus (运行指标). Each process counts for itself."""
    return Response(request.app.state.metrics.text(), media_type=CONTENT_TYPE_LATEST)


@dataclass(frozen=True, slots=True)
class Gauge:
    """One value that is read when Prometheus asks; `read` gives the values of the labels, and the number."""

    name: str
    means: str
    read: Callable[[], Iterable[tuple[tuple[str, ...], float]]]
    labels: tuple[str, ...] = ()


class Metrics:
    """The figures of one process, in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._requests = Counter(
            "exchange_requests", "Requests answered", ["route", "method", "status"], registry=self.registry
        )
        self._latency = Histogram(
            "exchange_request_seconds",
            "Seconds to the end of the answer",
            ["route", "method"],
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._intake = Counter(
            "exchange_intake_messages", "Messages decided, by outcome", ["kind", "outcome"], registry=self.registry
        )
        self._group_size = Histogram(
            "exchange_group_commands", "Commands in one group", buckets=_SIZES, registry=self.registry
        )
        self._group_seconds = Histogram(
            "exchange_group_seconds", "Seconds for one group", buckets=_SECONDS, registry=self.registry
        )
        # How the commands of the present group ended: counted only when it is committed, for it may be written again.
        self._pending: _Tally = _Tally()
        self._entries = Counter("exchange_entries", "Entries appended by this process", registry=self.registry)

    def text(self) -> bytes:
        """Return everything in Prometheus's text form."""
        return generate_latest(self.registry)

    def counting(self, handlers: Handlers) -> Handlers:
        """Return the same handlers, each of which also tells how its commands ended."""
        return {kind: _Counting(kind, handler, self._pending) for kind, handler in handlers.items()}

    def observe_group(self, facts: GroupFacts) -> None:
        """Count one committed group of the scribe, and how its commands ended."""
        for (kind, outcome), count in self._pending.items():
            self.observe_outcome(kind, outcome, count)
        self._pending.clear()
        self._group_size.observe(facts.commands)
        self._group_seconds.observe(facts.seconds)
        self._entries.inc(facts.entries)

    def observe_outcome(self, kind: str, outcome: str, count: int = 1) -> None:
        """Count messages of one kind of command that ended in one way: `accepted`, `replayed`, or a problem's slug."""
        self._intake.labels(kind, outcome).inc(count)

    def observe_request(self, scope: Scope, status: int, seconds: float) -> None:
        """Count one answer under its route's template; the path as sent may hold a case number."""
        method = scope["method"] if scope["method"] in _METHODS else "other"
        route = route_template(scope)
        self._requests.labels(route, method, str(status)).inc()
        self._latency.labels(route, method).observe(seconds)

    def watch(self, gauges: Iterable[Gauge]) -> None:
        """Show these values, read whenever Prometheus asks."""
        self.registry.register(_Gauges(tuple(gauges)))

    def add(self, *collectors: Collector) -> None:
        """Show what these have to say as well."""
        for collector in collectors:
            self.registry.register(collector)


class _Counting:
    """A slice's handler, overheard. All of a group is decided before any of it is concluded."""

    def __init__(self, kind: str, handler: Handler, pending: _Tally) -> None:
        self._kind = kind
        self._handler = handler
        self._pending = pending

    async def decide(self, session: AsyncSession, commands: Sequence[Command], now: datetime) -> Sequence[Decision]:
        # What an earlier attempt left was rolled back with it.
        self._pending.clear()
        return await self._handler.decide(session, commands, now)

    async def conclude(self, session: AsyncSession, concluded: Sequence[Concluded], now: datetime) -> Sequence[Any]:
        answers = await self._handler.conclude(session, concluded, now)
        self._pending.update((self._kind, _outcome(answer)) for answer in answers)
        return answers


def _outcome(answer: object) -> str:
    if isinstance(answer, Refusal):
        return answer.slug()
    return "replayed" if getattr(answer, "replay", False) else "accepted"


class _Gauges(Collector):
    def __init__(self, gauges: tuple[Gauge, ...]) -> None:
        self._gauges = gauges

    def collect(self) -> Iterator[Metric]:
        for gauge in self._gauges:
            family = GaugeMetricFamily(gauge.name, gauge.means, labels=gauge.labels)
            for labels, value in gauge.read():
                family.add_metric(labels, value)
            yield family

    def describe(self) -> list[Metric]:
        # Without this the registry would read every value once while the process still starts.
        return []


class RequestMetrics:
    """ASGI middleware: counts each answer and its seconds."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = 500
        begun = time.perf_counter()

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, watched)
        finally:
            self._metrics.observe_request(scope, status, time.perf_counter() - begun)


def gauges_of(state: Any) -> Iterator[Gauge]:
    """Yield what this process's scribe, tailer, readers and pool can tell; `state` is that of the running app."""
    scribe, tailer = state.scribe, state.tailer

    def one(name: str, means: str, read: Callable[[], float]) -> Gauge:
        return Gauge(name, means, lambda: [((), read())])

    def lags(name: str) -> Iterator[tuple[tuple[str, ...], float]]:
        return (((lag.client_id, lag.question), getattr(lag, name)) for lag in state.readers.lags)

    reader = ("client", "question")
    yield one("exchange_scribe_queued", "Commands that wait to be taken into a group", lambda: scribe.queued)
    yield one("exchange_scribe_unanswered", "Commands that are not answered", lambda: scribe.unanswered)
    yield one(
        "exchange_scribe_oldest_waiting_seconds", "Age of the oldest of them", lambda: scribe.oldest_waiting_seconds
    )
    yield one(
        "exchange_scribe_failing_seconds",
        "For how long no group could be written though it was tried",
        lambda: stalls.failing_seconds(state),
    )
    yield one(
        "exchange_tailer_overdue_seconds", "For how long a look at the head is overdue", lambda: tailer.overdue_seconds
    )
    yield one("exchange_feed_head_position", "Last position", lambda: tailer.position)
    yield one("exchange_feed_epoch", "Epoch of the feed", lambda: tailer.epoch)
    yield one("exchange_waiting_polls", "Long polls that wait", lambda: tailer.waiting)
    yield Gauge(
        "exchange_reader_lag_positions",
        "Positions between a reader and the head; negative: beyond it",
        lambda: lags("positions"),
        reader,
    )
    yield Gauge(
        "exchange_reader_lag_seconds",
        "Age of the oldest entry that it has not asked beyond, since it moved last",
        lambda: lags("seconds"),
        reader,
    )
    yield Gauge("exchange_pool_connections", "Connections of the pool", lambda: _pool(state.database), ("state",))


def _pool(database: Any) -> list[tuple[tuple[str, ...], float]]:
    pool = database.engine.pool
    return [(("used",), pool.checkedout()), (("idle",), pool.checkedin())]
