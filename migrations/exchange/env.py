"""The exchange's migrations, compared with the tables of every slice."""

import importlib
import pkgutil

import exchange
from exchange import db
from running import run

# Importing a slice's tables writes them into the metadata; a new slice needs no line here.
for found in pkgutil.walk_packages(exchange.__path__, "exchange."):
    if found.name.endswith(".tables"):
        importlib.import_module(found.name)

run("exchange", db.metadata)
