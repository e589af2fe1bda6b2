"""Act three, last scene: every alert is reproduced to the byte, none is missing, and the feed's chain holds."""

from zhenxie.demo.cases.everything import expected_in_the_end
from zhenxie.demo.settling import named, settled
from zhenxie.demo.stage import Stage

title = ("重现与校验", "Reproduced and verified")


async def play(stage: Stage) -> None:
    """Reproduce every alert, compare all of them with what had to come, and verify every hash of the feed."""
    every = await settled(stage)
    stage.console.print(f"[bold]$ zhenxie screening reproduce[/] …（{len(every)}）")
    ended = stage.run("screening", "reproduce", *(one["id"] for one in every), environment=stage.environment)
    stage.check(
        f"{len(every)} 条线索在其后的全部事件之后逐字节重现 · every alert is reproduced to the byte",
        ended.returncode == 0 and ended.stdout.count("identical") == len(every) > 0,
    )
    if ended.returncode != 0:
        stage.console.print(ended.stdout[-3000:] + ended.stderr[-2000:], markup=False)
    wanted = expected_in_the_end()
    lacking, surplus = sorted(wanted - named(every)), sorted(named(every) - wanted)
    stage.check(
        f"{len(wanted)} 条应有的预警全部在列，没有多余 · all expected alerts, and no other {lacking or ''} {surplus or ''}",
        named(every) == wanted and len(every) == len(wanted),
    )
    stage.console.print("[bold]$ zhenxie feed verify[/]")
    [report, *damages] = stage.on_the_host("verify")
    stage.console.print(report)
    stage.check(
        f"{report['entries']} 条记录逐条相符 · every entry holds", report["sound"] and report["entries"] and not damages
    )
