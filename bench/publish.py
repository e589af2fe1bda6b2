"""Puts measured figures into the documents: `python -m bench.publish` after `make bench`. No figure is written by hand.

A document holds a block between `<!-- bench:NAME -->` and `<!-- /bench:NAME -->`; what stands there is made from
`docs/bench/bench.json`, and a test holds it to that.
"""

import json
import re
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from bench import report
from bench.figure import Figure

ROOT: Final = Path(__file__).resolve().parent.parent
FIGURES: Final = ROOT / "docs" / "bench" / "bench.json"
DOCUMENTS: Final = ("README.md", "docs/README.zh-CN.md", "docs/performance.md", "docs/operations.md")
_BLOCK: Final = re.compile(r"(<!-- bench:(?P<name>[a-z]+) -->\n).*?(<!-- /bench:(?P=name) -->)", re.DOTALL)

Measured = Mapping[str, Any]


def number(value: float) -> str:
    """Return a figure with as many digits as it is worth."""
    if value >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}" if value < 10 else f"{value:.0f}"


def machine(measured: Measured) -> str:
    """Return when and on what it was measured."""
    on = measured["machine"]
    return (
        f"Measured on {measured['measured_at'][:10]} on {on['cores']} {on['processor']} cores with {on['memory_gb']} GB, "
        f"Python {on['python']}, the embedded PostgreSQL and every client on the same machine.\n"
    )


def table(measured: Measured) -> str:
    """Return every figure with its floor and its goals."""
    lines = ["| figure | measured | floor | goal | came | |", "|---|---|---|---|---|---|"]
    for figure in measured["figures"]:
        values, floor = _said(figure["values"]), _said(figure["floor"]) or "–"
        rows = [(goal["goal"], number(goal["measured"]), _mark(goal)) for goal in figure["goals"]]
        for place, (goal, came, mark) in enumerate(rows or [("–", "", "")]):
            first = (figure["figure"], values, floor) if place == 0 else ("", "", "")
            lines.append(f"| {' | '.join((*first, goal, came, mark))} |")
    return "\n".join(lines) + "\n"


def notes(measured: Measured) -> str:
    """Return what a reader must know of each figure to take it for what it is."""
    return "".join(f"* **{one['figure']}**: {one['note']}\n" for one in measured["figures"] if one["note"])


def capacity(measured: Measured) -> str:
    """Return each figure in one line, for whoever plans a machine."""
    lines = ["| | measured |", "|---|---|"]
    lines += [f"| {one['figure']} | {_said(one['values'], ', ')} |" for one in measured["figures"]]
    return f"{machine(measured)}\n" + "\n".join(lines) + "\n"


def summary(measured: Measured) -> str:
    """Return in one line how many goals were reached."""
    goals = [goal for figure in measured["figures"] for goal in figure["goals"]]
    reached = sum(goal["reached"] and not goal["smaller"] for goal in goals)
    held = sum(goal["reached"] and goal["smaller"] for goal in goals)
    missed = len(goals) - reached - held
    day = measured["measured_at"][:10]
    return (
        f"{day}: {reached} of {len(goals)} goals reached, {held} held at a smaller size than asked, {missed} missed.\n"
    )


def summary_in_chinese(measured: Measured) -> str:
    """Return the same in Chinese."""
    goals = [goal for figure in measured["figures"] for goal in figure["goals"]]
    reached = sum(goal["reached"] and not goal["smaller"] for goal in goals)
    held = sum(goal["reached"] and goal["smaller"] for goal in goals)
    day = measured["measured_at"][:10]
    return (
        f"{day} 测得：{len(goals)} 项目标中达成 {reached} 项，在小于要求的规模上达到 {held} 项，"
        f"未达成 {len(goals) - reached - held} 项。\n"
    )


def _said(values: Mapping[str, float], between: str = "<br>") -> str:
    return between.join(f"{number(value)} {unit}" for unit, value in values.items())


def _mark(goal: Mapping[str, Any]) -> str:
    if not goal["reached"]:
        return "**missed**"
    return "held at a smaller size" if goal["smaller"] else "reached"


BLOCKS: Final[Mapping[str, Callable[[Measured], str]]] = {
    "machine": machine,
    "table": table,
    "notes": notes,
    "summary": summary,
    "chinese": summary_in_chinese,
    "capacity": capacity,
}


def published(text: str, measured: Measured) -> str:
    """Return a document with every block made anew."""
    return _BLOCK.sub(lambda block: block[1] + BLOCKS[block["name"]](measured) + block[3], text)


def _merge(folder: Path) -> None:
    """Let a folder hold the published figures too, but for those that were measured anew."""
    before, now = (json.loads(path.read_text(encoding="utf-8")) for path in (FIGURES, folder / "bench.json"))
    anew = {one["figure"]: one for one in now["figures"]}
    whole = [anew.pop(one["figure"], one) for one in before["figures"]] + list(anew.values())
    report.write([Figure.of_json(one) for one in whole], folder, now=datetime.fromisoformat(now["measured_at"]))


def main(words: Sequence[str]) -> int:
    """Take the figures of a folder (build/bench), and write them into every document that asks for them.

    With `--merge` only some families were measured: they take the place of what they measured before.
    """
    folders = [one for one in words if one != "--merge"]
    folder = Path(folders[0]) if folders else ROOT / "build" / "bench"
    FIGURES.parent.mkdir(parents=True, exist_ok=True)
    if "--merge" in words:
        _merge(folder)
    for name in ("bench.json", "bench.svg"):
        shutil.copyfile(folder / name, FIGURES.with_name(name))
    measured = json.loads(FIGURES.read_text(encoding="utf-8"))
    for name in DOCUMENTS:
        path = ROOT / name
        if path.exists():
            path.write_text(published(path.read_text(encoding="utf-8"), measured), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
