"""`make bench`: measures what this machine holds; prints a table, and writes JSON and a chart.

Figures of one machine say little about another; the ratios to the floors say what the promises cost. A goal that is
missed is no failure: the exit status is 0 whatever came.
"""

import argparse
import importlib
import json
import sys
from pathlib import Path

from rich.console import Console

from bench import report
from bench.figure import Figure, Size
from zhenxie.kit import logs
from zhenxie.kit.clock import SystemClock

# In this order; a name is a file of bench/figures.
FAMILIES = (
    "singles",
    "bulk",
    "reading",
    "leads",
    "waiting",
    "growth",
    "memory",
    "engine",
    "shelf",
    "screening",
    "memory_screening",
    "agenda",
    "latency",
    "documents",
    "statistics",
)


def measured(families: list[str], size: Size) -> list[Figure]:
    """Measure family by family; what one says is said as soon as it is known."""
    found: list[Figure] = []
    console = Console(stderr=True)
    for family in families:
        console.print(f"[dim]measuring {family} …")
        figures = importlib.import_module(f"bench.figures.{family}").measure(size)
        for figure in figures:
            console.print_json(json.dumps(figure.as_json(), ensure_ascii=False), indent=None)
        found += figures
    return found


def main() -> None:
    """Measure what was asked for, and tell it in three forms."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes: shows that it runs, measures little")
    parser.add_argument("--full", action="store_true", help="the sizes that take hours on a small machine")
    parser.add_argument("--only", nargs="+", choices=FAMILIES, metavar="FAMILY", help=" ".join(FAMILIES))
    parser.add_argument("--out", type=Path, default=Path("build/bench"), help="where bench.json and bench.svg are put")
    words = parser.parse_args()
    logs.configure(service="bench", level="WARNING")
    figures = measured(words.only or list(FAMILIES), Size(words.quick, words.full))
    Console().print(report.table(figures))
    for figure in figures:
        if figure.note:
            print(f"{figure.name}: {figure.note}")
    report.write(figures, words.out, now=SystemClock().now())
    missed = sum(not goal.reached for figure in figures for goal in figure.goals)
    print(f"{words.out}/bench.json, {words.out}/bench.svg; {missed} goals missed")


if __name__ == "__main__":
    sys.exit(main())
