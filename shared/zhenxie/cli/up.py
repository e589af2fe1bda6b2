"""`zhenxie up`: everything on this machine, until Ctrl-C."""

import asyncio
import os
from typing import Annotated

import typer

from zhenxie.cli import failing
from zhenxie.kit import http
from zhenxie.local import ports
from zhenxie.local.screening_account import screening_account
from zhenxie.local.supervisor import Supervisor
from zhenxie.local.surroundings import Surroundings, surroundings

_SCREENING_PORT = 8090
Host = Annotated[str, typer.Option(envvar="EXCHANGE_HOST", help="The address to listen on.")]
Port = Annotated[int, typer.Option(envvar="EXCHANGE_PORT", help="The port to listen on.")]
Workers = Annotated[int, typer.Option(help="How many processes answer; each has its own /metrics.")]


def up(host: Host = "127.0.0.1", port: Port = 8080) -> None:
    """Start PostgreSQL, the exchange and screening on this machine (一键启动); Ctrl-C stops all of them."""
    with failing.in_words(), surroundings() as around:
        serve(around, host=host, port=port, screens=True)


def serve(around: Surroundings, *, host: str, port: int, workers: int = 1, screens: bool = False) -> None:
    """Serve the exchange's API until we are asked to stop.

    :param workers: how many processes answer.
    :param screens: whether screening runs beside it, as a client of its own.
    :raises CommandFailed: screening's client could not be made.
    :raises ChildEnded: if a service or the embedded database ends by itself.
    """
    base = f"http://{host}:{port}"
    with Supervisor() as supervisor:
        here = {
            "EXCHANGE_HOST": host,
            "EXCHANGE_PORT": str(port),
            # Tokens name this address as their issuer, so it must be the one that clients use.
            "EXCHANGE_PUBLIC_URL": os.environ.get("EXCHANGE_PUBLIC_URL", base),
        }
        words = ["exchange", "api", "--workers", str(workers)]
        supervisor.start("the exchange", words, environment={**around.environment, **here})
        if not supervisor.wait_until(lambda: asyncio.run(http.is_ready(f"{base}/readyz"))):
            return
        screening = _screen(supervisor, around, base) if screens else None
        print(f"API           {base}/v1")
        print(f"Documentation {base}/docs")
        if screens:
            print(
                f"Screening     {screening or 'not started: SCREENING_DATABASE_URL and SCREENING_CLIENT_ID name none'}"
            )
        print(f"Database      {around.describes}")
        print("Ready. Ctrl-C stops everything.", flush=True)
        supervisor.run(also=around.is_running)


def _screen(supervisor: Supervisor, around: Surroundings, exchange_url: str) -> str | None:
    """Start screening and return where it says how it is; None if nobody says as which client it should run."""
    address = f"http://127.0.0.1:{ports.free(int(os.environ.get('SCREENING_PORT', _SCREENING_PORT)))}"
    settings = {"SCREENING_EXCHANGE_URL": exchange_url, "SCREENING_PORT": address.rpartition(":")[2]}
    if around.folder is not None:
        settings |= screening_account(around.folder, around.environment)
    elif not (os.environ.get("SCREENING_DATABASE_URL") and os.environ.get("SCREENING_CLIENT_ID")):
        return None
    supervisor.start("screening", ["screening", "run"], environment={**around.environment, **settings})
    supervisor.wait_until(lambda: asyncio.run(http.is_ready(f"{address}/readyz")))
    return address
