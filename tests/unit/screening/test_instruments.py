"""Supervision instruments as grounds: what is one, from when its periods run, and what a correction makes of it."""

from builders.casefiles import case_file
from screening.course import triggers
from screening.instruments import OPENS_OR_ENDS_A_DUTY, REPLIED, instruments
from zhenxie.law.spans import Days
from zhenxie.wire.events import EVENT_TYPES

ONE, OTHER = "01920000-0000-7000-8000-0000000000a1", "01920000-0000-7000-8000-0000000000a2"


def issued(**more):
    said = {"type": "instrument.issued", "id": "i", "occurred": "2026-03-01", "source": "640202", "instrument_id": ONE}
    return {**said, "kind": "order_to_file", "addressee": "640202000000", **more}


def served(**more):
    said = {"type": "instrument.served", "id": "s", "occurred": "2026-03-02", "source": "640202", "instrument_id": ONE}
    return {**said, **more}


def test_an_instrument_is_what_was_said_of_one_id_and_runs_from_its_service():
    [one] = instruments(case_file([{"type": "case.received", "occurred": "2026-02-01"}, issued(), served()]))

    assert (one.kind, one.issuer, one.root.message_id) == ("order_to_file", "640202", "m-i")
    assert one.received == Days(*[one.served.days.first] * 2)
    assert one.served.occurred == "2026-03-02"


def test_two_instruments_are_told_apart_by_their_ids():
    found = instruments(case_file([issued(), issued(id="j", instrument_id=OTHER, kind="order_to_withdraw"), served()]))

    assert [(one.kind, one.served is not None) for one in found] == [
        ("order_to_file", True),
        ("order_to_withdraw", False),
    ]


def test_a_service_stands_for_an_issue_that_nobody_reported_only_if_it_says_of_which_kind_it_is():
    assert instruments(case_file([served()])) == []

    [one] = instruments(case_file([served(kind="order_to_file")]))
    assert (one.issuer, one.received) == (None, one.begun.days)


def test_a_correction_moves_the_service_and_a_retraction_takes_it_back():
    words = {"occurred": "2026-03-09", "message_id": "m-s", "type": "instrument.served", "data": {"instrument_id": ONE}}
    correction = {"type": "message.corrected", "id": "c", "corrects": "s", "replacement": words}
    retraction = {"type": "message.retracted", "id": "c", "corrects": "s"}

    [moved] = instruments(case_file([issued(), served(), correction]))
    [taken_back] = instruments(case_file([issued(), served(), retraction]))

    assert str(moved.received.first) == "2026-03-09"
    assert (taken_back.served, taken_back.received) == (None, None)


def test_a_service_that_the_office_corrected_counts_as_corrected_last():
    corrected = [served(id=day, occurred=day, corrected=True) for day in ("2026-03-09", "2026-03-04")]
    [one] = instruments(case_file([issued(), served(), *corrected]))

    assert str(one.received.first) == "2026-03-04"


def test_an_undated_service_starts_nothing_where_a_dated_one_follows():
    file = case_file([issued(), served(id="u", occurred=None), served(), served(id="r", type=REPLIED)])
    [one] = instruments(file)

    assert one.served.entry.message_id == "m-s"
    assert [each.type for each in one.of_type(REPLIED)] == [REPLIED]


def test_instruments_change_nothing_in_the_picture_of_the_case():
    case = [{"type": "case.received", "occurred": "2026-02-01"}]

    assert case_file([*case, issued(), served()]).picture == case_file(case).picture


def test_what_opens_or_ends_a_duty_makes_screening_look_and_the_rest_does_not():
    kinds = {name for name in EVENT_TYPES if name.startswith("instrument.")}

    assert {name for name in kinds if triggers(name)} == OPENS_OR_ENDS_A_DUTY
    assert kinds > OPENS_OR_ENDS_A_DUTY
