"""Screening at work: follows the feed, works the agenda, tells the exchange; and says over HTTP how it is."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

import structlog
from fastapi import FastAPI
from fastapi.responses import Response
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from screening.agenda import Agenda
from screening.answering import Reproductions
from screening.metrics import Metrics
from screening.publisher import Publisher
from screening.screening_pass import Pass
from screening.settings import Settings
from screening.stalls import Standing, watch_of
from screening.store import case_queries, queries
from screening.store.db import Database, DatabaseUnavailable
from screening.subscriber import Subscriber
from zhenxie.client.connection import Means
from zhenxie.client.credentials import Credentials, PrivateKey, Secret
from zhenxie.client.exchange import ExchangeClient
from zhenxie.kit.clock import Clock
from zhenxie.kit.database_stalls import DatabaseLook
from zhenxie.kit.stalls import Watch
from zhenxie.kit.web import Check, RequestLine, health_router
from zhenxie.local import demo_clock

log = structlog.get_logger(__name__)

_TRIED_AGAIN_SECONDS: Final = 1.0


class Unconfigured(Exception):
    """A setting without which screening cannot work is missing or unfit."""


@dataclass
class Work:
    """Everything that screening does at once, on one database and one exchange."""

    database: Database
    client: ExchangeClient
    clock: Clock
    subscriber: Subscriber
    agenda: Agenda
    publisher: Publisher
    reproductions: Reproductions = field(init=False)

    def __post_init__(self) -> None:
        """Answer for the cases that are looked at here."""
        self.reproductions = Reproductions(self.database, self.client, [one.partition for one in self.agenda.passes])

    async def run(self) -> None:
        """Follow, work and tell until cancelled; if one of them dies, all do."""
        woken, told, asked = asyncio.Event(), asyncio.Event(), asyncio.Event()

        def wake() -> None:
            woken.set()
            asked.set()

        self.subscriber.wake = wake

        async def until_told() -> None:
            await told.wait()
            told.clear()

        async def until_asked() -> None:
            await asked.wait()
            asked.clear()

        await self._begin_patiently()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.subscriber.follow(), name="subscriber")
            tasks.create_task(self.agenda.work(woken, told), name="agenda")
            tasks.create_task(self.publisher.work(until_told), name="publisher")
            tasks.create_task(self.reproductions.work(until_asked), name="reproductions")

    async def once(self) -> None:
        """Hear everything, work everything off, and tell all of it, including what the feed then says of that.

        :raises ExchangeUnavailable: the exchange could not be reached.
        :raises DatabaseUnavailable: screening's own database went away.
        """
        await self._begin_anew_if_parted_otherwise()
        while True:
            heard = await self.subscriber.hear()
            await self.agenda.advance()
            told = await self.publisher.send()
            answered = await self.reproductions.answer()
            if not heard and not told and not answered:
                return

    async def _begin_patiently(self) -> None:
        """Prepare to work; a database that is away at the start is waited for, as one that goes away later is."""
        while True:
            try:
                await self._begin_anew_if_parted_otherwise()
                async with self.database.working() as session:
                    # What the exchange refused may have been mended with whatever this start is for.
                    tried_again = await case_queries.unpark(session)
            except DatabaseUnavailable as error:
                # The subscriber takes it back once it has heard something.
                self.subscriber.last_error = f"{type(error).__name__}: {error}"
                log.warning("screening.database_unavailable", error=type(error.__cause__).__name__)
                await asyncio.sleep(_TRIED_AGAIN_SECONDS)
            else:
                if tried_again:
                    log.info("screening.unparked", posts=tried_again)
                return

    async def _begin_anew_if_parted_otherwise(self) -> None:
        count = self.agenda.passes[0].partition[1]
        async with self.database.working() as session:
            known = {int(one.partition("/")[2]) for one in await case_queries.partitions_known(session)}
            if known - {count}:
                # Each part remembers its own cases; parted otherwise, all of them are looked at anew.
                log.warning("screening.parted_otherwise", before=sorted(known), now=count)
                await queries.wipe(session, heard_too=False)


def work_of(settings: Settings) -> Work:
    """Return screening's work with the settings of an operator; nothing is opened yet.

    :raises Unconfigured: the database, the exchange or the credentials are missing, or the clock is refused.
    """
    if settings.database_url is None:
        raise Unconfigured("SCREENING_DATABASE_URL is not set (or start everything with `zhenxie up`).")
    url = settings.database_url.get_secret_value()
    try:
        clock = demo_clock.clock_of(settings.demo_clock, database_url=url)
    except demo_clock.NotADemo as error:
        raise Unconfigured(f"SCREENING_DEMO_CLOCK: {error}.") from None
    if settings.exchange_url is None:
        raise Unconfigured("SCREENING_EXCHANGE_URL is not set.")
    client = ExchangeClient(settings.exchange_url, _credentials(settings), means=Means(clock=clock))
    database = Database(driver_url(url), statement_seconds=settings.database_statement_seconds)
    grace = timedelta(seconds=settings.grace_seconds)
    return Work(
        database=database,
        client=client,
        clock=clock,
        subscriber=Subscriber(database, client, clock, grace),
        agenda=Agenda([Pass(database, part) for part in settings.parts], clock),
        publisher=Publisher(database, client, settings.parts),
    )


def driver_url(url: str) -> str:
    """Return an address as SQLAlchemy wants it: operators write postgresql://, and may know nothing of the driver."""
    return f"postgresql+asyncpg://{url.partition('://')[2]}"


def _credentials(settings: Settings) -> Credentials:
    if settings.client_id is None:
        raise Unconfigured("SCREENING_CLIENT_ID is not set.")
    if settings.client_key is not None:
        return PrivateKey(settings.client_id, settings.client_key.read_bytes())
    if settings.client_secret is None:
        raise Unconfigured("SCREENING_CLIENT_SECRET or SCREENING_CLIENT_KEY must be set.")
    return Secret(settings.client_id, settings.client_secret.get_secret_value())


def create_app(*, url: str, heads: tuple[str, ...], work: Work | None = None, stall_seconds: float = 30.0) -> FastAPI:
    """Return the application.

    :param url: of screening's own database.
    :param heads: the newest revisions of the schema that this code was written for.
    :param work: what is done beside answering; without it, screening only says how its database is.
    :param stall_seconds: what does not get on for so long is said to stall.
    """
    database = Database(url)
    watch, figures = (None, None) if work is None else watched(work, stall_seconds)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        task = None if work is None else asyncio.create_task(_to_the_end(work), name="screening")
        if watch is not None:
            watch.start()
        yield
        if watch is not None:
            await watch.close()
        if task is not None:
            task.cancel()
            await asyncio.wait([task])
        if work is not None:
            await work.client.close()
            await work.database.close()
        await database.close()

    app = FastAPI(title="Zhenxie screening (筛查)", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(RequestLine)
    app.include_router(health_router(lambda: _checks(database, heads), watch))
    if figures is not None:
        app.add_api_route("/metrics", _metrics(figures), response_class=Response)
    return app


def watched(work: Work, patience: float) -> tuple[Watch, Metrics]:
    """Return who looks for stalls in this work, and the figures for Prometheus; `patience` is in seconds."""
    standing = Standing(work.database, work.clock, work.subscriber, work.agenda, work.publisher, patience)
    look = DatabaseLook(work.database.working, lambda: work.clock, patience)
    watch = watch_of(standing, look)
    return watch, Metrics(standing, watch, look)


async def _to_the_end(work: Work) -> None:
    try:
        await work.run()
    except asyncio.CancelledError:
        raise
    except BaseException:
        # A bug stopped the work: a process that answers and does nothing would be the worst of both.
        log.exception("screening.died")
        os.kill(os.getpid(), signal.SIGTERM)


def _checks(database: Database, heads: tuple[str, ...]) -> list[Check]:
    async def migrated() -> str | None:
        async with database.transaction() as session:
            revision = await queries.revision_in_force(session)
        if (revision,) == heads:
            return None
        return f"the database is at revision {revision}, this version needs {' '.join(heads)}: run `migrate`"

    async def reached() -> str | None:
        async with database.transaction() as session:
            await queries.ping(session)
        return None

    return [Check("database", reached), Check("migrations", migrated)]


def _metrics(metrics: Metrics) -> Callable[[], object]:
    async def answer() -> Response:
        """Give the figures of this process to Prometheus (运行指标)."""
        return Response(await metrics.text(), media_type=CONTENT_TYPE_LATEST)

    return answer
