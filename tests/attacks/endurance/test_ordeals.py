"""Every ordeal alone, as long as the operator wishes; and all of them in turn in a minute, so that none rots."""

import pytest

from fixtures.building import arena
from fixtures.houses import Ground
from fixtures.ordeals import ORDEALS
from fixtures.tally import TINY, Row, Size
from zhenxie.kit.clock import SystemClock


@pytest.mark.attack
@pytest.mark.parametrize("ordeal", ORDEALS)
async def test_ordeal(ground: Ground, row: Row, long: Size, ordeal: str) -> None:
    async with arena(ground, row, long) as whole:
        await whole.begin()
        await whole.progress(40)
        await ORDEALS[ordeal](whole)
        await whole.progress(40)
        await whole.judge()
        await whole.compare(SystemClock().now())


async def test_every_ordeal_in_turn(ground: Ground, row: Row) -> None:
    async with arena(ground, row, TINY) as whole:
        await whole.begin()
        for name, ordeal in ORDEALS.items():
            await whole.progress(5)
            await whole.timed(name, ordeal(whole))
        await whole.judge()
        await whole.compare(SystemClock().now())
