"""How long from the acceptance of a report to the alert that follows from it, read by long poll."""

import asyncio
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import islice
from statistics import quantiles

import httpx2

from bench import feeds, stage
from bench.figure import Figure, Size, at_most
from bench.stage import Account
from zhenxie.client.changes import Wanted
from zhenxie.client.credentials import Secret
from zhenxie.client.exchange import ExchangeClient
from zhenxie.generate.histories import History, Plan, histories
from zhenxie.kit.http import new_async_client

# Found as soon as they are reported: what was stated is enough, and no silence is asked for.
_AT_ONCE = frozenset({"DUI-05", "DUI-06", "DUI-08", "DUI-10", "DUI-11", "DUI-16"})
_WARM_UP = 20
_PATIENCE_SECONDS = 120
# A machine that cannot follow is late, and says so in the figure.
_PATIENT = httpx2.Timeout(60.0)


def measure(size: Size) -> list[Figure]:
    """Measure at 20 and at 100 reports a second, each of a new case that violates a rule."""
    seconds = size.of(20, quick=3)
    with stage.fresh() as environment:
        accounts, account = feeds.register(environment)
        with (
            stage.serving(environment, "exchange", "api") as exchange,
            feeds.screening(environment, exchange.url, account, 1),
        ):
            slow, fast = asyncio.run(_measured(exchange.url, accounts, seconds))
    goals = [
        at_most("20/s: p50 ≤ 50 ms", slow["20/s p50 ms"], 50),
        at_most("20/s: p99 ≤ 150 ms", slow["20/s p99 ms"], 150),
    ]
    return [
        Figure(
            "accepted → alert by long poll",
            {**slow, **fast},
            goals=goals,
            note=f"{seconds} s at each rate; each report opens a drunk-driving case with a faulty sample: persons are"
            " compared across cases, every rule that watches answers, and the alert is a report of its own to the"
            " exchange; from the answer 201 to the page in the reader's hands. One exchange, one process of screening,"
            " both clients on the same cores; alerts not read"
            f" within {_PATIENCE_SECONDS} s count as read then",
        )
    ]


async def _measured(
    url: str, accounts: Mapping[str, Account], seconds: int
) -> tuple[dict[str, float], dict[str, float]]:
    cases = _violating()
    read: dict[str, float] = {}
    reader = ExchangeClient(url, _secret(accounts["640202"]))
    reading = asyncio.create_task(_read(reader, read))
    token = await stage.token(url, accounts[feeds.POLICE])
    try:
        async with new_async_client(base_url=url, timeout=_PATIENT) as client:
            client.headers["Authorization"] = f"Bearer {token}"
            # The first questions find everything cold: connections, plans, code.
            await _paced(client, list(islice(cases, _WARM_UP)), 20, read)
            slow = await _paced(client, list(islice(cases, 20 * seconds)), 20, read)
            fast = await _paced(client, list(islice(cases, 100 * seconds)), 100, read)
    finally:
        reading.cancel()
        with suppress(asyncio.CancelledError):
            await reading
        await reader.close()
    return slow, fast


def _secret(account: Account) -> Secret:
    return Secret(account.client_id, account.secret)


def _violating() -> Iterator[History]:
    return (one for one in histories(Plan(cases=60_000, seed=6, violations=1)) if one.rule in _AT_ONCE)


async def _read(client: ExchangeClient, read: dict[str, float]) -> None:
    async for change in client.follow(wanted=Wanted(types=("alert.raised",))):
        read.setdefault(str(change.case_number), time.perf_counter())


async def _paced(
    client: httpx2.AsyncClient, cases: list[History], rate: int, read: dict[str, float]
) -> dict[str, float]:
    """Report one case after another at a rate, and return how long each alert took."""
    accepted: dict[str, float] = {}
    begun = time.perf_counter()

    async def one(place: int, history: History) -> None:
        await asyncio.sleep(max(0.0, begun + place / rate - time.perf_counter()))
        own = [event for report in history.reports if report.sender == history.police for event in report.events]
        body = {"case_number": history.case_number, "notified": own[0], "events": own[1:]}
        answer = await client.post("/v1/cases", json=body)
        accepted[history.case_number] = time.perf_counter()
        if answer.status_code != 201:
            raise RuntimeError(answer.text)

    await asyncio.gather(*(one(place, history) for place, history in enumerate(cases)))
    with suppress(TimeoutError):
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while not accepted.keys() <= read.keys():  # noqa: ASYNC110  another task reads
                await asyncio.sleep(0.05)
    now = time.perf_counter()
    # What was not read by now took longer than this.
    taken = [(read.get(number, now) - at) * 1000 for number, at in accepted.items()]
    cuts = quantiles(taken, n=100)
    unread = len(accepted.keys() - read.keys())
    return {f"{rate}/s p50 ms": cuts[49], f"{rate}/s p99 ms": cuts[98], f"{rate}/s alerts not read": unread}
