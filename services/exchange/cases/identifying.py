"""The persons of a case for those who may know them: gathered, masked, and every read recorded before it is answered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from exchange.access.callers import Caller
from exchange.audit import operations as audit
from exchange.audit.operations import Deed
from exchange.cases import persons, queries, showing
from exchange.cases.persons import Known
from exchange.db import AsyncSession
from exchange.feed.schemas import cursor
from exchange.feed.seals import Sealer
from zhenxie.record.corrections import speaking
from zhenxie.record.fold import fold
from zhenxie.record.picture import Picture


@dataclass(frozen=True)
class Inquiry:
    """What is asked of the persons of a case, and for which purpose."""

    case_number: str
    keys_only: bool = False
    reveal: bool = False
    purpose: str | None = None
    as_known_at: str | None = None


@dataclass(frozen=True)
class Persons:
    """What is answered, and what is recorded of it."""

    values: Mapping[str, Any]
    particulars: Mapping[str, Any]


async def read(session: AsyncSession, caller: Caller, asked: Inquiry, sealer: Sealer) -> Persons:
    """Return the persons of a case as `caller` may see them.

    What a retracted message said of a person is not shown, and what a correction says takes its place.

    :raises CaseNotFound: the number means nothing to the caller.
    :raises InvalidParameter: `as_known_at` cannot be read.
    :raises CursorOutOfRange: it lies ahead of the feed.
    """
    place = await showing.place(session, asked.as_known_at)
    found = await showing.case(session, caller.agency, asked.case_number)
    told = await showing.visible(session, found, place)
    standing = speaking(told)
    ids = await _with_joined(session, found.case_ids)
    kinds = ("person",) if asked.keys_only else ("person", "text")
    parts = [
        part
        for part in await queries.sealed_parts_of(session, case_ids=ids, upto=place.upto, kinds=kinds)
        if part.position in standing
    ]
    known = cursor(place.epoch, found.last(place))
    if asked.keys_only:
        return _keys(asked, known, parts)
    return _names(asked, known, parts, (fold(told), sealer))


async def _with_joined(session: AsyncSession, case_ids: Iterable[UUID]) -> set[UUID]:
    ids = set(case_ids)
    return ids | (await queries.family(session, ids)).keys()


def _keys(asked: Inquiry, known_at: str, parts: Iterable[Any]) -> Persons:
    keys = {(part.role, part.suspect_ref, part.person_key) for part in parts}
    shown = [
        {"role": role, "suspect_ref": ref, "person_key": key}
        for role, ref, key in sorted(keys, key=lambda one: tuple(map(str, one)))
    ]
    values = {"case_number": asked.case_number, "known_at": known_at, "persons": shown}
    return Persons(values, {"view": "keys", "fields": ["person_key"], "count": len(shown)})


def _names(asked: Inquiry, known_at: str, parts: Iterable[Any], drawn: tuple[Picture, Sealer]) -> Persons:
    picture, sealer = drawn
    opened = [(part, sealer.open(salt=bytes(part.salt), sealed=bytes(part.sealed))) for part in parts]
    people = persons.gathered(
        (part.role, part.suspect_ref, part.person_key, content) for part, content in opened if part.kind == "person"
    )
    narratives = [
        {"position": part.position, "suspect_ref": part.suspect_ref, "texts": content}
        for part, content in opened
        if part.kind == "text"
    ]
    hidden = persons.may_speak_of_child(people, picture) and not asked.reveal
    shown = [_person(one, hide=not asked.reveal and persons.may_be_child(one, picture, people)) for one in people]
    fields = sorted({name for one in shown for name in one["content"]})
    values = {
        "case_number": asked.case_number,
        "known_at": known_at,
        "persons": shown,
        "narratives": [] if hidden else narratives,
        "narratives_withheld": hidden and bool(narratives),
    }
    particulars = {
        "view": "names",
        "reveal": asked.reveal,
        "fields": fields,
        "count": len(shown),
        "possible_children": persons.possible_children(people, picture),
        "narratives": 0 if hidden else len(narratives),
    }
    return Persons(values, particulars)


def _person(known: Known, *, hide: bool) -> dict[str, Any]:
    content = persons.masked(known.content) if hide else known.content
    return {"role": known.role, "suspect_ref": known.suspect_ref, "masked": hide, "content": content}


async def record(
    session: AsyncSession, caller: Caller, asked: Inquiry, particulars: Mapping[str, Any], *, now: datetime
) -> None:
    """Record who read which persons, when and why; unmasking a child has an act of its own."""
    unmasked = bool(asked.reveal and particulars.get("possible_children"))
    deed = Deed(
        caller.agency,
        caller.client,
        "persons.unmasked" if unmasked else "persons.read",
        asked.case_number,
        purpose=asked.purpose,
        particulars=particulars,
    )
    await audit.record(session, deed, now=now)
