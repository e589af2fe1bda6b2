"""Where the acts play: the exchange's address, who takes part, what was said, and whether each claim held."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console

from zhenxie.client.credentials import Secret
from zhenxie.client.exchange import ExchangeClient


@dataclass
class Stage:
    """What one performance has at hand; `agencies` fills up as clients are registered."""

    url: str
    environment: Mapping[str, str] = field(repr=False)
    folder: Path
    console: Console
    accounts: dict[str, Secret] = field(default_factory=dict, repr=False)
    props: dict[str, Any] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)

    def say(self, chinese: str, english: str) -> None:
        """Tell the audience what happens."""
        self.console.print(f"{chinese} [dim]· {english}[/]")

    def check(self, claim: str, holds: object) -> None:
        """Show whether a claim of ours holds, and remember it if not."""
        if holds:
            self.console.print(f"  [green]✔[/] {claim}")
        else:
            self.console.print(f"  [bold red]✘ {claim}[/]")
            self.failed.append(claim)

    def client(self, agency: str) -> ExchangeClient:
        """Return a client of an agency that was registered."""
        return ExchangeClient(self.url, self.accounts[agency])

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
