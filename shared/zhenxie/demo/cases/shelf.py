"""The whole shelf (监督模型全架): custody, questioning, notices, minors, property and filing; one violation a case, and none."""

from typing import Any, Final

from zhenxie.demo.cases.making import Event, Plot, event, filed

_THEFT: Final = {"cl_article": "264", "name": "盗窃罪"}
_UNIT: Final = {"handling_department": "criminal_investigation"}
_OFFICERS: Final = ["064021", "064022"]


def _thief(birth: str = "1990-05-06", **said: Any) -> Event:
    return {
        "suspect_ref": "S1",
        "birth_date": birth,
        "birth_date_source": "household_register",
        "acts": [{"from": "2026-03-20"}],
        "charges": [_THEFT],
        **said,
    }


def _detained(day: str = "2026-04-06", hour: int = 9, **said: Any) -> Event:
    return event("suspect.detained", f"{day}T{hour:02d}:00:00+08:00", "S1", ground="evidence_found", **said)


def _delivered(moment: str = "2026-04-06T15:00:00+08:00") -> Event:
    return event("suspect.delivered_to_detention_center", moment, "S1", after="detention", held_with_adults=False)


def _family(moment: str = "2026-04-06T16:00:00+08:00") -> Event:
    return event("suspect.family_notified", moment, "S1", measure="detention", way="telephone")


def _asked(begun: str = "2026-04-06T18:00:00+08:00", ended: str = "2026-04-06T19:30:00+08:00", **said: Any) -> Event:
    stated = {
        "started_at": begun,
        "ended_at": ended,
        "place_kind": "detention_center",
        "officers": _OFFICERS,
        "recorded": True,
        "rights_notice": True,
        "counsel_right_told": True,
        "first": True,
    }
    return event("suspect.interrogated", begun, "S1", **{**stated, **said})


def _bailed(day: str = "2026-04-07", **said: Any) -> Event:
    return event("suspect.bail_imposed", day, "S1", **{"mode": "guarantor", "guarantor_given": True, **said})


def _freed(day: str = "2026-04-07") -> tuple[Event, Event]:
    return event("suspect.released", day, "S1", reason="measure_changed", changed_to="bail"), _bailed(day)


_FILED: Final = filed("2026-04-04", charge="盗窃罪", **_UNIT)
_PROPERTY: Final = {"property_ref": "P1", "kind": "seizure", "asset_kind": "goods", "regime": "criminal"}

SHELF: Final[tuple[Plot, ...]] = (
    Plot(
        "拘留、送所、通知、讯问、取保，一切依法：不预警",
        "detained, delivered, told, interrogated, bailed: all as the law wants it, no alert",
        (_FILED, _detained(), _delivered(), _family(), _asked(), *_freed()),
        suspects=(_thief(),),
    ),
    Plot(
        "拘留超过三日，未提请逮捕也未释放",
        "detained for more than three days: no request for arrest, no release",
        (
            filed("2026-03-30", charge="盗窃罪", **_UNIT),
            _detained("2026-04-01"),
            _delivered("2026-04-01T15:00:00+08:00"),
            _family("2026-04-01T16:00:00+08:00"),
            _asked("2026-04-01T18:00:00+08:00", "2026-04-01T19:00:00+08:00"),
        ),
        expected=("M05",),
        suspects=(_thief(),),
    ),
    Plot(
        "拘留后二十四小时内未通知家属",
        "the family was not told within 24 hours of the detention",
        (_FILED, _detained(), _delivered(), _asked(), *_freed("2026-04-08")),
        expected=("M16-1",),
        suspects=(_thief(),),
    ),
    Plot(
        "拘留次日晚才首次讯问",
        "first interrogated on the evening of the next day",
        (
            _FILED,
            _detained(),
            _delivered(),
            _family(),
            _asked("2026-04-07T19:00:00+08:00", "2026-04-07T20:00:00+08:00"),
            *_freed("2026-04-08"),
        ),
        expected=("M15-1",),
        suspects=(_thief(),),
    ),
    Plot(
        "仅一名侦查人员讯问",
        "interrogated by one officer alone",
        (_FILED, _detained(), _delivered(), _family(), _asked(officers=_OFFICERS[:1]), *_freed()),
        expected=("M15-4",),
        suspects=(_thief(),),
    ),
    Plot(
        "讯问十七岁女生，法定代理人未到场",
        "a girl of seventeen is interrogated without her guardian",
        (
            _FILED,
            _asked(
                place_kind="case_handling_area",
                guardian_present=False,
                appropriate_adult_present=False,
                counsel_present=True,
                female_officer_present=True,
            ),
            _bailed(),
        ),
        expected=("M14-1",),
        suspects=(_thief("2008-09-01", sex="female"),),
    ),
    Plot(
        "以多次作案延长拘留至三十日，作案仅一次",
        "detention extended to thirty days for repeated acts; there was one",
        (
            _FILED,
            _detained(),
            _delivered(),
            _family(),
            _asked(),
            event(
                "suspect.detention_extended",
                "2026-04-07",
                "S1",
                ground="repeated",
                new_limit="2026-05-06",
                acts_count=1,
            ),
            *_freed("2026-04-08"),
        ),
        expected=("M06",),
        suspects=(_thief(),),
    ),
    Plot(
        "取保候审既提保证人又交保证金",
        "bail on a guarantor and a deposit at once",
        (_FILED, _bailed(deposit=500_000)),
        expected=("AN17",),
        suspects=(_thief(),),
    ),
    Plot(
        "伤情鉴定意见未告知犯罪嫌疑人即移送起诉",
        "sent for prosecution, and the suspect was never told of the opinion on the injury",
        (
            filed("2026-03-01", charge="故意伤害罪", **_UNIT),
            event(
                "evidence.forensic_opinion_issued", "2026-03-05", subject="injury", injury_grade="light_2", final=True
            ),
            event("evidence.forensic_opinion_notified", "2026-03-06", subject="injury", recipient_kind="victim"),
            _bailed("2026-03-07"),
            event("case.sent_for_prosecution", "2026-04-03", suspects=[{"suspect_ref": "S1"}]),
        ),
        expected=("M17-1",),
        suspects=(_thief(charges=[{"cl_article": "234", "name": "故意伤害罪"}]),),
    ),
    Plot(
        "立案前十日即扣押财物",
        "property seized ten days before the case was filed",
        (
            event("case.received", "2026-03-24", source="report", charges=[_THEFT]),
            event("property.restrained", "2026-03-25", **_PROPERTY),
            _FILED,
        ),
        expected=("M22-2",),
    ),
    Plot(
        "撤案后仍扣押财物",
        "property is still held after the case was withdrawn",
        (
            filed("2026-02-01", charge="盗窃罪", **_UNIT),
            event("property.restrained", "2026-02-03", **_PROPERTY),
            event(
                "case.withdrawn",
                "2026-03-02",
                ground="no_criminal_fact",
                property_handled=False,
                administrative_handling_needed=False,
            ),
        ),
        expected=("M13-1",),
    ),
)
"""Custody, questioning, notices, minors, property and filing."""
