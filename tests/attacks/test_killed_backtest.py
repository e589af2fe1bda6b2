"""A backtest that was killed and started again writes the report that it would have written, to the byte."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from screening import parameters
from zhenxie.generate.histories import Plan
from zhenxie.generate.lines import lines

SECONDS = 240
REPORT = ("report.json", "report.md", "report.html", "findings.ndjson", "differences.ndjson")


def begun(source: Path, folder: Path, *, processes: int) -> subprocess.Popen[bytes]:
    words = ["--from", "2025-01-01", "--to", "2026-06-30", "--input", str(source), "--report", str(folder)]
    words += ["--against", str(source.with_name("returned_case.toml")), "--processes", str(processes)]
    return subprocess.Popen(
        [
            sys.executable,
            "-m",
            "screening",
            "backtest",
            "--model",
            "returned_case",
            "--model",
            "expired_measure",
            *words,
        ],
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def groups(folder: Path) -> int:
    return sum(one.read_bytes().count(b'"last"') for one in (folder / "state").glob("*.ndjson"))


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "lines"
    folder.mkdir()
    for one in lines(Plan(cases=150, seed=9, violations=0.5), coverage=True):
        with (folder / f"{one.sender}.ndjson").open("ab") as file:
            file.write(one.body)
    shipped = (Path(parameters.__file__).parent / "returned_case.toml").read_text()
    (tmp_path / "returned_case.toml").write_text(shipped.replace("value = 1\n", "value = 240\n"))
    return folder


def test_killed_again_and_again_it_ends_with_the_same_report(source: Path, tmp_path: Path) -> None:
    killed, whole = tmp_path / "killed", tmp_path / "whole"
    deadline = time.monotonic() + SECONDS
    # At the copying, after the first group, and some groups later.
    for least in (0, 1, 5):
        running = begun(source, killed, processes=2)
        while groups(killed) < least and running.poll() is None:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        if not least:
            time.sleep(0.5)
        assert running.poll() is None, "it ended before it could be killed"
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()
    done = groups(killed)

    assert begun(source, killed, processes=2).wait(SECONDS) == 0
    assert begun(source, whole, processes=1).wait(SECONDS) == 0
    assert 5 <= done < groups(whole)
    assert groups(killed) == groups(whole)
    for name in REPORT:
        assert (killed / name).read_bytes() == (whole / name).read_bytes(), name
    assert b'"vanished"' in (whole / "differences.ndjson").read_bytes()
