"""`make demo`: the integrator's first hour ends well, touches nothing else, and fails if a claim does not hold."""

import os
import subprocess
import sys
from pathlib import Path

from rich.console import Console

from zhenxie.demo.play import ACTS
from zhenxie.demo.stage import Stage


def test_the_demonstration_holds_from_beginning_to_end(tmp_path: Path):
    # An address that leads nowhere: the demonstration must not even look at the operator's own database.
    own = {"EXCHANGE_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none", "ZHENXIE_DATA": str(tmp_path / "own")}
    environment = os.environ | own | {"COLUMNS": "160"}

    ended = subprocess.run(
        [sys.executable, "-m", "zhenxie.cli.main", "demo", "--once"],
        check=False,
        env=environment,
        capture_output=True,
        text=True,
    )

    assert ended.returncode == 0, ended.stdout[-3000:] + ended.stderr[-3000:]
    assert "全部成立" in ended.stdout
    assert "✘" not in ended.stdout
    assert ended.stdout.count("✔") >= 2 * len(ACTS)
    assert not (tmp_path / "own").exists()


def test_a_claim_that_does_not_hold_is_remembered(tmp_path: Path):
    stage = Stage("http://127.0.0.1:1", {}, tmp_path, Console(quiet=True))

    stage.check("成立 · holds", holds=True)
    stage.check("不成立 · does not", holds=[])

    assert stage.failed == ["不成立 · does not"]
