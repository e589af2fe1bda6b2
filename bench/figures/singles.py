"""How fast single reports are accepted, by one API process and by two, beside a bare handler that does one INSERT."""

import asyncio
import json
import time
from dataclasses import dataclass
from statistics import median, quantiles

from bench import stage
from bench.figure import Figure, Size, at_least, at_most
from zhenxie.kit.http import new_async_client

CLIENTS = 16
_TURNS = 3


@dataclass(frozen=True)
class Pace:
    """What one turn came to."""

    rate: float
    p50_ms: float
    p99_ms: float

    def as_values(self) -> dict[str, float]:
        """Return it as the values of a figure."""
        return {"reports/s": self.rate, "p50 ms": self.p50_ms, "p99 ms": self.p99_ms}


def body(number: int) -> bytes:
    """Return one detention with a message id of its own, about 350 bytes."""
    return json.dumps(
        {
            "type": "suspect.detained",
            "message_id": f"bench-{number:08d}",
            "occurred": "2026-03-03T10:20:00+08:00",
            "suspect_ref": f"S{number % 5}",
            "operator": "640218",
            "document": {"kind": "拘留证", "number": f"石公大拘字〔2026〕{number}号", "date": "2026-03-03"},
            "data": {},
        },
        ensure_ascii=False,
    ).encode()


def path_of(case: int) -> str:
    """Return where reports on a case of the bench are posted."""
    return f"/v1/cases/A{stage.POLICE}202603{case:04d}/updates"


async def pace(url: str, paths: list[str], token: str, numbers: range) -> Pace:
    """Post one body a number from 16 clients."""
    taken: list[float] = []
    left = iter(numbers)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    async def one_client() -> None:
        async with new_async_client(base_url=url) as client:
            for number in left:
                begun = time.perf_counter()
                answer = await client.post(paths[number % len(paths)], content=body(number), headers=headers)
                taken.append((time.perf_counter() - begun) * 1000)
                if answer.status_code != 201:
                    raise RuntimeError(answer.text)

    begun = time.perf_counter()
    await asyncio.gather(*(one_client() for _ in range(CLIENTS)))
    cuts = quantiles(taken, n=100)
    return Pace(len(numbers) / (time.perf_counter() - begun), cuts[49], cuts[98])


async def open_cases(url: str, token: str, cases: range) -> None:
    """Open the cases that the reports are about: a report on a case nobody opened is the exception."""
    async with new_async_client(base_url=url) as client:
        for case in cases:
            number = path_of(case).split("/")[3]
            event = {"type": "case.notified", "message_id": f"bench-{number}", "occurred": "2026-03-02", "data": {}}
            answer = await client.post(
                "/v1/cases",
                json={"case_number": number, "notified": event},
                headers={"Authorization": f"Bearer {token}"},
            )
            if answer.status_code != 201:
                raise RuntimeError(answer.text)


async def _both(exchange: str, floor: str, account: stage.Account, count: int) -> dict[str, list[Pace]]:
    """Measure both in turn, so that whatever else the machine does falls on both; the first turn warms up."""
    token = await stage.token(exchange, account)
    cases = range(1, 1 + max(50, count // 5))
    await open_cases(exchange, token, cases)
    paths = [path_of(case) for case in cases]
    found: dict[str, list[Pace]] = {"floor": [], "exchange": []}
    for turn in range(_TURNS + 1):
        numbers = range(turn * count, (turn + 1) * count)
        for name, url, there in (("floor", floor, ["/update"]), ("exchange", exchange, paths)):
            came = await pace(url, there, token, numbers)
            if turn:
                found[name].append(came)
    return found


def _middle(paces: list[Pace]) -> Pace:
    return Pace(
        median(one.rate for one in paces), median(one.p50_ms for one in paces), median(one.p99_ms for one in paces)
    )


def with_workers(workers: int, count: int) -> Figure:
    """Measure the exchange and the floor with so many processes each."""
    many = [] if workers == 1 else ["--workers", str(workers)]
    with stage.fresh() as environment:
        stage.register_agencies(environment)
        account = stage.register_client(environment, stage.POLICE, "cases:write")
        bare = {**environment, "FLOOR_DATABASE_URL": environment["EXCHANGE_MIGRATION_DATABASE_URL"]}
        with (
            stage.serving(environment, "exchange", "api", *many) as exchange,
            stage.serving(bare, "uvicorn", "bench.floor:app", "--no-access-log", *many) as floor,
        ):
            found = asyncio.run(_both(exchange.url, floor.url, account, count))
    came, beside = _middle(found["exchange"]), _middle(found["floor"])
    goals = [at_least("≥ 0.7 of the floor's rate", came.rate / beside.rate, 0.7)]
    if workers == 1:
        goals.append(at_most("p99 ≤ 3 × the floor's", came.p99_ms / beside.p99_ms, 3.0))
    said = "one API worker" if workers == 1 else f"{workers} API workers"
    return Figure(
        f"single reports, {CLIENTS} clients, {said}",
        came.as_values(),
        beside.as_values(),
        goals,
        note=f"{count} reports a turn on {max(50, count // 5)} opened cases; the median of {_TURNS} turns, clients on the same cores",
    )


def measure(size: Size) -> list[Figure]:
    """Measure with one worker and with two."""
    count = size.of(4000, quick=200)
    return [with_workers(1, count), with_workers(2, count)]
