"""Virtual time: which case is looked at when, and what is known then, in whatever pieces the feed was heard."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders.casefiles import CASE_ID, POLICE, event_id
from screening import backtest, parameters, related, virtual_time
from screening.casefile import CaseFile
from screening.hearing import Heard
from screening.related import Tie
from screening.rulebook import Outcome, Rule, SupervisionModel, Verdict
from zhenxie.law.calendar import BEIJING, start_of_day
from zhenxie.law.wording import Text

OTHER_CASE = uuid5(CASE_ID, "other")
RULE = Rule(code="T-01", title=Text("试验规则", "A rule of the test"), articles=("CPL 105",), severity="low")
DUE = date(2026, 3, 12)
MIDNIGHT = start_of_day(DUE)
A_MOMENT = timedelta(microseconds=1)
APRIL = start_of_day(date(2026, 4, 1))


class Watching(SupervisionModel):
    """Writes down each look: the day, the last position known, and the types known; looks again on 12 March."""

    slug = "test"
    version = "1"
    title = Text("试验模型", "A model of the test")
    rules = (RULE,)
    watches = frozenset({"case.filed"})
    parameters_of = "backdated_correction"

    def __init__(self) -> None:
        super().__init__(parameters.load("backdated_correction"))
        self.looks: list[tuple[UUID, date, int, list[str]]] = []

    def screen(self, case: CaseFile, on: date) -> Iterator[Outcome]:
        self.looks.append((case.case_id, on, case.position, [one.type for one in case.told]))
        case.silence(["case.withdrawn"], owed_by=POLICE, since=date(2026, 3, 1), until=date(2026, 3, 11))
        filed = case.events[0].entry
        yield Outcome(rule=RULE, verdict=Verdict.CLEAR, root=filed, look_again_on=DUE if on < DUE else None)


def entry(position: int, at: str | datetime, type_name: str = "case.filed", **said: Any) -> Heard:
    moment = datetime.fromisoformat(at).replace(tzinfo=BEIJING) if isinstance(at, str) else at
    return Heard(
        position=position,
        epoch=1,
        recorded_at=moment.astimezone(UTC),
        list_end=said.pop("list_end", position),
        event_id=event_id(f"e{position}"),
        type=type_name,
        source=POLICE,
        payload={"type": type_name, "occurred": "2026-03-01", "data": said.pop("data", {})},
        case_id=said.pop("case_id", CASE_ID),
        case_number=said.pop("case_number", None),
    )


def play(*entries: Heard, horizon: datetime = APRIL) -> list[tuple[UUID, date, int, list[str]]]:
    """Play everything that was heard, and return the looks in their order."""
    model = Watching()
    list(virtual_time.play(backtest.world_of(list(entries), horizon=horizon, models=[model])))
    return model.looks


def test_a_day_of_the_agenda_is_looked_at_when_it_begins() -> None:
    looks = play(entry(1, "2026-03-02T09:00"))

    assert looks == [
        (CASE_ID, date(2026, 3, 2), 1, ["case.filed"]),
        (CASE_ID, DUE, 1, ["case.filed"]),
    ]


@pytest.mark.parametrize(
    ("recorded", "order"),
    [
        (MIDNIGHT - A_MOMENT, [(date(2026, 3, 11), 2), (DUE, 2)]),  # the day sees it
        (MIDNIGHT, [(DUE, 1), (DUE, 2)]),  # the day begins first, and does not see it
        (MIDNIGHT + A_MOMENT, [(DUE, 1), (DUE, 2)]),
    ],
)
def test_a_legal_day_sees_exactly_what_was_recorded_before_it_began_in_beijing(
    recorded: datetime, order: list[tuple[date, int]]
) -> None:
    looks = play(entry(1, "2026-03-02T09:00"), entry(2, recorded, "case.withdrawn"))

    assert [(on, position) for _, on, position, _ in looks[1:]] == order


def test_midnight_in_greenwich_is_no_boundary() -> None:
    looks = play(entry(1, "2026-03-02T09:00"), entry(2, "2026-03-12T07:59", "case.withdrawn"))

    assert [(on, position) for _, on, position, _ in looks[1:]] == [(DUE, 1), (DUE, 2)]


def test_what_was_recorded_the_evening_before_is_known_even_if_no_case_is_looked_at_for_it() -> None:
    looks = play(entry(1, "2026-03-02T09:00"), entry(2, "2026-03-11T22:00", "alert.reviewed"))

    assert [(on, position) for _, on, position, _ in looks] == [(date(2026, 3, 2), 1), (DUE, 2)]


def test_a_list_is_judged_as_a_whole_at_its_end_and_never_in_its_middle() -> None:
    looks = play(
        entry(1, "2026-03-02T09:00", list_end=3),
        entry(2, "2026-03-02T09:00", "suspect.detained", list_end=3),
        entry(3, "2026-03-02T09:00", "suspect.released"),
    )

    assert looks[0] == (CASE_ID, date(2026, 3, 2), 3, ["case.filed", "suspect.detained", "suspect.released"])
    assert {position for _, _, position, _ in looks} == {3}


def test_a_case_that_a_list_shares_with_another_sees_all_of_the_list_and_of_itself_only() -> None:
    looks = play(
        entry(1, "2026-03-02T09:00", list_end=3),
        entry(2, "2026-03-02T09:00", list_end=3, case_id=OTHER_CASE),
        entry(3, "2026-03-02T09:00", "case.withdrawn"),
    )

    assert [(case, position, types) for case, _, position, types in looks[:2]] == [
        (CASE_ID, 3, ["case.filed", "case.withdrawn"]),
        (OTHER_CASE, 3, ["case.filed"]),
    ]


def test_a_day_beyond_the_horizon_waits() -> None:
    filed = entry(1, "2026-03-02T09:00")

    assert [on for _, on, _, _ in play(filed, horizon=MIDNIGHT - A_MOMENT)] == [date(2026, 3, 2)]
    assert [on for _, on, _, _ in play(filed, horizon=MIDNIGHT)] == [date(2026, 3, 2), DUE]


def test_a_promise_wakes_the_cases_that_wait_for_it_and_no_other() -> None:
    promise = {"types": [{"type": "case.withdrawn", "complete_from": "2026-01-01", "complete_through": "2026-03-04"}]}
    other = {"types": [{"type": "case.returned", "complete_from": "2026-01-01", "complete_through": "2026-03-04"}]}

    woken = play(
        entry(1, "2026-03-02T09:00"),
        entry(2, "2026-03-05T09:00", "agency.coverage_declared", case_id=None, data=other),
        entry(3, "2026-03-06T09:00", "agency.coverage_declared", case_id=None, data=promise),
    )

    assert [(on, position) for _, on, position, _ in woken] == [
        (date(2026, 3, 2), 1),
        (date(2026, 3, 6), 3),
        (DUE, 3),
    ]


def test_an_agenda_missed_while_screening_was_down_is_looked_at_on_its_day_with_what_was_known_then() -> None:
    looks = play(
        entry(1, "2026-03-02T09:00"),
        entry(2, "2026-03-20T09:00", "case.withdrawn"),
    )

    assert [(on, position) for _, on, position, _ in looks] == [
        (date(2026, 3, 2), 1),
        (DUE, 1),
        (date(2026, 3, 20), 2),
    ]


@pytest.mark.parametrize(
    ("kind", "wakes"),
    [
        ("suspect.judged", True),
        ("message.retracted", True),
        ("suspect.detained", False),
        ("suspect.interrogated", False),
    ],
)
def test_who_is_tied_to_a_case_is_looked_at_when_it_says_what_can_matter_to_him(kind: str, wakes: bool) -> None:
    split = entry(2, "2026-03-03T09:00", "suspect.split_off", data={"target_case_number": "A6402"})
    target = {"case_id": OTHER_CASE, "case_number": "A6402"}

    looks = play(
        entry(1, "2026-03-02T09:00"),
        split,
        entry(3, "2026-03-04T09:00", "case.notified", **target),
        entry(4, "2026-03-05T09:00", kind, **target),
    )

    # The notification makes known that there is a case of that number.
    mine = [position for case_id, on, position, _ in looks if case_id == CASE_ID and on < DUE]
    assert mine == ([1, 2, 3, 4] if wakes else [1, 2, 3])


def test_a_key_that_more_cases_have_than_one_person_can_ties_none_of_them() -> None:
    ids = [uuid5(CASE_ID, f"shared-{number}") for number in range(related.MOST_CASES + 2)]
    entries = [entry(place, "2026-03-02T09:00", case_id=case_id) for place, case_id in enumerate(ids, 1)]
    ties = [Tie(related.PERSON, "made up", case_id, place, "S1") for place, case_id in enumerate(ids, 1)]
    model = Watching()

    world = backtest.world_of(entries, horizon=start_of_day(date(2026, 3, 3)), ties=ties, models=[model])
    list(virtual_time.play(world))

    looked_at = [case_id for case_id, *_ in model.looks]
    # Each wakes those before it, up to the last one that may have the key; the next two wake nobody.
    most = related.MOST_CASES
    assert len(looked_at) == most * (most + 1) // 2 + 2
    assert looked_at[-2:] == ids[-2:]


MINUTES = st.integers(0, 20 * 24 * 60)


@given(st.lists(st.tuples(MINUTES, st.sampled_from([CASE_ID, OTHER_CASE])), min_size=1, max_size=8), st.integers(0, 8))
def test_heard_in_one_piece_or_in_two_the_looks_are_the_same(spelt: list[tuple[int, UUID]], cut: int) -> None:
    begun = start_of_day(date(2026, 3, 1))
    entries = [
        entry(position, begun + timedelta(minutes=after), case_id=case_id)
        for position, (after, case_id) in enumerate(sorted(spelt), 1)
    ]
    whole, piece = Watching(), Watching()

    list(virtual_time.play(backtest.world_of(entries, horizon=APRIL, models=[whole])))

    # Whoever heard a stretch has handled the days that began until its last entry, as the pass does.
    heard = entries[:cut]
    first = backtest.world_of(heard, horizon=heard[-1].recorded_at if heard else begun, models=[piece])
    list(virtual_time.play(first))
    rest = backtest.world_of(entries, horizon=APRIL, models=[piece])
    rest.states.update(first.states)
    rest.lists = rest.lists[cut:]
    list(virtual_time.play(rest))

    assert piece.looks == whole.looks


@given(st.lists(MINUTES, min_size=1, max_size=8))
def test_every_look_of_a_day_s_beginning_knows_exactly_what_lies_before_it(minutes: list[int]) -> None:
    begun = start_of_day(date(2026, 3, 1))
    entries = [entry(number, begun + timedelta(minutes=after)) for number, after in enumerate(sorted(minutes), 1)]

    looks = play(*entries)

    before = sum(one.recorded_at < MIDNIGHT for one in entries)
    if before:
        # Whatever is recorded on that day itself comes after its beginning.
        assert next(position for _, on, position, _ in looks if on == DUE) == before
    assert [position for _, _, position, _ in looks] == sorted(position for _, _, position, _ in looks)
    assert [on for _, on, _, _ in looks] == sorted(on for _, on, _, _ in looks)
