"""How a command ends that could not do its work: one sentence, and a code."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from zhenxie.local.binaries import PostgresMissing
from zhenxie.local.cluster import PostgresFailed
from zhenxie.local.folders import FolderUnreachable
from zhenxie.local.supervisor import ChildEnded
from zhenxie.local.surroundings import CommandFailed


@contextmanager
def in_words() -> Iterator[None]:
    """Turn the failures that an operator can mend into one sentence on stderr and exit code 1."""
    try:
        yield
    except (PostgresMissing, PostgresFailed, FolderUnreachable, CommandFailed, ChildEnded, TimeoutError) as error:
        sys.stderr.write(f"{error}\n")
        raise typer.Exit(1) from error
