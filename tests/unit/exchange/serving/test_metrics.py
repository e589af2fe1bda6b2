from types import SimpleNamespace

from fastapi import FastAPI
from starlette.testclient import TestClient

from exchange.errors import Conflict
from exchange.feed.scribe import GroupFacts
from exchange.serving import metrics
from exchange.serving.metrics import Gauge, Metrics, RequestMetrics


class Handler:
    """A slice that answers whatever it was given."""

    def __init__(self, answers: list[object]) -> None:
        self.answers = answers

    async def decide(self, _session, _commands, _now):
        return []

    async def conclude(self, _session, _concluded, _now):
        return self.answers


def lines(counted: Metrics, start: str) -> list[str]:
    return [line for line in counted.text().decode().splitlines() if line.startswith(start)]


def test_requests_are_counted_by_the_template_of_their_route():
    counted = Metrics()
    app = FastAPI()
    app.state.metrics = counted
    app.include_router(metrics.router)
    app.get("/v1/cases/{case_number}")(lambda: None)
    app.add_middleware(RequestMetrics, metrics=counted)
    client = TestClient(app)

    client.get("/v1/cases/A6402020000002026030001")
    client.get("/马秀英")
    text = client.get("/metrics").text

    assert 'exchange_requests_total{method="GET",route="/v1/cases/{case_number}",status="200"} 1.0' in text
    assert 'route="unmatched",status="404"' in text
    assert "A6402020000002026030001" not in text
    assert "马秀英" not in text


async def test_messages_are_counted_by_outcome_once_their_group_is_committed():
    counted = Metrics()
    replayed, accepted = SimpleNamespace(replay=True), SimpleNamespace(replay=False)
    handler = counted.counting({"intake": Handler([accepted, replayed, Conflict()])})["intake"]

    # The first attempt is rolled back; only the second is committed.
    for _ in range(2):
        await handler.decide(None, [], None)
        await handler.conclude(None, [], None)
    assert lines(counted, "exchange_intake_messages_total") == []
    counted.observe_group(GroupFacts(commands=3, entries=1, position=7, seconds=0.01))

    assert sorted(lines(counted, "exchange_intake_messages_total")) == [
        'exchange_intake_messages_total{kind="intake",outcome="accepted"} 1.0',
        'exchange_intake_messages_total{kind="intake",outcome="conflict"} 1.0',
        'exchange_intake_messages_total{kind="intake",outcome="replayed"} 1.0',
    ]
    assert lines(counted, "exchange_group_commands_sum") == ["exchange_group_commands_sum 3.0"]
    assert lines(counted, "exchange_entries_total") == ["exchange_entries_total 1.0"]


def test_gauges_are_read_when_they_are_asked_for():
    counted = Metrics()
    values = {"queued": 1.0}
    counted.watch([Gauge("exchange_scribe_queued", "Commands that wait", lambda: [((), values["queued"])])])

    values["queued"] = 5.0

    assert lines(counted, "exchange_scribe_queued") == ["exchange_scribe_queued 5.0"]
