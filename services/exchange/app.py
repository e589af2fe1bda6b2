"""The exchange as one application: the only file that knows every slice."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, FastAPI
from starlette.datastructures import State

from exchange.access import routes as access_routes
from exchange.access.credentials import Clients, Policy, Protection, SigningKeys
from exchange.alerts import commands as alerts_commands
from exchange.alerts import routes as alerts_routes
from exchange.alerts.operations import Alerts
from exchange.assessments import routes as assessments_routes
from exchange.cases import administration as cases_administration
from exchange.cases import granting
from exchange.cases import routes as cases_routes
from exchange.cases import triage as cases_triage
from exchange.cooperation import commands as cooperation_commands
from exchange.cooperation import routes as cooperation_routes
from exchange.cooperation.operations import Cooperation
from exchange.db import Database
from exchange.deadlines import routes as deadlines_routes
from exchange.feed import routes as feed_routes
from exchange.feed.commands import Handlers
from exchange.feed.scribe import Ground, Scribe
from exchange.feed.seals import BrokenSeal, Sealer
from exchange.feed.tailer import Tailer
from exchange.instruments import commands as instruments_commands
from exchange.instruments import consulting as instruments_consulting
from exchange.instruments import routes as instruments_routes
from exchange.instruments.operations import Instruments
from exchange.intake import commands as intake_commands
from exchange.intake import routes as intake_routes
from exchange.intake import uploads as intake_uploads
from exchange.intake.operations import Intake
from exchange.leads import commands as leads_commands
from exchange.leads import concluding as leads_concluding
from exchange.leads import routes as leads_routes
from exchange.leads.operations import Leads
from exchange.models import commands as models_commands
from exchange.models import routes as models_routes
from exchange.models.operations import Models
from exchange.quality import commands as quality_commands
from exchange.quality import routes as quality_routes
from exchange.quality.operations import Quality
from exchange.recurrences import routes as recurrences_routes
from exchange.reports import routes as reports_routes
from exchange.reproductions import commands as reproductions_commands
from exchange.reproductions import routes as reproductions_routes
from exchange.reproductions.operations import Reproductions
from exchange.serving import (
    catalogue,
    days,
    documents,
    expunctions,
    handlers,
    limits,
    metrics,
    openapi,
    questions,
    readiness,
    stalls,
    stopping,
)
from exchange.serving.readers import Readers
from exchange.settings import Settings
from exchange.staff import routes as staff_routes
from exchange.standards import commands as standards_commands
from exchange.standards import routes as standards_routes
from exchange.standards.operations import Standards
from exchange.statistics import commands as statistics_commands
from exchange.statistics import routes as statistics_routes
from exchange.statistics.operations import Snapshots
from zhenxie.kit import garbage, logs
from zhenxie.kit.clock import Clock, SystemClock
from zhenxie.kit.database_stalls import DatabaseFigures
from zhenxie.kit.stalls import StallFigures
from zhenxie.kit.web import RequestLine, health_router
from zhenxie.local import demo_clock, migrations

ROUTERS: Final[tuple[APIRouter, ...]] = (
    intake_routes.router,
    intake_uploads.router,
    feed_routes.router,
    cases_routes.router,
    cases_triage.router,
    deadlines_routes.router,
    alerts_routes.router,
    leads_routes.router,
    reproductions_routes.router,
    instruments_routes.router,
    instruments_consulting.router,
    assessments_routes.router,
    models_routes.router,
    quality_routes.router,
    cooperation_routes.router,
    standards_routes.router,
    recurrences_routes.router,
    staff_routes.router,
    statistics_routes.router,
    reports_routes.router,
    cases_administration.router,
    access_routes.router,
    catalogue.router,
    metrics.router,
    documents.router,
)


class Unconfigured(Exception):
    """A setting without which the exchange cannot start is missing or unfit."""


def create_app(settings: Settings, *, clock: Clock | None = None) -> FastAPI:
    """Return the exchange, ready to be served; nothing is opened before its lifespan begins.

    :raises Unconfigured: the database or a key is missing, or a key is malformed.
    """
    app = FastAPI(
        title="Zhenxie exchange (侦协)",
        lifespan=_lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        # A redirect would carry the token to wherever the Host header says.
        redirect_slashes=False,
    )
    app.state = furnished(settings, clock or clock_of(settings))
    handlers.install(app)
    for router in ROUTERS:
        app.include_router(router)
    app.include_router(health_router(lambda: readiness.checks(app.state), app.state.watch))
    openapi.install(app, ROUTERS)
    # The last one added stands outermost.
    app.add_middleware(questions.WithoutNul)
    app.add_middleware(limits.BodyLimit, limit=settings.body_limit_bytes)
    app.add_middleware(handlers.CatchAll)
    app.add_middleware(metrics.RequestMetrics, metrics=app.state.metrics)
    app.add_middleware(RequestLine)
    app.add_middleware(limits.HeadAsGet)
    return app


def from_environment() -> FastAPI:
    """Return the exchange with the settings of the environment; each worker process begins here."""
    settings = Settings()
    # A worker is a fresh interpreter: what the parent set up for its own log is not there.
    logs.configure(service="exchange", level=settings.log_level)
    return create_app(settings)


def furnished(settings: Settings, clock: Clock) -> State:
    """Return what the slices find at `app.state`.

    :raises Unconfigured: as :func:`create_app`.
    """
    state = State()
    state.settings, state.clock, state.stopping = settings, clock, False
    state.sealer = _sealer(settings)
    state.database = Database(
        _database_url(settings),
        pool_size=settings.database_pool_size,
        statement_seconds=settings.database_statement_seconds,
    )
    state.metrics, state.readers = metrics.Metrics(), Readers()
    state.limits = limits.Limits(settings.requests_per_second)
    state.clients = Clients(state.database, clock)
    state.keys = SigningKeys(
        state.database,
        clock,
        Protection(state.sealer.encrypt, state.sealer.decrypt, BrokenSeal),
        Policy(settings.public_url.rstrip("/"), settings.token_lifetime_seconds, settings.signing_key_days),
    )
    ground = Ground(state.database, clock, state.sealer, settings.group_size)
    if not isinstance(clock, SystemClock):
        ground = replace(ground, clock_tolerance=None)
    state.scribe = Scribe(ground, state.metrics.counting(_handlers(state)), observe=state.metrics.observe_group)
    state.tailer, state.calendar = Tailer(state.database), days.Calendar()
    state.expected_revisions = _expected_revisions()
    database_look = stalls.database_look(state)
    state.watch = stalls.watch_of(state, database_look)
    state.metrics.watch(metrics.gauges_of(state))
    state.metrics.add(StallFigures("exchange", state.watch), DatabaseFigures("exchange", database_look))
    return state


def clock_of(settings: Settings) -> Clock:
    """Return the machine's clock, or inside the embedded demo the demo's.

    :raises Unconfigured: a demo's clock is named, and this is no demo.
    """
    url = "" if settings.database_url is None else settings.database_url.get_secret_value()
    try:
        return demo_clock.clock_of(settings.demo_clock, database_url=url)
    except demo_clock.NotADemo as error:
        raise Unconfigured(f"EXCHANGE_DEMO_CLOCK: {error}.") from None


def _handlers(state: State) -> Handlers:
    retention = timedelta(days=state.settings.refused_retention_days)
    # In the order in which they decide: who holds the directory for itself comes before who holds it still, and a case
    # that is opened beside a change of the directory is opened on the new one. What a person was expunged from is read
    # by reports afterwards, so that none of them stores it again.
    return {
        granting.KIND: granting.Administration(),
        expunctions.KIND: expunctions.expunger(state.sealer),
        intake_commands.KIND: Intake(state.sealer, refused_retention=retention),
        alerts_commands.KIND: Alerts(state.sealer, leads_concluding.follow),
        leads_commands.KIND: Leads(state.sealer),
        models_commands.KIND: Models(state.sealer),
        quality_commands.KIND: Quality(),
        reproductions_commands.KIND: Reproductions(),
        instruments_commands.KIND: Instruments(state.sealer),
        cooperation_commands.KIND: Cooperation(state.sealer),
        standards_commands.KIND: Standards(),
        statistics_commands.KIND: Snapshots(),
    }


def _database_url(settings: Settings) -> str:
    if settings.database_url is None:
        raise Unconfigured("EXCHANGE_DATABASE_URL is not set.")
    return driver_url(settings.database_url.get_secret_value())


def driver_url(url: str) -> str:
    """Return an address as SQLAlchemy wants it: operators write postgresql://, and may know nothing of the driver.

    What libpq calls `sslmode`, `sslrootcert`, `sslcert` and so on is kept under its own name.
    """
    _, _, rest = url.partition("://")
    place, _, query = rest.partition("?")
    said = parse_qsl(query, keep_blank_values=True)
    # The driver knows these words only in an address of its own; what stands beside that one goes before it.
    secured = [(name, value) for name, value in said if name.startswith("ssl") and name != "ssl"]
    others = [pair for pair in said if pair not in secured]
    if secured:
        others.append(("dsn", f"postgresql://?{urlencode(secured)}"))
    return f"postgresql+asyncpg://{place}" + (f"?{urlencode(others)}" if others else "")


def _sealer(settings: Settings) -> Sealer:
    if settings.sealing_keys is None or settings.person_key is None:
        raise Unconfigured(
            "EXCHANGE_SEALING_KEYS and EXCHANGE_PERSON_KEY must be set with a database of your own; "
            "deploy/exchange.env.example says how to make them."
        )
    try:
        return Sealer.of_settings(settings.sealing_keys.get_secret_value(), settings.person_key.get_secret_value())
    except ValueError as error:
        raise Unconfigured(f"EXCHANGE_SEALING_KEYS or EXCHANGE_PERSON_KEY is unfit: {error}.") from None


def _expected_revisions() -> tuple[str, ...]:
    with contextlib.suppress(migrations.MigrationsMissing):
        return migrations.heads("exchange")
    return ()


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with at_work(app.state):
        yield


@asynccontextmanager
async def at_work(state: Any) -> AsyncIterator[None]:
    """Run the scribe, the tailer and the day's work; at the end answer what was taken, then close.

    The server has by then finished the requests that ran, so whatever it acknowledged is committed.
    """
    state.scribe.start()
    state.tailer.start()
    state.watch.start()
    calendar = asyncio.create_task(days.follow(state), name="calendar")
    garbage.spare_what_stays()
    with stopping.on_signal(lambda: _begin_to_stop(state)):
        try:
            yield
        finally:
            state.stopping = True
            calendar.cancel()
            await state.watch.close()
            await state.tailer.close()
            await state.scribe.close()
            await state.database.close()


def _begin_to_stop(state: Any) -> None:
    # The proxy learns it from /readyz; whoever waits in a long poll gets an empty page and asks the next process.
    state.stopping = True
    state.farewell = asyncio.get_running_loop().create_task(state.tailer.close())
