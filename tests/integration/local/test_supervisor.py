"""Processes under one roof."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from zhenxie.local.supervisor import ChildEnded, Supervisor

# Says its number, and when it is asked to stop.
CHILD = """
import pathlib, os, signal, sys, time
name = sys.argv[1]
here = pathlib.Path(os.environ["WRITES_TO"])
def stop(*_):
    with (here / "stopped").open("a") as file:
        file.write(name + " ")
    sys.exit(0)
signal.signal(signal.SIGTERM, stop)
(here / name).write_text(str(os.getpid()))
time.sleep(float(os.environ.get("LIVES", 600)))
sys.exit(3)
"""
PARENT = """
import os, sys
from pathlib import Path
from zhenxie.local.supervisor import Supervisor
here = Path(os.environ["WRITES_TO"])
with Supervisor() as supervisor:
    supervisor.start("first", ["a_child", "first"], environment={})
    supervisor.start("second", ["a_child", "second"], environment={})
    supervisor.wait_until(lambda: (here / "first").exists() and (here / "second").exists())
    (here / "ready").touch()
    supervisor.run()
(here / "ended").touch()
"""


@pytest.fixture
def surroundings(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "a_child.py").write_text(CHILD)
    path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    return {"WRITES_TO": str(tmp_path), "PYTHONPATH": path}


def is_gone(process_id: int) -> bool:
    try:
        return Path(f"/proc/{process_id}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except FileNotFoundError:
        return True


def wait_for(path: Path) -> None:
    deadline = time.monotonic() + 60
    while not path.exists():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def a_parent(surroundings: dict[str, str]) -> "subprocess.Popen[bytes]":
    parent = subprocess.Popen([sys.executable, "-c", PARENT], env={**os.environ, **surroundings})
    wait_for(Path(surroundings["WRITES_TO"]) / "ready")
    return parent


@pytest.mark.parametrize("wish", [signal.SIGTERM, signal.SIGINT])
def test_a_wish_to_stop_stops_the_last_started_first(
    wish: signal.Signals, surroundings: dict[str, str], tmp_path: Path
) -> None:
    parent = a_parent(surroundings)

    parent.send_signal(wish)

    assert parent.wait(60) == 0
    assert (tmp_path / "stopped").read_text() == "second first "
    assert (tmp_path / "ended").exists()


def test_children_end_with_a_parent_that_was_killed(surroundings: dict[str, str], tmp_path: Path) -> None:
    parent = a_parent(surroundings)
    children = [int((tmp_path / name).read_text()) for name in ("first", "second")]

    parent.kill()
    parent.wait()

    deadline = time.monotonic() + 60
    while not all(is_gone(child) for child in children):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert sorted((tmp_path / "stopped").read_text().split()) == ["first", "second"]


def test_a_child_that_ends_by_itself_is_not_restarted_silently(surroundings: dict[str, str], tmp_path: Path) -> None:
    with Supervisor() as supervisor:
        supervisor.start("first", ["a_child", "first"], environment=surroundings)
        supervisor.wait_until((tmp_path / "first").exists)
        supervisor.start("second", ["a_child", "second"], environment={**surroundings, "LIVES": "0"})
        with pytest.raises(ChildEnded, match="second has ended by itself with code 3"):
            supervisor.run()

    assert (tmp_path / "stopped").read_text() == "first "


def test_a_child_that_is_killed_puts_nothing_in_order_and_is_not_missed(
    surroundings: dict[str, str], tmp_path: Path
) -> None:
    with Supervisor() as supervisor:
        for name in ("first", "second"):
            supervisor.start(name, ["a_child", name], environment=surroundings)
            supervisor.wait_until((tmp_path / name).exists)
        killed = int((tmp_path / "second").read_text())

        supervisor.kill("second")

        assert is_gone(killed)
        assert not (tmp_path / "stopped").exists()
        assert supervisor.wait_until(lambda: True)
        with pytest.raises(KeyError):
            supervisor.kill("second")


def test_waiting_for_what_never_happens_ends(surroundings: dict[str, str]) -> None:
    with Supervisor() as supervisor:
        supervisor.start("first", ["a_child", "first"], environment=surroundings)
        with pytest.raises(TimeoutError):
            supervisor.wait_until(lambda: False, seconds=0.1)
