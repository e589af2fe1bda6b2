"""Every row of the table of domain 9.2, every exclusion of 9.1, and what silence does: nothing."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders.telling import PROCURATORATE, retracts, told
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
from zhenxie.law.articles import cite
from zhenxie.law.triage.numbers import numbers
from zhenxie.record.deadlines.judging import State
from zhenxie.record.fold import fold
from zhenxie.record.triage.asking import SAID_BY
from zhenxie.record.triage.deciding import decided, track_of
from zhenxie.record.triage.targets import standing, targets_of
from zhenxie.wire.triage import KEYS
from zhenxie.wire.vocabulary import Track


def test_a_theft_of_which_everything_is_known_takes_the_fast_track():
    the_fast_track_is_open(theft())

    reasons = {one.article: one for one in decision(theft()).reasons}
    assert reasons["CPL 222"].step is not None
    assert reasons["CPL 223(5)"].text.chinese == "附带民事赔偿已达成调解、和解，或者无赔偿请求"
    assert set(reasons) == {"CPL 222", *(f"CPL 223({item})" for item in range(1, 6)), "SPC21 370(6)"}


# Rows 1 and 2: what is said makes a case complex, what is denied or not said does not.
FLAGS = [
    ("mass_victim", 1),
    ("security_terror_or_gang", 1),
    ("novel_or_sensitive", 1),
    ("public_opinion_flag", 1),
    ("sentence.life_or_death_range", 1),
    ("charge_disputed", 2),
    ("evidence_gaps", 2),
]


@pytest.mark.parametrize(("key", "row"), FLAGS, ids=[key for key, _ in FLAGS])
def test_a_flag_makes_a_case_complex_when_it_is_true_and_not_when_it_is_false(key: str, row: int):
    found = decision(theft(flag=a_fact(key, truth=True)))

    assert (found.track, found.row) == (Track.COMPLEX, row)
    assert found.reasons[0].step is not None
    assert found.reasons[0].step.details["key"] == key
    assert found.missing == ()
    the_fast_track_is_open(theft(flag=a_fact(key, truth=False)))


@pytest.mark.parametrize("article", ["102", "113", "120", "120-3", "294"])
def test_charges_of_state_security_terror_and_gangs_are_complex(article: str):
    charged = told("case.filed", "2026-03-01", charges=[{"cl_article": article}])

    found = decision(theft(filed=charged))

    assert (found.track, found.row) == (Track.COMPLEX, 1)
    assert found.reasons[0].step.type == "case.filed"


@pytest.mark.parametrize("article", ["101", "114", "119", "121", "293", "293-1", "295"])
def test_the_articles_beside_them_are_not(article: str):
    the_fast_track_is_open(theft(filed=told("case.filed", "2026-03-01", charges=[{"cl_article": article}])))


@pytest.mark.parametrize(("count", "row"), [(4, 5), (5, 1), (6, 1)])
def test_from_five_suspects_on_a_case_is_complex(count: int, row: int):
    refs = [f"S{number}" for number in range(1, count + 1)]
    notified = told("case.notified", "2026-03-01", charges=[THEFT], suspects=[a_suspect(ref) for ref in refs])
    pleas = {f"plea-{ref}": a_plea(ref) for ref in refs}

    found = decision(theft(**BOTH | NOBODY_OBJECTS | pleas | {"notified": notified}))

    assert found.row == row
    if row == 1:
        assert f"{count}人" in found.reasons[0].text.chinese


def test_who_is_out_of_the_case_is_not_counted():
    refs = [f"S{number}" for number in range(1, 6)]
    notified = told("case.notified", "2026-03-01", charges=[THEFT], suspects=[a_suspect(ref) for ref in refs])
    pleas = {f"plea-{ref}": a_plea(ref) for ref in refs[:4]}
    gone = told("suspect.split_off", "2026-03-06", "S5")

    found = decision(theft(**BOTH | NOBODY_OBJECTS | pleas | {"notified": notified, "gone": gone}))

    assert found.row == 5


@pytest.mark.parametrize(
    ("said", "row"),
    [
        ({}, 2),
        ({"refusal_category": "insufficient_evidence"}, 2),
        ({"refusal_category": "no_crime"}, 2),
        ({"refusal_category": "art16"}, 2),
        ({"refusal_category": "no_social_danger"}, 5),
        ({"refusal_category": "minor_optional"}, 5),
    ],
    ids=str,
)
def test_a_refused_arrest_makes_a_case_complex_unless_it_was_refused_for_less(said: dict[str, str], row: int):
    refused = told("suspect.arrest_refused", "2026-03-04", "S1", source=PROCURATORATE, **said)

    assert decision(theft(refused=refused)).row == row


@pytest.mark.parametrize(("stage", "row"), [("prosecution", 2), ("trial", 5)])
def test_a_return_makes_a_case_complex_and_a_supplement_at_the_trial_does_not(stage: str, row: int):
    returned = told("case.returned", "2026-03-20", source=PROCURATORATE, stage=stage)

    assert decision(theft(returned=returned)).row == row


# Row 3: minors.
@pytest.mark.parametrize(
    ("birth", "row"),
    [("2008-02-19", 5), ("2008-02-20", 3), ("2008-02-21", 3)],
    ids=["birthday the day before the act", "birthday on the day of the act", "birthday the day after the act"],
)
def test_who_was_a_minor_at_the_act_never_takes_the_fast_track(birth: str, row: int):
    notified = told("case.notified", "2026-03-01", charges=[THEFT], suspects=[a_suspect(birth_date=birth)])

    found = decision(theft(notified=notified))

    assert (found.row, found.track is Track.FAST_TRACK) == (row, row == 5)
    if row == 3:
        assert found.track is Track.JUVENILE
        assert found.reasons[0].step.type == "case.notified"


def test_who_was_a_minor_at_the_act_and_has_grown_up_is_still_a_juvenile_case():
    notified = told("case.notified", "2026-03-01", charges=[THEFT], suspects=[a_suspect(birth_date="2008-02-25")])
    late = a_fact("sentence.up_to_one_year", "S1", on="2026-06-01", truth=True)

    assert decision(theft(notified=notified, late=late)).track is Track.JUVENILE


@pytest.mark.parametrize(
    ("last", "article"),
    [("2026-06-09", "CPL 223(2)"), ("2026-06-10", "CPL 223(2)"), ("2026-06-11", "RULE 460")],
    ids=["the day before the birthday", "the birthday", "the day after"],
)
def test_only_who_is_still_a_minor_is_said_to_be_excluded_from_the_fast_track(last: str, article: str):
    notified = told("case.notified", "2026-03-01", charges=[THEFT], suspects=[a_suspect(birth_date="2008-06-10")])
    late = a_fact("sentence.up_to_one_year", "S1", on=last, truth=True)

    found = decision(theft(notified=notified, late=late))

    assert (found.track, [one.article for one in found.reasons]) == (Track.JUVENILE, [article])
    assert last in found.reasons[0].text.chinese


@pytest.mark.parametrize(
    ("birth", "closed"),
    [("2010-02-25", [("S1", "CPL 223(2)")]), ("2008-02-25", [])],
    ids=["a minor now", "a minor at the act alone"],
)
def test_an_override_to_the_fast_track_is_kept_and_what_the_law_says_against_it_is_told(birth: str, closed: list[Any]):
    notified = told("case.notified", "2026-03-01", charges=[THEFT], suspects=[a_suspect(birth_date=birth)])

    found = decision(theft(notified=notified, chosen=override("fast_track")))

    assert (found.track, found.automatic) == (Track.FAST_TRACK, Track.JUVENILE)
    assert [(one.reason.suspect_ref, one.reason.article) for one in found.ruled_out] == closed


def test_an_age_that_nobody_states_is_asked_for_and_closes_the_fast_track_alone():
    suspect = {"suspect_ref": "S1", "acts": [{"from": "2026-02-20"}]}
    notified = told("case.notified", "2026-03-01", charges=[THEFT], suspects=[suspect])

    found = decision(theft(notified=notified))

    assert (found.track, found.row) == (Track.ORDINARY, 8)
    assert ("suspect.age_verified", "S1") in asked(theft(notified=notified))
    assert decision(theft(notified=notified, **SIMPLIFIED_FITS)).track is Track.SIMPLIFIED


@pytest.mark.parametrize(
    "more",
    [
        {"birth_date_confidence": "doubtful"},
        {"birth_date": "2008-02-20", "acts": [{"from": "2026-02-19", "to": "2026-02-25"}]},
    ],
)
def test_a_doubtful_birth_date_and_an_act_across_the_birthday_decide_nothing(more: dict[str, Any]):
    notified = told("case.notified", "2026-03-01", charges=[THEFT], suspects=[a_suspect(**more)])

    assert decision(theft(notified=notified)).track is not Track.JUVENILE
    assert "suspect.age_verified" in {one.said_by for one in decision(theft(notified=notified)).missing}


def test_a_minor_on_the_first_day_of_the_case_was_one_at_an_act_that_nobody_dates():
    young = {"suspect_ref": "S1", "birth_date": "2009-05-01"}
    grown = {"suspect_ref": "S1", "birth_date": "2000-05-01"}
    told_of = [told("case.notified", "2026-03-01", charges=[THEFT], suspects=[one]) for one in (young, grown)]

    assert [decision(theft(notified=one)).row for one in told_of] == [3, 5]
    assert asked(theft(notified=told_of[1])) == {("suspect.details_amended:acts", "S1")}


# Rows 4 to 8: the plea.
def test_a_plea_that_is_taken_back_moves_the_track_back():
    withdrawn = a_plea(on="2026-03-15", withdrawn=True, fast_track_consent=None)

    found = decision(theft(withdrawn=withdrawn))

    assert (found.track, found.row, found.reasons[0].step.occurred) == (Track.ORDINARY, 4, "2026-03-15")
    assert asked(theft(withdrawn=withdrawn)) == {("fact.established:admits_crime", "S1")}
    still = a_fact("admits_crime", "S1", on="2026-03-16", truth=True)
    assert decision(theft(withdrawn=withdrawn, still=still, **SIMPLIFIED_FITS)).row == 7
    assert decision(theft(withdrawn=withdrawn, again=a_plea(on="2026-03-18"))).row == 5


def test_a_plea_that_is_taken_back_after_the_indictment_outweighs_what_the_indictment_suggested():
    indicted = told("suspect.prosecuted", "2026-03-20", "S1", source=PROCURATORATE, procedure_suggested="simplified")
    withdrawn = a_plea(on="2026-03-25", withdrawn=True, fast_track_consent=None)

    found = decision(theft(indicted=indicted, withdrawn=withdrawn))

    assert (found.track, found.row) == (Track.ORDINARY, 4)


def test_the_plea_of_the_opinion_to_prosecute_counts_where_nobody_recorded_one():
    def sent(plea: bool) -> Any:
        return told("case.sent_for_prosecution", "2026-03-10", suspects=[{"suspect_ref": "S1", "plea": plea}])

    assert decision(theft(plea=None, sent=sent(False))).row == 4
    assert asked(theft(plea=None, sent=sent(True))) >= {("suspect.plea_recorded:fast_track_consent", "S1")}


def test_without_a_plea_nothing_is_decided_and_it_is_asked_for():
    found = decision(theft(plea=None))

    assert (found.track, found.row) == (Track.ORDINARY, 8)
    assert ("suspect.plea_recorded", "S1") in asked(theft(plea=None))
    assert ("fact.established:admits_crime", "S1") in asked(theft(plea=None))


# What the procuratorate suggests at the indictment.
@pytest.mark.parametrize(
    ("suggested", "track"),
    [("fast_track", Track.FAST_TRACK), ("simplified", Track.SIMPLIFIED), ("ordinary", Track.ORDINARY)],
)
def test_who_suggests_a_procedure_has_examined_what_nobody_said(suggested: str, track: Track):
    indicted = told("suspect.prosecuted", "2026-03-20", "S1", source=PROCURATORATE, procedure_suggested=suggested)
    bare = theft(sentence=None, able=None, impact=None, civil=None, defender=None, indicted=indicted)

    assert decision(bare).track is track


def test_what_is_said_to_the_contrary_outweighs_a_suggestion():
    indicted = told("suspect.prosecuted", "2026-03-20", "S1", source=PROCURATORATE, procedure_suggested="fast_track")
    events = theft(civil=a_fact("civil_compensation", code="not_settled"), indicted=indicted)

    assert closing(events, Track.FAST_TRACK) == {"CPL 223(5)"}


@pytest.mark.parametrize(
    ("penalty", "row"),
    [
        ({"penalty": "fixed_term", "term_months": 36}, 5),
        ({"penalty": "fixed_term", "term_months": 37}, 8),
        ({"penalty": "criminal_detention", "term_months": 4}, 5),
        ({"penalty": "life"}, 1),
    ],
    ids=str,
)
def test_a_judgment_says_what_was_likely(penalty: dict[str, Any], row: int):
    judged = told("suspect.judged", "2026-04-20", "S1", source="640202C", **penalty)

    assert decision(theft(sentence=None, judged=judged)).row == row


# The override.
def override(track: str | None, at: str = "2026-03-12T09:00:00+08:00") -> Any:
    return told("case.triage_overridden", at, source=PROCURATORATE, track=track, reason="other")


def test_a_person_sets_the_track_until_a_person_lifts_it():
    set_once = theft(first=override("complex"))
    lifted = theft(first=override("complex"), second=override(None, "2026-03-13T09:00:00+08:00"))
    set_again = lifted | {"third": override("simplified", "2026-03-14T09:00:00+08:00")}

    assert [decision(one).track.value for one in (theft(), set_once, lifted, set_again)] == [
        "fast_track",
        "complex",
        "fast_track",
        "simplified",
    ]
    assert {decision(one).automatic for one in (set_once, lifted, set_again)} == {Track.FAST_TRACK}
    assert decision(lifted).override is None


def test_an_override_stands_whatever_the_table_says_later_and_falls_when_it_is_retracted():
    first = override("complex")
    withdrawn = a_plea(on="2026-03-15", withdrawn=True, fast_track_consent=None)

    assert decision(theft(first=first, withdrawn=withdrawn)).track is Track.COMPLEX
    assert decision(theft(first=first, back=retracts(first))).track is Track.FAST_TRACK


# Who owes what is missing.
def test_whoever_has_the_case_owes_what_is_missing():
    received = told("case.proceeding_opened", "2026-03-10", source=PROCURATORATE, kind="prosecution")

    police = decision(theft(sent=None, impact=None, proof=a_fact("evidence_gaps", truth=False))).missing
    prosecutor = decision(theft(impact=None, received=received)).missing

    assert {(one.owed_by, one.agency) for one in police} == {("police", "640202000000")}
    assert {(one.owed_by, one.agency) for one in prosecutor} == {("procuratorate", PROCURATORATE)}


def test_of_a_case_without_a_suspect_only_the_suspect_is_asked():
    filed = decided(fold([told("case.filed", "2026-03-01", charges=[THEFT])]))

    assert (filed.track, filed.row) == (Track.ORDINARY, 8)
    assert [one.said_by for one in filed.missing] == ["suspect.identified"]
    assert decided(fold([])).track is Track.ORDINARY


def test_a_case_that_is_over_asks_nothing_any_more_and_keeps_its_track():
    ended = told("suspect.not_prosecuted", "2026-03-25", "S1", source=PROCURATORATE)
    withdrawn = told("case.withdrawn", "2026-03-25")

    assert (decision(theft(ended=ended)).track, decision(theft(ended=ended)).missing) == (Track.FAST_TRACK, ())
    assert decision(theft(impact=None, withdrawn=withdrawn)).missing == ()


# What must hold of every case.
POOL = [
    *theft().values(),
    *drunk_driving().values(),
    *BOTH.values(),
    *NOBODY_OBJECTS.values(),
    *SIMPLIFIED_FITS.values(),
    *(contrary for _, contrary, *_ in FAST),
    *(a_fact(key, truth=True) for key, _ in FLAGS),
    *(a_fact(key, "S2", truth=False) for key in KEYS if KEYS[key].form == "truth"),
    a_plea(on="2026-03-15", withdrawn=True),
    told("suspect.prosecuted", "2026-03-20", "S1", source=PROCURATORATE, procedure_suggested="fast_track"),
    told("suspect.prosecuted", "2026-03-20", "S2", source=PROCURATORATE, procedure_suggested="simplified"),
    told("case.returned", None, source=PROCURATORATE),
    override("juvenile"),
]


@given(st.lists(st.sampled_from(POOL), max_size=16, unique_by=id))
@settings(max_examples=300, deadline=None)
def test_the_track_that_is_stored_is_the_track_that_is_explained(events):
    picture = fold(events)
    found = decided(picture)

    assert track_of(picture) is found.track
    assert found.reasons
    assert all(cite(one.article) for one in found.reasons)


@given(st.lists(st.sampled_from(POOL[:-1]), max_size=16, unique_by=id), st.data())
@settings(max_examples=200, deadline=None)
def test_an_exclusion_that_is_no_longer_denied_never_opens_the_fast_track(events, data):
    denied = [one for one in events if _denies_for_the_case(one)]
    if not denied:
        return
    gone = data.draw(st.sampled_from(denied))
    rest = [one for one in events if one is not gone]

    before, after = decided(fold(events)).automatic, decided(fold(rest)).automatic

    assert before is Track.FAST_TRACK or after is not Track.FAST_TRACK


def _denies_for_the_case(one: Any) -> bool:
    said = one.payload["data"]
    return one.type == "fact.established" and said["value"].get("truth") is False and not KEYS[said["key"]].of_a_suspect


RAW = {"code": "9", "table": "own"}
UNREAD = [
    told("suspect.arrest_refused", "2026-03-04", "S1", source=PROCURATORATE, refusal_category=RAW),
    told("suspect.age_verified", "2026-03-04", "S1", outcome=RAW),
    told("suspect.judged", "2026-04-04", "S1", penalty=RAW, outcome=RAW, procedure=RAW),
    told("suspect.plea_recorded", "2026-03-04", "S1", exemption=RAW),
    told("suspect.prosecuted", "2026-03-24", "S1", source=PROCURATORATE, procedure_suggested=RAW),
    told("case.proceeding_opened", "2026-03-10", source=PROCURATORATE, kind=RAW),
    told("evidence.forensic_opinion_issued", "2026-03-06", "S1", subject=RAW, criminal_capacity=RAW),
    a_fact("civil_compensation", code=RAW),
    a_fact("major_social_impact", code="yes"),
    told("case.filed", "2026-03-01", charges=[{"police_category_code": RAW}]),
]


@pytest.mark.parametrize("unread", UNREAD, ids=lambda one: one.type)
def test_a_code_that_no_table_knows_breaks_nothing(unread: Any):
    picture = fold([*theft().values(), unread])

    found = decided(picture)

    assert track_of(picture) is found.track
    # A refusal counts unless it is said to be for less; whether it was settled is no longer said.
    said = unread.payload["data"].get("key", unread.type)
    assert found.row == {"suspect.arrest_refused": 2, "civil_compensation": 8}.get(said, 5)
    assert {one.name for one in targets_of(found)} <= {"trial"}


@pytest.mark.parametrize("day", ["1000-01-01", "1899-12-31", "2199-12-31", "9999-12-31", "9999-12", None])
def test_a_day_that_nobody_means_breaks_nothing(day: str | None):
    acts = [] if day is None else [{"from": day}]
    born = {} if day is None or len(day) < 10 else {"birth_date": day}
    suspect = {"suspect_ref": "S1", "acts": acts, **born}
    events = [
        told("case.notified", day, charges=[DRUNK_DRIVING], suspects=[suspect]),
        *(replace(one, payload={**one.payload, "occurred": day}) for one in drunk_driving(notified=None).values()),
        told("case.proceeding_opened", day, source=PROCURATORATE, kind="prosecution"),
        told("suspect.prosecuted", day, "S1", source=PROCURATORATE, procedure_suggested="fast_track"),
        told("suspect.judged", day, "S1"),
    ]

    found = decided(fold(events))

    assert track_of(fold(events)) is found.track
    assert State.OVERDUE not in [standing(one, date(2026, 3, 1)).state for one in targets_of(found)]


def test_every_question_names_a_report_that_answers_it():
    keys = {one.partition(":")[2] for one in SAID_BY.values() if one.startswith("fact.established")}

    assert keys <= set(KEYS)


def test_every_number_stands_in_the_register():
    for name, values in numbers().items():
        assert values, name
        for one in values:
            assert cite(one.law)
            assert one.mark in {"checked", "memory", "design"}
