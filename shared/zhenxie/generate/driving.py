"""Drunk-driving cases (醉驾): stop, breath, blood, laboratory, filing and its end; each rule with what breaks it; pure."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Final

from zhenxie.generate import custody
from zhenxie.generate.custody import Custody
from zhenxie.generate.ordinary import prosecuted
from zhenxie.generate.tale import Event, Tale, adult, decided

_DRUNK_DRIVING: Final = {"cl_article": "133-1", "name": "危险驾驶罪"}
_AGGRAVATING: Final = (
    *("accident_at_fault", "fled_after_accident", "car_without_licence", "grave_overload_or_speeding"),
    *("after_controlled_drugs", "passengers_in_service", "school_bus", "motorway", "heavy_truck", "hazardous_goods"),
    *("evaded_check", "obstructed_proceedings", "punished_within_two_years", "convicted_within_five_years"),
)
_NONE: Final = dict.fromkeys(_AGGRAVATING, False)
_OFTEN: Final = ("accident_at_fault", "grave_overload_or_speeding", "motorway", "evaded_check")
_SAMPLE: Final = {
    "place_kind": "medical_institution",
    "drawer_qualified": True,
    "police_count": 2,
    "auxiliary_count": 1,
    "tube_count": 2,
    "tube_type": "anticoagulant",
    "disinfectant_kind": "alcohol_free",
    "extractor_signed": True,
    "sealer_signed": True,
    "suspect_signed": True,
    "full_video": True,
}
_ANALYSIS: Final = {"laboratory_qualified": True, "analysis_video": True}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Course:
    """How one case goes: the value (tenths of mg/100 ml), what aggravates it, what is wrong, and how it ends."""

    tenths: int
    aggravated: bool = False
    sample: dict[str, Any] = field(default_factory=dict)
    analysis: dict[str, Any] = field(default_factory=dict)
    device_days: int = 200
    drawn_minutes: int = 45
    working_days_to_send: int | None = None
    working_days_to_analyse: int | None = None
    working_days_to_tell: int | None = None
    revoked: bool = True
    held_days: int | None = None
    arrest_requested: bool = False
    arrest_approved: bool = False
    end: str = "sent"
    """`sent`, `withdrawn` in time, `late`, or `never`."""


def driving(tale: Tale) -> None:
    """Tell of a case in which everything is as it should be, whatever the value."""
    _told(tale, _lawful(tale))


def _lawful(tale: Tale) -> _Course:
    chance = tale.dice.share()
    if chance < 0.6:
        return _Course(tenths=tale.dice.between(1_500, 2_800), aggravated=tale.dice.chance(0.3))
    if chance < 0.78:
        return _Course(tenths=tale.dice.between(800, 1_499), aggravated=True)
    if chance < 0.95:
        return _Course(tenths=tale.dice.between(800, 1_499), end="withdrawn")
    return _Course(tenths=tale.dice.between(600, 799), end="withdrawn")


def _sent(tale: Tale) -> _Course:
    return _Course(tenths=tale.dice.between(1_500, 2_800), aggravated=tale.dice.chance(0.3))


def _dui_01(tale: Tale) -> _Course:
    return _Course(tenths=tale.dice.between(600, 799), end=tale.dice.pick(("late", "never")))


def _dui_02(tale: Tale) -> _Course:
    return _Course(tenths=tale.dice.between(800, 1_499), end=tale.dice.pick(("late", "never")))


def _dui_03(tale: Tale) -> _Course:
    return _Course(tenths=tale.dice.between(800, 1_499), aggravated=True, end="withdrawn")


def _dui_05(tale: Tale) -> _Course:
    few: tuple[dict[str, Any], ...] = ({"police_count": 1, "auxiliary_count": 0}, {"drawer_qualified": False})
    return replace(_sent(tale), sample=tale.dice.pick(few))


def _dui_06(tale: Tale) -> _Course:
    bad: tuple[dict[str, Any], ...] = (
        {"tube_type": "coagulant"},
        {"full_video": False},
        {"disinfectant_kind": "alcohol_based"},
        {"sealer_signed": False},
        {"suspect_signed": False, "refusal_noted": False},
    )
    return replace(_sent(tale), sample=tale.dice.pick(bad))


def _dui_07(tale: Tale) -> _Course:
    return replace(_sent(tale), working_days_to_send=tale.dice.between(6, 9))


def _dui_08(tale: Tale) -> _Course:
    return replace(_sent(tale), working_days_to_analyse=tale.dice.between(4, 8))


def _dui_09(tale: Tale) -> _Course:
    return replace(_sent(tale), working_days_to_tell=tale.dice.between(6, 12))


def _dui_10(tale: Tale) -> _Course:
    return replace(_sent(tale), analysis=tale.dice.pick(({"laboratory_qualified": False}, {"analysis_video": False})))


def _dui_11(tale: Tale) -> _Course:
    return replace(_sent(tale), device_days=-tale.dice.between(1, 90))


def _dui_12(tale: Tale) -> _Course:
    return replace(_sent(tale), arrest_requested=True, held_days=3)


def _dui_14(tale: Tale) -> _Course:
    return replace(_sent(tale), revoked=False)


def _dui_16(tale: Tale) -> _Course:
    return replace(_sent(tale), drawn_minutes=-tale.dice.between(5, 90))


def _telling(course: Callable[[Tale], _Course]) -> Callable[[Tale], None]:
    return lambda tale: _told(tale, course(tale))


FAULTS: Final[dict[str, Callable[[Tale], None]]] = {
    "DUI-01": _telling(_dui_01),
    "DUI-02": _telling(_dui_02),
    "DUI-03": _telling(_dui_03),
    "DUI-05": _telling(_dui_05),
    "DUI-06": _telling(_dui_06),
    "DUI-07": _telling(_dui_07),
    "DUI-08": _telling(_dui_08),
    "DUI-09": _telling(_dui_09),
    "DUI-10": _telling(_dui_10),
    "DUI-11": _telling(_dui_11),
    "DUI-12": _telling(_dui_12),
    "DUI-14": _telling(_dui_14),
    "DUI-16": _telling(_dui_16),
    "M05": _telling(lambda tale: replace(_sent(tale), held_days=tale.dice.between(4, 9))),
}
"""What breaks each rule, by its code."""
arrested: Final = _telling(lambda tale: replace(_dui_12(tale), arrest_approved=True))
"""Drunk driving alone for which an arrest was requested, and approved (DUI-12, AR-01)."""


def blood_not_drawn(tale: Tale) -> None:
    """Tell that his breath asked for blood, and none was drawn (DUI-04)."""
    _opened(tale, _Course(tenths=tale.dice.between(900, 2_000), aggravated=True))


def _told(tale: Tale, course: _Course) -> None:
    _opened(tale, course, *_drawn(tale, course))
    if course.held_days is not None:
        _held(tale, course.held_days, course)
    else:
        asked = custody.interrogated(tale, "S1", 1, 9 * 60, "case_handling_area", first=True)
        tale.tell(1, asked, custody.bail(tale, "S1", 1))
    received = _analysed(tale, course)
    _ended(tale, course, received)


def _opened(tale: Tale, course: _Course, *drawn: Event) -> None:
    # He is stopped in the evening, bled in the night and his case is filed on the day after.
    stopped = tale.dice.between(19 * 60, 22 * 60 + 30)
    for one in drawn:
        one["occurred"] = tale.at(-1, stopped + course.drawn_minutes)
    said: Event = {"charges": [_DRUNK_DRIVING], "handling_department": "traffic_police"}
    how = _driving(tale, stopped, aggravated=course.aggravated)
    filed = tale.event("case.filed", tale.on(0), **said, suspect_refs=["S1"], driving=how)
    suspects = [adult(tale, _DRUNK_DRIVING, -1)]
    tale.notify(
        {"case_name": "危险驾驶案", **said, "handling_unit": tale.unit, "suspects": suspects},
        _breath(tale, course, stopped + 5),
        *drawn,
        decided(filed, "立案决定书", f"交立字{tale.serial}号"),
    )


def _driving(tale: Tale, stopped: int, *, aggravated: bool) -> Event:
    circumstances = {**_NONE, tale.dice.pick(_OFTEN): True} if aggravated else _NONE
    return {
        "stopped_at": tale.at(-1, stopped),
        "place_kind": "road",
        "vehicle_kind": "car",
        "licence_status": "valid",
        "accident": circumstances["accident_at_fault"],
        "fled": False,
        "substituted": False,
        "aggravating": circumstances,
    }


def _breath(tale: Tale, course: _Course, minute: int) -> Event:
    return tale.event(
        "evidence.breath_tested",
        tale.at(-1, minute),
        # Below it no blood would have been drawn, and no case filed.
        alcohol_mg_per_100ml=str(max(course.tenths // 10, 81)),
        device_calibrated_until=tale.on(-1 + course.device_days),
        officers=[f"{tale.serial % 1_000_000:06d}"],
    )


def _drawn(tale: Tale, course: _Course) -> list[Event]:
    said = {**_SAMPLE, **course.sample, "seal_numbers": [f"B{tale.serial}"]}
    return [tale.event("evidence.blood_drawn", tale.on(-1), **said)]


def _held(tale: Tale, days: int, course: _Course) -> None:
    how = Custody(charge=_DRUNK_DRIVING, ground="in_the_act")
    custody.detained(tale, how)
    if course.arrest_requested:
        said = {"charges": [_DRUNK_DRIVING], "breach_of_measure": False}
        tale.tell(days, tale.event("suspect.arrest_requested", tale.on(days), "S1", **said))
        days += 4
    if course.arrest_approved:
        custody.arrested(tale, how, days)
        days += 3
    elif course.arrest_requested:
        refused = tale.event("suspect.arrest_refused", tale.on(days), "S1", refusal_category="no_social_danger")
        tale.answer(days, refused)
    freed = tale.event("suspect.released", tale.on(days), "S1", reason="measure_changed", changed_to="bail")
    tale.tell(days, freed, tale.event("suspect.bail_imposed", tale.on(days), "S1", mode="guarantor"))


def _analysed(tale: Tale, course: _Course) -> int:
    """Tell of the way to the laboratory and back, and return the day on which the opinion was received."""
    sent = tale.dice.between(0, 3)
    if course.working_days_to_send is not None:
        sent = tale.working_days_after(-1, course.working_days_to_send)
    laboratory = f"640200-jd{tale.serial % 7}"
    submitted = tale.event(
        "evidence.blood_submitted",
        tale.on(sent),
        seal_numbers=[f"B{tale.serial}"],
        received_at=tale.on(sent),
        laboratory_code=laboratory,
        temperature_kept=True,
    )
    tale.tell(sent, submitted)
    issued = sent + tale.dice.between(1, 3)
    if course.working_days_to_analyse is not None:
        issued = tale.working_days_after(sent, course.working_days_to_analyse)
    opinion = tale.event(
        "evidence.forensic_opinion_issued",
        tale.on(issued),
        subject="blood_alcohol",
        blood_alcohol_mg_per_100ml=f"{course.tenths // 10}.{course.tenths % 10}",
        **{**_ANALYSIS, **course.analysis},
        laboratory_code=laboratory,
        received_at=tale.on(sent),
        opinion_received_at=tale.on(issued),
    )
    tale.tell(issued, decided(opinion, "鉴定意见", f"醇检{tale.serial}号"))
    told = issued + tale.dice.between(1, 5)
    if course.working_days_to_tell is not None:
        told = tale.working_days_after(issued, course.working_days_to_tell)
    said = {"subject": "blood_alcohol", "recipient_kind": "suspect", "in_writing": True}
    tale.tell(told, tale.event("evidence.forensic_opinion_notified", tale.on(told), **said))
    return issued


def _ended(tale: Tale, course: _Course, received: int) -> None:
    if course.end == "never":
        # Bail is lifted as if all were done, and the case stays open.
        day = received + tale.dice.between(40, 90)
        tale.tell(day, tale.event("suspect.measure_lifted", tale.on(day), "S1", measure="bail"))
        return
    day = received + tale.dice.between(9, 14)
    if course.end == "late":
        day = received + tale.dice.between(32, 70)
    if course.revoked and course.tenths >= 800:
        revoked = tale.event("suspect.licence_revoked", tale.on(day - 2), "S1", ban_years=5)
        tale.tell(day - 2, decided(revoked, "行政处罚决定书", f"吊字{tale.serial}号"))
    if course.end == "sent":
        prosecuted(tale, _DRUNK_DRIVING, day + tale.dice.between(0, 40), ["S1"])
        return
    ground = "minor_not_crime" if course.tenths >= 800 else "no_criminal_fact"
    withdrawn = tale.event("case.withdrawn", tale.on(day), ground=ground, measures_lifted=True)
    tale.tell(day, decided(withdrawn, "撤销案件决定书", f"撤字{tale.serial}号"))
