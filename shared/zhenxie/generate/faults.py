"""What can go wrong with people in custody and after it: one violation a course, for each rule of the shelf; pure."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from zhenxie.generate import custody
from zhenxie.generate.custody import Custody
from zhenxie.generate.ordinary import THEFT, opened, prosecuted
from zhenxie.generate.tale import Tale

_A_DAY_AND_MORE: Final = (1_560, 4_000)
_Change = Callable[[Tale, Custody], Custody]


def _held(change: _Change) -> Callable[[Tale], None]:
    """Return a course in which custody goes wrong in one way, and the case is sent all the same."""

    def tell(tale: Tale) -> None:
        suspects = opened(tale, THEFT)
        how = change(tale, Custody(charge=THEFT))
        day = custody.held(tale, how)
        prosecuted(tale, THEFT, day + tale.dice.between(25, 55), suspects)

    return tell


def _late(tale: Tale) -> int | None:
    """Return minutes that are more than a day, or None: it was not done at all."""
    return None if tale.dice.chance(0.4) else tale.dice.between(*_A_DAY_AND_MORE)


def not_withdrawn_after_refusal(tale: Tale) -> None:
    """Tell that arrest was refused for lack of any crime, and the case withdrawn weeks too late, or never (M02)."""
    opened(tale, THEFT)
    day = custody.held(tale, Custody(charge=THEFT, refused=tale.dice.pick(("no_crime", "art16"))))
    day += tale.dice.between(25, 90)
    if tale.dice.chance(0.5):
        tale.tell(day, tale.event("suspect.measure_lifted", tale.on(day), "S1", measure="bail", reason="no_liability"))
        return
    said = {"ground": "no_criminal_fact", "measures_lifted": True, "prompted_by": "arrest_refused"}
    tale.tell(day, tale.event("case.withdrawn", tale.on(day), **said))


def kept_after_withdrawal(tale: Tale) -> None:
    """Tell that a case was withdrawn, and bail lifted weeks later (AN13)."""
    opened(tale, THEFT)
    day = tale.dice.between(2, 5)
    tale.tell(day, custody.bail(tale, "S1", day))
    day += tale.dice.between(20, 200)
    tale.tell(day, tale.event("case.withdrawn", tale.on(day), ground="no_criminal_fact"))
    day += tale.dice.between(15, 60)
    tale.tell(day, tale.event("suspect.measure_lifted", tale.on(day), "S1", measure="bail", reason="no_liability"))


def sent_at_large(tale: Tale) -> None:
    """Tell that somebody who had fled was sent for prosecution all the same (AN10)."""
    suspects = opened(tale, THEFT)
    day = tale.dice.between(3, 30)
    tale.tell(day, tale.event("suspect.at_large", tale.on(day), "S1", wanted_since=tale.on(day)))
    prosecuted(tale, THEFT, day + tale.dice.between(20, 60), suspects)


def family_not_told_of_designated_residence(tale: Tale) -> None:
    """Tell of surveillance at a designated place of which the family was not told in time (M16-3)."""
    opened(tale, THEFT)
    day, minute = tale.dice.between(2, 5), tale.dice.between(9 * 60, 17 * 60)
    tale.tell(day, tale.event("suspect.residential_surveillance_imposed", tale.at(day, minute), "S1", designated=True))
    late = _late(tale)
    if late is not None:
        told = {"measure": "residential_surveillance", "way": "letter"}
        moment = tale.at(day, minute + late)
        tale.tell(day + 4, tale.event("suspect.family_notified", moment, "S1", **told))
    day += tale.dice.between(30, 150)
    lifted = tale.event(
        "suspect.measure_lifted", tale.on(day), "S1", measure="residential_surveillance", reason="replaced"
    )
    tale.tell(day, lifted, custody.bail(tale, "S1", day))
    prosecuted(tale, THEFT, day + tale.dice.between(5, 20), ["S1"])


FAULTS: Final[dict[str, Callable[[Tale], None]]] = {
    "M01": _held(lambda tale, how: replace(how, refused="no_social_danger", freed_days=tale.dice.between(2, 20))),
    "M01-2": _held(lambda tale, how: replace(how, refused="no_social_danger", receipt_days=tale.dice.between(15, 40))),
    "M16-1": _held(lambda tale, how: replace(how, family_minutes=_late(tale))),
    "M16-2": _held(lambda tale, how: replace(how, arrest_family_minutes=_late(tale))),
    "M16-3": family_not_told_of_designated_residence,
    "M16-4": _held(lambda _, how: replace(how, interrogation={"first": True, "counsel_right_told": False})),
    "M16-5": _held(lambda _, how: replace(how, interrogation={"first": True, "rights_notice": False})),
    "M02": not_withdrawn_after_refusal,
    "AN10": sent_at_large,
    "AN13": kept_after_withdrawal,
}
"""What breaks each rule, by its code."""
