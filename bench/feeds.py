"""An exchange whose feed holds generated cases, and screening beside it as the processes that an operator runs."""

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Literal

import asyncpg
import orjson

from bench import stage
from bench.stage import Account, Server
from zhenxie.generate.coverage import declared
from zhenxie.generate.histories import History, Plan, histories
from zhenxie.generate.lines import lines
from zhenxie.kit.http import new_async_client
from zhenxie.local.screening_account import AGENCY, SCOPES
from zhenxie.wire.vocabulary import Scope

Told = Literal["whole", "recorded"]
"""How the cases stand in the feed: each sender's part of a case as one atomic list, or report by report over years."""

POLICE = "640202000000"
_CASES_A_REQUEST = 2_000
_DECLARED_THROUGH_LAST = -3
# Of a generated plan: the police, their procuratorate (by the division code alone), and the city's police.
_AGENCIES = (
    (POLICE, "police", "640202"),
    ("640202", "procuratorate", "640202"),
    ("640200000000", "police", "640200"),
)


def register(environment: Mapping[str, str]) -> tuple[dict[str, Account], Account]:
    """Register the agencies of a plan and screening; return a client of each, and screening's."""
    for code, kind, division in _AGENCIES:
        stage.exchange(environment, "agencies", "add", code, "--kind", kind, "--name", code, "--division", division)
    words = ("--kind", "platform", "--name", "侦协筛查服务", "--division", "100000")
    stage.exchange(environment, "agencies", "add", AGENCY, *words)
    scopes = (Scope.CASES_WRITE.value, Scope.CHANGES_READ.value, Scope.ALERTS_READ.value)
    return (
        {code: stage.register_client(environment, code, *scopes) for code, *_ in _AGENCIES},
        stage.register_client(environment, AGENCY, *SCOPES),
    )


def bodies(plan: Plan, told: Told) -> Iterator[tuple[str, bytes]]:
    """Yield what each agency uploads, in the order in which it is sent: promises, then cases."""
    if told == "recorded":
        yield from _runs((line.sender, line.body) for line in lines(plan, coverage=True))
        return
    for one in list(declared(plan))[_DECLARED_THROUGH_LAST:]:
        yield one.agency, _line({"coverage": one.event})
    yield from _runs(line for history in histories(plan) for line in _whole(history))


def _whole(history: History) -> Iterator[tuple[str, bytes]]:
    parts: dict[str, list[dict[str, Any]]] = {}
    for report in history.reports:
        parts.setdefault(report.sender, []).extend(report.events)
    for sender, events in parts.items():
        if sender == history.police:
            yield sender, _line({"case_number": history.case_number, "notified": events[0], "events": events[1:]})
        else:
            yield sender, _line({"case_number": history.case_number, "events": events})


def _line(value: Mapping[str, Any]) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE)


def _runs(every: Iterator[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    """Gather lines into a request for each sender; whoever is first in a stretch is sent first."""
    waiting: dict[str, list[bytes]] = {}
    for number, (sender, line) in enumerate(every, 1):
        waiting.setdefault(sender, []).append(line)
        if number % _CASES_A_REQUEST == 0:
            yield from ((one, b"".join(held)) for one, held in waiting.items())
            waiting.clear()
    yield from ((one, b"".join(held)) for one, held in waiting.items())


async def load(url: str, accounts: Mapping[str, Account], plan: Plan, told: Told) -> None:
    """Report the cases of a plan to an exchange.

    :raises RuntimeError: a line was refused.
    """
    tokens = {code: await stage.token(url, account) for code, account in accounts.items()}
    async with new_async_client(base_url=url, timeout=600.0) as client:
        for sender, body in bodies(plan, told):
            headers = {"Authorization": f"Bearer {tokens[sender]}", "Content-Type": "application/x-ndjson"}
            answer = await client.post("/v1/intake", content=body, headers=headers)
            summary = orjson.loads(answer.text.splitlines()[-1])["summary"]
            if summary["refused"] or summary["failed"]:
                raise RuntimeError(answer.text[:2000])


@contextmanager
def screening(environment: Mapping[str, str], url: str, account: Account, parts: int) -> Iterator[Sequence[Server]]:
    """Run screening as so many processes until the block ends, each with its part of the cases."""
    own = {
        "SCREENING_EXCHANGE_URL": url,
        "SCREENING_CLIENT_ID": account.client_id,
        "SCREENING_CLIENT_SECRET": account.secret,
        "SCREENING_GRACE_SECONDS": "0",
        "SCREENING_LOG_LEVEL": "WARNING",
    }
    running = [_started({**environment, **own, "SCREENING_PARTITIONS": f"{one}/{parts}"}) for one in range(parts)]
    try:
        yield running
    finally:
        for one in running:
            one.process.terminate()
        for one in running:
            one.process.wait()


def _started(environment: Mapping[str, str]) -> Server:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "screening", "run"],
        env={**os.environ, **environment, "SCREENING_PORT": str(port)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return Server(f"http://127.0.0.1:{port}", process)


async def connect(environment: Mapping[str, str], service: Literal["EXCHANGE", "SCREENING"]) -> asyncpg.Connection:
    """Connect to a service's database as the superuser."""
    return await asyncpg.connect(environment[f"{service}_MIGRATION_DATABASE_URL"].replace("+asyncpg", ""))


async def until(connection: asyncpg.Connection, question: str, position: int, running: Sequence[Server]) -> None:
    """Wait until the database answers a question about a position with true.

    :raises RuntimeError: a process of screening ended.
    """
    while not await connection.fetchval(question, position):
        if any(one.process.poll() is not None for one in running):
            raise RuntimeError("a process of screening ended")
        await asyncio.sleep(0.05)
