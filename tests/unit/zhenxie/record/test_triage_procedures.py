"""The conditions and exclusions of domain 9.1, said, denied and unsaid: fast track, simplified procedure, fast handling."""

from typing import Any

import pytest

from builders.telling import told
from builders.triaged import (
    BOTH,
    DRUNK_DRIVING,
    FAST,
    NOBODY_OBJECTS,
    SIMPLIFIED_FITS,
    THEFT,
    a_fact,
    a_plea,
    a_suspect,
    asked,
    closing,
    decision,
    drunk_driving,
    the_fast_track_is_open,
    theft,
)
from zhenxie.wire.vocabulary import Track


@pytest.mark.parametrize(("name", "contrary", "article", "said_by"), FAST, ids=[one[0] for one in FAST])
def test_each_exclusion_closes_the_fast_track_when_said_and_asks_when_not(name, contrary, article, said_by):
    closed = theft(**{name: contrary})

    assert decision(closed).track is not Track.FAST_TRACK
    assert article in closing(closed, Track.FAST_TRACK)
    if said_by is not None:
        open_question = theft(**{name: None})
        assert decision(open_question).track is not Track.FAST_TRACK
        assert closing(open_question, Track.FAST_TRACK) == set()
        assert said_by in {one.said_by for one in decision(open_question).missing}


def test_a_consent_that_nobody_states_is_asked_for():
    events = theft(plea=a_plea(fast_track_consent=None))

    assert asked(events) >= {("suspect.plea_recorded:fast_track_consent", "S1")}
    assert decision(events).track is Track.ORDINARY


def test_before_the_transfer_the_proof_must_be_stated():
    assert asked(theft(sent=None)) >= {("fact.established:evidence_gaps", None)}
    the_fast_track_is_open(theft(sent=None, proof=a_fact("evidence_gaps", truth=False)))


@pytest.mark.parametrize("code", ["settled", "no_claim"])
def test_a_settlement_and_no_claim_are_both_enough(code: str):
    the_fast_track_is_open(theft(civil=a_fact("civil_compensation", code=code)))


@pytest.mark.parametrize(("victims", "row"), [(0, 5), (1, 8)])
def test_where_there_is_no_victim_nothing_is_to_be_settled(victims: int, row: int):
    filed = told("case.filed", "2026-03-01", victims=victims)

    assert decision(theft(filed=filed, civil=None)).row == row


def test_in_a_joint_crime_somebody_may_object_and_nobody_must_be_silent():
    assert decision(theft(**BOTH)).row == 8
    assert asked(theft(**BOTH)) >= {("fact.established:co_defendant_objects", None)}
    the_fast_track_is_open(theft(**BOTH | NOBODY_OBJECTS))
    objecting = theft(**BOTH, objects=a_fact("co_defendant_objects", truth=True), **SIMPLIFIED_FITS)
    assert closing(objecting, Track.FAST_TRACK) == {"CPL 223(4)"}
    assert decision(objecting).track is Track.ORDINARY


def test_one_who_does_not_plead_decides_for_all():
    denies = theft(**BOTH | NOBODY_OBJECTS | {"plea2": a_plea("S2", withdrawn=True, fast_track_consent=None)})

    assert (decision(denies).row, decision(denies).reasons[0].suspect_ref) == (4, "S2")


def test_an_expert_opinion_and_an_exemption_say_that_somebody_is_partly_incapable():
    partly = told(
        "evidence.forensic_opinion_issued", "2026-03-06", "S1", subject="mental_state", criminal_capacity="partial"
    )
    fully = told(
        "evidence.forensic_opinion_issued", "2026-03-06", "S1", subject="mental_state", criminal_capacity="full"
    )

    assert closing(theft(able=None, opinion=partly), Track.FAST_TRACK) == {"CPL 223(1)"}
    assert closing(theft(plea=a_plea(exemption="blind_deaf_mute_or_partly_incapable")), Track.FAST_TRACK) == {
        "CPL 223(1)"
    }
    the_fast_track_is_open(theft(opinion=fully))


# The simplified procedure, CPL 214 and 215, SPC21 360.
def simplified(**other: Any) -> dict[str, Any]:
    """Return a theft that takes the simplified procedure: nobody settled, and everything else is known."""
    return theft(**{"civil": a_fact("civil_compensation", code="not_settled")} | SIMPLIFIED_FITS | other)


SIMPLE = [
    ("able", a_fact("disability_exclusion", "S1", truth=True), "CPL 215(1)"),
    ("impact", a_fact("major_social_impact", truth=True), "CPL 215(2)"),
    ("defender", a_fact("defender_pleads_not_guilty", "S1", truth=True), "SPC21 360(5)"),
    ("crime", a_fact("possibly_no_crime", "S1", truth=True), "SPC21 360(6)"),
    ("notifies_no_objection", a_fact("objects_to_simplified", "S1", truth=True), "CPL 214(3)"),
]


def test_a_theft_without_a_settlement_takes_the_simplified_procedure():
    found = decision(simplified())

    assert (found.track, found.row, found.missing) == (Track.SIMPLIFIED, 7, [])
    assert closing(simplified(), Track.FAST_TRACK) == {"CPL 223(5)"}


@pytest.mark.parametrize(("name", "contrary", "article"), SIMPLE, ids=[one[0] for one in SIMPLE])
def test_each_exclusion_closes_the_simplified_procedure(name, contrary, article):
    events = simplified(**{name: contrary})

    assert (decision(events).track, decision(events).row) == (Track.ORDINARY, 8)
    assert closing(events, Track.SIMPLIFIED) == {article}


@pytest.mark.parametrize("name", ["able", "impact", "defender", "notifies_no_objection"])
def test_what_nobody_says_of_the_simplified_procedure_is_asked(name: str):
    events = simplified(**{name: None})

    assert decision(events).track is Track.ORDINARY
    assert closing(events, Track.SIMPLIFIED) == set()
    assert decision(events).missing != []


def test_more_than_three_years_close_the_fast_track_and_leave_the_simplified_procedure_open():
    events = theft(sentence=a_fact("sentence.up_to_three_years", "S1", truth=False), **SIMPLIFIED_FITS)

    assert decision(events).track is Track.SIMPLIFIED


# Row 6: DUI23 22.
def test_drunk_driving_that_is_fit_for_fast_handling_takes_the_fast_track_without_the_consent():
    found = decision(drunk_driving())

    assert (found.track, found.row, found.fast_handling) == (Track.FAST_TRACK, 6, True)
    assert {one.article for one in found.reasons} >= {"DUI23 22", "CPL 223(2)"}
    assert asked(drunk_driving()) >= {("suspect.plea_recorded:fast_track_consent", "S1")}


def test_with_the_consent_and_the_defender_it_is_the_fast_track_of_the_law():
    found = decision(drunk_driving(plea=a_plea(), defender=a_fact("defender_pleads_not_guilty", "S1", truth=False)))

    assert (found.row, found.fast_handling) == (5, True)


NOT_GUILTY = a_fact("defender_pleads_not_guilty", "S1", truth=True)


@pytest.mark.parametrize(
    ("said", "article", "handled"),
    [
        ({"plea": a_plea(fast_track_consent=False)}, "CPL 222", True),
        ({"defender": NOT_GUILTY}, "SPC21 370(6)", False),
    ],
    ids=["consent refused", "not guilty"],
)
def test_no_consent_and_a_plea_of_not_guilty_close_the_fast_track_to_drunk_driving_too(
    said: dict[str, Any], article: str, handled: bool
):
    found = decision(drunk_driving(**said))

    assert (found.track, found.row, found.fast_handling) == (Track.ORDINARY, 8, handled)
    assert article in closing(drunk_driving(**said), Track.FAST_TRACK)
    if handled:
        assert decision(drunk_driving(**said, **SIMPLIFIED_FITS, defender=_GUILTY)).track is Track.SIMPLIFIED


_GUILTY = a_fact("defender_pleads_not_guilty", "S1", truth=False)


def test_what_is_presumed_is_no_reason_while_nobody_says_it():
    said = {one.article for one in decision(drunk_driving()).reasons}

    assert said.isdisjoint({"CPL 222", "SPC21 370(6)"})


def driven(**said: Any) -> Any:
    stop = {"stopped_at": "2026-02-20T22:10:00+08:00", "fled": False, "substituted": False, "accident": False}
    kept = {name: value for name, value in (stop | said).items() if value is not None}
    return told("evidence.breath_tested", "2026-02-20T22:12:00+08:00", "S1", driving=kept)


DUI = [
    ("an accident", {"breath": driven(accident=True)}, False),
    ("an accident is not said", {"breath": driven(accident=None)}, None),
    ("he fled", {"breath": driven(fled=True)}, False),
    ("somebody took his place", {"breath": driven(substituted=True)}, False),
    ("whether he fled is not said", {"breath": driven(fled=None)}, None),
    (
        "said to be caught on the spot",
        {"breath": driven(fled=None), "spot": a_fact("caught_on_the_spot", "S1", truth=True)},
        True,
    ),
    ("at fault in an accident", {"breath": driven(aggravating={"accident_at_fault": True})}, False),
    ("no test", {"breath": None}, None),
    ("another charge", {"filed": told("case.filed", "2026-02-21", charges=[DRUNK_DRIVING, THEFT])}, True),
    (
        "charged with theft too",
        {"more": told("suspect.charges_changed", "2026-02-25", "S1", charges=[DRUNK_DRIVING, THEFT])},
        False,
    ),
    ("no plea", {"plea": None}, None),
    ("major social impact", {"impact": a_fact("major_social_impact", truth=True)}, False),
    ("disability not said", {"able": None}, None),
]


@pytest.mark.parametrize(("events", "fits"), [one[1:] for one in DUI], ids=[one[0] for one in DUI])
def test_fast_handling_asks_for_each_of_its_conditions(events: dict[str, Any], fits: bool | None):
    if "filed" in events:
        # A charge that only the case bears is not this person's: he is charged with drunk driving alone.
        events = events | {"own": told("suspect.identified", "2026-02-21", "S1", charges=[DRUNK_DRIVING])}

    assert decision(drunk_driving(**events)).fast_handling is fits


def test_before_the_opinion_of_2023_nothing_was_handled_fast():
    def moved(day: str) -> dict[str, Any]:
        suspect = a_suspect(acts=[{"from": "2023-12-01"}])
        return {
            "notified": told("case.notified", "2023-12-01", charges=[DRUNK_DRIVING], suspects=[suspect]),
            "breath": told(
                "evidence.breath_tested",
                "2023-12-01",
                "S1",
                driving={"stopped_at": "2023-12-01", "fled": False, "substituted": False, "accident": False},
            ),
            "filed": told("case.filed", "2023-12-01"),
            "plea": a_plea(on="2023-12-02", fast_track_consent=None),
            "sent": told("case.sent_for_prosecution", day),
            "able": a_fact("disability_exclusion", "S1", on="2023-12-02", truth=False),
            "impact": a_fact("major_social_impact", on="2023-12-02", truth=False),
        }

    days = ("2023-12-27", "2023-12-28", "2023-12-29")
    assert [decision(drunk_driving(**moved(day))).row for day in days] == [8, 6, 6]


def test_before_the_amendment_of_2018_there_was_no_fast_track():
    def on(day: str) -> int:
        suspect = a_suspect(acts=[{"from": "2018-09-01"}])
        old = {name: fact(day) for name, fact in _OLD.items()}
        notified = told("case.notified", "2018-09-02", charges=[THEFT], suspects=[suspect])
        return decision(
            theft(
                notified=notified, filed=None, plea=a_plea(on=day), sent=told("case.sent_for_prosecution", day), **old
            )
        ).row

    assert [on(day) for day in ("2018-10-25", "2018-10-26", "2018-10-27")] == [8, 5, 5]


_OLD = {
    "sentence": lambda day: a_fact("sentence.up_to_three_years", "S1", on=day, truth=True),
    "able": lambda day: a_fact("disability_exclusion", "S1", on=day, truth=False),
    "impact": lambda day: a_fact("major_social_impact", on=day, truth=False),
    "civil": lambda day: a_fact("civil_compensation", on=day, code="settled"),
    "defender": lambda day: a_fact("defender_pleads_not_guilty", "S1", on=day, truth=False),
}
