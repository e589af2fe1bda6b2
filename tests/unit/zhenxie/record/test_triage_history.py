"""Which entries changed the track, and which entry each reason stands in."""

from dataclasses import replace

from builders.telling import PROCURATORATE, amends, told
from builders.triaged import a_fact, a_plea, decision, theft
from zhenxie.record.fold import fold
from zhenxie.record.triage.deciding import decided
from zhenxie.record.triage.history import Entries, changes


def in_places(*events):
    """Return events at the positions in which they are named."""
    return [replace(one, position=place) for place, one in enumerate(events, 1)]


def test_each_entry_that_changed_the_track_is_told_in_the_order_of_recording():
    fit = list(theft().values())
    withdrawn = a_plea(on="2026-03-15", withdrawn=True)
    at = "2026-03-16T09:00:00+08:00"
    overridden = told("case.triage_overridden", at, source=PROCURATORATE, track="complex", reason="other")
    told_of = in_places(*fit, a_fact("mass_victim", truth=False), withdrawn, overridden)

    found = changes(told_of)

    assert [(one.entry.position, one.before, one.decision.track.value) for one in found] == [
        (1, None, "ordinary"),
        (9, "ordinary", "fast_track"),
        (11, "fast_track", "ordinary"),
        (12, "ordinary", "complex"),
    ]
    assert found[-1].decision.automatic.value == "ordinary"


def test_a_correction_counts_from_where_it_was_recorded():
    fit = in_places(*theft().values())
    civil = next(one for one in fit if one.payload["data"].get("key") == "civil_compensation")
    corrected = a_fact("civil_compensation", code="not_settled")
    amended = amends(civil, corrected, position=10)

    found = changes([*fit, amended])

    assert [(one.entry.position, one.decision.track.value) for one in found] == [
        (1, "ordinary"),
        (9, "fast_track"),
        (10, "ordinary"),
    ]


def test_a_reason_names_the_entry_that_said_it_and_after_a_correction_the_one_whose_words_stand():
    fit = in_places(*theft().values())
    civil = next(one for one in fit if one.payload["data"].get("key") == "civil_compensation")
    amended = amends(civil, a_fact("civil_compensation", code="no_claim"), position=10)
    told_of = [*fit, amended]

    reason = next(one for one in decided(fold(told_of)).reasons if one.article == "CPL 223(5)")
    word = Entries(told_of).of(reason.step)

    assert word is not None
    assert (word.event.event_id, word.event.position, word.position) == (civil.event_id, civil.position, 10)


def test_every_step_that_a_decision_rests_on_is_found_among_the_entries():
    events = theft()
    found = decision(events)
    entries = Entries(events.values())

    assert all(entries.of(one.step) is not None for one in found.reasons if one.step is not None)
    assert sum(one.step is not None for one in found.reasons) == 9
