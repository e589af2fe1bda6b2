"""What agencies promised to report: silence counts only where speech was promised, and only up to the watermark."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from zhenxie.law.calendar import start_of_day
from zhenxie.law.wording import Text
from zhenxie.wire.events import EVENT_TYPES
from zhenxie.wire.moments import end_of


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


@dataclass(frozen=True)
class Coverage:
    """Every declaration up to a position, lowest first."""

    declarations: Sequence[Declaration] = ()

    def known_at(self, position: int) -> "Coverage":
        """Return what had been declared up to a position of the feed."""
        return Coverage([one for one in self.declarations if one.position <= position])

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
        for one in reversed(self.declarations):
            if one.agency != agency:
                continue
            for stated in one.types:
                divisions = stated.get("division_codes")
                only_ends = stated.get("ended") and stated.get("complete_through") is None
                if stated["type"] == type_name and not only_ends and (divisions is None or division in divisions):
                    return stated
        return None


def _reaches(stated: Mapping[str, Any], until: date) -> bool:
    watermark = stated.get("complete_through")
    if watermark is None:
        return False
    delay = timedelta(hours=stated.get("usual_delay_hours") or 0)
    return end_of(watermark) >= start_of_day(until + timedelta(days=1)) + delay
