"""Runs a backtest in parts: each part in some process, each group of cases noted when it is done, so that a kill costs one.

A part's state file holds the question and then one line a group. Whoever goes on reads it and begins behind the last whole
line; what two runs note of a group is the same, byte for byte.
"""

import fcntl
import os
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_EXCEPTION, ProcessPoolExecutor, wait
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import BinaryIO, Final

import orjson

from screening.retrospect.counting import result_of
from screening.retrospect.looking import Past
from screening.retrospect.plan import GROUP, PARTS, Plan, sides
from screening.retrospect.spool import Spool

_LOOKS_SECONDS: Final = 0.3
_STATE: Final = "part-{:02}.ndjson"


def run(plan: Plan, spool: Path, folder: Path, *, processes: int, seen: Callable[[int], None]) -> None:
    """Look at every case, and leave a state file for each part in `folder`.

    :param processes: 1 works in this process.
    :param seen: told again and again how many cases are done.
    """
    folder.mkdir(parents=True, exist_ok=True)
    watch = _Watch(plan, folder)
    if processes <= 1:
        for part in range(PARTS):
            for _ in work(plan, spool, folder, part):
                seen(watch.count())
        seen(watch.count())
        return
    # Nothing of this process is to be inherited: neither its connections nor its threads.
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        parts = {pool.submit(work_off, plan, spool, folder, part, os.getpid()) for part in range(PARTS)}
        while parts:
            ended, parts = wait(parts, timeout=_LOOKS_SECONDS, return_when=FIRST_EXCEPTION)
            for one in ended:
                one.result()
            seen(watch.count())


def work_off(plan: Plan, spool: Path, folder: Path, part: int, parent: int) -> None:
    """Do one part to its end in a process of its own; left by its parent, it leaves after the group that it is at."""
    for _ in work(plan, spool, folder, part):
        if os.getppid() != parent:
            return


def work(plan: Plan, path: Path, folder: Path, part: int) -> Iterator[int]:
    """Do one part, group by group, from where its state file ends; yield how many cases each group had."""
    before, after = sides(plan)
    with _state(folder / _STATE.format(part), plan.digest) as (file, begun):
        if begun is None:
            return
        last = begun
        spool = Spool(path)
        try:
            past = Past.of(spool.reading, [*before, *after], plan.until)
            while True:
                cases = spool.reading.cases(after=last, limit=GROUP, upto=past.upto, part=part, parts=PARTS)
                if not cases:
                    file.write(b'{"end":true}\n')
                    return
                last = str(cases[-1])
                result = result_of(past.look(cases), models=len(before), since=plan.since, compared=bool(after))
                file.write(orjson.dumps({"last": last, **result}, option=orjson.OPT_APPEND_NEWLINE))
                file.flush()
                os.fsync(file.fileno())
                yield len(cases)
        finally:
            spool.close()


@contextmanager
def _state(path: Path, digest: str) -> Iterator[tuple[BinaryIO, str | None]]:
    """Give a part's state file, open behind its last whole line, and the last case that is done; None if all are.

    It is locked: a process that outlived the run that started it is waited for.
    """
    with path.open("a+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        whole, last = 0, ""
        ended = False
        for place, line in enumerate(file):
            if not line.endswith(b"\n"):
                break
            said = orjson.loads(line)
            if place == 0 and said.get("plan") != digest:
                break
            whole += len(line)
            last, ended = said.get("last", last), "end" in said
        file.truncate(whole)
        if not whole:
            file.write(orjson.dumps({"plan": digest}, option=orjson.OPT_APPEND_NEWLINE))
        yield file, None if ended else last


def results(plan: Plan, folder: Path) -> Iterator[dict[str, object]]:
    """Yield what every group gave, part by part: the same order however often it was begun, by however many processes."""
    for part in range(PARTS):
        path = folder / _STATE.format(part)
        if not path.exists():
            continue
        with path.open("rb") as file:
            for place, line in enumerate(file):
                if not line.endswith(b"\n"):
                    break
                said = orjson.loads(line)
                if place == 0 and said.get("plan") != plan.digest:
                    break
                if "last" in said:
                    yield said


class _Watch:
    """Counts the cases that are done, reading of the state files only what is new in them."""

    def __init__(self, plan: Plan, folder: Path) -> None:
        self._plan, self._folder = plan, folder
        self._read: dict[int, int] = {}
        self._cases = 0

    def count(self) -> int:
        """Return how many cases are done."""
        for part in range(PARTS):
            path = self._folder / _STATE.format(part)
            if path.exists():
                with path.open("rb") as file:
                    self._take(part, file)
        return self._cases

    def _take(self, part: int, file: BinaryIO) -> None:
        file.seek(self._read.get(part, 0))
        for line in file:
            if not line.endswith(b"\n"):
                return
            said = orjson.loads(line)
            if said.get("plan", self._plan.digest) != self._plan.digest:
                # Of an earlier question: it is begun anew in a moment.
                return
            self._read[part] = self._read.get(part, 0) + len(line)
            self._cases += said.get("cases", 0)
