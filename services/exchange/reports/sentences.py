"""Short sentences made of figures: what was counted and of how many, and never what to think of it; pure."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from exchange.reports.basis import Basis, Line, Share

_HUNDREDTH: Final = Decimal("0.01")


def counted(basis: Basis, lines: Iterable[Line]) -> str:
    """Say how many of each there were, with the period before beside it in brackets."""
    parts = (f"{one.name}{one.now}{one.unit}（{basis.period_before}{one.before}{one.unit}）" for one in lines)
    return f"{basis.this_period}，{'，'.join(parts)}。"


def shared(share: Share, minimum: int) -> str:
    """Say how many of how many; a percentage stands only where there are enough."""
    of = f"{share.denominator}{share.denominator_unit}对应{share.numerator}{share.numerator_unit}"
    return f"{share.name}：{of}，{rate(share, minimum)}。"


def rate(share: Share, minimum: int) -> str:
    """Return the percentage, or that there are too few for one."""
    if share.rate is None:
        return f"基数不足{minimum}，不计比率"
    return percentage(share.rate)


def percentage(share: Decimal) -> str:
    """Return a share as a percentage with two places."""
    return f"{(share * 100).quantize(_HUNDREDTH, ROUND_HALF_UP)}%"


def ratio(share: Share, minimum: int) -> str:
    """Return so many to each one, for what is no part of it: returns to a case."""
    if share.rate is None:
        return f"基数不足{minimum}，不计比率"
    return str(share.rate.quantize(_HUNDREDTH, ROUND_HALF_UP))
