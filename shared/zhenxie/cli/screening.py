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
