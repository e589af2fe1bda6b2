"""The group `zhenxie screening`: what the screening service does on this machine."""

import typer

from zhenxie.cli import passing

commands = typer.Typer(help="Screening (筛查).", no_args_is_help=True)


@commands.command("migrate", **passing.ANY_WORDS)
def migrate(context: typer.Context) -> None:
    """Bring screening's database up to this version (数据库迁移)."""
    passing.pass_on("screening", "migrate", *context.args)


@commands.command("run", **passing.ANY_WORDS)
def run(context: typer.Context) -> None:
    """Run screening (运行筛查)."""
    passing.pass_on("screening", "run", *context.args)


@commands.command("models", **passing.ANY_WORDS)
def models(context: typer.Context) -> None:
    """List the supervision models, their rules and articles (监督模型)."""
    passing.pass_on_alone("screening", "models", *context.args)


@commands.command("reproduce", **passing.ANY_WORDS)
def reproduce(context: typer.Context) -> None:
    """Reproduce an alert byte for byte, or print the difference (重现线索)."""
    passing.pass_on("screening", "reproduce", *context.args)


@commands.command("backtest", **passing.ANY_WORDS)
def backtest(context: typer.Context) -> None:
    """Replay models over the past, compare versions, and report (回溯检验)."""
    # Over files it needs no database.
    act = passing.pass_on_alone if "--input" in context.args else passing.pass_on
    act("screening", "backtest", *context.args)


@commands.command("wipe", **passing.ANY_WORDS)
def wipe(context: typer.Context) -> None:
    """Forget everything; it is heard again from the feed (清空并重建)."""
    passing.pass_on("screening", "wipe", *context.args)
