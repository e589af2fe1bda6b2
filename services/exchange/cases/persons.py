"""Persons of a case from its sealed parts: gathered, and masked where somebody was, or may have been, a child; pure."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from zhenxie.record.picture import Picture, Suspect
from zhenxie.wire.moments import BEIJING, start_of

ADULT_YEARS: Final = 18
# A person whose act has no date may have acted long before the case became known.
_UNKNOWN_ACT: Final = timedelta(days=365)
_NUMBER: Final = re.compile(r"\d{6}(\d{4})(\d{2})(\d{2})\d{3}[\dXx]", re.ASCII)
_DISTRICT: Final = re.compile(
    r"(?:[^省]{2,3}省|.{2,6}?自治区|(?:北京|上海|天津|重庆)市)?(?:.{2,8}?(?:自治州|地区|盟|市))?(?:.{1,10}?(?:自治县|区|县|旗|市))?"
)


@dataclass
class Known:
    """What is known of one person: the role, the suspect it belongs to, and the fields as last stated."""

    role: str
    suspect_ref: str | None
    person_key: str | None
    content: dict[str, Any]


def gathered(parts: Iterable[tuple[str, str | None, str | None, Mapping[str, Any]]]) -> list[Known]:
    """Return the persons of sealed parts (role, suspect_ref, person key, content), oldest part first.

    Several parts of one suspect and role are one person, the later statement of a field standing; persons without a
    reference are one only when they are said the same.
    """
    found: dict[object, Known] = {}
    for role, ref, key, content in parts:
        same: object = (role, ref) if ref is not None else (role, key or tuple(sorted(map(str, content.items()))))
        known = found.setdefault(same, Known(role, ref, None, {}))
        known.person_key = key or known.person_key
        known.content |= content
    return list(found.values())


def may_be_child(known: Known, picture: Picture, beside: Iterable[Known] = ()) -> bool:
    """Return whether a person was, or may have been, under 18 at the act (未成年人保护法 103; CPL 286).

    A guardian or another person beside a suspect is hidden with that suspect: his name tells the child's. What is
    known of the suspect himself is looked for among `beside`, the persons of the case.
    """
    suspect = next((one for one in picture.suspects if one.ref == known.suspect_ref), None)
    if suspect is not None and known.role != "person":
        return _suspect_may_be_child(suspect, picture, _number_of(suspect.ref, beside))
    return _suspect_may_be_child(suspect, picture, known.content.get("identity_number"))


def possible_children(people: Collection[Known], picture: Picture) -> int:
    """Return how many persons, and suspects of whom nobody is named, may have been under 18 at the act."""
    named = {one.suspect_ref for one in people if one.role == "person"}
    unnamed = [one for one in picture.suspects if one.ref not in named]
    return sum(may_be_child(one, picture, people) for one in people) + sum(
        _suspect_may_be_child(one, picture, None) for one in unnamed
    )


def may_speak_of_child(people: Collection[Known], picture: Picture) -> bool:
    """Return whether free text of the case may name a child: in doubt, and where no adult is known, it may."""
    return not people or possible_children(people, picture) > 0


def _number_of(ref: str, people: Iterable[Known]) -> str | None:
    own = (one.content.get("identity_number") for one in people if one.role == "person" and one.suspect_ref == ref)
    return next(own, None)


def _suspect_may_be_child(suspect: Suspect | None, picture: Picture, number: str | None) -> bool:
    stated = date.fromisoformat(suspect.birth_date) if suspect and suspect.birth_date else None
    said = [one for one in (stated, _birth_in(number)) if one is not None]
    first = _first_act(suspect, picture)
    # Where the two differ, the younger counts: somebody shown by mistake cannot be hidden again.
    return not said or first is None or first <= _adult_after(max(said))


def _birth_in(number: str | None) -> date | None:
    # The number never proves an age; here it only decides what is shown at first sight.
    found = _NUMBER.fullmatch(number or "")
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def _adult_after(birth: date) -> date:
    # 周岁 is reached on the day after the birthday; a leap day's birthday is taken on 1 March.
    try:
        return birth.replace(year=birth.year + ADULT_YEARS)
    except ValueError:
        return date(birth.year + ADULT_YEARS, 3, 1)


def _first_act(suspect: Suspect | None, picture: Picture) -> date | None:
    acts = [act["from"] for act in (suspect.acts if suspect else ()) if act.get("from")]
    if acts:
        return min(map(_day, acts))
    known = [step.occurred for step in picture.steps if step.occurred is not None]
    return min(map(_day, known)) - _UNKNOWN_ACT if known else None


def _day(moment: str) -> date:
    return start_of(moment).astimezone(BEIJING).date()


def masked(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return what may be shown of somebody at first sight: 马某某, 640202********0013, the district of an address."""
    shown: dict[str, Any] = {}
    for name, value in content.items():
        mask = _MASKS.get(name)
        if mask is not None:
            shown[name] = [mask(one) for one in value] if isinstance(value, list) else mask(value)
    return shown


def _masked_name(name: str) -> str:
    return name[:1] + "某某"


def _masked_number(number: str) -> str:
    if len(number) < 15:
        return "*" * len(number)
    return number[:6] + "*" * (len(number) - 10) + number[-4:]


def _masked_phone(phone: str) -> str:
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 11 else "****"


def _masked_address(address: str) -> str:
    found = _DISTRICT.match(address)
    return (found[0] if found else "") + "***"


_MASKS: Final = {
    "name": _masked_name,
    "former_names": _masked_name,
    "identity_kind": lambda value: value,
    "identity_number": _masked_number,
    "phone": _masked_phone,
    "address": _masked_address,
    "household_address": _masked_address,
}
