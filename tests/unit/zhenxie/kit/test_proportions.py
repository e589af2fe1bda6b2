"""Wilson's interval against its published values, and within its bounds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhenxie.kit.proportions import wilson


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [
        # Newcombe (1998), table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (20, 20, 0.8389, 1.0),
    ],
)
def test_the_interval_is_that_of_the_literature(hits: int, of: int, low: float, high: float) -> None:
    assert wilson(hits, of) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def test_of_nothing_there_is_none() -> None:
    assert wilson(0, 0) is None


@pytest.mark.parametrize(("hits", "of"), [(2, 1), (-1, 5)])
def test_what_is_no_share_is_refused(hits: int, of: int) -> None:
    with pytest.raises(ValueError, match=f"{hits} of {of}"):
        wilson(hits, of)


@given(st.integers(1, 10_000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_it_holds_the_share_and_stays_between_none_and_all(said: tuple[int, int]) -> None:
    hits, of = said
    low, high = wilson(hits, of) or (1, 0)

    assert 0 <= low <= hits / of + 1e-12
    assert hits / of - 1e-12 <= high <= 1
