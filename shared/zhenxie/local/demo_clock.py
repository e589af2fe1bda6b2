"""The demo's clock, for the demo alone: a service that is not inside the embedded demo refuses it."""

from datetime import datetime
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from zhenxie.kit.clock import Clock, DemoClock, SystemClock, write_demo_clock
from zhenxie.local import folders

_MARKER: Final = "zhenxie-demo"
_CLOCK: Final = "clock"


class NotADemo(RuntimeError):
    """A clock was named that can be turned, but this is no embedded demo: the time of records is not for turning."""


def make(folder: Path, moment: datetime) -> Path:
    """Make `folder` the data folder of a demo whose time begins at `moment`; return the clock's file.

    :raises ValueError: if `moment` has no offset.
    """
    (folder / _MARKER).touch()
    write_demo_clock(folder / _CLOCK, moment)
    return folder / _CLOCK


def clock_of(named: str | None, *, database_url: str) -> Clock:
    """Return the demo's clock where a setting names one, else the machine's.

    :param named: the setting's value.
    :param database_url: the service's database; it must be the embedded one of the demo's own folder.
    :raises NotADemo: the clock is not that of an embedded demo in ZHENXIE_DATA.
    """
    if not named:
        return SystemClock()
    path, folder = Path(named), folders.data_folder()
    is_marked = (folder / _MARKER).exists() and path.resolve() == (folder / _CLOCK).resolve()
    if not (is_marked and _is_embedded(folder, database_url)):
        raise NotADemo("a clock that can be turned is only for the embedded demo (zhenxie demo)")
    return DemoClock(path)


def _is_embedded(folder: Path, database_url: str) -> bool:
    place = urlsplit(database_url)
    try:
        port = int((folder / "port").read_text(encoding="ascii"))
    except (OSError, ValueError):
        return False
    return place.hostname == "127.0.0.1" and place.port == port
