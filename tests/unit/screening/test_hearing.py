"""What is heard becomes lists: a case is judged when a whole list was heard, never in its middle."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

import pytest

from builders.casefiles import CASE_ID, POLICE, event_id
from screening import hearing, related
from screening.hearing import Heard, heard, lists_of
from screening.related import Tie
from zhenxie.client.changes import Change

OTHER_CASE = uuid5(CASE_ID, "other")
BEGUN = datetime(2026, 3, 4, 1, tzinfo=UTC)

NIGHT = "2026-03-08T23:00:00+08:00"


def entry(position: int, type_name: str = "case.filed", *, list_end: int | None = None, **said: Any) -> Heard:
    return Heard(
        position=position,
        epoch=1,
        recorded_at=said.pop("recorded_at", BEGUN + timedelta(seconds=position)),
        list_end=position if list_end is None else list_end,
        event_id=event_id(f"e{position}"),
        type=type_name,
        source=POLICE,
        payload={"type": type_name, "occurred": said.pop("occurred", "2026-03-04"), "data": said.pop("data", {})},
        case_id=said.pop("case_id", CASE_ID),
        case_number="A640202000000202603001",
    )


def declares(position: int, *types: str, **said: Any) -> Heard:
    data = {"types": [{"type": one, "complete_from": "2026-01-01"} for one in types]} | said
    return entry(position, "agency.coverage_declared", case_id=None, data=data)


def test_a_list_of_the_feed_is_looked_at_once_at_its_end() -> None:
    [listed] = lists_of([entry(5, list_end=7), entry(6, list_end=7), entry(7)])

    assert listed.end == (1, 7)
    assert listed.case_id == CASE_ID
    assert listed.recorded_at == BEGUN + timedelta(seconds=7)
    assert listed.looks


def test_lists_come_in_the_order_of_the_feed() -> None:
    lists = lists_of([entry(1), entry(2, list_end=3), entry(3), entry(4, case_id=OTHER_CASE)])

    assert [(one.end[1], one.case_id) for one in lists] == [(1, CASE_ID), (3, CASE_ID), (4, OTHER_CASE)]


def test_a_list_that_speaks_of_two_cases_is_looked_at_in_both_at_its_end() -> None:
    lists = lists_of([entry(1, list_end=3), entry(2, list_end=3, case_id=OTHER_CASE), entry(3)])

    assert [(one.end[1], one.case_id) for one in lists] == [(3, CASE_ID), (3, OTHER_CASE)]


@pytest.mark.parametrize(
    ("type_name", "looks"),
    [
        ("case.filed", True),
        ("message.corrected", True),
        ("alert.ground_changed", True),
        ("alert.raised", False),
        ("alert.reviewed", False),
        ("case.shared", True),
        ("message.expunged", False),
        ("quality.found", False),
        ("instrument.drafted", False),
        ("instrument.closed", False),
        # A notice to file, or to withdraw, is a duty of the police from its service on (RULE 563).
        ("instrument.served", True),
        ("instrument.replied", True),
    ],
)
def test_what_the_office_does_with_alerts_makes_nobody_look_at_the_case(type_name: str, looks: bool) -> None:
    [listed] = lists_of([entry(1, type_name)])

    assert listed.looks is looks


def test_one_entry_that_matters_makes_its_whole_list_matter() -> None:
    [listed] = lists_of([entry(1, "quality.found", list_end=2), entry(2)])

    assert listed.looks


def test_a_declaration_belongs_to_no_case_and_names_what_it_promises_once() -> None:
    [listed] = lists_of([declares(1, "suspect.released", "case.withdrawn", "suspect.released")])

    assert listed.case_id is None
    assert not listed.looks
    assert listed.declares == ((POLICE, "suspect.released"), (POLICE, "case.withdrawn"))


def test_who_declares_for_another_agency_promises_what_that_one_owes() -> None:
    one = declares(1, "suspect.released", for_agency="640205000000").declaration()

    assert one is not None
    assert one.agency == "640205000000"
    assert (declares(1, "case.filed").declaration() or one).agency == POLICE
    assert entry(1).declaration() is None


def test_a_key_belongs_to_the_list_that_made_it_known() -> None:
    ties = [Tie(related.PERSON, "k", CASE_ID, 2, "S1"), Tie(related.PERSON, "k", OTHER_CASE, 3, "S9")]

    lists = lists_of([entry(1), entry(2), entry(3, case_id=OTHER_CASE)], ties)

    assert [one.ties for one in lists] == [(), (ties[0],), (ties[1],)]


def test_a_list_of_a_case_tells_other_cases_what_any_of_its_entries_does() -> None:
    [listed] = lists_of([entry(1, "suspect.interrogated", list_end=2), entry(2, "suspect.judged")])
    [silent] = lists_of([entry(1, "suspect.detained")])
    [promise] = lists_of([declares(1, "case.filed")])
    [retracted] = lists_of([entry(1, "message.retracted", case_id=None)])

    assert listed.tells == {related.OFFICER, related.PERSON, related.LINKED}
    assert silent.tells == promise.tells == retracted.tells == frozenset()


def test_a_change_of_the_feed_is_kept_with_the_end_of_its_list() -> None:
    change = Change(
        id=str(event_id("e5")),
        type="case.filed",
        source=POLICE,
        position=5,
        epoch=3,
        recorded_at="2026-03-04T09:00:05+08:00",
        payload={"type": "case.filed"},
        case_id=str(CASE_ID),
        remaining=2,
    )

    one = heard(change)

    assert (one.position, one.epoch, one.list_end, one.case_id) == (5, 3, 7, CASE_ID)
    assert one.recorded_at == datetime(2026, 3, 4, 1, 0, 5, tzinfo=UTC)
    assert isinstance(one.event_id, UUID)
    assert (one.told().position, one.told().source, one.told().type) == (5, POLICE, "case.filed")


def test_the_officers_of_a_blood_sample_tie_cases_and_those_of_a_filing_do_not() -> None:
    drawn = entry(1, "evidence.blood_drawn", occurred=NIGHT, data={"officers": ["640218", "640219"]})
    elsewhere = entry(2, "evidence.breath_tested", occurred="2026-03-08T15:00:00Z", data={"officers": ["640218"]})

    assert [(one.kind, one.key) for one in hearing.ties_of(drawn)] == [
        (related.OFFICER, "2026-03-08T15:00:00+00:00 640218"),
        (related.OFFICER, "2026-03-08T15:00:00+00:00 640219"),
    ]
    assert [one.key for one in hearing.ties_of(elsewhere)] == [hearing.ties_of(drawn)[0].key]
    assert hearing.ties_of(entry(1, "evidence.blood_drawn", occurred="2026-03-08", data={"officers": ["640218"]})) == []
    assert [one.kind for one in hearing.ties_of(entry(1, data={"officers": ["640218"]}))] == [related.LINKED]
    assert hearing.ties_of(declares(1, "case.filed")) == []


def test_a_correction_of_the_moment_ties_the_officer_at_the_corrected_one() -> None:
    said = {"type": "evidence.blood_drawn", "occurred": NIGHT, "data": {"officers": ["640218"]}}
    corrected = entry(3, "message.corrected", data={"replacement": said})

    assert [(one.key, one.position) for one in hearing.ties_of(corrected)] == [("2026-03-08T15:00:00+00:00 640218", 3)]


@pytest.mark.parametrize(
    ("type_name", "said", "names"),
    [
        ("case.notified", {"suspects": [{"suspect_ref": "S1"}]}, True),
        ("case.notified", {}, False),
        ("suspect.identified", {}, True),
        ("suspect.details_amended", {}, True),
        ("suspect.detained", {}, False),
        ("message.corrected", {"replacement": {"type": "suspect.identified", "data": {}}}, True),
        ("message.corrected", {"replacement": {"type": "case.notified", "data": {}}}, False),
        ("message.corrected", {}, False),
    ],
)
def test_persons_are_asked_for_where_somebody_may_be_named(type_name: str, said: dict[str, Any], names: bool) -> None:
    assert related.names_persons(entry(1, type_name, data=said).told()) is names


def test_a_person_s_key_ties_the_case_with_the_suspect_whose_it_is() -> None:
    assert hearing.person_ties(entry(4), [("S1", "abc"), ("S2", "def")]) == [
        Tie(related.PERSON, "abc", CASE_ID, 4, "S1"),
        Tie(related.PERSON, "def", CASE_ID, 4, "S2"),
    ]
    assert hearing.person_ties(declares(1, "case.filed"), [("S1", "abc")]) == []
