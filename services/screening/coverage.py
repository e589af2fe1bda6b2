"""What agencies promised to report: silence counts only where speech was promised, and only up to the watermark."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from zhenxie.law.calendar import start_of_day
from zhenxie.law.wording import Text
from zhenxie.wire.events import EVENT_TYPES
from zhenxie.wire.moments import end_of

Pair = tuple[str, str]
"""An agency and an event type."""
Row = tuple[int, Mapping[str, Any]]
"""A position, and what was stated there of one pair."""


@dataclass(frozen=True, slots=True)
class Missing:
    """A fact that is missing: what, which event type would say it, and which agency owes it."""

    what: Text
    event_type: str | None = None
    owed_by: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Return it as it stands in an assessment."""
        return {**self.what.as_json(), "event_type": self.event_type, "owed_by": self.owed_by}


@dataclass(frozen=True, slots=True)
class Declaration:
    """One `agency.coverage_declared` as the feed holds it: its position, the agency concerned, the covered types."""

    position: int
    agency: str
    types: Sequence[Mapping[str, Any]]


class Coverage:
    """Every declaration up to a position: what each agency stated of each type, in the order of the feed.

    It can hear more; what is known at an earlier position is a view of the same statements.
    """

    def __init__(self, declarations: Iterable[Declaration] = ()) -> None:
        """Take declarations, lowest first."""
        self._stated: dict[Pair, list[Row]] = {}
        self._upto: float = math.inf
        for one in declarations:
            self.hear(one)

    def hear(self, declaration: Declaration) -> None:
        """Add a declaration that lies behind all others."""
        for stated in declaration.types:
            # One that only ends the promise leaves the last watermark where it stood.
            if not (stated.get("ended") and stated.get("complete_through") is None):
                pair = declaration.agency, str(stated["type"])
                self._stated.setdefault(pair, []).append((declaration.position, stated))

    def known_at(self, position: int) -> "Coverage":
        """Return what had been declared up to a position of the feed."""
        view = Coverage()
        view._stated, view._upto = self._stated, position
        return view

    def shrinks(self, pair: Pair, since: int, upto: int) -> bool:
        """Tell whether what was stated of a type between two positions promises less than what stood before.

        A watermark that only moves on takes nothing from anybody who rested on the earlier one. Statements for other
        divisions than before are taken as less: whom they concern is not compared.
        """
        rows: Sequence[Row] = self._stated.get(pair, ())
        first = bisect_left(rows, since, key=_position)
        return any(
            place > 0 and not _extends(rows[place - 1][1], rows[place][1])
            for place in range(first, bisect_right(rows, upto, key=_position))
        )

    def silence(
        self, types: Iterable[str], *, owed_by: str | None, since: date, until: date, division: str | None
    ) -> tuple[Missing, ...]:
        """Return why silence about `types` from `since` through `until` does not count; empty when it does.

        It counts when the agency declared the type complete from `since` or earlier (for this division), and states a
        watermark that lies behind the end of `until` by the usual delay (domain 14.1). A declaration that ends the
        promise leaves the last watermark where it stood.
        A declaration without a watermark proves nothing: a gateway that stopped would look the same.
        """
        return tuple(
            missing
            for type_name in types
            if (missing := self._missing(type_name, owed_by, (since, until), division)) is not None
        )

    def _missing(
        self, type_name: str, owed_by: str | None, stretch: tuple[date, date], division: str | None
    ) -> Missing | None:
        stated = self._latest(type_name, owed_by, division)
        chinese = EVENT_TYPES[type_name].chinese
        since, until = stretch
        if stated is None:
            text = Text(
                f"数据来源机关未声明“{chinese}”数据完整报送，未见报送不等于没有发生",
                f"no coverage of {type_name} is declared: silence does not mean that it did not happen",
            )
        elif date.fromisoformat(stated["complete_from"]) > since:
            text = Text(
                f"“{chinese}”数据自{stated['complete_from']}起完整，此前（自{since}起）的情况不明",
                f"{type_name} is complete only from {stated['complete_from']}, not from {since}",
            )
        elif not _reaches(stated, until):
            text = Text(
                f"“{chinese}”数据尚未声明完整至{until}（含通常延迟）",
                f"{type_name} is not yet declared complete through {until} and the usual delay",
            )
        else:
            return None
        return Missing(text, type_name, owed_by)

    def _latest(self, type_name: str, agency: str | None, division: str | None) -> Mapping[str, Any] | None:
        rows: Sequence[Row] = () if agency is None else self._stated.get((agency, type_name), ())
        for _, stated in reversed(rows[: bisect_right(rows, self._upto, key=_position)]):
            divisions = stated.get("division_codes")
            if divisions is None or division in divisions:
                return stated
        return None


def _position(row: Row) -> int:
    return row[0]


def _extends(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    if before.get("division_codes") != after.get("division_codes"):
        return False
    earlier, later = _reach(before), _reach(after)
    reaches = earlier is None or (later is not None and later >= earlier)
    return reaches and str(after["complete_from"]) <= str(before["complete_from"])


def _reaches(stated: Mapping[str, Any], until: date) -> bool:
    reach = _reach(stated)
    return reach is not None and reach >= start_of_day(until + timedelta(days=1))


def _reach(stated: Mapping[str, Any]) -> datetime | None:
    """Return until when silence counts: the watermark, less the usual delay of the reports."""
    watermark = stated.get("complete_through")
    return None if watermark is None else end_of(watermark) - timedelta(hours=stated.get("usual_delay_hours") or 0)
