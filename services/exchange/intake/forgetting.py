"""Takes one person out of what a platform's row is remembered to have said; pure."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from exchange.intake import snapshots
from exchange.intake.commands import Row
from exchange.intake.profiles.shapes import Profile
from exchange.intake.profiles.stating import Said, Stated, digest_of
from zhenxie.wire import json

# No version of a row is newer, so nothing that comes later states the column again.
_FOR_EVER: Final = 2**53


def without(
    row: Row, stated: Mapping[str, Stated], suspect_ref: str, *, names: Callable[[str], bool]
) -> dict[str, Stated]:
    """Return what a row has stated without one suspect and without every text that `names` him, for good.

    What the row led to stays known, so the same row again changes nothing and a newer one corrects what stands; the
    suspect himself is never derived from it again. Of `row`, source system, key and profile count.
    """
    profile = snapshots.load_profile(row.profile)
    return {name: _without(row, profile, (name, one), suspect_ref, names) for name, one in stated.items()}


def _without(
    row: Row, profile: Profile, slot: tuple[str, Stated], suspect_ref: str, names: Callable[[str], bool]
) -> Stated:
    name, stated = slot
    gone = Said(_FOR_EVER, None)
    if name == f"suspect:{suspect_ref}":
        columns = dict.fromkeys((*stated.columns, snapshots.ENTRY), gone)
        return replace(stated, columns=columns, digest="", message_id="")
    doomed = [column for column, said in stated.columns.items() if _says(said.value, names)]
    if not doomed or name not in profile.slots:
        return stated
    after = replace(stated, columns={**stated.columns, **dict.fromkeys(doomed, gone)})
    if not stated.digest:
        return after
    event = snapshots.event_of(row, snapshots.Part(name, profile.slots[name], {}), after)
    return replace(after, digest=digest_of(event))


def _says(value: Any, names: Callable[[str], bool]) -> bool:
    return value is not None and names(json.canonical(value).decode())
