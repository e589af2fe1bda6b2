"""Screening's migrations, compared with the tables of its store."""

from running import run
from screening.store import tables

run("screening", tables.metadata)
