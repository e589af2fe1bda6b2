"""Act two, third scene: the same file again, as after a night in which nobody knows what arrived."""

from zhenxie.demo import rows
from zhenxie.demo.acts.loading import head, load
from zhenxie.demo.cast import CITY_POLICE
from zhenxie.demo.stage import Stage

title = ("原样再报一次", "The same file again")


async def play(stage: Stage) -> None:
    """Load the file a second time."""
    summary = load(stage, stage.props["file"])
    stage.check("没有新接收的行 · nothing new was accepted", summary["accepted"] == 0)
    stage.check(f"{2 * rows.CASES} 行均为重复 · all are replays", summary["replayed"] == 2 * rows.CASES)
    async with stage.client(CITY_POLICE) as police:
        now = await head(police)
    stage.check(f"数据流停在 {now} · the feed has not moved", now == stage.props["head"])
