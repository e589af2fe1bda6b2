"""What an event adds to the statistics, on which legal day, and how long it read so."""

import random
from datetime import date
from uuid import UUID, uuid4

import pytest

from builders.telling import amends, told
from exchange.statistics import timelines
from exchange.statistics.projection import counting, document_of, legal_day, person_of
from exchange.statistics.timelines import is_named, timeline
from zhenxie.record import corrections
from zhenxie.record.corrections import words


def retracts(target, *, position=None):
    return told("message.retracted", "2026-06-01", corrects=target.event_id, position=position)


@pytest.mark.parametrize(
    ("occurred", "day"),
    [
        ("2026-09-30", date(2026, 9, 30)),
        ("2026-09-30T15:59:59Z", date(2026, 9, 30)),
        ("2026-09-30T16:00:00Z", date(2026, 10, 1)),
        ("2026-10-01T00:00:00+08:00", date(2026, 10, 1)),
        ("2026-09", date(2026, 9, 1)),
    ],
    ids=["a day", "last second", "midnight", "first second", "a month"],
)
def test_the_legal_day_is_that_of_beijing(occurred, day):
    assert legal_day(told("suspect.arrest_approved", occurred, "S1")) == day


def test_without_a_moment_the_document_says_the_day_and_without_one_the_feed():
    bare = told("suspect.arrest_approved", None, "S1")
    dated = told("suspect.arrest_approved", None, "S1")
    dated.payload["document"] = {"kind": "decision", "date": "2026-02-03"}

    assert legal_day(dated) == date(2026, 2, 3)
    assert legal_day(bare) == date(2026, 3, 1)


def test_a_case_is_received_on_the_day_of_its_receipt():
    opened = told("case.proceeding_opened", "2026-07-01", kind="prosecution", received_at="2026-06-30")

    assert legal_day(opened) == date(2026, 6, 30)


def test_a_return_at_the_trial_stage_is_none():
    assert counting(told("case.returned", "2026-03-01", ordinal=1, stage="trial")) is None
    assert counting(told("case.returned", "2026-03-01", ordinal=1, stage="prosecution")) is not None


def test_what_nobody_counts_adds_nothing_and_a_fact_counts_only_where_it_is_true():
    assert counting(told("suspect.summoned", "2026-03-01", "S1")) is None
    assert counting(told("fact.established", "2026-03-01", key="mass_victim", value={"truth": False})) is None
    assert counting(told("fact.established", "2026-03-01", key="mass_victim", value={"truth": True})).codes == (
        "mass_victim",
    )


def test_the_code_of_a_sender_is_counted_under_that_code():
    own = told("suspect.arrest_refused", "2026-03-01", "S1", refusal_category={"code": "07", "table": "local/refusals"})

    assert counting(own).codes == ("07",)


def test_codes_follow_what_an_event_says():
    prosecuted = told("suspect.prosecuted", "2026-03-01", "S1", procedure_suggested="fast_track", in_custody=False)
    issued = told(
        "instrument.issued",
        "2026-03-01",
        instrument_id=str(uuid4()),
        kind="correction_notice",
        addressee="640202000000",
        violations=["late_notice", "late_notice"],
        reply_days=15,
    )

    assert counting(prosecuted).codes == ("fast_track", "not_in_custody")
    assert (counting(issued).kind, counting(issued).codes, counting(issued).reply_days) == (
        "correction_notice",
        ("late_notice",),
        15,
    )


def test_a_person_is_one_in_one_case_and_a_document_one_under_its_number():
    case, other = uuid4(), uuid4()
    first, again = (
        counting(told("suspect.arrest_approved", "2026-03-01", "S1", document_number="石检批1号")) for _ in range(2)
    )
    bare = counting(told("suspect.arrest_approved", "2026-03-01", "S1"))

    assert person_of(case, "S1") == person_of(case, "S1")
    assert len({person_of(case, "S1"), person_of(case, "S2"), person_of(other, "S1")}) == 3
    assert person_of(None, "S1") is person_of(case, None) is None
    assert document_of(case, first, uuid4()) == document_of(case, again, uuid4())
    event = uuid4()
    assert document_of(case, bare, event) == event


def spans(versions):
    return sorted((str(one.event.payload["occurred"]), one.since, one.until) for one in versions)


def test_an_event_reads_so_until_it_is_corrected_and_not_at_all_once_it_is_retracted():
    first = told("suspect.arrest_approved", "2026-03-01", "S1", position=1)
    moved = amends(first, told("suspect.arrest_approved", "2026-04-01", "S1"), position=5)
    gone = retracts(first, position=9)

    assert spans(timeline([first])) == [("2026-03-01", 1, None)]
    assert spans(timeline([first, moved])) == [("2026-03-01", 1, 5), ("2026-04-01", 5, None)]
    assert spans(timeline([first, moved, gone])) == [("2026-03-01", 1, 5), ("2026-04-01", 5, 9)]


def test_a_retracted_correction_gives_the_first_words_back():
    first = told("suspect.arrest_approved", "2026-03-01", "S1", position=1)
    moved = amends(first, told("suspect.arrest_approved", "2026-04-01", "S1"), position=5)
    back = retracts(moved, position=9)

    assert spans(timeline([first, moved, back])) == [
        ("2026-03-01", 1, 5),
        ("2026-03-01", 9, None),
        ("2026-04-01", 5, 9),
    ]


def test_what_was_retracted_before_it_came_never_counts():
    late = told("suspect.arrest_approved", "2026-03-01", "S1", position=7, message_id="m-1")
    early = told("message.retracted", "2026-06-01", position=3, target_message_id="m-1")

    assert list(timeline([early, late])) == []


def test_a_join_begins_a_new_row_for_what_was_told_of_the_joined_case_alone():
    mine, theirs = (
        told("suspect.arrest_approved", day, "S1", position=at) for at, day in ((1, "2026-03-01"), (2, "2026-03-02"))
    )

    versions = timeline([mine, theirs], turning={mine.event_id: 6})

    assert spans(versions) == [("2026-03-01", 1, 6), ("2026-03-01", 6, None), ("2026-03-02", 2, None)]


def test_every_row_of_a_timeline_is_of_one_event_and_no_two_hold_at_once():
    first = told("suspect.arrest_approved", "2026-03-01", "S1", position=1)
    notes = [
        amends(first, told("suspect.arrest_approved", f"2026-04-0{day}", "S1"), position=day + 1) for day in range(1, 6)
    ]

    held = sorted((one.since, one.until) for one in timeline([first, *notes]))

    assert [until for _, until in held[:-1]] == [since for since, _ in held[1:]]
    assert held[-1][1] is None
    assert all(isinstance(one.event.event_id, UUID) for one in timeline([first]))


@pytest.mark.parametrize("seed", range(40))
def test_a_timeline_reads_at_every_position_as_the_record_does(seed):
    history, turning = _a_history(random.Random(seed))

    versions = list(timeline(history, turning=turning))

    for at in range(1, len(history) + 3):
        reads = {
            word.event.event_id: word.event.payload for word in words(one for one in history if one.position <= at)
        }
        held = [one for one in versions if one.since <= at and (one.until is None or at < one.until)]
        assert {one.event.event_id: one.event.payload for one in held} == reads
        assert len(held) == len(reads)
    for event_id, position in turning.items():
        assert not [
            one for one in versions if one.event.event_id == event_id and one.since < position < (one.until or 99)
        ]


def _a_history(rng):
    """Corrections by id, by message and by number; some of corrections, some before their target, some of nothing."""
    history, messages = [], [f"m-{number}" for number in range(6)]
    for position in range(1, 20):
        message, moved = rng.choice(messages), told("suspect.arrest_approved", f"2026-04-{position:02}", "S1")
        about = rng.choice(
            [
                {"target_message_id": message},
                {"target_document_number": "1号", "target_type": "suspect.arrest_approved"},
            ]
        )
        target = rng.choice(history) if history else moved
        history.append(
            rng.choice(
                [
                    told("suspect.arrest_approved", "2026-03-01", position=position, message_id=message),
                    told("suspect.arrest_approved", "2026-03-02", position=position, document_number="1号"),
                    amends(target, moved, position=position),
                    retracts(target, position=position),
                    told("message.retracted", "2026-06-01", position=position, message_id=message, **about),
                    told(
                        "message.corrected", "2026-06-01", position=position, replacement=dict(moved.payload), **about
                    ),
                ]
            )
        )
    turning = {
        one.event_id: rng.randrange(2, 20) for one in rng.sample(history, 3) if one.type == "suspect.arrest_approved"
    }
    return history, turning


def test_a_correction_that_waits_for_ever_costs_one_look_at_each_entry(monkeypatch):
    many = [told("suspect.arrest_approved", "2026-03-01", f"S{at}", position=at) for at in range(1, 400)]
    lost = told("message.retracted", "2026-06-01", position=400, target_message_id="never")
    looks = []
    monkeypatch.setattr(
        timelines, "as_corrected", lambda *asked: looks.append(asked) or corrections.as_corrected(*asked)
    )

    versions = list(timeline([*many, lost]))

    assert (len(versions), len(looks)) == (399, 399)


def test_only_what_an_early_correction_may_name_is_named_by_it():
    early = told("message.retracted", "2026-06-01", target_message_id="m-1")
    meant, other = (told("suspect.arrest_approved", "2026-03-01", "S1", message_id=one) for one in ("m-1", "m-2"))

    assert is_named([early], [other, meant])
    assert not is_named([early], [other])
    assert not is_named([], [meant])
