"""How fast single reports are accepted, beside a floor measured in the same run: `make bench`, `ARGS=--quick`.

The floor is a bare handler with the same server, driver and clients (`bench/floor.py`). Figures of one machine say
little about another; the ratio says what the promises of the feed cost.
"""

import argparse
import asyncio
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles

from rich.console import Console
from rich.table import Table

from zhenxie.kit.http import new_async_client
from zhenxie.local.surroundings import surroundings

CLIENTS = 16
POLICE = "640202000000"


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


async def rate(url: str, paths: list[str], token: str, count: int, start: int) -> tuple[float, list[float]]:
    """Post `count` bodies from 16 clients; return reports a second and each one's milliseconds."""
    taken: list[float] = []
    numbers = iter(range(start, start + count))
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    async def one_client() -> None:
        async with new_async_client(base_url=url) as client:
            for number in numbers:
                begun = time.perf_counter()
                answer = await client.post(paths[number % len(paths)], content=body(number), headers=headers)
                taken.append((time.perf_counter() - begun) * 1000)
                if answer.status_code != 201:
                    raise RuntimeError(answer.text)

    begun = time.perf_counter()
    await asyncio.gather(*(one_client() for _ in range(CLIENTS)))
    return count / (time.perf_counter() - begun), taken


@contextmanager
def serving(environment: dict[str, str], *command: str) -> Iterator[str]:
    """Run a server on a free port until the block ends; give its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with subprocess.Popen(
        [sys.executable, "-m", *command, "--port", str(port)],
        env={**os.environ, **environment, "EXCHANGE_PUBLIC_URL": f"http://127.0.0.1:{port}"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            _wait_for(port, process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(600):
        if process.poll() is not None:
            raise RuntimeError("the server ended at once")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("the server did not begin to listen")


def registered(environment: dict[str, str]) -> dict[str, str]:
    """Register the police of the bench and return a client's id and secret."""
    run = {"env": {**os.environ, **environment}, "capture_output": True, "text": True}
    exchange = [sys.executable, "-m", "exchange"]
    agency = ["agencies", "add", POLICE, "--kind", "police", "--name", "大武口区分局", "--division", "640202"]
    subprocess.run([*exchange, *agency], check=False, **run)
    client = subprocess.run(
        [*exchange, "clients", "create", "--agency", POLICE, "--scopes", "cases:write"], check=False, **run
    )
    if client.returncode != 0:
        raise RuntimeError(client.stderr)
    made: dict[str, str] = json.loads(client.stdout)
    return made


async def opened(exchange: str, token: str, cases: list[str]) -> None:
    """Open the cases that the reports are about: a report on a case nobody opened is the exception."""
    async with new_async_client(base_url=exchange) as client:
        for path in cases:
            number = path.split("/")[3]
            event = {"type": "case.notified", "message_id": f"bench-{number}", "occurred": "2026-03-02", "data": {}}
            answer = await client.post(
                "/v1/cases",
                json={"case_number": number, "notified": event},
                headers={"Authorization": f"Bearer {token}"},
            )
            if answer.status_code != 201:
                raise RuntimeError(answer.text)


async def measure(exchange: str, floor: str, client: dict[str, str], count: int) -> dict[str, dict[str, float]]:
    """Measure both in turn, twice, and keep the better run of each."""
    async with new_async_client(base_url=exchange) as asking:
        form = {"grant_type": "client_credentials"}
        answer = await asking.post("/oauth/token", data=form, auth=(client["client_id"], client["client_secret"]))
        token = answer.json()["access_token"]
    cases = [f"/v1/cases/A{POLICE}202603{number:04d}/updates" for number in range(1, 1 + max(50, count // 5))]
    await opened(exchange, token, cases)
    best: dict[str, dict[str, float]] = {}
    for turn in range(3):
        for name, url, paths in (("floor", floor, ["/update"]), ("exchange", exchange, cases)):
            # The first turn warms both up and is not counted.
            speed, taken = await rate(url, paths, token, count, start=turn * count)
            cuts = quantiles(taken, n=100)
            if turn and speed > best.get(name, {"rate": 0.0})["rate"]:
                best[name] = {"rate": speed, "p50_ms": cuts[49], "p99_ms": cuts[98]}
    return best


def main() -> None:
    """Measure, print a table and one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the reports")
    count = 400 if parser.parse_args().quick else 4000
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        os.environ["ZHENXIE_DATA"] = folder
        with surroundings() as found:
            environment = dict(found.environment)
            environment["FLOOR_DATABASE_URL"] = environment["EXCHANGE_MIGRATION_DATABASE_URL"]
            client = registered(environment)
            with (
                serving(environment, "exchange", "api") as exchange,
                serving(environment, "uvicorn", "bench.floor:app", "--no-access-log") as floor,
            ):
                best = asyncio.run(measure(exchange, floor, client, count))
    table = Table("", "reports/s", "p50 ms", "p99 ms", title=f"{CLIENTS} clients, one API process, {count} reports")
    for name, figures in best.items():
        table.add_row(name, *(f"{figures[one]:.1f}" for one in ("rate", "p50_ms", "p99_ms")))
    ratio = {
        "rate": best["exchange"]["rate"] / best["floor"]["rate"],
        "p99": best["exchange"]["p99_ms"] / best["floor"]["p99_ms"],
    }
    table.add_row("exchange ÷ floor", f"{ratio['rate']:.2f}", "", f"{ratio['p99']:.2f}")
    Console().print(table)
    print(json.dumps({"clients": CLIENTS, "reports": count, **best, "ratio": ratio}))


if __name__ == "__main__":
    main()
