"""A case as triage looks at it: what is told of it, fact by fact, so that a test can leave one out or turn it round."""

from typing import Any

from builders.telling import PROCURATORATE, told
from zhenxie.record.fold import fold
from zhenxie.record.told import Told
from zhenxie.record.triage.deciding import Decision, decided
from zhenxie.wire.vocabulary import Track

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


SIMPLIFIED_FITS = {
    "notifies_no_objection": a_fact("objects_to_simplified", "S1", truth=False),
    "basic": a_fact("sentence.life_or_death_range", "S1", truth=False),
}
TWO = told("case.notified", "2026-03-01", charges=[THEFT], suspects=[a_suspect(), a_suspect("S2")])
BOTH = {
    "notified": TWO,
    "plea2": a_plea("S2"),
    "sentence": a_fact("sentence.up_to_three_years", truth=True),
    "able": a_fact("disability_exclusion", truth=False),
    "defender": a_fact("defender_pleads_not_guilty", truth=False),
}
NOBODY_OBJECTS = {"agree": a_fact("co_defendant_objects", truth=False)}


def asked(events: dict[str, Any]) -> set[tuple[str, str | None]]:
    """Return what is missing: which report would say it, and of whom."""
    return {(one.said_by, one.suspect_ref) for one in decision(events).missing}


def closing(events: dict[str, Any], track: Track) -> set[str]:
    """Return the articles that close a track."""
    return {one.reason.article for one in decision(events).ruled_out if one.track is track}


# What the fast track needs, how it fails, by which article, and what would say it.
FAST = [
    (
        "sentence",
        a_fact("sentence.up_to_three_years", "S1", truth=False),
        "CPL 222",
        "fact.established:sentence.up_to_three_years",
    ),
    ("plea", a_plea(fast_track_consent=False), "CPL 222", None),
    ("able", a_fact("disability_exclusion", "S1", truth=True), "CPL 223(1)", "fact.established:disability_exclusion"),
    ("impact", a_fact("major_social_impact", truth=True), "CPL 223(3)", "fact.established:major_social_impact"),
    ("civil", a_fact("civil_compensation", code="not_settled"), "CPL 223(5)", "fact.established:civil_compensation"),
    (
        "defender",
        a_fact("defender_pleads_not_guilty", "S1", truth=True),
        "SPC21 370(6)",
        "fact.established:defender_pleads_not_guilty",
    ),
]


def the_fast_track_is_open(events: dict[str, Any]) -> None:
    """See that a case takes the fast track of the law, and that nothing is asked."""
    found = decision(events)
    assert (found.track, found.row, found.ruled_out, found.missing) == (Track.FAST_TRACK, 5, (), [])
