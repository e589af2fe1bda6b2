"""The real cases that lie beside the repository: 51 published criminal cases, read where they are and never copied."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "real_cases.jsonl"
ABSENT = "no ../shared/data/real_cases.jsonl beside the repository: the real cases are not run"
_DAY = re.compile(r"(?<!\d)(?:19|20)\d\d-\d\d-\d\d")


@dataclass(frozen=True)
class Record:
    """One real case; `ordinal` is its place in the file, from which its place and its number are made up."""

    ordinal: int
    said: dict[str, Any]

    @property
    def key(self) -> str:
        """The key of the file."""
        return str(self.said["key"])

    @property
    def division(self) -> str:
        """A made-up division of the city: every case happened somewhere else, and its police promise for that place."""
        return f"6402{30 + self.ordinal:02d}"

    @property
    def unit(self) -> str:
        """The made-up police unit that handled the case."""
        return f"{self.division}000000"

    @cached_property
    def case_number(self) -> str:
        """A made-up number of the city's police, with the month of the first dated event."""
        months = [one["at"] or one["data"].get("at_month") for one in self.events]
        month = next((moment[:7] for moment in months if moment), "2020-01")
        return f"A640200000000{month.replace('-', '')}{self.ordinal + 1:04d}"

    @property
    def events(self) -> Sequence[dict[str, Any]]:
        """What happened, in the order of the file."""
        return tuple(self.said["events"])

    @property
    def expected(self) -> Sequence[dict[str, Any]]:
        """What was derived from the law by hand."""
        return tuple(self.said["expected_findings"])

    @cached_property
    def refs(self) -> dict[str, str]:
        """The reference of each suspect, by the masked name of the file."""
        return {one["label"]: f"S{number}" for number, one in enumerate(self.said["suspects"], 1)}

    def ref(self, label: str | None) -> str | None:
        """Return the reference of a suspect; None stands for the whole case."""
        return None if label is None else self.refs[label]

    @property
    def told_through(self) -> str:
        """The last day that the source tells of: of an event, or of the arithmetic in `why`."""
        days = [one["at"][:10] for one in self.events if one["at"]]
        days += [day for one in self.expected for day in _DAY.findall(one["why"])]
        days += [f"{one['data']['at_month']}-01" for one in self.events if one["data"].get("at_month")]
        return max(days)


def read() -> list[Record]:
    """Return the cases of the file, none where it does not exist."""
    if not DATA.exists():
        return []
    return [Record(place, json.loads(line)) for place, line in enumerate(DATA.read_text().splitlines())]
