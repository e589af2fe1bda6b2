"""What was sealed, seized or frozen in a case (查封扣押冻结), a property at a time: when, until when, and when freed; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from screening.casefile import CaseFile, Event, days_of
from screening.coverage import Missing
from screening.models.words import word
from screening.reading import read_once
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text

RESTRAINED = "property.restrained"
RELEASED = "property.released"


@dataclass(frozen=True)
class Property:
    """One property by the sender's reference: each time that it was restrained, and each that it was released."""

    ref: str
    restrained: Sequence[Event]
    released: Sequence[Event]

    @property
    def first(self) -> Event:
        """The act that began it; a renewal only goes on."""
        return self.restrained[0]

    @property
    def kinds(self) -> set[str | None]:
        """What was done to it: sealing, seizure, freezing; None where it is not said in a word of ours."""
        return {word(one.data.get("kind")) for one in self.restrained}

    @property
    def is_administrative(self) -> bool:
        """Whether it is surely no matter of criminal procedure."""
        return any(word(one.data.get("regime")) == "administrative" for one in self.restrained)

    @property
    def until(self) -> date | None:
        """The last day for which a freeze was ordered; None where it may go on, or is none."""
        ends = [one.data.get("until_day") for one in self.restrained]
        if None in ends or self.kinds != {"freezing"}:
            return None
        return max(date.fromisoformat(str(one)) for one in ends)


@read_once
def properties(case: CaseFile) -> Sequence[Property]:
    """Return what was restrained in a case, in the order in which it was first."""
    restrained, released = case.of_type(RESTRAINED), case.of_type(RELEASED)
    return [
        Property(
            ref,
            [one for one in restrained if one.data.get("property_ref") == ref],
            [one for one in released if one.data.get("property_ref") == ref],
        )
        for ref in dict.fromkeys(str(one.data.get("property_ref")) for one in restrained)
    ]


def begun(restrained: Event) -> Days | None:
    """Return the days on one of which it was restrained: the day from which on it counts, or that of the act."""
    return days_of(restrained.data.get("from_day")) or restrained.days


def unclear(kept: Property) -> tuple[Missing, ...]:
    """Return what is missing where it is not said what was done to the property, or by which regime."""
    raw = [
        one
        for one in kept.restrained
        if word(one.data.get("kind")) is None
        or (one.data.get("regime") is not None and word(one.data.get("regime")) is None)
    ]
    text = Text(
        "查封、扣押、冻结的种类或者依据未报送", "what was done to the property, or on which basis, is not stated"
    )
    return tuple(Missing(text, RESTRAINED, one.entry.source) for one in raw[:1])
