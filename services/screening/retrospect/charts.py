"""Charts of a backtest as inline SVG: stacked bars, no script, nothing from the network; pure."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Final

_COLOURS: Final = {"found": "#b3261e", "found_earlier": "#e0a19d", "clear": "#3a7d44", "undetermined": "#9aa0a6"}
LABELS: Final = {
    "found": "发现 found",
    "found_earlier": "此前已发现 found earlier",
    "clear": "未发现 clear",
    "undetermined": "无法判断 undetermined",
}
_LABEL, _BAR, _ROW, _NUMBER = 260, 480, 26, 90


def bars(title: str, rows: Mapping[str, Mapping[str, int]], verdicts: Sequence[str]) -> str:
    """Return a chart: one bar a row, in pieces by verdict, as long as its sum against the longest."""
    longest = max((sum(row[one] for one in verdicts) for row in rows.values()), default=0) or 1
    height = _ROW * (len(rows) + 1)
    width = _LABEL + _BAR + _NUMBER
    parts = [
        (
            f'<svg role="img" aria-label="{escape(title)}" viewBox="0 0 {width} {height}" width="100%"'
            f' style="max-width:{width}px" xmlns="http://www.w3.org/2000/svg" font-size="13">'
        )
    ]
    for place, (name, row) in enumerate(rows.items()):
        top, left = place * _ROW + 4, float(_LABEL)
        parts.append(f'<text x="{_LABEL - 8}" y="{top + 13}" text-anchor="end">{escape(name)}</text>')
        for verdict in verdicts:
            wide = row[verdict] / longest * _BAR
            if wide > 0:
                parts.append(
                    f'<rect x="{left:.2f}" y="{top}" width="{wide:.2f}" height="{_ROW - 8}" fill="{_COLOURS[verdict]}">'
                    f"<title>{escape(name)}: {escape(LABELS[verdict])} {row[verdict]}</title></rect>"
                )
            left += wide
        total = sum(row[one] for one in verdicts)
        parts.append(f'<text x="{left + 6:.2f}" y="{top + 13}" fill="#444">{total}</text>')
    parts.append("</svg>")
    return "".join(parts)


def legend(verdicts: Sequence[str]) -> str:
    """Return what each colour means."""
    return " ".join(
        f'<span class="key"><i style="background:{_COLOURS[one]}"></i>{escape(LABELS[one])}</span>' for one in verdicts
    )
