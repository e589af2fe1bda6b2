"""What the operator's Prometheus may know of screening: how far it is, and what waits; never a case, never a person."""

import asyncio
from collections.abc import Iterator
from typing import Final

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from screening.stalls import Standing
from screening.store.db import DatabaseUnavailable
from zhenxie.kit.database_stalls import DatabaseFigures, DatabaseLook
from zhenxie.kit.stalls import StallFigures, Watch

_TIMEOUT_SECONDS: Final = 3.0


class Metrics:
    """The figures of one process, in a registry of its own."""

    def __init__(self, standing: Standing, watch: Watch, database: DatabaseLook) -> None:
        """Take what there is to show."""
        self._standing = standing
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        for one in (_Standing(standing), StallFigures("screening", watch), DatabaseFigures("screening", database)):
            self._registry.register(one)

    async def text(self) -> bytes:
        """Return everything in Prometheus's text form, as it is now; what cannot be asked, as it was, with its age."""
        try:
            async with asyncio.timeout(_TIMEOUT_SECONDS):
                await self._standing.ask()
        except (TimeoutError, DatabaseUnavailable):
            pass
        return generate_latest(self._registry)


class _Standing(Collector):
    def __init__(self, standing: Standing) -> None:
        self._standing = standing

    def collect(self) -> Iterator[Metric]:
        standing, figures = self._standing, self._standing.figures
        if figures is None:
            # Nothing was ever told by the database: no figure is better than a wrong one.
            return
        for name, means, value in (
            ("figures_age_seconds", "How old the figures of the database are", standing.figures_age_seconds),
            ("heard_position", "Heard up to here", figures.heard),
            ("feed_lag_positions", "Positions of the feed that are not heard yet", standing.lag_positions),
            ("worked_in_position", "Worked in up to here, by the least far partition", figures.worked_in),
            ("outbox_unsent", "Posts that are not told yet", figures.unsent),
            ("outbox_oldest_seconds", "Age of the oldest of them", standing.outbox_oldest_seconds),
            ("outbox_parked", "Posts that the exchange refused", figures.parked),
            ("agenda_overdue_seconds", "How long overdue the earliest day is", standing.agenda_overdue_seconds),
            ("failed_cases", "Cases on which a model failed", figures.failed),
        ):
            family = GaugeMetricFamily(f"screening_{name}", means)
            family.add_metric([], value)
            yield family

    def describe(self) -> list[Metric]:
        # Without this the registry would read every value once while the process still starts.
        return []
