from dataclasses import replace
from uuid import uuid4

import pytest

from builders.telling import PROCURATORATE, told
from zhenxie.record import picture as pictures
from zhenxie.record.fold import fold, known_at
from zhenxie.wire.vocabulary import CaseStatus, Measure, SuspectStatus

THEFT = {"cl_article": "264", "name": "盗窃罪"}
ROBBERY = {"cl_article": "263", "name": "抢劫罪"}


def the_suspect(*events):
    (person,) = fold(events).suspects
    return person


def measures(person):
    return [(one.kind, one.since, one.until, one.in_force) for one in person.measures]


def test_a_notified_case_shows_its_head_and_its_suspects():
    picture = fold(
        [
            told(
                "case.notified",
                "2026-03-01",
                police_category_code="050200",
                charges=[THEFT],
                handling_unit="640202030000",
                filing_mode="by_person",
                amount=350_000,
                suspects=[
                    {"suspect_ref": "S1", "sex": "male", "birth_date": "2009-02-28", "acts": [{"from": "2026-02-20"}]}
                ],
            )
        ]
    )

    assert (picture.status, picture.status_since) == (CaseStatus.NOTIFIED, "2026-03-01")
    assert (picture.police_category_code, picture.handling_unit, picture.filing_mode) == (
        "050200",
        "640202030000",
        "by_person",
    )
    assert picture.charges == [THEFT]
    assert picture.stated == {"amount": 350_000}
    (person,) = picture.suspects
    assert (person.ref, person.birth_date, person.provisional) == ("S1", "2009-02-28", False)


@pytest.mark.parametrize(
    ("events", "status", "since"),
    [
        ([("case.received", "2026-03-01")], CaseStatus.RECEIVED, "2026-03-01"),
        (
            [("case.received", "2026-03-01"), ("case.filing_refused", "2026-03-04")],
            CaseStatus.FILING_REFUSED,
            "2026-03-04",
        ),
        ([("case.filing_refused", "2026-03-04"), ("case.filed", "2026-03-20")], CaseStatus.FILED, "2026-03-20"),
        ([("case.filed", "2026-03-01"), ("case.received", "2026-03-05")], CaseStatus.FILED, "2026-03-01"),
        ([("case.filed", "2026-03-01"), ("case.withdrawn", "2026-04-01")], CaseStatus.WITHDRAWN, "2026-04-01"),
        (
            [("case.filed", "2026-03-01"), ("case.withdrawn", "2026-04-01"), ("case.refiled", "2026-05-01")],
            CaseStatus.FILED,
            "2026-05-01",
        ),
        (
            [("case.filed", "2026-03-01"), ("case.transferred_out", "2026-03-09")],
            CaseStatus.TRANSFERRED_OUT,
            "2026-03-09",
        ),
        (
            [("case.filed", "2026-03-01"), ("case.transferred_out", "2026-03-09"), ("case.received", "2026-03-10")],
            CaseStatus.RECEIVED,
            "2026-03-10",
        ),
        (
            [
                ("case.filed", "2026-03-01"),
                ("case.sent_for_prosecution", "2026-05-01"),
                ("case.returned", "2026-06-01"),
            ],
            CaseStatus.SUPPLEMENTARY_INVESTIGATION,
            "2026-06-01",
        ),
        (
            [
                ("case.sent_for_prosecution", "2026-05-01"),
                ("case.returned", "2026-06-01"),
                ("case.resubmitted", "2026-06-28"),
            ],
            CaseStatus.TRANSFERRED_FOR_PROSECUTION,
            "2026-06-28",
        ),
    ],
)
def test_a_case_stands_at_its_furthest_step_in_the_order_of_the_law(events, status, since):
    picture = fold(told(name, day) for name, day in events)

    assert (picture.status, picture.status_since) == (status, since)


def test_the_procuratorate_s_receipt_says_that_the_case_was_sent():
    opened = told("case.proceeding_opened", "2026-05-02", source=PROCURATORATE, kind="prosecution")

    picture = fold([told("case.filed", "2026-03-01"), opened])

    assert picture.status is CaseStatus.TRANSFERRED_FOR_PROSECUTION
    assert [one.details["kind"] for one in picture.proceedings] == ["prosecution"]


def test_returns_are_counted_and_a_supplement_at_the_trial_is_none():
    picture = fold(
        [
            told("case.sent_for_prosecution", "2026-05-01"),
            told("case.returned", "2026-06-01", stage="prosecution", ordinal=1),
            told("case.resubmitted", "2026-06-28"),
            told("case.returned", "2026-08-01", stage="prosecution", ordinal=2),
            told("case.returned", "2026-12-01", stage="trial"),
        ]
    )

    assert picture.returns == 2
    assert picture.status is CaseStatus.SUPPLEMENTARY_INVESTIGATION


def test_detention_ends_bail_without_a_lifting_and_arrest_ends_detention():
    person = the_suspect(
        told("suspect.bail_imposed", "2026-03-01", "S1", mode="deposit"),
        told("suspect.detained", "2026-03-10T09:00:00+08:00", "S1", document_number="大公（刑）拘字〔2026〕3号"),
        told("suspect.detention_extended", "2026-03-12", "S1", ground="special", new_limit="2026-03-17"),
        told("suspect.arrested", "2026-03-24", "S1"),
    )

    assert measures(person) == [
        (Measure.BAIL, "2026-03-01", "2026-03-10T09:00:00+08:00", False),
        (Measure.DETENTION, "2026-03-10T09:00:00+08:00", "2026-03-24", False),
        (Measure.ARREST, "2026-03-24", None, True),
    ]
    assert [one.details["new_limit"] for one in person.measures[1].extensions] == ["2026-03-17"]
    assert (person.status, person.in_custody) == (SuspectStatus.ARRESTED, True)


def test_a_release_and_a_bail_of_the_same_day_leave_the_bail():
    person = the_suspect(
        told("suspect.detained", "2026-03-01T10:00:00+08:00", "S1"),
        told("suspect.released", "2026-03-08", "S1", reason="measure_changed"),
        told("suspect.bail_imposed", "2026-03-08", "S1"),
    )

    assert (person.status, person.status_since, person.in_custody) == (SuspectStatus.ON_BAIL, "2026-03-08", False)


def test_a_day_is_read_after_the_hours_of_that_day_that_come_before_it_by_the_book():
    person = the_suspect(
        told("suspect.detained", "2026-03-01T22:30:00+08:00", "S1"),
        told("suspect.released", "2026-03-01", "S1"),
    )

    assert (person.status, person.in_custody) == (SuspectStatus.RELEASED, False)


def test_two_reports_of_one_detention_are_one_measure():
    person = the_suspect(
        told("suspect.detained", "2026-03-01", "S1"),
        told("suspect.detained", "2026-03-01T10:20:00+08:00", "S1", detention_center="640202600"),
    )

    assert measures(person) == [(Measure.DETENTION, "2026-03-01T10:20:00+08:00", None, True)]
    assert person.measures[0].details == {"detention_center": "640202600"}


def test_bail_anew_by_the_procuratorate_is_a_second_measure():
    person = the_suspect(
        told("suspect.bail_imposed", "2026-03-01", "S1"),
        told("suspect.bail_imposed", "2026-09-01", "S1", stage="prosecution", source=PROCURATORATE),
    )

    assert measures(person) == [
        (Measure.BAIL, "2026-03-01", "2026-09-01", False),
        (Measure.BAIL, "2026-09-01", None, True),
    ]
    assert person.measures[1].decided_by == PROCURATORATE


def test_lifting_ends_the_measure_it_names():
    person = the_suspect(
        told("suspect.bail_imposed", "2026-03-01", "S1"),
        told("suspect.measure_lifted", "2027-02-28", "S1", measure="bail", reason="expired"),
    )

    assert measures(person) == [(Measure.BAIL, "2026-03-01", "2027-02-28", False)]
    assert person.status is SuspectStatus.RELEASED


def test_a_withdrawal_lifts_no_measure_unless_it_says_so():
    events = [told("case.filed", "2026-03-01"), told("suspect.bail_imposed", "2026-03-02", "S1")]

    kept = fold([*events, told("case.withdrawn", "2026-04-01")])
    lifted = fold([*events, told("case.withdrawn", "2026-04-01", measures_lifted=True)])

    assert [one.in_force for one in kept.suspects[0].measures] == [True]
    assert [one.in_force for one in lifted.suspects[0].measures] == [False]


def test_terminating_one_suspect_leaves_the_case_open():
    picture = fold(
        [
            told("case.filed", "2026-03-01", suspect_refs=["S1", "S2"]),
            told("suspect.investigation_terminated", "2026-03-20", "S1", reason="below_age"),
        ]
    )

    assert picture.status is CaseStatus.FILED
    assert [one.status for one in picture.suspects] == [SuspectStatus.TERMINATED, SuspectStatus.IDENTIFIED]


def test_a_person_spoken_of_before_anybody_identified_him_is_provisional():
    summons = told("suspect.summoned", "2026-03-01", "S9")

    assert the_suspect(summons).provisional
    assert not the_suspect(summons, told("suspect.identified", "2026-03-02", "S9")).provisional


def test_a_verified_age_takes_the_place_of_a_stated_one():
    person = the_suspect(
        told("suspect.identified", "2026-03-01", "S1", birth_date="2008-01-01", birth_date_source="own_statement"),
        told(
            "suspect.age_verified", "2026-03-05", "S1",
            outcome="established", birth_date="2010-05-06", birth_date_source="birth_certificate",
        ),
    )  # fmt: skip

    assert (person.birth_date, person.birth_date_source, person.birth_date_confidence) == (
        "2010-05-06",
        "birth_certificate",
        "verified",
    )


def test_a_changed_charge_is_no_charge_of_the_case_any_longer():
    events = [
        told("case.filed", "2026-03-01", charges=[THEFT]),
        told("suspect.identified", "2026-03-01", "S1", charges=[THEFT]),
        told("suspect.charges_changed", "2026-03-09", "S1", charges=[ROBBERY]),
    ]
    other = told("suspect.identified", "2026-03-01", "S2", charges=[THEFT])

    assert fold(events).charges == [ROBBERY]
    assert fold([*events, other]).charges == [THEFT, ROBBERY]


def test_a_fugitive_is_at_large_until_he_is_in_hand_again():
    gone = told("suspect.at_large", "2026-03-01", "S1", wanted_since="2026-03-02")

    assert (the_suspect(gone).status, the_suspect(gone).status_since) == (SuspectStatus.AT_LARGE, "2026-03-02")
    assert not the_suspect(gone, told("suspect.at_large", "2026-05-01", "S1", at_large=False)).at_large
    assert the_suspect(gone, told("suspect.detained", "2026-05-01", "S1")).status is SuspectStatus.DETAINED


def test_a_case_is_prosecuted_with_the_first_and_not_prosecuted_with_the_last():
    identified = [told("suspect.identified", "2026-03-01", ref) for ref in ("S1", "S2")]
    not_one = told("suspect.not_prosecuted", "2026-06-01", "S1", stage="prosecution", kind="discretionary")
    not_two = told("suspect.not_prosecuted", "2026-06-03", "S2", stage="prosecution", kind="statutory")
    indicted = told("suspect.prosecuted", "2026-06-02", "S2", stage="prosecution")
    sent = told("case.sent_for_prosecution", "2026-05-01")

    assert fold([*identified, sent, not_one]).status is CaseStatus.TRANSFERRED_FOR_PROSECUTION
    assert fold([*identified, sent, not_one, not_two]).status is CaseStatus.NOT_PROSECUTED
    assert fold([*identified, sent, not_one, indicted]).status is CaseStatus.PROSECUTED


def test_a_judgment_ends_the_measures_and_closes_the_case():
    picture = fold(
        [
            told("suspect.arrested", "2026-03-15", "S1"),
            told("suspect.prosecuted", "2026-06-02", "S1", stage="prosecution"),
            told("suspect.judged", "2026-08-01", "S1", stage="trial", outcome="convicted"),
        ]
    )

    assert picture.status is CaseStatus.ADJUDICATED
    assert picture.suspects[0].status is SuspectStatus.ADJUDICATED
    assert not picture.suspects[0].in_custody
    assert picture.suspects[0].outcome.kind == "judged"


def test_a_merger_ends_the_merged_case_and_only_that():
    said = {"lead_case_number": "A6402020000002026030001", "merged_case_numbers": ["A6402020000002026030007"]}
    lead = fold([told("case.merged", "2026-04-01", number="A6402020000002026030001", **said)])
    merged = fold([told("case.merged", "2026-04-01", number="A6402020000002026030007", **said)])

    assert (lead.status, merged.status) == (CaseStatus.NOTIFIED, CaseStatus.MERGED)
    assert [one.relation for one in lead.linked_cases] == ["merged"]
    assert [(one.relation, one.case_number) for one in merged.linked_cases] == [
        ("merged_into", "A6402020000002026030001")
    ]


def test_of_one_fact_the_last_statement_stands():
    picture = fold(
        [
            told("fact.established", "2026-03-01", key="injury_grade", value={"code": "light_1"}),
            told("fact.established", "2026-04-01", key="injury_grade", value={"code": "serious_2"}),
        ]
    )

    assert [one.details["value"] for one in picture.facts] == [{"code": "serious_2"}]


def test_an_unknown_type_is_kept_and_moves_nothing():
    picture = fold([told("case.filed", "2026-03-01"), told("case.something_new", "2026-04-01", whatever=1)])

    assert picture.status is CaseStatus.FILED
    assert [one.type for one in picture.steps] == ["case.filed", "case.something_new"]


def test_the_case_as_known_then_is_the_fold_of_what_had_been_told():
    events = [told("case.filed", "2026-03-01", position=5), told("case.withdrawn", "2026-02-01", position=9)]

    assert fold(known_at(events, 8)).status is CaseStatus.FILED
    assert fold(known_at(events, 9)).withdrawn is not None


def test_a_picture_comes_back_from_its_json():
    picture = fold(
        [
            told("case.filed", "2026-03-01", charges=[THEFT], suspect_refs=["S1"]),
            told("suspect.detained", "2026-03-02", "S1"),
            told("case.transferred_out", "2026-03-05", receiving_agency="640221000000"),
        ]
    )

    assert pictures.of_json(picture.to_json()).to_json() == picture.to_json()


def test_nothing_of_the_record_stands_in_the_picture():
    event = told("suspect.detained", "2026-03-02", "S1", message_id="GA-2026-000417")
    moved = replace(event, position=event.position + 1000, event_id=uuid4())

    assert fold([event]) == fold([moved])
    assert "GA-2026-000417" not in str(fold([event]).to_json())
