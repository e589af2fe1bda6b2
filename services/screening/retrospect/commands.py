"""python -m screening {backtest,impact}: over what screening heard, or over files, without telling anybody."""

import argparse
import asyncio
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any, Final

import orjson
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from screening import app, parameters
from screening.retrospect import copying, impact, lines, reporting, running
from screening.retrospect.counting import AFTER, BEFORE, Precision
from screening.retrospect.plan import Plan, Unanswerable, models_named, sides
from screening.retrospect.spool import Spool
from screening.settings import Settings
from screening.store.db import Database

BELOW: Final = 3
"""The exit code of a backtest whose precision is not surely as high as was asked."""
_FIRST_DAY: Final = date(1997, 1, 1)


def add_options(past: argparse.ArgumentParser, changed: argparse.ArgumentParser) -> None:
    """Say what both commands take."""
    day = date.fromisoformat
    past.add_argument("--until", type=day, help="print all that is told of everything heard, through this legal day")
    past.add_argument("--model", action="append", default=[], metavar="SLUG[@VERSION]", help="repeat for several")
    past.add_argument("--against", metavar="VERSION|FILE.toml", help="another version, or a changed parameter file")
    past.add_argument("--min-precision", type=float, metavar="X", help="exit 3 unless the 95 %% interval begins at X")
    changed.add_argument("file", type=Path, metavar="FILE", help="a changed parameter file of a model")
    changed.add_argument("--parameters", metavar="NAME", help="which file it stands for, if its name does not say it")
    changed.add_argument("--json", action="store_true", help="one JSON value a line")
    for one in (past, changed):
        one.add_argument("--from", dest="since", type=day, help="the first legal day that counts")
        one.add_argument("--to", type=day, help="the last legal day")
        one.add_argument("--input", type=Path, metavar="FILE.ndjson", help="lines of bulk intake, or a folder of them")
        one.add_argument("--report", type=Path, metavar="FOLDER", help="where the report, and what is done, is kept")
        one.add_argument("--processes", type=int, default=os.cpu_count() or 1)


def backtest(settings: Settings, arguments: argparse.Namespace) -> int:
    """Replay models over the past and write a report; what was begun before is gone on with.

    The gate looks at the lower end of the 95 % interval (Wilson), of what is compared if something is: a share of ten
    reviews may be luck.
    """
    if arguments.since is None or arguments.to is None:
        raise Unanswerable("say --from DAY and --to DAY (or --until DAY for what would be told of everything heard)")
    models, version, numbers = models_named(arguments.model), arguments.against, None
    if version is not None and version.endswith(".toml"):
        path, version = Path(version), None
        numbers = _numbers(path, impact.name_of(path, None))
    folder: Path = arguments.report or Path(f"backtest-{arguments.since}-{arguments.to}")
    folder.mkdir(parents=True, exist_ok=True)
    with _filled(settings, arguments, folder) as (spool, source, taken):
        plan = Plan(models, arguments.since, arguments.to, source, version, numbers)
        _run(plan, spool, folder, arguments.processes)
        tally = reporting.written(plan, running.results(plan, folder / "state"), folder, taken=taken)
    side = AFTER if sides(plan)[1] else BEFORE
    sys.stdout.write(f"{tally.cases} 件案件 cases; {tally.totals(BEFORE)}; {folder / 'report.html'}\n")
    return _judged(tally.precision(side), arguments.min_precision)


def _judged(precision: Precision, least: float | None) -> int:
    if least is None:
        return 0
    low = 0.0 if precision.interval is None else precision.interval[0]
    if low >= least:
        return 0
    sys.stderr.write(
        f"准确率下限 {low:.3f} 低于要求的 {least}（已审查 {precision.decided}，属实 {precision.true}）。"
        f" The precision is not surely {least}: {precision.true} of {precision.decided} reviewed were right, the 95 %"
        f" interval begins at {low:.3f}.\n"
    )
    return BELOW


def law_impact(settings: Settings, arguments: argparse.Namespace) -> int:
    """Show which past outcomes change with a changed parameter file."""
    path: Path = arguments.file
    name = impact.name_of(path, arguments.parameters)
    numbers = _numbers(path, name)
    changed = impact.changes(impact.shipped(name), parameters.parse(numbers[1]))
    with tempfile.TemporaryDirectory() as temporary:
        folder: Path = arguments.report or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        with _filled(settings, arguments, folder) as (spool, source, _):
            until = arguments.to or _last_day(spool)
            since = arguments.since or _FIRST_DAY
            plan = Plan(impact.models_using(name), since, until, source, None, numbers)
            if changed:
                _run(plan, spool, folder, arguments.processes)
            rows = (row for one in running.results(plan, folder / "state") for row in _rows(one))
            _show(impact.explained(rows, changed), changed, as_lines=arguments.json)
    return 0


def _rows(result: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return list(result["differences"])


def _numbers(path: Path, name: str) -> tuple[str, str]:
    try:
        text = path.read_text(encoding="utf-8")
        parameters.parse(text)
    except (OSError, ValueError) as error:
        raise Unanswerable(f"{path}: {error}") from None
    return name, text


def _last_day(spool: Path) -> date:
    held = Spool(spool)
    try:
        last = held.reading.places().last_day
    finally:
        held.close()
    if last is None:
        raise Unanswerable("nothing was heard yet")
    return last


@contextmanager
def _filled(
    settings: Settings, arguments: argparse.Namespace, folder: Path
) -> Iterator[tuple[Path, str, Mapping[str, Any]]]:
    """Give a spool of the input that is whole, what tells it from another one, and what became of its lines."""
    paths = None if arguments.input is None else lines.files_of(arguments.input)
    path = folder / "input.sqlite"
    spool = Spool(path, writes=True)
    try:
        source = lines.digest_of(paths) if paths is not None else spool.mark("source")
        if paths is not None and spool.mark("source") != source:
            spool = _anew(spool, path)
            spool.note("taken", orjson.dumps(asdict(lines.fill(spool, paths))).decode())
            spool.complete()
            spool.note("source", str(source))
        elif paths is None:
            spool, source = asyncio.run(_copied(settings, spool, path))
        taken = orjson.loads(spool.mark("taken") or "{}")
        spool.note("finished", "no")
    finally:
        spool.close()
    yield path, str(source), taken
    spool = Spool(path, writes=True)
    spool.note("finished", "yes")
    spool.close()


def _anew(spool: Spool, path: Path) -> Spool:
    spool.close()
    for one in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
        one.unlink(missing_ok=True)
    return Spool(path, writes=True)


async def _copied(settings: Settings, spool: Spool, path: Path) -> tuple[Spool, str]:
    if settings.database_url is None:
        raise Unanswerable("SCREENING_DATABASE_URL is not set, and no --input is named")
    database = Database(app.driver_url(settings.database_url.get_secret_value()))
    try:
        epoch, upto = await copying.heard_upto(database)
        known, now = spool.mark("source") or "", f"feed {epoch}.{upto}"
        # What was begun is gone on with as it was begun, though the feed has grown since; what was ended is not.
        ended = spool.mark("finished") == "yes" and known != now
        if ended or not known.startswith(f"feed {epoch}."):
            spool = _anew(spool, path)
            known = now
            spool.note("source", known)
        await copying.copy(database, spool, upto=int(known.rpartition(".")[2]))
    finally:
        await database.close()
    return spool, known


def _run(plan: Plan, spool: Path, folder: Path, processes: int) -> None:
    held = Spool(spool)
    total = held.reading.count()
    held.close()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task("回溯 backtest", total=total)
        running.run(
            plan,
            spool,
            folder / "state",
            processes=processes,
            seen=lambda done: progress.update(task, completed=done),
        )


def _show(rows: Any, changed: list[impact.Changed], *, as_lines: bool) -> None:
    if as_lines:
        for row, by in rows:
            sys.stdout.write(orjson.dumps({**row, "numbers": [one.as_json() for one in by]}).decode() + "\n")
        return
    console = Console()
    for one in changed:
        said = one.as_json()
        console.print(
            f"{one.name} 自 since {one.since} 〔{one.law}〕: {said['before']} → {said['after']}", markup=False
        )
    table = Table()
    for name in ("案件 case", "规则 rule", "人员 suspect", "前 before", "后 after", "数值 number"):
        # Cut off, a case number would name no case.
        table.add_column(name, overflow="fold")
    count = 0
    for row, by in rows:
        count += 1
        numbers = "；".join(f"{one.name} {one.since} {one.law}" for one in by)
        table.add_row(
            row["case_number"],
            row["rule"],
            row["suspect_ref"] or "",
            reporting.said(row["before"]),
            reporting.said(row["after"]),
            numbers,
        )
    if count:
        console.print(table)
    console.print(f"{count} 项结果变化 outcomes change")
