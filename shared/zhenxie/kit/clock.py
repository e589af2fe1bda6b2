"""The one place that reads the clock; everything else is handed the time."""

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Whatever knows what time it is."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        ...


class SystemClock:
    """The clock of the machine."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        return datetime.now(UTC)  # noqa: TID251  this is the one place


class FixedClock:
    """A clock that stands still until it is told to move."""

    def __init__(self, moment: datetime) -> None:
        """Set the clock to `moment`.

        :raises ValueError: if `moment` has no offset.
        """
        self._moment = _aware(moment)

    def now(self) -> datetime:
        """Return the moment that the clock was last set to, in UTC."""
        return self._moment

    def advance(self, step: timedelta) -> datetime:
        """Move the clock by `step` (which may be negative) and return the new moment."""
        self._moment += step
        return self._moment

    def turn_to(self, moment: datetime) -> None:
        """Set the clock to `moment`.

        :raises ValueError: if `moment` has no offset.
        """
        self._moment = _aware(moment)


def _aware(moment: datetime) -> datetime:
    # A moment without an offset would be read as local time, which differs from machine to machine.
    if moment.tzinfo is None:
        message = f"{moment.isoformat()} has no offset; a clock needs an aware moment"
        raise ValueError(message)
    return moment.astimezone(UTC)
