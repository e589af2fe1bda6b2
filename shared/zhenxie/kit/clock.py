"""The one place that reads the clock; everything else is handed the time."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
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


class DemoClock:
    """A clock that several processes share through a file, and that only ever goes forward.

    The file holds by how many microseconds the demo is ahead of the machine (or behind it), as a decimal number. So
    time runs at its own pace, and jumps when whoever holds the file writes a greater number.
    """

    def __init__(self, path: Path) -> None:
        """Read the time from `path`.

        :raises OSError: the file cannot be read.
        :raises ValueError: it holds no number.
        """
        self._path = path
        self._machine = SystemClock()
        self._latest = self._read()

    def now(self) -> datetime:
        """Return the present moment of the demo, in UTC; never earlier than the one before."""
        self._latest = max(self._latest, self._read())
        return self._latest

    def turn_to(self, moment: datetime) -> None:
        """Jump forward to `moment`, for every process that reads the file.

        :raises ValueError: `moment` has no offset, or lies before the present moment.
        """
        if _aware(moment) < self.now():
            message = f"{moment.isoformat()} has passed; the demo's clock only goes forward"
            raise ValueError(message)
        write_demo_clock(self._path, moment)

    def _read(self) -> datetime:
        ahead = int(self._path.read_text(encoding="ascii"))
        return self._machine.now() + timedelta(microseconds=ahead)


def write_demo_clock(path: Path, moment: datetime) -> None:
    """Set the demo's clock of `path` to `moment`; a reader never sees half a number.

    :raises ValueError: if `moment` has no offset.
    """
    ahead = _aware(moment) - SystemClock().now()
    unfinished = path.with_name(f"{path.name}.new")
    unfinished.write_text(str(ahead // timedelta(microseconds=1)), encoding="ascii")
    unfinished.replace(path)
