"""What the migrations do to a database that is in use: squawk reads their SQL."""

import subprocess
import sys
from pathlib import Path

import pytest

from zhenxie.local import migrations

SQUAWK = Path(sys.executable).with_name("squawk")

# What squawk advises and we do not follow, each for a reason.
EXCLUDED = {
    "prefer-text-field": "the only varchar is in alembic's own table",
    "prefer-bigint-over-int": "epochs, and lines of one upload, are bounded far below",
    "prefer-bigint-over-smallint": "the ordinal of a sealed part counts the parts of one message",
}


def complaints(sql: str) -> str:
    """Return what squawk has to say against a text of SQL; empty when it has nothing."""
    words = [SQUAWK, "--reporter=gcc", "--pg-version=15", f"--exclude={','.join(EXCLUDED)}", "--stdin-filepath=all.sql"]
    said = subprocess.run(words, input=sql, check=False, capture_output=True, text=True)
    assert said.returncode in {0, 1}, said.stderr
    return said.stdout + said.stderr if said.returncode else ""


@pytest.mark.parametrize("service", ["exchange", "screening"])
def test_no_migration_stops_those_who_work(service: str):
    assert complaints(migrations.sql(service)) == ""


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ("create index entries_by_source on entries (source);", "require-concurrent-index-creation"),
        ("alter table entries alter column source set not null;", "adding-not-nullable-field"),
        ("alter table entries drop column source;", "ban-drop-column"),
    ],
)
def test_a_change_that_would_is_found(change: str, rule: str):
    assert rule in complaints(f"set lock_timeout = '5s'; set statement_timeout = '15min'; {change}")
