"""Rows of a police platform under its own column names (domain 8.3), the lines they make, and files of them."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from builders.events import case_number


def a_row(sequence: int = 1, **columns: Any) -> dict[str, Any]:
    """Return the columns of one case of 大武口区: received, filed a day later, with one suspect."""
    day = 1 + sequence % 27
    return {
        "ASJBH": case_number(sequence),
        "AJMC": f"马晓东盗窃案{sequence}",
        "AJLBDM": "050200",
        "SLSJ": f"2026-03-{day:02} 09:30:00",
        "SLDW_GAJGJGDM": "640202510000",
        "LARQ": f"202603{day + 1:02}",
        "LADW_GAJGJGDM": "640202000000",
        "XYR": [
            {"RYBH": f"R{sequence}", "XM": "马晓东", "GMSFHM": "640202198001011238", "XBDM": "1", "CSRQ": "19800101"}
        ],
        **columns,
    }


def snapshot(columns: dict[str, Any], *, version: int = 1, key: str | None = None, **more: Any) -> dict[str, Any]:
    """Return the line of a row."""
    said = {
        "profile": "police_pinyin",
        "source_system": "jzpt",
        "source_key": key or f"AJ-{columns['ASJBH']}",
        "source_version": version,
        "row": columns,
    }
    return {"snapshot": said | more}


def ndjson(lines: Iterable[dict[str, Any]], charset: str = "utf-8") -> bytes:
    """Return lines as a file holds them."""
    return b"".join(json.dumps(line, ensure_ascii=False).encode(charset) + b"\n" for line in lines)


def a_parcel(folder: Path, content: bytes, *, sequence: int = 1, **manifest: Any) -> Path:
    """Write a file and its manifest into a folder; keywords replace what the manifest says."""
    file = folder / f"rows-{sequence:04}.ndjson"
    file.write_bytes(content)
    said = {
        "sequence": sequence,
        "count": sum(1 for line in content.split(b"\n") if line.strip()),
        "digest": f"sha256:{hashlib.sha256(content).hexdigest()}",
        **manifest,
    }
    file.with_name(f"rows-{sequence:04}.manifest.json").write_text(json.dumps(said), encoding="utf-8")
    return file
