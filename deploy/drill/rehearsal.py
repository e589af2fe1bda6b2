"""A small city to rehearse on: an exchange and screening at work on a server of their own, with cases and an alert."""

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
from copying import Address, Running, asked, once_ready, running, server

from exchange.__main__ import at_the_host
from exchange.access.callers import Agency
from exchange.settings import Settings
from zhenxie.wire.vocabulary import AgencyKind, Scope

ROOT = Path(__file__).parents[2]
POLICE, PROCURATORATE = "640202000000", "640202"
CASES = 20


class City:
    """The running city: where its databases are, and how its police go on reporting."""

    def __init__(self, address: Address, served: Running, police: httpx2.Client) -> None:
        self.address = address
        self._served = served
        self._police = police
        self._reported = 0

    def report(self, cases: int) -> None:
        """Let the police notify cases, each of three entries."""
        text = (ROOT / "docs/examples/notification.json").read_text(encoding="utf-8")
        for _ in range(cases):
            self._reported += 1
            number = f"{self._reported + 100:04d}"
            body = text.replace("A6402020000002026030001", f"A640202000000202603{number}")
            self._send(body.replace("dwk-2026-", f"dwk-{number}-"))

    def report_a_violation(self) -> None:
        """Report the drive whose sample stood in the wrong tube, and wait until screening told of it."""
        self._send((ROOT / "docs/examples/wrong-tube.json").read_text(encoding="utf-8"))
        once_ready(lambda: asked(self.address.exchange.migration, "SELECT count(*) FROM alerts")[0][0] > 0)

    def _send(self, body: str) -> None:
        self._police.post("/v1/cases", content=body, headers={"Content-Type": "application/json"}).raise_for_status()


@contextmanager
def city() -> Iterator[City]:
    """Give a city at work; its server, its folder and its processes are gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="zhenxie-city-") as folder, server(Path(folder)) as address:
        police = asyncio.run(_peopled(address))
        with running(address) as served, served.client(police) as client:
            made = City(address, served, client)
            made.report(CASES)
            made.report_a_violation()
            yield made


async def _peopled(address: Address) -> dict[str, str]:
    settings = Settings.model_validate(
        {"database_url": address.exchange.service}
        | {name.removeprefix("EXCHANGE_").lower(): key for name, key in address.keys.items()}
    )
    async with at_the_host(settings) as operator:
        await operator.add_agency(Agency(POLICE, "石嘴山市公安局大武口区分局", AgencyKind.POLICE, "640202"))
        await operator.add_agency(Agency(PROCURATORATE, "大武口区人民检察院", AgencyKind.PROCURATORATE, "640202"))
        await operator.add_agency(Agency("screening", "侦协筛查服务", AgencyKind.PLATFORM, "100000"))
        client, secret = await operator.create_client(agency=POLICE, name="演练", scopes=[Scope.CASES_WRITE])
    return {"client_id": client.client_id, "client_secret": secret or ""}
