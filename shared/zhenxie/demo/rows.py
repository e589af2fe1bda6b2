"""Invented rows of a police platform (警务综合平台) as it would export them: pinyin columns, GB18030, not tidy."""

import json
import random
from typing import Any, Final

CASES: Final = 24
_UNITS: Final = ("640202000000", "640202000000", "640205000000", "640221000000")
_KINDS: Final = (("盗窃", "050200"), ("诈骗", "050300"), ("危险驾驶", "020928"), ("故意伤害", "040100"))
_SURNAMES: Final = "马李王张杨吴丁纳"
_PLAIN: Final = "202602"


def file_of_rows() -> tuple[bytes, int, int]:
    """Return a file: every case twice and shuffled, one line cut off in the middle; its lines, and the bad one's number."""
    lines = [_line(place, _columns(place)) for place in range(CASES)] * 2
    # The same file at every performance.
    random.Random(640202).shuffle(lines)  # noqa: S311
    bad = len(lines) // 2
    lines.insert(bad, lines[0][:60])
    return _file(lines), len(lines), bad + 1


def plain_file(cases: int, *, first: int) -> bytes:
    """Return a file of so many cases, each once, numbered from `first` on; they were filed in February."""
    lines = []
    for place in range(first, first + cases):
        unit = _UNITS[place % len(_UNITS)]
        day = f"{place % 27 + 1:02}"
        plain = {
            "ASJBH": f"A{unit}{_PLAIN}{place:04}",
            "AJMC": f"{_SURNAMES[place % len(_SURNAMES)]}某盗窃案",
            "AJLBDM": "050200",
            "SLSJ": f"2026-02-{day} 10:00:00",
            "SLDW_GAJGJGDM": unit,
            "LARQ": f"202602{day}",
            "LADW_GAJGJGDM": unit,
            "SFCXAJ_PDBZ": "0",
        }
        lines.append(_line(place, plain))
    return _file(lines)


def is_of_plain_file(number: str) -> bool:
    """Tell whether a case number comes from :func:`plain_file`."""
    return number[13:].startswith(_PLAIN)


def _file(lines: list[str]) -> bytes:
    return b"".join(line.encode("gb18030") + b"\n" for line in lines)


def _line(place: int, row: dict[str, Any]) -> str:
    said = {
        "profile": "police_pinyin",
        "source_system": "jwzhpt",
        "source_key": f"AJ{place + 1:06}",
        "source_version": 1,
        "row": row,
    }
    return json.dumps({"snapshot": said}, ensure_ascii=False)


def _columns(place: int) -> dict[str, Any]:
    unit = _UNITS[place % len(_UNITS)]
    number = f"A{unit}202603{place + 1:04}"
    kind, category = _KINDS[place % len(_KINDS)]
    day = 1 + place
    columns: dict[str, Any] = {
        # Typed on a Chinese keyboard, padded by a database: both are seen every day.
        "ASJBH": number if place % 5 else number.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789"}),
        "AJMC": f"{_SURNAMES[place % len(_SURNAMES)]}某{kind}案",
        "AJLBDM": category,
        "SLSJ": f"2026-03-{day:02} 09:30:00",
        "SLDW_GAJGJGDM": unit,
        "LARQ": None if place % 6 == 5 else f"202603{day + 1:02}",
        "LADW_GAJGJGDM": unit,
        "SFCXAJ_PDBZ": "0",
        "CXAJRQ": None,
        "JYAQ": "（虚构案情，仅供演示）",
    }
    if place % 8 == 3:
        columns |= {"SFCXAJ_PDBZ": "1", "CXAJRQ": "2026/4/20", "CXAJYYDM": "情节显著轻微"}
    return columns
