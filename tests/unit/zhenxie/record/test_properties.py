"""What must hold of every history, however wild."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from builders.telling import retracts, told
from zhenxie.record.deadlines.judging import State
from zhenxie.record.fold import fold
from zhenxie.record.order import BY_THE_BOOK, in_order
from zhenxie.record.triage.deciding import decided, track_of
from zhenxie.record.triage.targets import standing, targets_of
from zhenxie.wire.events import EVENT_TYPES

MOMENTS = st.sampled_from(
    [
        None,
        "2026-03",
        "2026-03-01",
        "2026-03-02",
        "2026-03-02T09:00:00+08:00",
        "2026-03-02T01:00:00Z",
        "2026-03-02T23:30:00.5+08:00",
        "2026-04-02",
    ]
)
NUMBERS = st.sampled_from([None, "大公（刑）字〔2026〕1号", "大公（刑）字〔2026〕2号"])
CHARGES = st.sampled_from([[], [{"name": "盗窃罪"}], [{"name": "抢劫罪", "cl_article": "263"}]])

NEEDED = {
    "case.merged": {"lead_case_number": "A6402020000002026030001", "merged_case_numbers": ["A6402020000002026030002"]},
    "case.procuratorate_assigned": {"procuratorate": "640202"},
    "case.proceeding_opened": {"kind": "prosecution"},
    "case.dossier_registered": {"items": []},
    "case.triage_overridden": {"track": None, "reason": "ground_gone"},
    "fact.established": {"key": "injury_grade", "value": {"code": "light_1"}},
    "suspect.detention_extended": {"ground": "special"},
    "suspect.custody_suspended": {"ground": "identity_unknown"},
    "property.restrained": {"property_ref": "P1"},
    "property.released": {"property_ref": "P1"},
}


@st.composite
def events(draw):
    name = draw(st.sampled_from(BY_THE_BOOK))
    ref = draw(st.sampled_from(["S1", "S2"])) if name.startswith("suspect.") else None
    fields = EVENT_TYPES[name].model_fields["data"].annotation.model_fields
    said = dict(NEEDED.get(name, {}))
    if "charges" in fields:
        said["charges"] = draw(CHARGES)
    if name == "case.notified":
        said["suspects"] = [{"suspect_ref": "S1", "at_large": draw(st.booleans())}]
    if name == "suspect.at_large":
        said["at_large"] = draw(st.booleans())
    if name == "case.triage_overridden":
        said["track"] = draw(st.sampled_from(["complex", "fast_track", None]))
    if name == "case.withdrawn":
        said["measures_lifted"] = draw(st.booleans())
    number = draw(NUMBERS)
    stage = draw(st.sampled_from(["investigation", "prosecution"]))
    return told(name, draw(MOMENTS), ref, stage=stage, **said, **({"document_number": number} if number else {}))


HISTORIES = st.lists(events(), max_size=12)


def again(event):
    """Return the same fact, sent under another message id."""
    return replace(event, event_id=uuid4(), payload={**event.payload, "message_id": str(uuid4())})


@given(HISTORIES, st.randoms(use_true_random=False))
def test_no_order_of_arrival_and_no_second_report_changes_the_picture(history, chance):
    expected = fold(history)
    doubled = [*history, *(again(one) for one in history if chance.random() < 0.5)]
    chance.shuffle(doubled)
    moved = [replace(one, position=place + 1) for place, one in enumerate(doubled)]

    assert fold(moved) == expected


@given(HISTORIES, events(), st.randoms(use_true_random=False))
def test_what_is_retracted_was_never_said(history, unsaid, chance):
    told_all = [*history, unsaid, retracts(unsaid)]
    chance.shuffle(told_all)

    assert fold(told_all) == fold(history)


@given(HISTORIES)
def test_every_picture_can_be_stored_and_read(history):
    picture = fold(history)

    assert picture.to_json()["status"] == picture.status.value
    assert {one.ref for one in picture.suspects if one.in_custody} <= {
        one.ref for one in picture.suspects if any(m.in_force for m in one.measures)
    }


@given(HISTORIES)
def test_every_history_takes_a_track_and_its_days_can_be_judged(history):
    picture = fold(history)
    found = decided(picture)

    assert track_of(picture) is found.track
    assert all(standing(one, date(2026, 3, 2)).state in State for one in targets_of(found))


def test_every_type_that_is_told_of_a_case_has_its_place_in_the_book():
    families = {"case", "suspect", "evidence", "property", "fact"}
    told_of_cases = {name for name in EVENT_TYPES if name.partition(".")[0] in families} - {"case.shared"}

    assert told_of_cases == set(BY_THE_BOOK)


class CountedDay(str):
    """A day that counts how often it is asked whether it is later."""

    __slots__ = ()
    asked = 0

    def __gt__(self, other):
        CountedDay.asked += 1
        return str.__gt__(self, other)


def test_events_of_unknown_time_are_placed_without_looking_at_every_other():
    CountedDay.asked = 0
    dated = [told("suspect.interrogated", CountedDay(f"2026-03-{day % 28 + 1:02}"), "S1") for day in range(300)]
    undated = [told("suspect.interrogated", None, "S1", document_number=f"{one}号") for one in range(300)]

    in_order([*dated, *undated])

    assert CountedDay.asked < 10 * 600


@given(HISTORIES)
def test_an_event_of_unknown_time_stands_behind_all_that_the_book_has_before_it(history):
    ordered = in_order(history)

    for place, one in enumerate(ordered):
        if one.payload["occurred"] is None:
            later = {other.type for other in ordered[place + 1 :] if other.payload["occurred"] is not None}
            assert all(BY_THE_BOOK.index(name) >= BY_THE_BOOK.index(one.type) for name in later)
