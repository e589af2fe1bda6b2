"""A thief of seventeen, interrogated and held with one thing wrong (未成年人程序): CPL 278, 280, 281; pure."""

from collections.abc import Callable
from datetime import date
from typing import Any, Final

from zhenxie.generate import custody, people
from zhenxie.generate.custody import Custody
from zhenxie.generate.ordinary import THEFT, prosecuted, sent
from zhenxie.generate.tale import Tale, decided
from zhenxie.generate.underage import birth_before

_WITH_EVERYBODY: Final = {"guardian_present": True, "counsel_present": True, "female_officer_present": True}


def _wrongly(*, with_adults: bool = False, aid_days: int | None = None, **wrong: Any) -> Callable[[Tale], None]:
    def tell(tale: Tale) -> None:
        day, _ = _opened(tale)
        said = {**_WITH_EVERYBODY, **wrong}
        custody.detained(tale, Custody(charge=THEFT, day=day, interrogation=said, with_adults=with_adults))
        free = day + 2
        tale.tell(
            free,
            tale.event("suspect.released", tale.on(free), "S1", reason="measure_changed"),
            custody.bail(tale, "S1", free),
        )
        if aid_days is not None:
            told = day + tale.dice.between(aid_days, aid_days + 10)
            value = {"moment": tale.on(told)}
            tale.tell(told, tale.event("fact.established", tale.on(told), "S1", key="legal_aid_notified", value=value))
        prosecuted(tale, THEFT, day + tale.dice.between(25, 60), ["S1"])

    return tell


def _opened(tale: Tale) -> tuple[int, str]:
    acted = -tale.dice.between(1, 10)
    who = people.born(tale.dice, birth_before(tale.start + acted, tale.dice.between(60, 300), 18), girl=True)
    filed = tale.event("case.filed", tale.on(0), charges=[THEFT], suspect_refs=["S1"], no_other_participant=True)
    tale.notify(
        {
            "charges": [THEFT],
            "handling_unit": tale.unit,
            "handling_department": "criminal_investigation",
            "suspects": [tale.suspect(who, THEFT, acted, "S1")],
        },
        decided(filed, "立案决定书", f"立字{tale.serial}号"),
    )
    return tale.dice.between(2, 5), date.fromordinal(who.birth).isoformat()


def fast_track_suggested(tale: Tale) -> None:
    """Tell that the police suggested the fast track for a girl of seventeen (M21-2)."""
    day, birth = _opened(tale)
    said = {"outcome": "established", "birth_date_source": "birth_certificate", "birth_date": birth}
    tale.tell(day, tale.event("suspect.age_verified", tale.on(day), "S1", **said), custody.bail(tale, "S1", day))
    sent(tale, day + tale.dice.between(5, 40), THEFT, ["S1"], plea=True, fast_track_suggested=True)


FAULTS: Final[dict[str, Callable[[Tale], None]]] = {
    "M14-1": _wrongly(guardian_present=False, appropriate_adult_present=False),
    "M14-2": _wrongly(female_officer_present=False),
    "M14-3": _wrongly(counsel_present=False, aid_days=8),
    "M14-4": _wrongly(with_adults=True),
    "M21-2": fast_track_suggested,
}
"""What breaks the rules on the procedure for minors, by their codes."""
