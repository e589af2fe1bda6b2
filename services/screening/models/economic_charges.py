"""Whether a case is an economic-crime case (经济犯罪案件): by the unit that handles it, else by its charges; pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import Any

from screening.casefile import CaseFile, Event
from screening.coverage import Missing
from screening.models.dated import number_on
from screening.parameters import Parameters
from screening.reading import read_once
from zhenxie.law.wording import Text
from zhenxie.record.fold import fold
from zhenxie.record.picture import Picture
from zhenxie.record.told import Told
from zhenxie.wire import json

_UNIT = "economic_crime_unit"
# A station or a legal department files cases for others: it says nothing about whose case it is.
_SAYS_NOTHING = frozenset({"police_station", "legal_affairs_unit", "other"})
# Another paragraph of the same article bears the same name, and belongs to somebody else (state companies).
_SHARED_NAMES = frozenset({"165", "166", "169"})
# Another paragraph of the same article is somebody else's; of the other articles every paragraph is this unit's.
_DIVIDED = _SHARED_NAMES | {"271", "272"}


class Jurisdiction(StrEnum):
    """Whether the economic-crime department has the case."""

    YES = "yes"
    NO = "no"
    PERHAPS = "perhaps"


def jurisdiction(case: CaseFile, parameters: Parameters, day: date, *, as_of: date | None = None) -> Jurisdiction:
    """Tell whether the police's economic-crime department has the case (ECON17 76: the test is jurisdiction).

    The unit that handles it is trusted over its charges. Without a unit the charges decide by the list in force on
    `day`; whose a case of mixed charges is, they do not say. Where neither is stated no rule concerns the case yet.

    :param as_of: what counts is what had happened by this day. Where nothing had been said by then of unit or charges,
        the first that says it later tells how it was.
    """
    # A case of forty suspects asks the same for each of them, and a picture of then costs as much as that of now.
    key = (jurisdiction, parameters.digest, day, as_of)
    if key not in case.readings:
        case.readings[key] = _jurisdiction(case, parameters, day, as_of)
    found: Jurisdiction = case.readings[key]
    return found


def _jurisdiction(case: CaseFile, parameters: Parameters, day: date, as_of: date | None) -> Jurisdiction:
    later = [] if as_of is None else [one for one in _saying(case) if not _surely_by(one, as_of)]
    if as_of is None or not later:
        return _of(case.picture, parameters, day)
    of_then = _saying(case)
    always = _answers(case, parameters, day)
    if len(always) == 1:
        # Whichever of them had been said by then, they all say the same.
        return next(iter(always))
    then = [one for one in of_then if one not in later] or [one for one in of_then if _may_be_by(one, as_of)]
    surely = _of(_drawn(then or of_then[:1]), parameters, day)
    # What nobody dates to the day may have been the last word.
    last = [replace(one, payload={**one.payload, "occurred": str(as_of)}) for one in later if _may_be_by(one, as_of)]
    maybe = {_of(_drawn([*then, one]), parameters, day) for one in last}
    return surely if maybe <= {surely} else Jurisdiction.PERHAPS


def nobody_says_so(case: CaseFile, parameters: Parameters, day: date) -> bool:
    """Tell whether nothing that was ever said of unit or charges makes it an economic-crime case, at whatever time."""
    return _answers(case, parameters, day) <= {Jurisdiction.NO}


def _answers(case: CaseFile, parameters: Parameters, day: date) -> frozenset[Jurisdiction]:
    """Return what the units and charges that were ever said answer, each alone; most events say the same again."""
    key = (_answers, parameters.digest, day)
    if key not in case.readings:
        said = {json.canonical(one): one for event in _saying(case) for one in _said(event)}
        case.readings[key] = frozenset(_of(one, parameters, day) for one in map(_alone, said.values()))
    found: frozenset[Jurisdiction] = case.readings[key]
    return found


def _said(one: Event) -> Iterator[Mapping[str, Any]]:
    said = one.data
    if said.get("handling_department") is not None:
        yield {"handling_department": said["handling_department"]}
    yield from said.get("charges") or ()
    yield from said.get("earlier_charges") or ()
    for suspect in said.get("suspects") or ():
        yield from suspect.get("charges") or ()


def _alone(said: Mapping[str, Any]) -> Picture:
    if "handling_department" in said:
        return Picture(handling_department=said["handling_department"])
    return Picture(charges=[said])


@read_once
def _saying(case: CaseFile) -> Sequence[Event]:
    """Return the events that say anything of the unit or of the charges."""
    return [one for one in case.events if _says(one.data) or any(map(_says, one.data.get("suspects") or ()))]


def _says(said: Mapping[str, Any]) -> bool:
    return bool(said.get("handling_department") or said.get("charges") or said.get("earlier_charges"))


def _surely_by(one: Event, day: date) -> bool:
    return one.days is not None and one.days.last <= day


def _may_be_by(one: Event, day: date) -> bool:
    return one.days is None or one.days.first <= day


def _drawn(events: Sequence[Event]) -> Picture:
    """Return the picture that these events alone draw."""
    return fold(
        Told(
            position=one.entry.position,
            event_id=one.entry.event_id,
            recorded_at=one.entry.recorded_at,
            source=one.entry.source,
            type=one.type,
            payload=one.payload,
            corrects=None,
            case_number=one.entry.case_number,
        )
        for one in events
    )


def _of(picture: Picture, parameters: Parameters, day: date) -> Jurisdiction:
    department = picture.handling_department
    if isinstance(department, str) and department not in _SAYS_NOTHING:
        return Jurisdiction.YES if department == _UNIT else Jurisdiction.NO
    if department is not None and not isinstance(department, str):
        return Jurisdiction.PERHAPS
    if number_on(parameters, "economic_charges", day) is None:
        # Where no list was in force, nobody can say of a case without charges either that it is not on it.
        return Jurisdiction.PERHAPS
    listed = parameters.read("economic_charges", day, _listed)
    # Whoever is charged with one choice of a selective charge (选择性罪名) is charged with it.
    whole = parameters.read("economic_charge_choices", day, _wholes)
    if not picture.charges:
        return Jurisdiction.NO
    charges = [{**one, "name": whole.get(str(one.get("name")), one.get("name"))} for one in picture.charges]
    answers = {_charge(listed, charge) for charge in charges}
    return answers.pop() if len(answers) == 1 else Jurisdiction.PERHAPS


def is_stated(picture: Picture) -> bool:
    """Tell whether anything is said by which a case would be known as one of the department, or of another."""
    department = picture.handling_department
    return bool(picture.charges) or (department is not None and str(department) not in _SAYS_NOTHING)


def whose_it_is(case: CaseFile) -> Missing:
    """Return what is missing where the charges do not decide it."""
    text = Text(
        "未报送办案部门，所列罪名不足以确定是否由经侦部门管辖",
        "the handling department is not stated, and the charges alone do not say whether it is the economic-crime unit's",
    )
    return Missing(text, "case.filed", case.police)


_Rows = Mapping[str, Sequence[tuple[str, str]]]
"""Rows of the list, by article or by name: where the charge stands, and what it is called."""


def _listed(rows: Sequence[str]) -> tuple[_Rows, _Rows]:
    by_article: dict[str, list[tuple[str, str]]] = {}
    by_name: dict[str, list[tuple[str, str]]] = {}
    for row in rows:
        where, name = row.split(":", 1)
        by_article.setdefault(where.partition("¶")[0], []).append((where, name))
        by_name.setdefault(name.removesuffix("罪"), []).append((where, name))
    return by_article, by_name


def _wholes(chosen: Sequence[str]) -> Mapping[str, str]:
    return {choice: name for name, choice in (one.split("=", 1) for one in chosen)}


def _charge(listed: tuple[_Rows, _Rows], charge: Mapping[str, Any]) -> Jurisdiction:
    article, name = charge.get("cl_article"), charge.get("name")
    if article is None and name is None:
        return Jurisdiction.PERHAPS
    by_article, by_name = listed
    # Every other row says no.
    rows = [*by_article.get(str(article), ()), *by_name.get(str(name).removesuffix("罪"), ())]
    answers = {_row(where, listed_name, charge) for where, listed_name in rows}
    return next((one for one in (Jurisdiction.YES, Jurisdiction.PERHAPS) if one in answers), Jurisdiction.NO)


def _row(where: str, listed_name: str, charge: Mapping[str, Any]) -> Jurisdiction:
    article, name = charge.get("cl_article"), charge.get("name")
    listed_article, _, listed_paragraph = where.partition("¶")
    named = None if name is None else name.removesuffix("罪") == listed_name.removesuffix("罪")
    if article is None:
        by_name = Jurisdiction.PERHAPS if listed_article in _SHARED_NAMES else Jurisdiction.YES
        return by_name if named else Jurisdiction.NO
    if article != listed_article:
        # An article outside the list beside a name of the list contradicts itself.
        return Jurisdiction.PERHAPS if named else Jurisdiction.NO
    if named is False:
        return Jurisdiction.NO if listed_paragraph else Jurisdiction.PERHAPS
    paragraph = None if charge.get("paragraph") is None else str(charge["paragraph"])
    if not listed_paragraph or paragraph == listed_paragraph:
        return Jurisdiction.YES
    return _other_paragraph(listed_article, paragraph, named=bool(named))


def _other_paragraph(article: str, paragraph: str | None, *, named: bool) -> Jurisdiction:
    if paragraph is not None and article in _DIVIDED:
        return Jurisdiction.NO
    if (named and article not in _SHARED_NAMES) or (paragraph is None and article not in _DIVIDED):
        return Jurisdiction.YES
    return Jurisdiction.PERHAPS
