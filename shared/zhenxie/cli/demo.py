"""`zhenxie demo`: the integrator's first hour, played on this machine."""

from typing import Annotated

import typer

from zhenxie.cli import failing
from zhenxie.demo import play

Once = Annotated[bool, typer.Option("--once", help="End afterwards; exit code 0 only if everything held.")]
Port = Annotated[int, typer.Option(help="The port to serve on; another one if it is taken.")]


def demo(*, once: Once = False, port: Port = 8080) -> None:
    """Play the integrator (演示): rows sent, sent again, read back; on an exchange of its own."""
    with failing.in_words():
        held = play.perform(once=once, port=port)
    if not held:
        raise typer.Exit(1)
