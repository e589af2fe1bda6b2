"""Act six: the operator walks the chain of the feed."""

from zhenxie.demo.stage import Stage

title = ("校验数据流", "The chain is verified")


async def play(stage: Stage) -> None:
    """Verify every hash from the first entry to the head."""
    stage.console.print("[bold]$ zhenxie feed verify[/]")
    [report, *damages] = stage.on_the_host("verify")
    stage.console.print(report)
    stage.check(
        f"{report['entries']} 条逐条相符 · every entry holds", report["sound"] and report["entries"] and not damages
    )
