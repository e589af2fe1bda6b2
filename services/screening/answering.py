"""Answers the office's questions whether an alert follows again: heard in the feed, answered once, after a restart too."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import structlog

from screening import as_published, reproducing
from screening.reproducing import CAUSES, Reproduced
from screening.store import feed_queries as feed
from screening.store import reproduction_queries as queries
from screening.store.case_queries import Partition
from screening.store.db import Database, DatabaseUnavailable
from screening.virtual_time import Place
from zhenxie.client.errors import ExchangeRefused, ExchangeUnavailable
from zhenxie.client.exchange import ExchangeClient

log = structlog.get_logger(__name__)

_A_ROUND: Final = 20
_DIFFERENCES: Final = 100
_NOT_FOUND: Final = 404
# The client was revoked, or lacks a scope: no question is at fault, and all of them wait.
_NOT_LET_IN: Final = frozenset({401, 403})


class _Unplaced(Exception):
    """The place of a day is not loaded yet."""

    def __init__(self, moment: datetime) -> None:
        super().__init__(moment)
        self.moment = moment


@dataclass
class Reproductions:
    """Whoever answers these questions for some partitions; `last_error` says why it does not get on, if it does not."""

    database: Database
    client: ExchangeClient
    parts: Sequence[Partition] = ((0, 1),)
    last_error: str | None = field(default=None, init=False)
    # Answered or refused, and not yet heard to be: the feed tells in its turn.
    _done: set[str] = field(default_factory=set, init=False)

    async def work(self, wait: Callable[[], Awaitable[None]]) -> None:
        """Answer for ever; `wait` returns when there may be another question."""
        pause = 0.5
        while True:
            try:
                while await self.answer():
                    pass
            except (ExchangeUnavailable, ExchangeRefused, DatabaseUnavailable) as error:
                self.last_error = f"{type(error).__name__}: {error}"
                log.warning("reproductions.failed", error=self.last_error)
                await asyncio.sleep(pause)
                pause = min(pause * 2, 30.0)
            else:
                self.last_error, pause = None, 0.5
                await wait()

    async def answer(self) -> int:
        """Answer what was asked and not answered, and return how many questions that were.

        Killed in between, it answers again: the exchange takes the first answer alone.

        :raises ExchangeUnavailable: the exchange could not be reached; the rest stays.
        :raises ExchangeRefused: it does not let screening's client in; the rest stays.
        :raises DatabaseUnavailable: screening's own database went away.
        """
        async with self.database.working() as session:
            if not feed.is_heard_to_its_head(await feed.cursor(session)):
                # Whether it was answered before stands further on.
                return 0
            limit = _A_ROUND + len(self._done)
            rows = [row for part in self.parts for row in await queries.unanswered(session, part, limit=limit)]
        self._done &= {row.request_id for row in rows}
        fresh = [row for row in rows if row.request_id not in self._done]
        for row in fresh:
            try:
                alert = await self.client.alerts.one(row.alert_id)
                made = await again(self.database, self.client, alert["report"])
                await self.client.reproductions.answer(row.alert_id, row.request_id, said(alert["report"], made))
            except ExchangeRefused as refused:
                if refused.status in _NOT_LET_IN:
                    raise
                # An alert that is not ours to see any more: the question stays without an answer.
                log.error("reproductions.refused", request_id=row.request_id, why=str(refused))  # noqa: TRY400
            self._done.add(row.request_id)
        return len(fresh)


async def again(database: Database, client: ExchangeClient, report: Mapping[str, Any]) -> Reproduced:
    """Reproduce an alert from what was heard of its case and of those tied to it, with the parameters of its version.

    :raises ExchangeUnavailable: the exchange could not be reached.
    :raises DatabaseUnavailable: screening's own database went away.
    """
    position = report["evaluated"]["position"]
    models = as_published.models_as_of(report, await _published(client, report))
    async with database.working() as session:
        memory = await queries.memory_of(session, UUID(report["case_id"]), upto=position)
    places: dict[datetime, Place] = {}

    def last_before(moment: datetime) -> Place:
        if moment not in places:
            raise _Unplaced(moment)
        return places[moment]

    memory = replace(memory, last_before=last_before, models=models)
    while True:
        # Which days are asked for, only the course of the case itself can tell; it is short, and begun anew.
        try:
            return reproducing.again(report, memory)
        except _Unplaced as unplaced:
            async with database.working() as session:
                places[unplaced.moment] = await queries.last_before(session, unplaced.moment, upto=position)


async def _published(client: ExchangeClient, report: Mapping[str, Any]) -> Mapping[str, Any] | None:
    model = as_published.running(report)
    if model is None or as_published.is_as_then(model, report):
        return None
    try:
        content: Mapping[str, Any] = (await client.models.version(report["model"], report["model_version"]))["content"]
    except ExchangeRefused as refused:
        if refused.status != _NOT_FOUND:
            raise
        return None
    return content


def said(report: Mapping[str, Any], made: Reproduced) -> dict[str, Any]:
    """Return what came out as it stands on the line."""
    pairs = list(made.differences.items())[:_DIFFERENCES]
    return {
        "identical": made.identical,
        "evaluated": dict(report["evaluated"]),
        "model_version": None if made.model is None else made.model.version,
        "parameters_hash": None if made.model is None else made.model.parameters.digest,
        "differences": [{"field": name, "exchange": then, "again": now} for name, (then, now) in pairs],
        "causes": [{"code": code, **CAUSES[code].as_json()} for code in made.causes],
    }
