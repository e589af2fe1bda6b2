"""The group `zhenxie law`: what a change of the law's numbers does."""

import typer

from zhenxie.cli import passing

commands = typer.Typer(help="The law's numbers (法律数值).", no_args_is_help=True)


@commands.callback()
def law() -> None:
    """Keep the group a group, though it holds one command."""


@commands.command("impact", **passing.ANY_WORDS)
def impact(context: typer.Context) -> None:
    """Show which past outcomes change when a parameter file changes (法律变更影响)."""
    # Over files it needs no database.
    act = passing.pass_on_alone if "--input" in context.args else passing.pass_on
    act("screening", "impact", *context.args)
