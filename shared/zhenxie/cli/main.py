"""The command `zhenxie`: every group of commands, and `up`."""

import typer

from zhenxie.cli import demo, exchange, generate, law, passing, screening, up

app = typer.Typer(
    name="zhenxie",
    help="侦协 Zhenxie: case information between police and procuratorates.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("up")(up.up)
app.command("demo")(demo.demo)
app.command("generate")(generate.generate)
app.add_typer(exchange.commands, name="exchange")
app.add_typer(passing.feed, name="feed")
app.add_typer(screening.commands, name="screening")
app.add_typer(law.commands, name="law")
app.command("agencies", **passing.ANY_WORDS)(passing.agencies)
app.command("clients", **passing.ANY_WORDS)(passing.clients)
app.command("staff", **passing.ANY_WORDS)(passing.staff)

if __name__ == "__main__":
    app()
