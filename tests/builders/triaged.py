"""A case as triage looks at it: what is told of it, fact by fact, so that a test can leave one out or turn it round."""

from typing import Any

from builders.telling import PROCURATORATE, told
from zhenxie.record.fold import fold
from zhenxie.record.told import Told
from zhenxie.record.triage.deciding import Decision, decided

THEFT = {"cl_article": "264", "name": "盗窃罪"}
DRUNK_DRIVING = {"cl_article": "133-1", "name": "危险驾驶罪"}


def a_fact(
    key: str, ref: str | None = None, *, on: str = "2026-03-08", source: str = PROCURATORATE, **value: Any
) -> Told:
    """Return a fact that was established: `truth`, `code` or `moment`."""
    return told("fact.established", on, ref, source=source, key=key, value=value)


def a_suspect(ref: str = "S1", **said: Any) -> dict[str, Any]:
    """Return an adult suspect of a notification, whose act is dated."""
    return {"suspect_ref": ref, "birth_date": "1980-01-01", "acts": [{"from": "2026-02-20"}], **said}


def a_plea(ref: str = "S1", *, on: str = "2026-03-05", **said: Any) -> Told:
    """Return a plea with consent to the fast track."""
    return told("suspect.plea_recorded", on, ref, **{"fast_track_consent": True} | said)


def theft(**other: Any) -> dict[str, Told]:
    """Return a theft that is fit for the fast track, by what each event is for; `name=None` leaves one out."""
    events = {
        "notified": told("case.notified", "2026-03-01", charges=[THEFT], suspects=[a_suspect()]),
        "filed": told("case.filed", "2026-03-01"),
        "plea": a_plea(),
        "sent": told("case.sent_for_prosecution", "2026-03-10"),
        "sentence": a_fact("sentence.up_to_three_years", "S1", truth=True),
        "able": a_fact("disability_exclusion", "S1", truth=False),
        "impact": a_fact("major_social_impact", truth=False),
        "civil": a_fact("civil_compensation", code="settled"),
        "defender": a_fact("defender_pleads_not_guilty", "S1", truth=False),
    }
    return {name: one for name, one in (events | other).items() if one is not None}


def drunk_driving(**other: Any) -> dict[str, Told]:
    """Return a case of drunk driving that meets DUI23 22, without consent to the fast track."""
    driving = {
        "stopped_at": "2026-02-20T22:10:00+08:00",
        "fled": False,
        "substituted": False,
        "accident": False,
    }
    events = {
        "notified": told("case.notified", "2026-02-21", charges=[DRUNK_DRIVING], suspects=[a_suspect()]),
        "breath": told("evidence.breath_tested", "2026-02-20T22:12:00+08:00", "S1", driving=driving),
        "filed": told("case.filed", "2026-02-21"),
        "plea": a_plea(fast_track_consent=None),
        "sent": told("case.sent_for_prosecution", "2026-03-01"),
        "able": a_fact("disability_exclusion", "S1", truth=False),
        "impact": a_fact("major_social_impact", truth=False),
    }
    return {name: one for name, one in (events | other).items() if one is not None}


def decision(events: dict[str, Told]) -> Decision:
    """Return what is decided of a case of these events."""
    return decided(fold(events.values()))
