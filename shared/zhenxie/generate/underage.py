"""Suspects near the age of criminal responsibility, on both sides of the line, and what then has to follow; pure."""

from datetime import date
from typing import Final

from zhenxie.generate import custody, people
from zhenxie.generate.custody import Custody
from zhenxie.generate.ordinary import INJURY, THEFT, prosecuted
from zhenxie.generate.tale import Event, Tale, decided

_ROBBERY: Final = {"cl_article": "263", "name": "抢劫罪"}
_HOMICIDE: Final = {"cl_article": "232", "name": "故意杀人罪"}


def lawful(tale: Tale) -> None:
    """Tell of one who is liable by a day, or by what he did, and prosecuted; or not, and then let go in time."""
    chance = tale.dice.share()
    if chance < 0.3:
        # His sixteenth birthday had been over for a day, or for some weeks.
        _liable(tale, THEFT, 16, -tale.dice.between(1, 60))
    elif chance < 0.5:
        _liable(tale, _ROBBERY, 16, tale.dice.between(0, 600))
    elif chance < 0.55:
        _with_approval(tale)
    else:
        _let_go(tale, care=tale.dice.pick(("guardian", "guardian", "correction_school")))


def not_withdrawn(tale: Tale) -> None:
    """Tell that nobody is liable by age and nobody else took part: not withdrawn, or late (UA-01)."""
    charge = tale.dice.pick((THEFT, THEFT, INJURY))
    birth = _opened(tale, charge, 16, tale.dice.between(0, 600), alone=True)
    day = _verified(tale, birth)
    if tale.dice.chance(0.5):
        _withdrawn(tale, day + tale.dice.between(26, 60), care="guardian")


def not_terminated(tale: Tale) -> None:
    """Tell that nobody knows whether somebody else took part: not terminated for him, or late (UA-02)."""
    birth = _opened(tale, THEFT, 16, tale.dice.between(0, 600))
    day = _verified(tale, birth)
    if tale.dice.chance(0.5):
        _terminated(tale, day + tale.dice.between(26, 60), "guardian")


def detained_all_the_same(tale: Tale) -> None:
    """Tell of a detention after his age was established; then the case was withdrawn in time (UA-03)."""
    birth = _opened(tale, THEFT, 16, tale.dice.between(0, 600), alone=True)
    day = _verified(tale, birth) + 1
    with_guardian = {"guardian_present": True, "counsel_present": True, "female_officer_present": True}
    custody.detained(tale, Custody(charge=THEFT, day=day, interrogation=with_guardian))
    tale.tell(day + 2, tale.event("suspect.released", tale.on(day + 2), "S1", reason="case_withdrawn"))
    _withdrawn(tale, day + 3, care="guardian")


def approval_not_asked(tale: Tale) -> None:
    """Tell of one who is thirteen, and homicide: approval to prosecute was not asked for (UA-04)."""
    _verified(tale, _opened(tale, _HOMICIDE, 14, tale.dice.between(0, 500), alone=True))


def handed_to_nobody(tale: Tale) -> None:
    """Tell of one who was let go for his age in time, and handed over to nobody (UA-05)."""
    _let_go(tale, care="none")


def _opened(tale: Tale, charge: Event, years: int, ahead: int, *, alone: bool = False) -> str:
    """Open the case of somebody whose birthday of so many years lies `ahead` days after the act; return his birth."""
    acted = -tale.dice.between(1, 10)
    who = people.born(tale.dice, birth_before(tale.start + acted, ahead, years))
    stated = {"no_other_participant": True} if alone else {}
    filed = tale.event("case.filed", tale.on(0), charges=[charge], suspect_refs=["S1"], **stated)
    tale.notify(
        {
            "charges": [charge],
            "handling_unit": tale.unit,
            "handling_department": "criminal_investigation",
            "suspects": [tale.suspect(who, charge, acted, "S1")],
        },
        decided(filed, "立案决定书", f"立字{tale.serial}号"),
    )
    if charge is INJURY:
        said = {"subject": "injury", "injury_grade": "light_2", "final": True}
        tale.tell(3, tale.event("evidence.forensic_opinion_issued", tale.on(3), **said))
    return date.fromordinal(who.birth).isoformat()


def birth_before(acted: int, ahead: int, years: int) -> int:
    """Return on which day somebody was born who has such a birthday; nobody is born on 29 February here."""
    day = date.fromordinal(acted + ahead)
    if (day.month, day.day) == (2, 29):
        # To the other side of the act he may not move.
        day = date.fromordinal(acted + ahead + (1 if ahead >= 0 else -1))
    return day.replace(year=day.year - years).toordinal()


def _verified(tale: Tale, birth: str) -> int:
    day = tale.dice.between(4, 12)
    said = {"outcome": "established", "birth_date_source": "birth_certificate"}
    verified = tale.event("suspect.age_verified", tale.on(day), "S1", **said, birth_date=birth)
    tale.tell(day, verified)
    return day


def _liable(tale: Tale, charge: Event, years: int, ahead: int) -> None:
    day = _verified(tale, _opened(tale, charge, years, ahead, alone=True))
    tale.tell(day + 1, tale.event("suspect.bail_imposed", tale.on(day + 1), "S1", mode="guarantor"))
    prosecuted(tale, charge, day + tale.dice.between(30, 200), ["S1"])


def _with_approval(tale: Tale) -> None:
    day = _verified(tale, _opened(tale, _HOMICIDE, 14, tale.dice.between(0, 500), alone=True)) + 2
    for key, later in (("approval_requested_from_spp", 0), ("prosecution_approved_by_spp", 40)):
        said = {"key": key, "value": {"truth": True}}
        tale.tell(day + later, tale.event("fact.established", tale.on(day + later), **said))
    prosecuted(tale, _HOMICIDE, day + 60, ["S1"])


def _let_go(tale: Tale, *, care: str) -> None:
    alone = tale.dice.chance(0.6)
    birth = _opened(tale, THEFT, 16, tale.dice.between(0, 600), alone=alone)
    day = _verified(tale, birth) + tale.dice.between(1, 5)
    _terminated(tale, day, care)
    if alone:
        _withdrawn(tale, day)


def _terminated(tale: Tale, day: int, care: str) -> None:
    said = {"reason": "below_age", "handed_over_to": care}
    tale.tell(day, tale.event("suspect.investigation_terminated", tale.on(day), "S1", **said))


def _withdrawn(tale: Tale, day: int, care: str | None = None) -> None:
    withdrawn = tale.event("case.withdrawn", tale.on(day), ground="below_age")
    fact = {"key": "handed_over_to", "value": {"code": care}}
    told = [] if care is None else [tale.event("fact.established", tale.on(day), **fact)]
    tale.tell(day, decided(withdrawn, "撤销案件决定书", f"撤字{tale.serial}号"), *told)
