"""Custody as the law wants it: detention, delivery, notice, interrogation, request, decision, arrest; or one step wrong; pure."""

from dataclasses import dataclass, field
from typing import Any, Final

from zhenxie.generate.tale import DAY_MINUTES, Event, Tale, decided

_RIGHTS: Final = {"rights_notice": True, "counsel_right_told": True}
_INTERROGATED_AFTER_MINUTES: Final = (60, 10 * 60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Custody:
    """How one person is held; each field is as the law wants it unless it is said otherwise.

    Minutes count from the detention. `refused` is the ground on which the procuratorate refuses the arrest, None where
    it approves. `freed_days` is how many days after the refusal was received he is released, None for never.
    """

    charge: Event
    ref: str = "S1"
    day: int = 0
    ground: str = "evidence_found"
    delivered_minutes: int = 200
    with_adults: bool = False
    family_minutes: int | None = 240
    interrogation: dict[str, Any] = field(default_factory=dict)
    interrogated_minutes: int | None = None
    extension: tuple[str, int] | None = None
    """On which ground the time to request was extended, and to how many days."""
    acts: int = 3
    asked_days: int = 3
    refused: str | None = None
    freed_days: int | None = 0
    receipt_days: int = 1
    decided_days: int | None = None
    """Days from the request to the decision; some two to six where it is not said."""
    approved: bool = True
    arrest_receipt_days: int = 1
    arrest_family_minutes: int | None = 150
    arrest_interrogated_minutes: int | None = None
    place: dict[str, Any] = field(default_factory=dict)
    """Where it was executed, if not at home (place_division_code, cooperation_letter)."""


def drawn(tale: Tale, charge: Event) -> Custody:
    """Return lawful custody as it comes: some are extended, a fifth of the requests is refused."""
    extension, asked = None, 3
    if tale.dice.chance(0.4):
        limit = tale.dice.pick((7, 30))
        extension = ("special" if limit == 7 else "repeated", limit)
        asked = tale.dice.between(5, limit)
    refused = None if tale.dice.chance(0.8) else "no_social_danger"
    return Custody(charge=charge, extension=extension, asked_days=asked, refused=refused)


def held(tale: Tale, how: Custody, *found: Event) -> int:
    """Tell of it up to arrest or release, and return the day on which the procuratorate decided; `found` goes with the request."""
    detained(tale, how)
    asked = how.day + how.asked_days
    if how.extension is not None:
        ground, limit = how.extension
        said = {"ground": ground, "new_limit": tale.on(how.day + limit), "acts_count": how.acts}
        longer = tale.event("suspect.detention_extended", tale.on(how.day + 3), how.ref, **said)
        tale.tell(how.day + 3, longer)
    request = tale.event(
        "suspect.arrest_requested",
        tale.on(asked),
        how.ref,
        charges=[how.charge],
        in_custody=True,
        social_danger_stated=True,
    )
    tale.tell(asked, *found, decided(request, "提请批准逮捕书", f"提捕字{tale.serial}号"))
    tale.answer(asked, tale.event("suspect.arrest_request_received", tale.on(asked), how.ref, in_custody=True))
    day = asked + (tale.dice.between(2, 6) if how.decided_days is None else how.decided_days)
    if how.refused is None:
        arrested(tale, how, day)
    else:
        _refused(tale, how, day)
    return day


def detained(tale: Tale, how: Custody) -> None:
    """Tell of the detention, the way to the detention center, the notice to the family and the first interrogation."""
    minute = tale.dice.between(8 * 60, 20 * 60)
    said = {"ground": how.ground, "arrived_at": tale.at(how.day, minute - 120)}
    taken = tale.event("suspect.detained", tale.at(how.day, minute), how.ref, **said, **how.place, charges=[how.charge])
    first = how.interrogated_minutes
    if first is None:
        first = how.delivered_minutes + tale.dice.between(*_INTERROGATED_AFTER_MINUTES)
    delivered = tale.at(how.day, minute + how.delivered_minutes)
    told = [
        decided(taken, "拘留证", f"拘字{tale.serial}号"),
        tale.event(
            "suspect.delivered_to_detention_center",
            delivered,
            how.ref,
            after="detention",
            held_with_adults=how.with_adults,
        ),
        interrogated(tale, how.ref, how.day, minute + first, "detention_center", **how.interrogation),
    ]
    if how.family_minutes is not None:
        told.append(_family(tale, how, minute + how.family_minutes, "detention"))
    told.sort(key=lambda one: str(one["occurred"]))
    last = max(minute + first, minute + how.delivered_minutes, minute + (how.family_minutes or 0))
    tale.tell(how.day + last // DAY_MINUTES, *told)


def interrogated(tale: Tale, ref: str, day: int, begun: int, place: str, /, **said: Any) -> Event:
    """Return an interrogation by two officers of this case alone, recorded, with all that has to be told."""
    officers = [f"{tale.serial % 500_000 * 2 + one:06d}" for one in (0, 1)]
    stated = {
        "started_at": tale.at(day, begun),
        "ended_at": tale.at(day, begun + tale.dice.between(40, 180)),
        "place_kind": place,
        "officers": officers,
        "recorded": True,
        **_RIGHTS,
    }
    return tale.event("suspect.interrogated", tale.at(day, begun), ref, **{**stated, **said})


def _family(tale: Tale, how: Custody, minute: int, measure: str, day: int | None = None) -> Event:
    moment = tale.at(how.day if day is None else day, minute)
    return tale.event("suspect.family_notified", moment, how.ref, measure=measure, way="telephone")


def arrested(tale: Tale, how: Custody, day: int) -> None:
    """Tell that the procuratorate approved the arrest on a day, and how it was executed."""
    if how.approved:
        approved = tale.event(
            "suspect.arrest_approved", tale.on(day), how.ref, charges=[how.charge], served_at=tale.on(day)
        )
        tale.answer(day, decided(approved, "批准逮捕决定书", f"批捕{tale.serial}号"))
    received = tale.event("suspect.arrest_decision_received", tale.on(day), how.ref, decision="approved")
    minute = tale.dice.between(9 * 60, 16 * 60)
    said = {
        "decided_by": "procuratorate_approval",
        "receipt_returned_at": tale.on(day + how.arrest_receipt_days),
    }
    taken = tale.event("suspect.arrested", tale.at(day, minute), how.ref, **said)
    first = how.arrest_interrogated_minutes or tale.dice.between(30, 120)
    asked = interrogated(tale, how.ref, day, minute + first, "detention_center")
    told = [decided(taken, "逮捕证", f"捕字{tale.serial}号"), asked]
    later = how.arrest_family_minutes
    if later is not None:
        told.append(_family(tale, how, minute + later, "arrest", day))
    told.sort(key=lambda one: str(one["occurred"]))
    last = day + (minute + max(later or 0, first + 180)) // DAY_MINUTES
    tale.tell(last, *([received] if how.approved else []), *told)


def _refused(tale: Tale, how: Custody, day: int) -> None:
    said = {"refusal_category": how.refused, "served_at": tale.on(day), "in_custody": True}
    refused = tale.event("suspect.arrest_refused", tale.on(day), how.ref, **said)
    tale.answer(day, decided(refused, "不批准逮捕决定书", f"不捕{tale.serial}号"))
    received = tale.event("suspect.arrest_decision_received", tale.on(day), how.ref, decision="refused")
    if how.freed_days is None:
        tale.tell(day, received)
        return
    out = day + how.freed_days
    said = {"reason": "arrest_refused", "changed_to": "bail", "receipt_returned_at": tale.on(out + how.receipt_days)}
    freed = tale.event("suspect.released", tale.on(out), how.ref, **said)
    if how.freed_days:
        tale.tell(day, received)
        tale.tell(out, freed, bail(tale, how.ref, out))
        return
    tale.tell(day, received, freed, bail(tale, how.ref, out))


def bail(tale: Tale, ref: str, day: int, /, **said: Any) -> Event:
    """Return bail by a guarantor, with its decision."""
    given = tale.event(
        "suspect.bail_imposed", tale.on(day), ref, **{"mode": "guarantor", "guarantor_given": True, **said}
    )
    return decided(given, "取保候审决定书", f"取保字{tale.serial}号")
