"""What can go wrong before and at the filing, and with property (M09, M10, M13, M22): one violation a course; pure."""

from collections.abc import Callable
from typing import Any, Final

from zhenxie.generate import custody
from zhenxie.generate.ordinary import INJURY, THEFT, opened, prosecuted
from zhenxie.generate.tale import Event, Tale, adult

_DRUGS: Final = {"cl_article": "348", "name": "非法持有毒品罪"}


def _notified(tale: Tale, charge: Event, *events: Event) -> None:
    said = {"charges": [charge], "handling_unit": tale.unit, "handling_department": "criminal_investigation"}
    tale.notify({**said, "suspects": [adult(tale, charge, -10)]}, *events)


def _referred(tale: Tale, *, complete: bool, filed_days: int, told_hours: int = 5) -> None:
    taken_in = tale.at(-filed_days, 10 * 60)
    said: dict[str, Any] = {"received_at": taken_in, "materials_complete": complete, "charges": [THEFT]}
    if not complete:
        said["incomplete_notice_at"] = tale.at(-filed_days, (10 + told_hours) * 60)
        said["completed_at"] = tale.on(-filed_days + 3)
    _notified(
        tale,
        THEFT,
        tale.event("case.referred", tale.on(-filed_days), **said),
        tale.event("case.filed", tale.on(0), charges=[THEFT], suspect_refs=["S1"]),
    )
    day = tale.dice.between(1, 4)
    tale.tell(day, custody.bail(tale, "S1", day))
    prosecuted(tale, THEFT, day + tale.dice.between(25, 200), ["S1"])


def referral_decided_late(tale: Tale) -> None:
    """Tell of a referral on which the police decided weeks late (M09-2)."""
    _referred(tale, complete=True, filed_days=tale.dice.between(40, 90))


def incompleteness_told_late(tale: Tale) -> None:
    """Tell of a referral whose agency heard days later that something was missing (M09-3)."""
    _referred(tale, complete=False, filed_days=tale.dice.between(5, 5), told_hours=tale.dice.between(30, 60))


def refusal_served_late(tale: Tale) -> None:
    """Tell of a refusal to file of which the complainant heard weeks later (M09-4)."""
    said = {"reason": "no_criminal_fact", "complainant_kind": "person", "served_at": tale.on(tale.dice.between(15, 30))}
    _notified(
        tale,
        THEFT,
        tale.event("case.received", tale.on(-2), source="complaint", charges=[THEFT]),
        tale.event("case.filing_refused", tale.on(0), **said),
    )


def _penalized(charge: Event, *facts: tuple[str, dict[str, Any]]) -> Callable[[Tale], None]:
    """Return a course that a penalty closes although the facts make a crime."""

    def tell(tale: Tale) -> None:
        refused = tale.event(
            "case.filing_refused",
            tale.on(0),
            reason="minor_not_crime",
            handled_as="administrative_penalty",
            charges=[charge],
            complainant_kind="person",
            served_at=tale.on(1),
        )
        told = [tale.event(kind, tale.on(-1), **said) for kind, said in facts]
        _notified(
            tale, charge, tale.event("case.received", tale.on(-2), source="report", charges=[charge]), *told, refused
        )

    return tell


def _before_filing(*taken: tuple[str, str | None, dict[str, Any]]) -> Callable[[Tale], None]:
    """Return a course in which something is done ten days before the filing."""

    def tell(tale: Tale) -> None:
        early = [
            tale.event(kind, tale.on(-10), **said) if ref is None else tale.event(kind, tale.on(-10), ref, **said)
            for kind, ref, said in taken
        ]
        _notified(
            tale,
            THEFT,
            tale.event("case.received", tale.on(-11), source="report", charges=[THEFT]),
            tale.event("case.filing_review_extended", tale.on(-9), ground="grave_or_complex", new_limit=tale.on(15)),
            *early,
            tale.event("case.filed", tale.on(0), charges=[THEFT], suspect_refs=["S1"], received_on=tale.on(-11)),
        )
        if any(kind == "property.restrained" for kind, _, _ in taken):
            tale.tell(30, tale.event("property.released", tale.on(30), property_ref="P1", reason="handed_over"))
        prosecuted(tale, THEFT, tale.dice.between(35, 90), ["S1"])

    return tell


def _restrained(tale: Tale, **said: Any) -> None:
    stated = {"property_ref": "P1", "kind": "seizure", "asset_kind": "goods", "regime": "criminal", **said}
    tale.tell(2, tale.event("property.restrained", tale.on(2), **stated), custody.bail(tale, "S1", 2))


def kept_after_withdrawal(tale: Tale) -> None:
    """Tell of property that was given back months after the case was withdrawn, or never (M13-1)."""
    opened(tale, THEFT, ("S1",))
    _restrained(tale)
    day = tale.dice.between(30, 90)
    said = {"measures_lifted": True, "property_handled": False, "administrative_handling_needed": False}
    tale.tell(day, tale.event("case.withdrawn", tale.on(day), ground="no_criminal_fact", **said))
    if tale.dice.chance(0.5):
        late = day + tale.dice.between(40, 90)
        tale.tell(late, tale.event("property.released", tale.on(late), property_ref="P1", reason="case_closed"))


def freed_late(tale: Tale) -> None:
    """Tell of property that was known to be irrelevant for weeks before it was freed (M13-3)."""
    suspects = opened(tale, THEFT, ("S1",))
    _restrained(tale)
    known = tale.dice.between(10, 20)
    day = known + tale.dice.between(15, 40)
    said = {"property_ref": "P1", "reason": "irrelevant", "irrelevance_established_on": tale.on(known)}
    tale.tell(day, tale.event("property.released", tale.on(day), **said))
    prosecuted(tale, THEFT, day + tale.dice.between(5, 60), suspects)


def frozen_too_long(tale: Tale) -> None:
    """Tell of a deposit that was frozen for longer than one decision allows (M13-4)."""
    suspects = opened(tale, THEFT, ("S1",))
    said = {
        "kind": "freezing",
        "asset_kind": "securities",
        "from_day": tale.on(2),
        "until_day": tale.on(tale.months_after(2, 30)),
    }
    _restrained(tale, **said)
    day = tale.dice.between(40, 100)
    tale.tell(day, tale.event("property.released", tale.on(day), property_ref="P1", reason="handed_over"))
    prosecuted(tale, THEFT, day + 5, suspects)


FAULTS: Final[dict[str, Callable[[Tale], None]]] = {
    "M09-2": referral_decided_late,
    "M09-3": incompleteness_told_late,
    "M09-4": refusal_served_late,
    "M10-1": _penalized(
        INJURY, ("evidence.forensic_opinion_issued", {"subject": "injury", "injury_grade": "light_2", "final": True})
    ),
    "M10-3": _penalized(_DRUGS, ("fact.established", {"key": "drugs.heroin_grams", "value": {"quantity": "25"}})),
    "M13-1": kept_after_withdrawal,
    "M13-3": freed_late,
    "M13-4": frozen_too_long,
    "M22-1": _before_filing(("suspect.bail_imposed", "S1", {"mode": "guarantor"})),
    "M22-2": _before_filing(
        ("property.restrained", None, {"property_ref": "P1", "kind": "seizure", "regime": "criminal"})
    ),
    "M22-3": _before_filing(("case.checked_before_filing", None, {"restricted_person_or_property": True})),
}
"""What breaks each rule, by its code."""
