"""`zhenxie demo`: the main job, played on this machine in three acts."""

from typing import Annotated

import typer

from zhenxie.cli import failing

Once = Annotated[bool, typer.Option("--once", help="End afterwards; exit code 0 only if everything held.")]
Port = Annotated[int, typer.Option(help="The port to serve on; another one if it is taken.")]
Speed = Annotated[float, typer.Option(min=0.1, max=1000, help="2 is twice as fast; --once waits for nobody.")]


def demo(*, once: Once = False, port: Port = 8080, speed: Speed = 1.0) -> None:
    """Play the prosecutor, the integrator and the polling platform (演示), on an exchange of its own."""
    # The play reads every event's type; no other command has to wait for that.
    from zhenxie.demo import play

    with failing.in_words():
        held = play.perform(once=once, port=port, speed=speed)
    if not held:
        raise typer.Exit(1)
