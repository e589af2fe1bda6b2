"""`zhenxie generate`: invented case histories as lines of bulk intake, the same for the same arguments."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO, Final

import typer

if TYPE_CHECKING:
    from zhenxie.generate.lines import Line

_BUFFER_BYTES: Final = 1_048_576
_DAY: Final = ["%Y-%m-%d"]

Police = Annotated[
    list[str] | None, typer.Option("--agencies", help="Police agencies (公安机关) by their codes; repeat for several.")
]
Since = Annotated[datetime, typer.Option("--from", formats=_DAY, help="From this day on things are reported.")]
Until = Annotated[datetime, typer.Option("--to", formats=_DAY, help="Until this day, which is left out.")]
Sender = Annotated[
    str | None, typer.Option(help="Whose lines: an agency sends its own. By default the first police agency's.")
]
Out = Annotated[
    str, typer.Option(help="A file; - for the standard output; a folder for one file an agency, AGENCY.ndjson.")
]


def generate(  # noqa: PLR0913  each is one option of the command
    *,
    cases: Annotated[int, typer.Option(min=0, help="How many cases (案件数).")],
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.")] = 1,
    violations: Annotated[float, typer.Option(min=0, max=1, help="In which share something goes wrong.")] = 0.1,
    since: Since = datetime(2024, 1, 1),  # noqa: DTZ001  a day
    until: Until = datetime(2026, 7, 1),  # noqa: DTZ001  a day
    agencies: Police = None,
    sender: Sender = None,
    coverage: Annotated[
        bool, typer.Option("--coverage", help="Monthly coverage declarations too (数据覆盖声明).")
    ] = False,
    out: Out = "-",
) -> None:
    """Generate invented case histories (生成案件数据) as NDJSON that `load` and POST /v1/intake take.

    Everybody in them is invented. Lines stand in the order in which they were recorded. What the procuratorate says
    (640202 for police 640202000000) is in its own file; load the police's first.
    """
    # No other command has to wait for what a generator reads.
    from zhenxie.generate.histories import Plan
    from zhenxie.generate.lines import lines

    try:
        plan = Plan(
            cases=cases,
            seed=seed,
            violations=violations,
            since=since.date(),
            until=until.date(),
            police=tuple(agencies or ["640202000000"]),
        )
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    whole = lines(plan, coverage=coverage)
    if Path(out).is_dir():
        _write_each(whole, Path(out))
        return
    wanted = sender or plan.police[0]
    with _file(None if out == "-" else Path(out)) as file:
        for line in whole:
            if line.sender == wanted:
                file.write(line.body)


def _write_each(whole: "Iterable[Line]", folder: Path) -> None:
    with ExitStack() as files:
        opened: dict[str, BinaryIO] = {}
        for line in whole:
            if line.sender not in opened:
                opened[line.sender] = files.enter_context(_file(folder / f"{line.sender}.ndjson"))
            opened[line.sender].write(line.body)


@contextmanager
def _file(path: Path | None) -> Iterator[BinaryIO]:
    if path is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    with path.open("wb", buffering=_BUFFER_BYTES) as file:
        yield file
