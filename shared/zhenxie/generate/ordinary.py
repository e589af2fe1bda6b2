"""Ordinary cases: theft and injury with custody or bail, returned and refiled; and what can go wrong in them; pure."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from zhenxie.generate import custody
from zhenxie.generate.tale import Event, Tale, adult, decided

THEFT: Final = {"cl_article": "264", "name": "盗窃罪"}
INJURY: Final = {"cl_article": "234", "name": "故意伤害罪"}
_CALLED: Final = {"264": "盗窃", "234": "故意伤害", "232": "故意杀人"}


def theft(tale: Tale) -> None:
    """Tell of theft: in most cases custody, arrest and prosecution, else bail; a few go to another unit."""
    suspects = opened(tale, THEFT)
    if tale.dice.chance(0.03):
        day = tale.dice.between(3, 30)
        said = {"receiving_unit_code": f"{tale.police[:4]}01510000", "handed_over_at": tale.on(day)}
        tale.tell(day, tale.event("case.transferred_out", tale.on(day), **said))
        return
    day = _custody(tale, THEFT, "S1") if tale.dice.chance(0.65) else _on_bail(tale, "S1", 2)
    prosecuted(tale, THEFT, day, suspects)


def injury(tale: Tale) -> None:
    """Tell of an injury: appraised, then bail or custody, and prosecution or a settlement and none."""
    suspects = opened(tale, INJURY)
    held = tale.dice.chance(0.4)
    day = 2 if held else tale.dice.between(5, 12)
    said = {"subject": "injury", "injury_grade": tale.dice.pick(("light_1", "light_2")), "final": True}
    appraised = tale.event("evidence.forensic_opinion_issued", tale.on(day), **said)
    if held:
        gone = _custody(tale, INJURY, "S1", appraised)
    else:
        tale.tell(day, appraised)
        gone = _on_bail(tale, "S1", day + 1)
    known = tale.event("evidence.forensic_opinion_notified", tale.on(day + 2), subject="injury", recipient_kind="both")
    tale.tell(day + 2, known)
    prosecuted(tale, INJURY, gone, suspects)


def bail_expired(tale: Tale) -> None:
    """Tell of theft or injury on bail that nobody lifted when its twelve months were over (M04)."""
    charge = tale.dice.pick((THEFT, INJURY))
    opened(tale, charge)
    day = tale.dice.between(1, 5)
    tale.tell(day, _asked(tale, "S1", day), custody.bail(tale, "S1", day))
    over = tale.months_after(day, 12)
    if tale.dice.chance(0.5):
        late = over + tale.dice.between(8, 50)
        lifted = tale.event("suspect.measure_lifted", tale.on(late), "S1", measure="bail", reason="expired")
        tale.tell(late, lifted)


def returned(tale: Tale) -> None:
    """Tell of a case that the procuratorate returned once or twice, and that came back each time within its month."""
    _returned(tale, tale.dice.between(1, 2))


def returned_thrice(tale: Tale) -> None:
    """Tell the same of a case that was returned a third time (AN11)."""
    _returned(tale, 3)


def _returned(tale: Tale, times: int) -> None:
    suspects = opened(tale, THEFT)
    day = _custody(tale, THEFT, "S1")
    for ordinal in range(1, times + 1):
        day = _return(tale, day, ordinal)
        day += tale.dice.between(8, 24)
        again = tale.event("case.resubmitted", tale.on(day), ordinal=ordinal, outcome="supplemented")
        tale.tell(day, again)
        day += tale.dice.between(1, 2)
        tale.answer(day, _proceeding(tale, day, "resubmission", suspects))
    _indicted(tale, THEFT, day, suspects)


def not_resubmitted(tale: Tale) -> None:
    """Tell of a returned case that came back months late, or never (M12); of who is held, it would be M05 as well."""
    opened(tale, THEFT)
    day = _return(tale, _on_bail(tale, "S1", 2), 1)
    if tale.dice.chance(0.5):
        late = tale.months_after(day, 1) + tale.dice.between(12, 40)
        tale.tell(late, tale.event("case.resubmitted", tale.on(late), ordinal=1, outcome="supplemented"))


def refiled(tale: Tale) -> None:
    """Tell of a theft that was withdrawn for lack of evidence, and filed again when there was some."""
    suspects = opened(tale, THEFT)
    day = _on_bail(tale, "S1", 2)
    said = {"ground": "insufficient_evidence", "prompted_by": "own_decision", "measures_lifted": True}
    tale.tell(
        day, decided(tale.event("case.withdrawn", tale.on(day), **said), "撤销案件决定书", f"撤字{tale.serial}号")
    )
    day += tale.dice.between(20, 90)
    again = tale.event("case.refiled", tale.on(day), ground="new_evidence", charges=[THEFT])
    tale.tell(day, again, _asked(tale, "S1", day))
    prosecuted(tale, THEFT, day + tale.dice.between(10, 60), suspects)


def refiled_bail_expired(tale: Tale) -> None:
    """Tell the same, but the second bail was never lifted (M04)."""
    opened(tale, THEFT)
    day = tale.dice.between(10, 40)
    tale.tell(day, tale.event("case.withdrawn", tale.on(day), ground="insufficient_evidence"))
    day += tale.dice.between(20, 60)
    tale.tell(day, tale.event("case.refiled", tale.on(day), ground="new_evidence", charges=[THEFT]))
    tale.tell(day + 2, custody.bail(tale, "S1", day + 2))


def opened(tale: Tale, charge: Event, named: Sequence[str] = ()) -> list[str]:
    """Open a case, filed against those who are `named`, else against one suspect or two, and return how they are called."""
    acted = -tale.dice.between(1, 20)
    drawn = ["S1", "S2"] if tale.dice.chance(0.15) else ["S1"]
    refs = list(named) or drawn
    amount = tale.dice.between(2_000, 90_000) * 100
    filed = tale.event(
        "case.filed", tale.on(0), charges=[charge], filing_mode="by_person", suspect_refs=refs, received_on=tale.on(-1)
    )
    tale.notify(
        {
            "case_name": f"{_CALLED[charge['cl_article']]}案",
            "charges": [charge],
            "handling_unit": tale.unit,
            "handling_department": "criminal_investigation",
            "amount": amount,
            "suspects": [adult(tale, charge, acted, ref) for ref in refs],
        },
        tale.event("case.received", tale.on(-1), source="report", charges=[charge]),
        decided(filed, "立案决定书", f"立字{tale.serial}号"),
    )
    return refs


def _asked(tale: Tale, ref: str, day: int) -> Event:
    return custody.interrogated(tale, ref, day, tale.dice.between(9 * 60, 15 * 60), "case_handling_area")


def _on_bail(tale: Tale, ref: str, day: int) -> int:
    """Tell of bail, and return the day on which the investigation ends: within its twelve months."""
    tale.tell(day, _asked(tale, ref, day), custody.bail(tale, ref, day))
    return day + tale.dice.between(25, 300)


def _custody(tale: Tale, charge: Event, ref: str, *found: Event) -> int:
    """Tell of lawful custody, and return the day on which the case is sent."""
    how = replace(custody.drawn(tale, charge), ref=ref)
    day = custody.held(tale, how, *found)
    return day + (tale.dice.between(20, 58) if how.refused is None else tale.dice.between(25, 200))


def _proceeding(tale: Tale, day: int, kind: str, refs: list[str]) -> Event:
    return tale.event("case.proceeding_opened", tale.on(day), kind=kind, suspect_refs=refs)


def _return(tale: Tale, gone: int, ordinal: int) -> int:
    if ordinal == 1:
        sent(tale, gone, THEFT, ["S1"])
    day = gone + tale.dice.between(15, 28)
    tale.answer(day, tale.event("case.returned", tale.on(day), ordinal=ordinal))
    day += tale.dice.between(0, 1)
    tale.tell(day, tale.event("case.return_received", tale.on(day), ordinal=ordinal))
    return day


def sent(tale: Tale, day: int, charge: Event, refs: list[str], *, plea: bool | None = None, **said: bool) -> None:
    """Tell of the sending for prosecution; most suspects have pleaded guilty, unless it is said otherwise."""
    suspects = [
        {"suspect_ref": ref, "charges": [charge], "plea": tale.dice.chance(0.85) if plea is None else plea}
        for ref in refs
    ]
    stated = {"procuratorate": tale.procuratorate, "suspects": suspects, "volumes": 2, **said}
    told = tale.event("case.sent_for_prosecution", tale.on(day), **stated)
    tale.tell(day, decided(told, "起诉意见书", f"诉字{tale.serial}号"))
    tale.answer(day + 1, _proceeding(tale, day + 1, "prosecution", refs))


def prosecuted(tale: Tale, charge: Event, day: int, refs: list[str]) -> None:
    """Tell of the sending on a day, and of what the procuratorate did then."""
    sent(tale, day, charge, refs)
    _indicted(tale, charge, day + 1, refs)


def _indicted(tale: Tale, charge: Event, day: int, refs: list[str]) -> None:
    day += tale.dice.between(8, 30)
    if tale.dice.chance(0.85):
        told = [tale.event("suspect.prosecuted", tale.on(day), ref, charges=[charge]) for ref in refs]
    else:
        said = {"kind": "discretionary", "charges": [charge]}
        told = [tale.event("suspect.not_prosecuted", tale.on(day), ref, **said) for ref in refs]
    tale.answer(day, *told)
