"""What can go wrong with questioning, opinions and what is sent on (M15, M17, M18, M19, M21): one violation a course; pure."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from zhenxie.generate import custody
from zhenxie.generate.custody import Custody
from zhenxie.generate.ordinary import INJURY, THEFT, opened, prosecuted, sent
from zhenxie.generate.tale import Event, Tale

_Change = Callable[[Tale, Custody], Custody]
_HOMICIDE: Final = {"cl_article": "232", "name": "故意杀人罪"}
_ELSEWHERE: Final = "110105"
_LATE_MINUTES: Final = (1_600, 2_600)


def _held(change: _Change, charge: Event = THEFT) -> Callable[[Tale], None]:
    def tell(tale: Tale) -> None:
        suspects = opened(tale, charge)
        day = custody.held(tale, change(tale, Custody(charge=charge)))
        prosecuted(tale, charge, day + tale.dice.between(25, 50), suspects)

    return tell


def summoned_too_long(tale: Tale) -> None:
    """Tell of a summons of more than twelve hours that nobody extended (M15-5)."""
    suspects = opened(tale, THEFT)
    day, minute = tale.dice.between(1, 3), tale.dice.between(7 * 60, 9 * 60)
    arrived, ended = tale.at(day, minute), tale.at(day, minute + tale.dice.between(14 * 60, 20 * 60))
    tale.tell(
        day + 1,
        tale.event("suspect.summoned", arrived, "S1", oral=False, arrived_at=arrived),
        tale.event("suspect.summons_ended", ended, "S1", arrived_at=arrived, extended=False),
        custody.bail(tale, "S1", day + 1),
    )
    prosecuted(tale, THEFT, day + tale.dice.between(25, 200), suspects)


def in_two_rooms(tale: Tale) -> None:
    """Tell of one officer who interrogated two suspects at once (M15-7)."""
    suspects = opened(tale, THEFT, ("S1", "S2"))
    day, minute = tale.dice.between(1, 3), tale.dice.between(9 * 60, 12 * 60)
    asked = [
        custody.interrogated(tale, ref, day, minute + later, "case_handling_area", ended_at=tale.at(day, minute + 120))
        for ref, later in (("S1", 0), ("S2", 30))
    ]
    tale.tell(day, *asked)
    tale.tell(day + 1, *(custody.bail(tale, ref, day + 1) for ref in suspects))
    prosecuted(tale, THEFT, day + tale.dice.between(25, 200), suspects)


def _appraised(*, told: str | None, **wrong: object) -> Callable[[Tale], None]:
    def tell(tale: Tale) -> None:
        suspects = opened(tale, INJURY)
        day = tale.dice.between(3, 8)
        said = {"subject": "injury", "injury_grade": "light_2", "final": True, **wrong}
        tale.tell(day, tale.event("evidence.forensic_opinion_issued", tale.on(day), **said))
        if told is not None:
            known = {"subject": "injury", "recipient_kind": told}
            tale.tell(day + 2, tale.event("evidence.forensic_opinion_notified", tale.on(day + 2), **known))
        tale.tell(day + 3, custody.bail(tale, "S1", day + 3))
        prosecuted(tale, INJURY, day + tale.dice.between(25, 200), suspects)

    return tell


def shown_too_few(tale: Tale) -> None:
    """Tell of a line-up of too few people (M17-4)."""
    suspects = opened(tale, THEFT)
    day = tale.dice.between(2, 6)
    value = {"quantity": str(tale.dice.between(3, 6))}
    shown = tale.event("fact.established", tale.on(day), "S1", key="line_up.persons_count", value=value)
    tale.tell(day, shown, custody.bail(tale, "S1", day))
    prosecuted(tale, THEFT, day + tale.dice.between(25, 200), suspects)


def _elsewhere(*, letter: bool, minutes: int) -> Callable[[Tale], None]:
    def tell(tale: Tale) -> None:
        place = {"place_division_code": _ELSEWHERE, "cooperation_letter": letter}
        how = Custody(charge=THEFT, delivered_minutes=minutes, place=place)
        first = {"place_kind": "case_handling_area"}
        how = replace(how, interrogated_minutes=150, interrogation=first) if minutes > min(_LATE_MINUTES) else how
        suspects = opened(tale, THEFT)
        day = custody.held(tale, how)
        prosecuted(tale, THEFT, day + tale.dice.between(25, 50), suspects)

    return tell


def plea_not_sent(tale: Tale) -> None:
    """Tell of a plea that was recorded, and of which the opinion to prosecute says nothing (M21-1)."""
    suspects = opened(tale, THEFT, ("S1",))
    day = tale.dice.between(2, 6)
    tale.tell(day, tale.event("suspect.plea_recorded", tale.on(day), "S1"), custody.bail(tale, "S1", day))
    sent(tale, day + tale.dice.between(25, 200), THEFT, suspects, plea=False)


FAULTS: Final[dict[str, Callable[[Tale], None]]] = {
    "M15-1": _held(lambda tale, how: replace(how, interrogated_minutes=tale.dice.between(*_LATE_MINUTES))),
    "M15-2": _held(lambda tale, how: replace(how, arrest_interrogated_minutes=tale.dice.between(*_LATE_MINUTES))),
    "M15-3": _held(lambda _, how: replace(how, interrogation={"place_kind": "case_handling_area"})),
    "M15-4": _held(lambda tale, how: replace(how, interrogation={"officers": [f"{tale.serial % 500_000 * 2:06d}"]})),
    "M15-5": summoned_too_long,
    "M15-6": _held(lambda _, how: replace(how, interrogation={"recorded": False}), _HOMICIDE),
    "M15-7": in_two_rooms,
    "M17-1": _appraised(told="victim"),
    "M17-2": _appraised(told="suspect"),
    "M17-3": _appraised(told="both", laboratory_qualified=False),
    "M17-4": shown_too_few,
    "M19-1": _elsewhere(letter=False, minutes=300),
    "M19-2": _elsewhere(letter=True, minutes=2_400),
    "M21-1": plea_not_sent,
}
"""What breaks each rule, by its code."""
