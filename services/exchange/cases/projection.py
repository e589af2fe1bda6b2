"""A picture as it stands in the table of cases: the columns that are searched, and the whole."""

from dataclasses import dataclass
from typing import Any, Final

from zhenxie.record.picture import Picture
from zhenxie.record.triage.deciding import track_of

COLUMNS: Final = ("status", "charges", "measures", "track", "picture")


@dataclass(frozen=True)
class Searched:
    """What the list of cases is filtered by: status, names of charges, kinds of measures in force, track (繁简分流)."""

    status: str
    charges: tuple[str, ...]
    measures: tuple[str, ...]
    track: str


def searched(picture: Picture) -> Searched:
    """Return what the list of cases looks at: a charge without a name stands by its article, as `cl:264`."""
    charges = {_name(charge) for charge in picture.charges}
    measures = {one.kind.value for person in picture.suspects for one in person.measures if one.in_force}
    return Searched(picture.status.value, tuple(sorted(charges)), tuple(sorted(measures)), track_of(picture).value)


def _name(charge: Any) -> str:
    return str(charge.get("name") or f"cl:{charge.get('cl_article', '')}")


def row_of(picture: Picture, whole: str | dict[str, Any]) -> dict[str, Any]:
    """Return the values of :data:`COLUMNS` for a picture; `whole` is the same as text to write, or as values to compare."""
    found = searched(picture)
    return {
        "status": found.status,
        "charges": list(found.charges),
        "measures": list(found.measures),
        "track": found.track,
        "picture": whole,
    }
