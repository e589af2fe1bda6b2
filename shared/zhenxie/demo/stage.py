"""Where the acts play: the exchange's address, who takes part, what was said, and whether each claim held."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.console import Console

from zhenxie.client.connection import Means
from zhenxie.client.credentials import Secret
from zhenxie.client.exchange import ExchangeClient
from zhenxie.kit.clock import DemoClock
from zhenxie.local.supervisor import Supervisor


@dataclass
class Stage:
    """What one performance has at hand; `accounts` fills up as clients are registered.

    `clock` is the one clock of the demo; `supervisor` runs the services; `pause_seconds` follows what is said.
    """

    url: str
    environment: Mapping[str, str] = field(repr=False)
    folder: Path
    console: Console
    clock: DemoClock
    supervisor: Supervisor
    pause_seconds: float = 0.0
    accounts: dict[str, Secret] = field(default_factory=dict, repr=False)
    props: dict[str, Any] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)

    def say(self, chinese: str, english: str) -> None:
        """Tell the audience what happens, and give it time to read."""
        self.console.print(f"{chinese} [dim]· {english}[/]", highlight=False)
        time.sleep(self.pause_seconds)

    def check(self, claim: str, holds: object) -> None:
        """Show whether a claim of ours holds, and remember it if not."""
        if holds:
            self.console.print(f"  [green]✔[/] {claim}", highlight=False)
        else:
            self.console.print(f"  [bold red]✘ {claim}[/]", highlight=False)
            self.failed.append(claim)
        time.sleep(self.pause_seconds / 4)

    def turn_to(self, moment: str) -> None:
        """Let it be a later moment for everybody.

        :raises ValueError: it has passed.
        """
        self.clock.turn_to(datetime.fromisoformat(moment))

    def client(self, agency: str) -> ExchangeClient:
        """Return a client of an agency that was registered."""
        return ExchangeClient(self.url, self.accounts[agency], means=Means(clock=self.clock))

    def on_the_host(self, *words: str) -> list[dict[str, Any]]:
        """Run ``python -m exchange`` as the operator does, and return what it printed, one value a line.

        :raises RuntimeError: it failed; the message is its own.
        """
        ended = self.run("exchange", *words, environment=self.environment)
        if ended.returncode != 0:
            raise RuntimeError(f"exchange {words[0]}: {ended.stderr[-2000:]}")
        return [json.loads(line) for line in ended.stdout.splitlines() if line.startswith("{")]

    def run(self, module: str, *words: str, environment: Mapping[str, str]) -> "subprocess.CompletedProcess[str]":
        """Run ``python -m module words`` to its end and return it with what it printed."""
        return subprocess.run(
            [sys.executable, "-m", module, *words],
            check=False,
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
