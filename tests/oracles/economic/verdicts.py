"""Three values from many possible worlds."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

FOUND, CLEAR, UNDETERMINED = "found", "clear", "undetermined"


@dataclass(frozen=True)
class Seen:
    """What one possible world shows: a violation from a day (and until when, if it ended), a doubt, or neither.

    `silent_through`: nothing may have been done through this day.
    """

    start: date | None = None
    end: date | None = None
    doubt: bool = False
    maybe: date | None = None
    silent_through: date | None = None


NOTHING, DOUBT = Seen(), Seen(doubt=True)


@dataclass(frozen=True)
class Answer:
    """A verdict; `start` is the day from which it is certainly violated, `possible` from which it may be.

    `loose`: it is not even sure that the act opened a period, so that no answer is as good as a clear one.
    """

    verdict: str
    start: date | None = None
    possible: date | None = None
    end: date | None = None
    silent_through: date | None = None
    loose: bool = False


def judged(seen: Iterable[Seen], covered: bool) -> Answer:
    """Found only if every world shows it and silence counts; clear only if none does."""
    every = list(seen)
    starts = [one.start for one in every if one.start is not None]
    ends = [one.end for one in every]
    if not starts and not any(one.doubt for one in every):
        return Answer(CLEAR)
    if len(starts) < len(every) or not covered:
        return Answer(UNDETERMINED, possible=_earliest(starts, every))
    end = None if None in ends else max(one for one in ends if one)
    through = max([max(starts) - timedelta(days=1), *(one.silent_through for one in every if one.silent_through)])
    return Answer(FOUND, max(starts), min(starts), end, through)


def _earliest(starts: list[date], every: list[Seen]) -> date | None:
    if any(one.doubt and one.maybe is None for one in every):
        return None
    return min([*starts, *(one.maybe for one in every if one.maybe)], default=None)
