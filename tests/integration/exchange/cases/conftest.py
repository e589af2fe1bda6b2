"""The whole exchange in this process, on a real database, with the agencies of Shizuishan and a clock that we turn."""

import base64
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import httpx2
import pytest

from exchange.access import operations as access
from exchange.access.callers import ON_THE_HOST, Agency, Scope
from exchange.access.tokens import NewClient
from exchange.app import create_app
from exchange.settings import Settings
from zhenxie.kit.clock import FixedClock
from zhenxie.wire.vocabulary import AgencyKind

NOW = datetime(2026, 3, 4, 1, 0, tzinfo=UTC)
CITY_POLICE, POLICE, OTHER_POLICE = "640200000000", "640202000000", "640221000000"
CITY_PROCURATORATE, PROCURATORATE, OTHER_PROCURATORATE = "640200", "640202", "640221"
OPERATOR = "operator"
AGENCIES = (
    Agency(CITY_POLICE, "石嘴山市公安局", AgencyKind.POLICE, "640200"),
    Agency(POLICE, "石嘴山市公安局大武口区分局", AgencyKind.POLICE, "640202", CITY_POLICE),
    Agency(OTHER_POLICE, "平罗县公安局", AgencyKind.POLICE, "640221", CITY_POLICE),
    Agency(CITY_PROCURATORATE, "石嘴山市人民检察院", AgencyKind.PROCURATORATE, "640200"),
    Agency(PROCURATORATE, "大武口区人民检察院", AgencyKind.PROCURATORATE, "640202", CITY_PROCURATORATE),
    Agency(OTHER_PROCURATORATE, "平罗县人民检察院", AgencyKind.PROCURATORATE, "640221", CITY_PROCURATORATE),
    Agency(OPERATOR, "石嘴山市信息化运维中心", AgencyKind.PLATFORM, "640200"),
)


@dataclass
class Exchange:
    """The running application, and a way to speak to it as any agency."""

    app: Any
    http: httpx2.AsyncClient
    clock: FixedClock
    stored: Any
    tokens: dict[str, str] = field(default_factory=dict)

    @property
    def state(self) -> Any:
        """What the application keeps."""
        return self.app.state

    async def token(self, agency: str, *scopes: Scope) -> str:
        """Return a token of an agency, with all scopes unless some are named."""
        key = f"{agency} {sorted(scopes)}"
        if key not in self.tokens:
            wanted = NewClient(agency, "业务平台", frozenset(scopes or Scope))
            async with self.state.database.writing() as session:
                made, secret = await access.create_client(session, wanted, by=ON_THE_HOST, now=self.clock.now())
            form = {"grant_type": "client_credentials"}
            answer = await self.http.post("/oauth/token", data=form, auth=(made.client_id, secret))
            assert answer.status_code == 200, answer.text
            self.tokens[key] = answer.json()["access_token"]
        return self.tokens[key]

    async def ask(self, method: str, path: str, agency: str, *, scopes=(), headers=None, **more) -> httpx2.Response:
        """Return the answer to a call by an agency."""
        token = await self.token(agency, *scopes)
        given = {"Authorization": f"Bearer {token}"} | (headers or {})
        return await self.http.request(method, path, headers=given, **more)

    async def get(self, path: str, agency: str = PROCURATORATE, **more) -> httpx2.Response:
        """Return the answer to GET."""
        return await self.ask("GET", path, agency, **more)

    async def read(self, path: str, agency: str = PROCURATORATE, **more) -> Any:
        """Return the body of a good answer to GET."""
        answer = await self.get(path, agency, **more)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def send(self, path: str, body: Any, agency: str = POLICE) -> Any:
        """Return the body of an accepted POST."""
        answer = await self.ask("POST", path, agency, json=body)
        assert answer.status_code in (200, 201), answer.text
        return answer.json()


def for_purpose(text: str) -> dict[str, str]:
    """Return the header that states a purpose."""
    return {"X-Purpose": quote(text)}


@pytest.fixture
async def exchange(exchange_database) -> AsyncIterator[Exchange]:
    """The exchange at work."""
    key = base64.b64encode(secrets.token_bytes(32)).decode()
    settings = Settings.model_validate(
        {
            "database_url": exchange_database.url,
            "sealing_keys": f"one:{key}",
            "person_key": key,
            "database_pool_size": 4,
        }
    )
    clock = FixedClock(NOW)
    app = create_app(settings, clock=clock)
    async with app.router.lifespan_context(app):
        async with app.state.database.writing() as session:
            for agency in AGENCIES:
                await access.add_agency(session, agency, by=ON_THE_HOST, now=NOW)
        transport = httpx2.ASGITransport(app=app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://exchange.test") as http:
            yield Exchange(app, http, clock, exchange_database)
