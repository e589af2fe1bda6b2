"""Runs each mutant in a process of its own, forked once everything that no mutant touches is imported."""

import os
import pickle
import signal
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib.machinery import SourceFileLoader
from pathlib import Path
from typing import Any, Final

from mutation.mutants import Mutant
from mutation.numbers import OfNumber

# A loop that a mutant never ends is cut off, and the mutant with it.
_SECONDS: Final = 120
_SURVIVED: Final = 0


def survivors(mutants: Sequence[Any], run: Callable[[Any], None], jobs: int) -> Iterator[Any]:
    """Yield the mutants for which `run` raises nothing, each tried in a child; as many at a time as `jobs`."""
    running: dict[int, Any] = {}
    for one in mutants:
        running[_fork(lambda one=one: run(one))] = one
        if len(running) >= jobs:
            yield from _first_ended(running)
    while running:
        yield from _first_ended(running)


def _first_ended(running: dict[int, Any]) -> Iterator[Any]:
    child, status = os.waitpid(-1, 0)
    one = running.pop(child)
    if os.waitstatus_to_exitcode(status) == _SURVIVED:
        yield one


def _fork(run: Callable[[], None]) -> int:
    sys.stdout.flush()
    child = os.fork()
    if child:
        return child
    signal.alarm(_SECONDS)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    try:
        run()
    except BaseException:  # noqa: BLE001 - whatever a mutant breaks, it is noticed
        os._exit(1)
    os._exit(_SURVIVED)


def asked_in_a_child(ask: Callable[[], Any]) -> Any:
    """Return what a function finds out in a child, so that nothing that it imports is imported here.

    :raises RuntimeError: it failed.
    """
    with tempfile.NamedTemporaryFile() as file:
        child = _fork(lambda: _write(Path(file.name), ask()))
        if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != _SURVIVED:
            raise RuntimeError("the tables do not pass without any mutant")
        return pickle.loads(Path(file.name).read_bytes())  # noqa: S301 - our own child wrote it


def _write(path: Path, found: Any) -> None:
    path.write_bytes(pickle.dumps(found))


def imported_as(mutant: Mutant | OfNumber) -> None:
    """Let everything that is imported from now on see the mutant instead of what the file says."""
    if isinstance(mutant, OfNumber):
        loads = tomllib.loads
        tomllib.loads = lambda text, **named: mutant.read if text == mutant.text else loads(text, **named)
        return
    if not mutant.lines:
        return
    get_code = SourceFileLoader.get_code

    def changed(loader: SourceFileLoader, name: str) -> Any:
        return mutant.code if loader.path == str(mutant.path) else get_code(loader, name)

    SourceFileLoader.get_code = changed  # type: ignore[method-assign]


def meets(cases: Iterable[Any]) -> None:
    """See that every case is met.

    :raises AssertionError: one is not.
    """
    for case in cases:
        case.meet()
