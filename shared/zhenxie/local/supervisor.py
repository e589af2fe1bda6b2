"""Child processes under one roof: started in order, stopped in order, none outlives the parent."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import FrameType, TracebackType
from typing import Self

from zhenxie.local.accounts import Account
from zhenxie.local.watchdog import Watchdog

_PATIENCE_SECONDS = 20.0


class ChildEnded(RuntimeError):
    """A process that should run has ended by itself."""


@dataclass(frozen=True, slots=True)
class _Child:
    name: str
    process: subprocess.Popen[bytes]
    watchdog: Watchdog


class Supervisor:
    """Runs modules of this Python as processes; nothing is restarted silently.

    As a context manager it stops its children, the last started first, when the block is left.
    """

    def __init__(self) -> None:
        """Begin without children."""
        self._children: list[_Child] = []
        self._asked_to_stop = False

    def __enter__(self) -> Self:
        """Take SIGTERM and SIGINT as a wish to stop."""
        self._before = {number: signal.signal(number, self._stop_asked) for number in (signal.SIGTERM, signal.SIGINT)}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop every child and give the signals back."""
        self.stop()
        for number, handler in self._before.items():
            signal.signal(number, handler)

    @property
    def is_asked_to_stop(self) -> bool:
        """Whether a signal asked us to stop."""
        return self._asked_to_stop

    def start(self, name: str, arguments: Sequence[str], *, environment: Mapping[str, str]) -> int:
        """Start ``python -m <arguments>`` and return its process number.

        :param environment: variables beside, or instead of, our own.
        """
        process = subprocess.Popen(
            [sys.executable, "-m", *arguments],
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            # Ctrl-C reaches a whole session at once; the order of stopping is ours to decide.
            start_new_session=True,
        )
        self._children.append(_Child(name, process, Watchdog(process.pid, account=Account(name="own"))))
        return process.pid

    def kill(self, name: str) -> None:
        """End a child of this name as a power cut does: SIGKILL, and nothing is put in order.

        :raises KeyError: no such child runs.
        """
        for child in self._children:
            if child.name == name:
                self._children.remove(child)
                child.process.kill()
                child.process.wait()
                child.watchdog.release()
                return
        raise KeyError(name)

    def wait_until(self, holds: Callable[[], bool], *, seconds: float = 60.0) -> bool:
        """Wait until `holds` answers true; false if we were asked to stop first.

        :raises ChildEnded: if a child ends meanwhile.
        :raises TimeoutError: if it does not hold in time.
        """
        deadline = time.monotonic() + seconds
        while not self._asked_to_stop:
            self._see_that_all_run()
            if holds():
                return True
            if time.monotonic() > deadline:
                message = f"not ready after {seconds:.0f} seconds"
                raise TimeoutError(message)
            time.sleep(0.05)
        return False

    def run(self, *, also: Callable[[], bool] = lambda: True) -> None:
        """Wait until we are asked to stop.

        :param also: something else that must stay true, such as a database that must run.
        :raises ChildEnded: as soon as one child, or what `also` asks for, has ended by itself.
        """
        while not self._asked_to_stop:
            self._see_that_all_run()
            if not also():
                message = "the database server has ended by itself"
                raise ChildEnded(message)
            time.sleep(0.2)

    def stop(self) -> None:
        """Stop the children, the last started first: SIGTERM, and SIGKILL after 20 seconds."""
        while self._children:
            child = self._children.pop()
            child.process.terminate()
            try:
                child.process.wait(_PATIENCE_SECONDS)
            except subprocess.TimeoutExpired:
                sys.stderr.write(f"{child.name} did not stop in {_PATIENCE_SECONDS:.0f} s; killed\n")
                child.process.kill()
                child.process.wait()
            child.watchdog.release()

    def _see_that_all_run(self) -> None:
        for child in self._children:
            code = child.process.poll()
            if code is not None:
                self._children.remove(child)
                child.watchdog.release()
                message = f"{child.name} has ended by itself with code {code}"
                raise ChildEnded(message)

    def _stop_asked(self, _number: int, _frame: FrameType | None) -> None:
        self._asked_to_stop = True
