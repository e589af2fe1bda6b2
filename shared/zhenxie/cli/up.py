"""`zhenxie up`: everything on this machine, until Ctrl-C."""

import asyncio
import os
from typing import Annotated

import typer

from zhenxie.cli import failing
from zhenxie.kit import http
from zhenxie.local.supervisor import Supervisor
from zhenxie.local.surroundings import Surroundings, surroundings

Host = Annotated[str, typer.Option(envvar="EXCHANGE_HOST", help="The address to listen on.")]
Port = Annotated[int, typer.Option(envvar="EXCHANGE_PORT", help="The port to listen on.")]
Workers = Annotated[int, typer.Option(help="How many processes answer; each has its own /metrics.")]


def up(host: Host = "127.0.0.1", port: Port = 8080) -> None:
    """Start PostgreSQL and the exchange on this machine (一键启动); Ctrl-C stops both."""
    with failing.in_words(), surroundings() as around:
        serve(around, host=host, port=port)


def serve(around: Surroundings, *, host: str, port: int, workers: int = 1) -> None:
    """Serve the exchange's API until we are asked to stop.

    :param workers: how many processes answer.
    :raises ChildEnded: if the API or the embedded database ends by itself.
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
        print(f"API           {base}/v1")
        print(f"Documentation {base}/docs")
        print(f"Database      {around.describes}")
        print("Ready. Ctrl-C stops everything.", flush=True)
        supervisor.run(also=around.is_running)
