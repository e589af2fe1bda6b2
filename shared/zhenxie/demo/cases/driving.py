"""Cases about drunk driving."""

from typing import Any, Final

from zhenxie.demo.cases.making import Event, Plot, event

_NONE: Final = dict.fromkeys(
    (
        "accident_at_fault",
        "fled_after_accident",
        "car_without_licence",
        "grave_overload_or_speeding",
        "after_controlled_drugs",
        "passengers_in_service",
        "school_bus",
        "motorway",
        "heavy_truck",
        "hazardous_goods",
        "evaded_check",
        "obstructed_proceedings",
        "punished_within_two_years",
        "convicted_within_five_years",
    ),
    False,
)


def _drunk(*, accident: bool | None = None, **aggravating: bool) -> Event:
    driving = {
        **({} if accident is None else {"accident": accident}),
        "stopped_at": "2026-03-23T22:10:00+08:00",
        "fled": False,
        "substituted": False,
        "licence_status": "valid",
        "aggravating": {**_NONE, **aggravating},
    }
    return event("case.filed", "2026-03-24", charges=[{"cl_article": "133-1", "name": "危险驾驶罪"}], driving=driving)


def _breath(value: str = "132", until: str = "2026-12-31") -> Event:
    return event(
        "evidence.breath_tested", "2026-03-23T22:15:00+08:00", alcohol_mg_per_100ml=value, device_calibrated_until=until
    )


def _blood(**more: Any) -> Event:
    good = {
        "drawer_qualified": True,
        "police_count": 2,
        "auxiliary_count": 1,
        "tube_type": "anticoagulant",
        "disinfectant_kind": "alcohol_free",
        "seal_numbers": ["A1"],
        "full_video": True,
        "extractor_signed": True,
        "sealer_signed": True,
        "suspect_signed": True,
    }
    return event("evidence.blood_drawn", "2026-03-23T23:00:00+08:00", **{**good, **more})


def _sent(day: str = "2026-03-24") -> Event:
    return event("evidence.blood_submitted", day, received_at=day)


def _opinion(value: str, day: str = "2026-03-26", **more: Any) -> Event:
    said = {"laboratory_qualified": True, "analysis_video": True, "opinion_received_at": day, **more}
    return event(
        "evidence.forensic_opinion_issued", day, subject="blood_alcohol", blood_alcohol_mg_per_100ml=value, **said
    )


def _fact(key: str) -> Event:
    return event("fact.established", "2026-04-03", key=key, value={"truth": False})


_TOLD: Final = event("evidence.forensic_opinion_notified", "2026-03-30")
_REVOKED: Final = event("suspect.licence_revoked", "2026-03-31", "S1")
DRUNK: Final = (
    Plot(
        "取证完备的醉驾案件",
        "everything as it should be",
        (_drunk(motorway=True), _breath(), _blood(), _sent(), _opinion("165"), _TOLD),
    ),
    Plot(
        "使用促凝管",
        "a sample in the wrong tube",
        (_drunk(motorway=True), _breath(), _blood(tube_type="coagulant"), _sent(), _opinion("165"), _TOLD),
        expected=("DUI-06",),
        name="wrong_tube",
    ),
    Plot(
        "提取过程未录像",
        "not filmed",
        (_drunk(motorway=True), _breath(), _blood(full_video=False), _sent(), _opinion("165"), _TOLD),
        expected=("DUI-06",),
    ),
    Plot(
        "瑕疵事项未报送：无法判断",
        "nobody says: undetermined",
        (_drunk(motorway=True), _breath(), _blood(full_video=None), _sent(), _opinion("165"), _TOLD),
    ),
    Plot(
        "第五个工作日送检：合法",
        "sent on the fifth working day",
        (_drunk(motorway=True), _breath(), _blood(), _sent("2026-03-30"), _opinion("165", "2026-04-01"), _TOLD),
    ),
    Plot(
        "第六个工作日送检",
        "sent on the sixth",
        (
            _drunk(motorway=True),
            _breath(),
            _blood(),
            _sent("2026-03-31"),
            _opinion("165", "2026-04-01"),
            event("evidence.forensic_opinion_notified", "2026-04-01"),
        ),
        expected=("DUI-07",),
    ),
    Plot(
        "鉴定第四个工作日出具：系鉴定机构责任",
        "the laboratory was late",
        (_drunk(motorway=True), _breath(), _blood(), _sent(), _opinion("165", "2026-03-30"), _TOLD),
        expected=("DUI-08",),
    ),
    Plot(
        "检测仪检定过期",
        "the device's calibration had run out",
        (_drunk(motorway=True), _breath(until="2026-03-22"), _blood(), _sent(), _opinion("165"), _TOLD),
        expected=("DUI-11",),
    ),
    Plot(
        "血液酒精含量79.9，收到意见后未撤案",
        "79.9: not withdrawn",
        (_drunk(), _breath("85"), _blood(), _sent(), _opinion("79.9"), _TOLD),
        expected=("DUI-01",),
    ),
    Plot(
        "恰为80：已达标准",
        "80 exactly is drunk",
        (_drunk(motorway=True), _breath("85"), _blood(), _sent(), _opinion("80"), _TOLD),
    ),
    Plot(
        "120且十四项从重情形均明确为无",
        "120, and none of the fourteen",
        (_drunk(), _breath("125"), _blood(), _sent(), _opinion("120"), _TOLD),
        expected=("DUI-02",),
    ),
    Plot(
        "恰为150：不属显著轻微",
        "150 exactly is not below 150",
        (_drunk(), _breath("155"), _blood(), _sent(), _opinion("150"), _TOLD),
    ),
    Plot(
        "呼气达标而未提取血样",
        "blood had to be drawn, and was not",
        (_drunk(motorway=True), _breath()),
        expected=("DUI-04",),
    ),
    Plot(
        "移送前未吊销驾驶证",
        "sent on without revoking the licence",
        (
            _drunk(motorway=True),
            _breath(),
            _blood(),
            _sent(),
            _opinion("165"),
            _TOLD,
            event("case.sent_for_prosecution", "2026-04-07"),
        ),
        expected=("DUI-14",),
    ),
    Plot(
        "移送前已吊销驾驶证",
        "revoked before it was sent on",
        (
            _drunk(motorway=True),
            _breath(),
            _blood(),
            _sent(),
            _opinion("165"),
            _TOLD,
            _REVOKED,
            event("case.sent_for_prosecution", "2026-04-07"),
        ),
    ),
    Plot(
        "符合快速办理条件：分流为速裁",
        "fit for fast handling: the fast track",
        (
            _drunk(accident=False),
            _breath("158"),
            _blood(),
            _sent(),
            _opinion("165"),
            _TOLD,
            event("suspect.plea_recorded", "2026-04-02", "S1"),
            _fact("evidence_gaps"),
            _fact("disability_exclusion"),
            _fact("major_social_impact"),
        ),
        suspects=(
            {
                "suspect_ref": "S1",
                "birth_date": "1986-07-12",
                "birth_date_source": "household_register",
                "acts": [{"from": "2026-03-23T22:00:00+08:00"}],
                "charges": [{"cl_article": "133-1", "name": "危险驾驶罪"}],
            },
        ),
        name="fast_track",
    ),
)
