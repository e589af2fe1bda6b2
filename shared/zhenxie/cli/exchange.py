"""The group `zhenxie exchange`: its API, its files, its picture of the cases."""

import typer

from zhenxie.cli import failing, load, passing, up
from zhenxie.local.surroundings import surroundings

commands = typer.Typer(help="The exchange (案件信息交换).", no_args_is_help=True)


@commands.command("api")
def api(host: up.Host = "127.0.0.1", port: up.Port = 8080, workers: up.Workers = 1) -> None:
    """Serve the API (接口服务) on the named or the embedded database."""
    with failing.in_words(), surroundings() as around:
        up.serve(around, host=host, port=port, workers=workers)


@commands.command("migrate", **passing.ANY_WORDS)
def migrate(context: typer.Context) -> None:
    """Bring the database up to this version (数据库迁移)."""
    passing.pass_on("exchange", "migrate", *context.args)


@commands.command("rebuild", **passing.ANY_WORDS)
def rebuild(context: typer.Context) -> None:
    """Build the present picture of every case again from the feed (重建案件视图)."""
    passing.pass_on("exchange", "rebuild", *context.args)


commands.command("load")(load.load)
