"""What was decided of a model's versions, folded: at most one is live, the later day in force wins, then the later word."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhenxie.record.model_decisions import ModelDecision, Status, decision_of, standings

ID = UUID("01958e6c-7d2a-7b31-9c55-2f6a8e4d1c05")
DEFAULTS: dict[str, tuple[Status, dict[str, Status]]] = {
    "1": ("live", {"E1": "live", "E6": "shadow"}),
    "2": ("shadow", {"E1": "live"}),
}
MARCH = date(2026, 3, 6)


def a_decision(position: int, decision: str, version: str = "2", rule: str | None = None, since: date = MARCH):
    return ModelDecision(position, ID, "stalled", version, rule, decision, since)


def statuses(*decisions: ModelDecision, on: date = MARCH) -> dict[str, str]:
    return {version: one.status for version, one in standings(DEFAULTS, decisions, on).versions.items()}


@pytest.mark.parametrize(
    ("decisions", "expected"),
    [
        ([], {"1": "live", "2": "shadow"}),
        ([a_decision(5, "promote")], {"1": "shadow", "2": "live"}),
        ([a_decision(5, "promote"), a_decision(6, "promote", "1")], {"1": "live", "2": "shadow"}),
        ([a_decision(5, "retire"), a_decision(6, "shadow", "1")], {"1": "shadow", "2": "retired"}),
        ([a_decision(6, "retire"), a_decision(5, "promote")], {"1": "shadow", "2": "retired"}),
        ([a_decision(5, "promote", "9"), a_decision(6, "promote", rule="X1")], {"1": "live", "2": "shadow"}),
        ([a_decision(5, "promote", since=date(2026, 3, 7))], {"1": "live", "2": "shadow"}),
        # In force later, though said earlier.
        ([a_decision(5, "promote"), a_decision(4, "retire", since=date(2026, 3, 5))], {"1": "shadow", "2": "live"}),
    ],
)
def test_where_the_versions_stand(decisions: list[ModelDecision], expected: dict[str, str]) -> None:
    assert statuses(*decisions) == expected


def test_who_put_it_there_is_named_also_of_the_version_that_was_replaced() -> None:
    promoted = a_decision(5, "promote")
    stands = standings(DEFAULTS, [promoted], MARCH)

    assert stands.versions["1"].by == stands.versions["2"].by == promoted
    assert standings(DEFAULTS, [], MARCH).versions["1"].by is None


@pytest.mark.parametrize(
    ("decisions", "expected"),
    [
        ([], ("live", "shadow", "shadow")),
        ([a_decision(5, "promote", "1", "E6")], ("live", "live", "shadow")),
        ([a_decision(5, "retire", "1", "E6")], ("live", "retired", "shadow")),
        ([a_decision(5, "retire", "1")], ("retired", "retired", "shadow")),
        ([a_decision(5, "shadow", "1"), a_decision(6, "promote", "1", "E6")], ("shadow", "shadow", "shadow")),
        ([a_decision(5, "promote")], ("shadow", "shadow", "live")),
    ],
)
def test_a_rule_alerts_only_where_its_version_is_live_too(
    decisions: list[ModelDecision], expected: tuple[str, str, str]
) -> None:
    stands = standings(DEFAULTS, decisions, MARCH)

    assert (stands.of_rule("1", "E1"), stands.of_rule("1", "E6"), stands.of_rule("2", "E1")) == expected


def test_a_decision_is_never_in_force_before_the_day_of_its_entry() -> None:
    said = {"model": "stalled", "version": "2", "decision": "promote"}
    late = datetime(2026, 3, 6, 16, 30, tzinfo=UTC)

    def since(**more: str) -> date:
        return decision_of({"data": said | more}, position=5, event_id=ID, recorded_at=late).since

    # Half past midnight in Beijing.
    assert since() == date(2026, 3, 7)
    assert since(in_force_from="2026-03-06") == date(2026, 3, 7)
    assert since(in_force_from="2026-03-08") == date(2026, 3, 8)


@given(
    st.lists(
        st.builds(
            ModelDecision,
            st.integers(1, 99),
            st.just(ID),
            st.just("stalled"),
            st.sampled_from(["1", "2"]),
            st.none(),
            st.sampled_from(["promote", "shadow", "retire"]),
            st.dates(date(2026, 3, 1), date(2026, 3, 9)),
        ),
        unique_by=lambda one: one.position,
    ),
    st.randoms(),
)
def test_whatever_was_decided_at_most_one_version_alerts_and_the_order_of_reading_is_no_matter(
    decisions, random
) -> None:
    stands = statuses(*decisions)
    random.shuffle(decisions)

    assert list(stands.values()).count("live") <= 1
    assert statuses(*decisions) == stands
