"""What the columns of a row have said so far, each in its highest version; pure."""

import base64
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from zhenxie.wire import json

_SEALED: Final = "@sealed"


class VersionReused(Exception):
    """A version of a row says something else than the same version did before; `args[0]` is the column."""


@dataclass(frozen=True)
class Said:
    """What a column last said, and in which version of the row; `value` is null when it was taken back."""

    version: int
    value: Any = field(repr=False)


@dataclass(frozen=True)
class Stated:
    """What one slot of a row has led to so far.

    `message_id` and `digest` are those of the event that stands, or empty; `sent` are the versions that led to a message.
    `columns` may hold names and numbers of persons: it is kept only by way of :func:`remembered`.
    """

    version: int
    digest: str = ""
    message_id: str = ""
    sent: tuple[int, ...] = ()
    columns: Mapping[str, Said] = field(default_factory=dict, repr=False)


def merged(before: Stated | None, *, said: Mapping[str, Any], retracted: frozenset[str], version: int) -> Stated:
    """Return the slot with each column as its highest version says it; taking back outdoes saying in one version.

    :raises VersionReused: this version of the row has said something else already.
    """
    known = {} if before is None else before.columns
    found = dict(known)
    for name in retracted:
        if name not in known or version >= known[name].version:
            found[name] = Said(version, None)
    for name, value in said.items():
        if name in retracted:
            continue
        if name not in known or version > known[name].version:
            found[name] = Said(version, value)
        elif version == known[name].version and known[name].value not in (None, value):
            raise VersionReused(name)
    if before is None:
        return Stated(version, columns=found)
    return replace(before, version=max(version, before.version), columns=found)


def remembered(stated: Mapping[str, Stated], seal: Callable[[bytes], bytes]) -> dict[str, Any]:
    """Return `stated` as JSON values to be stored; what the columns said is sealed, for it may name anybody."""
    said = {
        name: {column: [one.version, one.value] for column, one in slot.columns.items()}
        for name, slot in stated.items()
    }
    unsealed = {
        name: {"version": slot.version, "digest": slot.digest, "message_id": slot.message_id, "sent": list(slot.sent)}
        for name, slot in stated.items()
    }
    return {**unsealed, _SEALED: base64.b64encode(seal(json.canonical(said))).decode("ascii")}


def recalled(stored: Mapping[str, Any], unseal: Callable[[bytes], bytes]) -> dict[str, Stated]:
    """Return what :func:`remembered` was given; `unseal` undoes its `seal`."""
    if _SEALED not in stored:
        return {}
    said: Any = json.parse(unseal(base64.b64decode(stored[_SEALED])))
    return {
        name: Stated(
            version=slot["version"],
            digest=slot["digest"],
            message_id=slot["message_id"],
            sent=tuple(slot["sent"]),
            columns={column: Said(version, value) for column, (version, value) in said[name].items()},
        )
        for name, slot in stored.items()
        if name != _SEALED
    }


def digest_of(event: Mapping[str, Any] | None) -> str:
    """Return by what a change of an event is noticed; the empty word where there is none."""
    return "" if event is None else hashlib.sha256(json.canonical(event)).hexdigest()
