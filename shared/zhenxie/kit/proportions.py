"""Shares of a count with what is known of them: the interval of Wilson (1927)."""

from math import sqrt
from typing import Final

FEW: Final = 10
"""Below so many a count is shown as it is, without a share: one more or less would change it too much (domain 11)."""
_Z_95: Final = 1.959963984540054


def wilson(hits: int, of: int) -> tuple[float, float] | None:
    """Return the 95 % interval of a share by Wilson's score; None of nothing.

    Unlike the textbook's it stays between 0 and 1 and holds for small counts, and at 0 and 100 %.

    :raises ValueError: more hits than there are, or a negative number.
    """
    if not 0 <= hits <= of:
        raise ValueError(f"{hits} of {of}")
    if of == 0:
        return None
    share, square = hits / of, _Z_95**2
    middle = share + square / (2 * of)
    reach = _Z_95 * sqrt(share * (1 - share) / of + square / (4 * of * of))
    whole = 1 + square / of
    return max(0.0, (middle - reach) / whole), min(1.0, (middle + reach) / whole)
