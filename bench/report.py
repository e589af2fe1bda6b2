"""Figures as a table on the terminal, as JSON, and as a chart (SVG)."""

import json
import os
import platform
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bench.figure import Figure, Goal

_WIDTH = 24
# Rich's own form of an SVG asks a foreign host for a font; this one does with what the reader has.
_SVG = """<svg viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{ font-family: monospace; font-size: {char_height}px; line-height: {line_height}px; }}
.{unique_id}-title {{ font-size: 18px; font-weight: bold; font-family: sans-serif; }}
{styles}
</style>
<defs><clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/></clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g></g></svg>
"""


def table(figures: Sequence[Figure]) -> Table:
    """Return every figure with its floor, its goals, and how much of each goal was reached."""
    drawn = Table("figure", "measured", "floor", "goal", "came", "share of the goal")
    for figure in figures:
        goals = figure.goals or (None,)
        for number, goal in enumerate(goals):
            first = (figure.name, _said(figure.values), _said(figure.floor)) if number == 0 else ("", "", "")
            drawn.add_row(*first, *_of_goal(goal), end_section=number == len(goals) - 1)
    return drawn


def _of_goal(goal: Goal | None) -> tuple[str, str, Text | str]:
    if goal is None:
        return "–", "", ""
    filled = round(min(goal.share, 1.0) * _WIDTH)
    style = "red" if not goal.reached else "yellow" if goal.smaller else "green"
    bar = Text("█" * filled, style=style).append("░" * (_WIDTH - filled), style="dim")
    return goal.said, _number(goal.measured), bar.append(f" {goal.share:.2f}", style="default")


def _said(values: Mapping[str, float]) -> str:
    return "\n".join(f"{_number(value)} {unit}" for unit, value in values.items())


def _number(value: float) -> str:
    if value >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}" if value < 10 else f"{value:.1f}"


def machine() -> dict[str, Any]:
    """Return what the figures were measured on; nothing that names the machine."""
    kilobytes = Path("/proc/meminfo").read_text(encoding="ascii").split()[1] if Path("/proc/meminfo").exists() else "0"
    return {
        "cores": os.cpu_count(),
        "memory_gb": round(int(kilobytes) / 1024**2),
        "processor": platform.machine(),
        "python": platform.python_version(),
    }


def write(figures: Sequence[Figure], folder: Path, *, now: datetime) -> None:
    """Write `bench.json` and `bench.svg` into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    said = {"measured_at": now.isoformat(timespec="seconds"), "machine": machine()}
    whole = {**said, "figures": [figure.as_json() for figure in figures]}
    (folder / "bench.json").write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        console = Console(record=True, width=150, file=nowhere, force_terminal=True)
        console.print(table(figures))
        title = f"Zhenxie on {said['machine']['cores']} cores, {now:%Y-%m-%d}"
        svg = console.export_svg(title=title, code_format=_SVG, unique_id="bench")
    (folder / "bench.svg").write_text(svg, encoding="utf-8")
