"""Tells the exchange what screening found, from the outbox and in its order; and publishes the models."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

import structlog

from screening import registry
from screening.rulebook import Rule, SupervisionModel
from screening.screening_pass import case_hash
from screening.store import case_queries as cases
from screening.store.case_queries import Partition
from screening.store.db import Database, DatabaseUnavailable
from zhenxie.client.errors import ExchangeRefused, ExchangeUnavailable
from zhenxie.client.exchange import ExchangeClient

log = structlog.get_logger(__name__)

_POSTS_A_ROUND: Final = 100
_ASSESSMENTS, _QUALITY = "assessments", "quality"
# Between those of two cases there is no order.
_OF_ITS_CASE: Final = frozenset({_ASSESSMENTS, _QUALITY})
# Assessments and remarks that are told at once.
_AT_ONCE: Final = 8
# The client was revoked, or lacks a scope: no post is at fault, and all of them wait.
_NOT_LET_IN: Final = frozenset({401, 403})


class _IdUnknown(Exception):
    """The exchange's id of an alert is not known here; it is asked for."""


@dataclass
class Told:
    """What a round has told so far: posts by their id, the exchange's ids of alerts, and the cases that now wait."""

    ids: list[int] = field(default_factory=list)
    stopped: set[UUID] = field(default_factory=set)
    alerts: dict[tuple[str, int], UUID] = field(default_factory=dict)


@dataclass
class Publisher:
    """The one teller of an outbox; `last_error` says why it does not get on, if it does not."""

    database: Database
    client: ExchangeClient
    parts: Sequence[Partition] = ((0, 1),)
    last_error: str | None = field(default=None, init=False)
    refused_models: set[str] = field(default_factory=set, init=False)

    async def work(self, wait: Callable[[], Awaitable[None]]) -> None:
        """Publish the models, then tell for ever; `wait` returns when there may be more to tell."""
        pause = 0.5
        announced = False
        while True:
            try:
                if not announced:
                    await self.publish_models()
                    announced = True
                while await self.send():
                    pass
            except (ExchangeUnavailable, ExchangeRefused, DatabaseUnavailable) as error:
                self.last_error = f"{type(error).__name__}: {error}"
                log.warning("publisher.failed", error=self.last_error)
                await asyncio.sleep(pause)
                pause = min(pause * 2, 30.0)
            else:
                self.last_error, pause = None, 0.5
                await wait()

    async def send(self) -> int:
        """Tell what stands first in the outbox and return how many posts were told or parked.

        Told and then killed before it is noted, or told by two processes, a post is told twice: the exchange takes
        nothing twice, and nothing older after something newer.

        :raises ExchangeUnavailable: the exchange could not be reached; the rest stays.
        :raises ExchangeRefused: it does not let screening's client in; the rest stays.
        :raises DatabaseUnavailable: screening's own database went away.
        """
        count = self.parts[0][1]
        async with self.database.working() as session:
            rows = await cases.unsent(session, limit=_POSTS_A_ROUND * count)
        # Where nothing of its own waits, a process tells what another one should have told: that may be gone.
        rows = ([one for one in rows if self._is_mine(one.case_id)] or list(rows))[:_POSTS_A_ROUND]
        told = Told()
        wrong = await self._tell_all(rows, told)
        if all(isinstance(one, Exception) for one in wrong):
            async with self.database.working() as session:
                await cases.sent(session, told.ids, alerts=told.alerts)
        for one in wrong:
            raise one
        return len(rows)

    async def _tell_all(self, rows: Sequence[Any], told: "Told") -> list[BaseException]:
        """Tell posts and return what went wrong: a case's own one after another, and all alerts too; else side by side.

        Alerts are raised in one order whatever happens meanwhile; between assessments or remarks of two cases there is none.
        """
        some_at_once = asyncio.Semaphore(_AT_ONCE)
        # The last post so far of each case, and the last of the alerts.
        last: dict[UUID | None, asyncio.Task[None]] = {}
        acts: list[asyncio.Task[None]] = []
        for row in rows:
            chains = (row.case_id,) if row.kind in _OF_ITS_CASE else (row.case_id, None)
            before = [last[one] for one in chains if one in last]
            acts.append(asyncio.create_task(self._tell_after(before, row, told, some_at_once)))
            last.update(dict.fromkeys(chains, acts[-1]))
        ended = await asyncio.gather(*acts, return_exceptions=True)
        return [one for one in ended if isinstance(one, BaseException)]

    async def _tell_after(
        self, before: Sequence[asyncio.Task[None]], row: Any, told: "Told", some_at_once: asyncio.Semaphore
    ) -> None:
        for one in before:
            # What went wrong with it keeps this one back as well.
            await one
        if row.case_id in told.stopped:
            return
        async with some_at_once if row.kind in _OF_ITS_CASE else nullcontext():
            if not await self._send_one(row, told):
                told.stopped.add(row.case_id)

    def _is_mine(self, case_id: UUID) -> bool:
        return any(case_hash(case_id) % count == index for index, count in self.parts)

    async def _send_one(self, row: Any, told: Told) -> bool:
        why = ""
        try:
            await self._tell(row, told)
        except ExchangeRefused as refused:
            if refused.status in _NOT_LET_IN:
                raise
            why = f"{refused.status} {refused.problem}"[:2000]
        except _IdUnknown:
            why = "the exchange knows no such alert"
        if why:
            # A fault of ours: the operator is told, and the rest of the case waits for him.
            log.error("publisher.refused", kind=row.kind, case_id=str(row.case_id), why=why)
            async with self.database.working() as session:
                await cases.park(session, row.id, why=why)
            return False
        told.ids.append(row.id)
        return True

    async def _tell(self, row: Any, told: Told) -> None:
        if row.kind == _ASSESSMENTS:
            await self.client.assessments.report(row.body)
            return
        if row.kind == _QUALITY:
            await self.client.quality.report(row.body)
            return
        if row.kind == "report":
            said = await self.client.alerts.report(row.body)
            told.alerts[row.fingerprint, row.occurrence] = UUID(said["id"])
            return
        alert_id = told.alerts.get((row.fingerprint, row.occurrence)) or await self._id(row)
        acts: Mapping[str, Callable[[str, Mapping[str, Any]], Awaitable[dict[str, Any]]]] = {
            "remedy": self.client.alerts.remedy,
            "withdrawal": self.client.alerts.withdraw,
            "ground_change": self.client.alerts.change_ground,
        }
        await acts[row.kind](str(alert_id), row.body)

    async def _id(self, row: Any) -> UUID:
        async with self.database.working() as session:
            known = await cases.alert_id_of(session, row.fingerprint, row.occurrence)
        if known is not None:
            return known
        page = await self.client.alerts.page(fingerprint=row.fingerprint, limit=1000)
        for one in page["items"]:
            if one["report"]["occurrence"] == row.occurrence:
                return UUID(one["id"])
        raise _IdUnknown(row.fingerprint)

    async def publish_models(self) -> None:
        """Publish every model in its versions; one that was published with other content needs a new number.

        :raises ExchangeUnavailable: the exchange could not be reached.
        """
        for model in registry.every_model():
            try:
                await self.client.models.put_version(model.slug, model.version, catalogued(model))
            except ExchangeRefused as refused:
                # The alerts go on: each names its model's version and the hash of its parameters.
                log.error("publisher.model_refused", model=model.slug, why=str(refused))  # noqa: TRY400
                self.refused_models.add(model.slug)


def catalogued(model: SupervisionModel) -> dict[str, Any]:
    """Return a model as it is published: rules, articles, dated parameters."""
    return {
        "title": model.title.as_json(),
        "watches": sorted(model.watches),
        "rules": [_rule(one) for one in model.rules],
        "parameters": [_parameter(model, name) for name in model.parameters],
        "parameters_hash": model.parameters.digest,
        "status": model.status,
    }


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "code": rule.code,
        "aliases": list(rule.aliases),
        "title": rule.title.as_json(),
        "articles": list(rule.articles),
        "severity": rule.severity,
        "suggested_instrument": rule.suggested_instrument,
        "addressed_to": rule.addressed_to,
        "shadow": rule.shadow,
    }


def _parameter(model: SupervisionModel, name: str) -> dict[str, Any]:
    table = model.parameters.tables[name]
    values = [
        {"since": one.since.isoformat(), "value": one.value, "law": one.law, "mark": one.mark}
        for one in model.parameters.values(name)
    ]
    return {
        "name": name,
        "means": table["means"],
        "means_chinese": table.get("means_chinese"),
        "unit": table.get("unit"),
        "values": values,
    }
