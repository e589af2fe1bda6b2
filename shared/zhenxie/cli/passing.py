"""Commands that the exchange itself carries out: passed on word for word to ``python -m exchange``."""

from typing import TypedDict

import typer

from zhenxie.cli import failing
from zhenxie.local import surroundings


class _Registration(TypedDict):
    context_settings: dict[str, bool]
    add_help_option: bool


# Options and --help belong to the exchange's own parser, so that there is only one description of them.
ANY_WORDS: _Registration = {
    "context_settings": {"allow_extra_args": True, "ignore_unknown_options": True},
    "add_help_option": False,
}

feed = typer.Typer(help="The feed (案件信息流): one numbered, chained sequence.", no_args_is_help=True)


def pass_on(*words: str) -> None:
    """Run ``python -m`` with these words, the service first, on the named or the embedded database."""
    with failing.in_words():
        if "--help" in words:
            # A question about the words needs no database.
            pass_on_alone(*words)
            return
        with surroundings.surroundings() as around:
            surroundings.run_module(*words, environment=around.environment)


def pass_on_alone(*words: str) -> None:
    """Run ``python -m`` with these words, which need no database."""
    with failing.in_words():
        surroundings.run_module(*words, environment={})


@feed.command("verify", **ANY_WORDS)
def verify(context: typer.Context) -> None:
    """Walk the chain of the feed and name the first position that does not hold (校验)."""
    pass_on("exchange", "verify", *context.args)


@feed.command("restored", **ANY_WORDS)
def restored(context: typer.Context) -> None:
    """Say that the database was restored from a backup: a new epoch begins (恢复)."""
    pass_on("exchange", "restored", *context.args)


@feed.command("expunge", **ANY_WORDS)
def expunge(context: typer.Context) -> None:
    """Delete what is sealed of one person in a case, for good, and tell every reader (清除)."""
    pass_on("exchange", "expunge", *context.args)


def agencies(context: typer.Context) -> None:
    """Agencies (机关) and who supervises whom."""
    pass_on("exchange", "agencies", *context.args)


def clients(context: typer.Context) -> None:
    """Clients: the system accounts of an agency (系统账号)."""
    pass_on("exchange", "clients", *context.args)


def staff(context: typer.Context) -> None:
    """Who acts for an agency (人员名册)."""
    pass_on("exchange", "staff", *context.args)
