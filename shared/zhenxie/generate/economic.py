"""Economic-crime cases: investigated, stalled within what the law allows, and stalled beyond it; pure."""

from typing import Final

from zhenxie.generate import custody
from zhenxie.generate.custody import Custody
from zhenxie.generate.ordinary import prosecuted
from zhenxie.generate.tale import Event, Tale, adult, decided

_CHARGES: Final[tuple[Event, ...]] = (
    {"cl_article": "224", "name": "合同诈骗罪"},
    {"cl_article": "176", "name": "非法吸收公众存款罪"},
    {"cl_article": "192", "name": "集资诈骗罪"},
    {"cl_article": "193", "name": "贷款诈骗罪"},
    {"cl_article": "196", "name": "信用卡诈骗罪"},
    {"cl_article": "205-1", "name": "虚开发票罪"},
    {"cl_article": "225", "name": "非法经营罪"},
    {"cl_article": "163", "name": "非国家工作人员受贿罪"},
    {"cl_article": "271", "paragraph": 1, "name": "职务侵占罪"},
    {"cl_article": "272", "paragraph": 1, "name": "挪用资金罪"},
)


def sent_in_time(tale: Tale) -> None:
    """Tell of money frozen, accounts examined, sent within the two years without any measure."""
    charge = _opened(tale)
    _frozen(tale, 10, "freezing", 6)
    day = tale.dice.between(90, 600)
    examined = tale.event("evidence.forensic_opinion_issued", tale.on(day), subject="accounting", final=True)
    tale.tell(day, examined)
    known = tale.event(
        "evidence.forensic_opinion_notified", tale.on(day + 2), subject="accounting", recipient_kind="both"
    )
    tale.tell(day + 2, known)
    tale.tell(day + 8, tale.event("property.released", tale.on(day + 8), property_ref="P1", reason="handed_over"))
    prosecuted(tale, charge, day + 10, ["S1"])


def after_arrest(tale: Tale) -> None:
    """Tell of detention and arrest, and of a sending within the time of custody."""
    charge = _opened(tale)
    day = tale.dice.between(5, 60)
    custody.held(tale, Custody(charge=charge, day=day))
    prosecuted(tale, charge, day + tale.dice.between(30, 65), ["S1"])


def withdrawn_in_time(tale: Tale) -> None:
    """Tell of no crime after all: withdrawn within the two years, and what was seized given back."""
    _opened(tale)
    _frozen(tale, 5, "seizure", None)
    day = tale.dice.between(60, 650)
    tale.tell(
        day,
        tale.event("case.withdrawn", tale.on(day), ground="no_criminal_fact", property_handled=True),
        tale.event("property.released", tale.on(day), property_ref="P1", reason="case_closed"),
    )


def bail_lifted_in_time(tale: Tale) -> None:
    """Tell of bail that was lifted in time, and sent within the year after the lifting."""
    charge = _opened(tale)
    lifted = _bailed_and_lifted(tale)
    prosecuted(tale, charge, lifted + tale.dice.between(20, 330), ["S1"])


def continued_by_the_province(tale: Tale) -> None:
    """Stall lawfully: the province let the investigation go on before the two years were over."""
    charge = _opened(tale)
    day = tale.months_after(0, 24) - tale.dice.between(5, 60)
    _continued(tale, day, "province")
    prosecuted(tale, charge, day + tale.dice.between(30, 300), ["S1"])


def stalled(tale: Tale) -> None:
    """Stall: two years and no measure, no sending, no withdrawal; withdrawn late, or never (E1)."""
    _opened(tale)
    if tale.dice.chance(0.3):
        # A county's approval has no effect (ECON17 25¶2).
        _continued(tale, tale.months_after(0, 24) - tale.dice.between(5, 60), "county")
    _withdrawn_late(tale, tale.months_after(0, 24))


def stalled_with_property(tale: Tale) -> None:
    """Stall, and what was seized is still held (E1, E7)."""
    _opened(tale)
    _frozen(tale, tale.dice.between(5, 40), "seizure", None)


def stalled_after_lifting(tale: Tale) -> None:
    """Stall: a year since bail was lifted, and nothing was done (E2)."""
    _opened(tale)
    _withdrawn_late(tale, tale.months_after(_bailed_and_lifted(tale), 12))


def _opened(tale: Tale) -> Event:
    charge = tale.dice.pick(_CHARGES)
    filed = tale.event(
        "case.filed", tale.on(0), charges=[charge], suspect_refs=["S1"], handling_department="economic_crime_unit"
    )
    tale.notify(
        {
            "case_name": f"{charge['name'].removesuffix('罪')}案",
            "charges": [charge],
            "handling_unit": tale.unit,
            "handling_department": "economic_crime_unit",
            "amount": tale.dice.between(50_000, 9_000_000) * 100,
            "suspects": [adult(tale, charge, -tale.dice.between(30, 200))],
        },
        tale.event("case.received", tale.on(-5), source="complaint", charges=[charge]),
        decided(filed, "立案决定书", f"经立字{tale.serial}号"),
    )
    day = tale.dice.between(1, 4)
    tale.tell(day, custody.interrogated(tale, "S1", day, 9 * 60, "case_handling_area", first=True))
    return charge


def _frozen(tale: Tale, day: int, kind: str, months: int | None) -> None:
    until = {} if months is None else {"until_day": tale.on(tale.months_after(day, months))}
    asset = "deposit" if kind == "freezing" else "goods"
    said = {"property_ref": "P1", "kind": kind, "asset_kind": asset, "regime": "criminal", **until}
    held = tale.event("property.restrained", tale.on(day), **said, amount=tale.dice.between(1_000, 500_000) * 100)
    tale.tell(day, held)


def _bailed_and_lifted(tale: Tale) -> int:
    day = tale.dice.between(5, 40)
    tale.tell(day, tale.event("suspect.bail_imposed", tale.on(day), "S1", mode="deposit", deposit=2_000_000))
    lifted = day + tale.dice.between(60, 340)
    tale.tell(lifted, tale.event("suspect.measure_lifted", tale.on(lifted), "S1", measure="bail", reason="expired"))
    return lifted


def _continued(tale: Tale, day: int, level: str) -> None:
    said = {"ground": "no_measure", "valid_until": tale.on(tale.months_after(day, 12))}
    approved = tale.event("case.continuation_approved", tale.on(day), **said)
    tale.tell(day, decided(approved, "继续侦查批准书", f"继侦字{tale.serial}号", level))


def _withdrawn_late(tale: Tale, over: int) -> None:
    if tale.dice.chance(0.4):
        day = over + tale.dice.between(14, 45)
        tale.tell(day, tale.event("case.withdrawn", tale.on(day), ground="insufficient_evidence"))
