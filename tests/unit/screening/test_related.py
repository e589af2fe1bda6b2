"""What ties one case to another, and which facts each hears of the other by it."""

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid5

import pytest

from builders.casefiles import CASE_ID, NUMBER, POLICE, said
from screening import related
from screening.casefile import CaseFile, Related
from screening.related import LINKED, OFFICER, PERSON, REPORTER, Tie
from zhenxie.record.told import Told

OTHER = uuid5(CASE_ID, "other")
THEIRS = "A640205000000202602007"
NIGHT: dict[str, Any] = {"started_at": "2026-03-08T22:00:00+08:00", "ended_at": "2026-03-09T01:00:00+08:00"}


def told(kind: str, position: int = 1, *, number: str | None = NUMBER, **rest: Any) -> Told:
    one: Told = said({"type": kind, "occurred": "2026-03-08", **rest}, position)
    return replace(one, case_number=number)


def keys(one: Told, kind: str) -> list[str]:
    return [tie.key for tie in related.stated_ties(one, CASE_ID) if tie.kind == kind]


def file(*entries: Told, case_id: UUID = OTHER) -> CaseFile:
    return CaseFile(case_id, entries, 1, len(entries))


def heard(own: Tie, other: CaseFile, tie: Tie) -> list[tuple[str, str, str | None]]:
    found = related.facts([own], [(tie, other)], {NUMBER})
    return [(one.event.type, one.key, one.own_suspect_ref) for one in found]


@pytest.mark.parametrize(
    ("kind", "rest", "named"),
    [
        ("suspect.split_off", {"suspect": "S1", "target_case_number": THEIRS}, [THEIRS]),
        (
            "case.merged",
            {"lead_case_number": THEIRS, "merged_case_numbers": ["A1234", "A5678"]},
            [THEIRS, "A1234", "A5678"],
        ),
        ("case.refiled", {"earlier_case_number": THEIRS}, [NUMBER, THEIRS]),
        ("case.received", {"earlier_case_number": THEIRS}, [NUMBER, THEIRS]),
        ("case.transferred_out", {"new_case_number": THEIRS}, [THEIRS]),
        ("case.jurisdiction_designated", {"new_case_number": THEIRS}, [THEIRS]),
        ("case.notified", {}, [NUMBER]),
        ("suspect.split_off", {"suspect": "S1"}, []),
        ("suspect.detained", {"suspect": "S1"}, []),
    ],
)
def test_a_case_is_tied_by_the_numbers_that_it_names_and_by_its_own(
    kind: str, rest: dict[str, Any], named: list[str]
) -> None:
    assert keys(told(kind, **rest), LINKED) == named


def test_whose_case_is_elsewhere_is_known_by_the_tie() -> None:
    [tie] = related.stated_ties(told("suspect.split_off", suspect="S1", target_case_number=THEIRS), CASE_ID)

    assert tie == Tie(LINKED, THEIRS, CASE_ID, 1, "S1")


def test_a_corrected_number_ties_where_it_was_corrected() -> None:
    spoken = {"type": "suspect.split_off", "suspect_ref": "S1", "data": {"target_case_number": THEIRS}}
    corrected = told("message.corrected", 4, data={"replacement": spoken})

    assert list(related.stated_ties(corrected, CASE_ID)) == [Tie(LINKED, THEIRS, CASE_ID, 4, "S1")]


@pytest.mark.parametrize(
    ("times", "days"),
    [
        (NIGHT, ["2026-03-08", "2026-03-09"]),
        ({"started_at": "2026-03-08T22:00:00+08:00"}, ["2026-03-08"]),
        # The legal day is Beijing's: this is eleven at night there.
        ({"started_at": "2026-03-08T15:00:00Z", "ended_at": "2026-03-08T15:59:00Z"}, ["2026-03-08"]),
        ({"started_at": "2026-03-08T15:00:00Z", "ended_at": "2026-03-08T16:00:00Z"}, ["2026-03-08", "2026-03-09"]),
        # A year too many is a slip of the pen, and must not tie every day of it.
        (NIGHT | {"ended_at": "2027-03-09T01:00:00+08:00"}, ["2026-03-08", "2026-03-09", "2026-03-10"]),
        (NIGHT | {"ended_at": "2026-03-07T01:00:00+08:00"}, []),
        ({"started_at": "2026-03-08"}, []),
        ({}, []),
    ],
)
def test_an_interrogation_ties_its_officers_on_its_days_only(times: dict[str, Any], days: list[str]) -> None:
    asked = told("suspect.interrogated", suspect="S1", officers=["640218"], **times)

    assert keys(asked, OFFICER) == [f"{day} 640218" for day in days]


def test_two_interrogations_of_one_night_are_heard_once_by_each_other() -> None:
    asked = told("suspect.interrogated", suspect="S9", officers=["640218"], **NIGHT)
    [first, second] = related.stated_ties(asked, OTHER)
    own = [replace(first, case_id=CASE_ID), replace(second, case_id=CASE_ID)]

    [one] = related.facts(own, [(first, file(asked)), (second, file(asked))], {NUMBER})

    assert (one.kind, one.key, one.event.type) == (OFFICER, "640218", "suspect.interrogated")


def test_an_interrogation_of_another_day_or_officer_is_none_of_his_business() -> None:
    other = file(
        told("suspect.interrogated", suspect="S9", officers=["640219"], **NIGHT),
        told("suspect.interrogated", 2, suspect="S9", officers=["640218"], started_at="2026-03-11T22:00:00+08:00"),
        told("evidence.blood_drawn", 3, suspect="S9", officers=["640218"]),
    )

    key = "2026-03-08 640218"
    assert heard(Tie(OFFICER, key, CASE_ID, 1), other, Tie(OFFICER, key, OTHER, 1)) == []


def test_a_named_case_is_heard_by_the_one_that_names_it_and_the_other_way_round() -> None:
    target = file(told("case.notified", number=THEIRS), told("suspect.judged", 2, number=THEIRS, suspect="S1"))
    naming = file(told("suspect.split_off", suspect="S3", target_case_number=NUMBER, number=THEIRS))

    assert heard(Tie(LINKED, THEIRS, CASE_ID, 1, "S2"), target, Tie(LINKED, THEIRS, OTHER, 1)) == [
        ("case.notified", THEIRS, "S2"),
        ("suspect.judged", THEIRS, "S2"),
    ]
    assert heard(Tie(LINKED, NUMBER, CASE_ID, 1), naming, Tie(LINKED, NUMBER, OTHER, 1, "S3")) == [
        ("suspect.split_off", NUMBER, None)
    ]


def test_two_cases_that_name_a_third_one_are_nothing_to_each_other() -> None:
    sibling = file(told("suspect.split_off", suspect="S3", target_case_number="A0000", number=THEIRS))

    assert heard(Tie(LINKED, "A0000", CASE_ID, 1, "S2"), sibling, Tie(LINKED, "A0000", OTHER, 1, "S3")) == []


def test_of_one_person_only_his_own_facts_and_those_of_the_case_are_heard() -> None:
    other = file(
        told("case.filed"),
        told("case.sent_for_prosecution", 2, suspects=[{"suspect_ref": "S1"}]),
        told("suspect.judged", 3, suspect="S1"),
        told("suspect.judged", 4, suspect="S9"),
        told("suspect.detained", 5, suspect="S9"),
    )

    assert [
        one for one, _, _ in heard(Tie(PERSON, "k", CASE_ID, 1, "S2"), other, Tie(PERSON, "k", OTHER, 1, "S1"))
    ] == [
        "case.filed",
        "case.sent_for_prosecution",
        "suspect.judged",
    ]
    assert [
        one for one, _, _ in heard(Tie(PERSON, "k", CASE_ID, 1, "S2"), other, Tie(PERSON, "k", OTHER, 1, "S9"))
    ] == [
        "case.filed",
        "suspect.judged",
    ]


def test_one_person_under_two_references_is_told_of_each() -> None:
    other = file(told("suspect.judged", suspect="S9"))
    own = [Tie(PERSON, "k", CASE_ID, 1, "S1"), Tie(PERSON, "k", CASE_ID, 2, "S2")]

    found = related.facts(own, [(Tie(PERSON, "k", OTHER, 1, "S9"), other)], {NUMBER})

    assert [one.own_suspect_ref for one in found] == ["S1", "S2"]


def test_reports_of_one_reporter_and_one_amount_are_tied_within_an_agency() -> None:
    one = told("case.received", reporter_ref="R7", amount=500_000_00)
    key = f"{POLICE} R7 {500_000_00}"
    tie = Tie(REPORTER, key, OTHER, 1)

    assert keys(one, REPORTER) == [key]
    assert keys(replace(one, source="640205000000"), REPORTER) == [f"640205000000 R7 {500_000_00}"]
    assert keys(told("case.received", reporter_ref="R7"), REPORTER) == []
    assert keys(told("case.received", amount=5), REPORTER) == []
    other = file(one, told("case.received", 2, reporter_ref="R7", amount=5), told("case.filed", 3))
    assert [kind for kind, _, _ in heard(Tie(REPORTER, key, CASE_ID, 1), other, tie)] == ["case.received", "case.filed"]


@pytest.mark.parametrize(
    ("type_name", "kinds"),
    [
        ("case.filed", {PERSON, LINKED, REPORTER}),
        ("suspect.judged", {PERSON, LINKED}),
        ("case.notified", {LINKED}),
        ("suspect.interrogated", {OFFICER}),
        ("message.corrected", {PERSON, LINKED, OFFICER, REPORTER}),
        ("message.retracted", {PERSON, LINKED, OFFICER, REPORTER}),
        ("case.shared", {PERSON, LINKED, OFFICER, REPORTER}),
        ("suspect.detained", set()),
        ("alert.reviewed", set()),
    ],
)
def test_what_is_said_is_heard_only_by_whom_it_can_matter_to(type_name: str, kinds: set[str]) -> None:
    assert related.tells(type_name) == kinds


def test_the_facts_come_in_the_order_of_the_feed() -> None:
    other = file(told("suspect.judged", 8, suspect="S9"), told("case.filed", 5))

    found: list[Related] = related.facts(
        [Tie(PERSON, "k", CASE_ID, 1, "S1")], [(Tie(PERSON, "k", OTHER, 1, "S9"), other)], {NUMBER}
    )

    assert [one.event.entry.position for one in found] == [5, 8]
