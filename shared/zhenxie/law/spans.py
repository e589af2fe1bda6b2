"""The days on which something can have happened: as precise as the sender was, and no more."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Days:
    """The first and the last legal day (Asia/Shanghai) that a moment can mean; both the same when the day is known.

    A rule by the day on a fact known by the month must hold for every day between, or it answers *undetermined*.
    """

    first: date
    last: date

    def __post_init__(self) -> None:
        """See that the last day is not before the first.

        :raises ValueError: it is.
        """
        if self.last < self.first:
            raise ValueError("the last day lies before the first")

    @property
    def is_one_day(self) -> bool:
        """Whether the day is known."""
        return self.first == self.last

    def surely_before(self, day: date) -> bool:
        """Tell whether it happened before `day`, whichever day it was."""
        return self.last < day

    def surely_after(self, day: date) -> bool:
        """Tell whether it happened after `day`, whichever day it was."""
        return self.first > day
