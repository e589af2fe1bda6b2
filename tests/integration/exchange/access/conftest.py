"""A small application: the routes of access, one route like intake, one like reading, on a real database."""

import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Annotated

import httpx2
import pytest
from fastapi import Depends, FastAPI
from joserfc import jwk, jwt

from exchange.access import operations, routes
from exchange.access.callers import ON_THE_HOST, Agency, Caller, Scope
from exchange.access.credentials import Clients, Policy, Protection, SigningKeys
from exchange.access.guards import May
from exchange.access.tokens import Client, NewClient
from exchange.db import Database
from exchange.feed.seals import BrokenSeal, Sealer
from exchange.serving import handlers
from exchange.serving.limits import Limits
from zhenxie.kit.clock import FixedClock
from zhenxie.wire.vocabulary import AgencyKind

ISSUER = "https://exchange.shizuishan.example"
TOKEN_ADDRESS = f"{ISSUER}/oauth/token"
NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
AGENCIES = (
    Agency("640200000000", "石嘴山市公安局", AgencyKind.POLICE, "640200"),
    Agency("640202000000", "大武口区公安分局", AgencyKind.POLICE, "640202", "640200000000"),
    Agency("640221000000", "平罗县公安局", AgencyKind.POLICE, "640221", "640200000000"),
    Agency("640200", "石嘴山市人民检察院", AgencyKind.PROCURATORATE, "640200"),
    Agency("640202", "大武口区人民检察院", AgencyKind.PROCURATORATE, "640202", "640200"),
    Agency("operator", "石嘴山市信息化运维中心", AgencyKind.PLATFORM, "640200"),
)
SEALER = Sealer({"one": secrets.token_bytes(32)}, secrets.token_bytes(32))


@dataclass
class Exchange:
    """One process of the exchange, as far as access is concerned."""

    app: FastAPI
    http: httpx2.AsyncClient
    database: Database
    clock: FixedClock

    async def token(self, made: tuple[Client, str], scope: str | None = None) -> str:
        """Return an access token, got with id and secret."""
        client, secret = made
        form = {"grant_type": "client_credentials"} | ({"scope": scope} if scope else {})
        answer = await self.http.post("/oauth/token", data=form, auth=(client.client_id, secret))
        assert answer.status_code == 200, answer.text
        return answer.json()["access_token"]

    async def get(self, path: str, token: str) -> httpx2.Response:
        """Return the answer to GET with a token."""
        return await self.http.get(path, headers={"Authorization": f"Bearer {token}"})

    async def post(self, path: str, token: str, body: object = None) -> httpx2.Response:
        """Return the answer to POST with a token."""
        return await self.http.post(path, headers={"Authorization": f"Bearer {token}"}, json=body)


def an_application(
    database: Database, clock: FixedClock, *, basic_allowed: bool = True, sealer: Sealer = SEALER
) -> FastAPI:
    app = FastAPI()
    app.state.settings = SimpleNamespace(basic_allowed=basic_allowed)
    app.state.database = database
    app.state.clock = clock
    app.state.limits = Limits(1000)
    app.state.clients = Clients(database, clock)
    protection = Protection(sealer.encrypt, sealer.decrypt, BrokenSeal)
    app.state.keys = SigningKeys(database, clock, protection, Policy(ISSUER, 900, 90))
    app.include_router(routes.router)
    handlers.install(app)

    @app.post("/like-intake")
    async def like_intake(caller: Annotated[Caller, Depends(May(Scope.CASES_WRITE, basic=True))]) -> str:
        return caller.agency

    @app.get("/like-reading")
    async def like_reading(caller: Annotated[Caller, Depends(May(Scope.CASES_READ))]) -> str:
        return f"{caller.agency} {caller.kind.value} {' '.join(sorted(caller.scopes))}"

    return app


@pytest.fixture
async def database(exchange_database) -> AsyncIterator[Database]:
    """The exchange's database with the agencies of Shizuishan."""
    address = exchange_database.url.partition("://")[2]
    opened = Database(f"postgresql+asyncpg://{address}", pool_size=4)
    async with opened.writing() as session:
        for agency in AGENCIES:
            await operations.add_agency(session, agency, by=ON_THE_HOST, now=NOW)
    yield opened
    await opened.close()


@pytest.fixture
async def start(database) -> AsyncIterator[Callable[..., Exchange]]:
    """A starter of processes on the same database, each with memory of its own; they share a clock."""
    clock = FixedClock(NOW)
    opened: list[httpx2.AsyncClient] = []

    def begin(*, basic_allowed: bool = True, sealer: Sealer = SEALER) -> Exchange:
        app = an_application(database, clock, basic_allowed=basic_allowed, sealer=sealer)
        opened.append(httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url=ISSUER))
        return Exchange(app, opened[-1], database, clock)

    yield begin
    for http in opened:
        await http.aclose()


@pytest.fixture
def exchange(start) -> Exchange:
    """One process that allows HTTP Basic."""
    return start()


@pytest.fixture
def a_client(database) -> Callable[..., Awaitable[tuple[Client, str]]]:
    """A maker of clients: `await a_client("640202000000", Scope.CASES_WRITE)` gives the client and its secret."""

    async def make(agency: str = "640202000000", *scopes: Scope, **more) -> tuple[Client, str]:
        wanted = NewClient(agency, "执法办案平台", frozenset(scopes or {Scope.CASES_WRITE, Scope.CASES_READ}), **more)
        async with database.writing() as session:
            return await operations.create_client(session, wanted, by=ON_THE_HOST, now=NOW)

    return make


class Signer:
    """A client that keeps a key pair and signs assertions."""

    def __init__(self, kind: str = "EC") -> None:
        generated = {
            "EC": lambda: (jwk.ECKey.generate_key("P-256"), "ES256"),
            "RSA": lambda: (jwk.RSAKey.generate_key(2048), "PS256"),
            "OKP": lambda: (jwk.OKPKey.generate_key("Ed25519"), "Ed25519"),
        }[kind]()
        self.key, self.algorithm = generated
        self.client_id = ""

    @property
    def jwks(self) -> dict:
        return {"keys": [self.key.as_dict(private=False)]}

    def assertion(self, **claims) -> str:
        """Return a good assertion, with these claims changed (None leaves one out)."""
        issued = int(NOW.timestamp())
        said = {
            "iss": self.client_id,
            "sub": self.client_id,
            "aud": TOKEN_ADDRESS,
            "jti": secrets.token_hex(16),
            "iat": issued,
            "exp": issued + 300,
        } | claims
        kept = {name: value for name, value in said.items() if value is not None}
        return jwt.encode({"alg": self.algorithm}, kept, self.key, algorithms=[self.algorithm])

    def form(self, assertion: str | None = None, **more: str) -> dict[str, str]:
        """Return the form that shows an assertion."""
        return {
            "grant_type": "client_credentials",
            "client_assertion_type": JWT_BEARER,
            "client_assertion": assertion if assertion is not None else self.assertion(),
        } | more


@pytest.fixture
def a_signer(a_client) -> Callable[..., Awaitable[Signer]]:
    """A maker of clients that sign."""

    async def make(kind: str = "EC") -> Signer:
        signer = Signer(kind)
        client, _ = await a_client("640202000000", Scope.CASES_WRITE, Scope.CHANGES_READ, jwks=signer.jwks)
        signer.client_id = client.client_id
        return signer

    return make
