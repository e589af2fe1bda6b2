"""What can go wrong with the time of custody: one violation a course, for each rule on it (M05, M06, AN03, D11 …); pure."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from zhenxie.generate import custody
from zhenxie.generate.custody import Custody
from zhenxie.generate.ordinary import THEFT, opened, prosecuted
from zhenxie.generate.tale import Tale

_Change = Callable[[Tale, Custody], Custody]
# More than twenty-four hours after the detention and the hour that is not counted.
_MUCH_LATER_MINUTES: Final = (1_560, 2_600)


def _held(change: _Change) -> Callable[[Tale], None]:
    """Return a course in which custody goes wrong in one way, and the case is sent all the same."""

    def tell(tale: Tale) -> None:
        suspects = opened(tale, THEFT)
        how = change(tale, Custody(charge=THEFT))
        day = custody.held(tale, how)
        prosecuted(tale, THEFT, day + tale.dice.between(25, 50), suspects)

    return tell


def _delivered_late(tale: Tale, how: Custody) -> Custody:
    # The first interrogation is in time, in the case-handling area.
    first = {"place_kind": "case_handling_area"}
    late = tale.dice.between(*_MUCH_LATER_MINUTES)
    return replace(how, delivered_minutes=late, interrogated_minutes=150, interrogation=first)


def extension_asked_late(tale: Tale) -> None:
    """Tell that longer custody was asked for some days before it was over, and granted (AN07)."""
    suspects = opened(tale, THEFT)
    day = custody.held(tale, Custody(charge=THEFT))
    expiry = tale.months_after(day, 2)
    asked = expiry - tale.dice.between(2, 6)
    said = {"tier": 1, "current_expiry": tale.on(expiry), "procuratorate": tale.procuratorate}
    tale.tell(asked, tale.event("suspect.custody_extension_requested", tale.on(asked), "S1", **said))
    tale.answer(expiry - 1, tale.event("suspect.custody_extended", tale.on(expiry - 1), "S1", tier=1, granted=True))
    prosecuted(tale, THEFT, expiry + tale.dice.between(3, 25), suspects)


def counted_anew_late(tale: Tale) -> None:
    """Tell that another important crime was found, and custody counted anew weeks later (AN08-1)."""
    suspects = opened(tale, THEFT)
    found = custody.held(tale, Custody(charge=THEFT)) + tale.dice.between(10, 25)
    day = found + tale.dice.between(20, 30)
    said = {"discovered_on": tale.on(found), "approved_at": tale.on(day), "filed_with_procuratorate_at": tale.on(day)}
    tale.tell(day, tale.event("suspect.custody_recalculated", tale.on(day), "S1", **said))
    prosecuted(tale, THEFT, day + tale.dice.between(2, 25), suspects)


def two_securities(tale: Tale) -> None:
    """Tell of bail on a guarantor and a deposit at once (AN17)."""
    suspects = opened(tale, THEFT)
    day = tale.dice.between(1, 4)
    tale.tell(day, custody.bail(tale, "S1", day, deposit=tale.dice.between(1, 20) * 100_000))
    prosecuted(tale, THEFT, day + tale.dice.between(25, 200), suspects)


def questioned_too_long(tale: Tale) -> None:
    """Tell of continued questioning beyond the hours that were approved, before the case was filed (D02)."""
    suspects = opened(tale, THEFT)
    begun, allowed = tale.dice.between(9 * 60, 18 * 60), tale.dice.pick((12, 24))
    ended = begun + (allowed + tale.dice.between(2, 8)) * 60
    said = {"from_at": tale.at(-3, begun), "ended_at": tale.at(-3, ended), "hours_allowed": allowed}
    tale.tell(0, tale.event("suspect.questioning_continued", tale.at(-3, begun), "S1", **said))
    day = tale.dice.between(1, 4)
    tale.tell(day, custody.bail(tale, "S1", day))
    prosecuted(tale, THEFT, day + tale.dice.between(25, 200), suspects)


FAULTS: Final[dict[str, Callable[[Tale], None]]] = {
    "M05-2": _held(lambda tale, how: replace(how, decided_days=tale.dice.between(8, 12))),
    "M06": _held(
        lambda tale, how: replace(how, extension=("repeated", 30), acts=2, asked_days=tale.dice.between(5, 30))
    ),
    "AN03": _held(lambda _, how: replace(how, approved=False)),
    "AN07": extension_asked_late,
    "AN08-1": counted_anew_late,
    "AN17": two_securities,
    "D02": questioned_too_long,
    "D03": _held(_delivered_late),
    "D11-2": _held(lambda tale, how: replace(how, arrest_receipt_days=tale.dice.between(18, 24))),
}
"""What breaks each rule, by its code."""
