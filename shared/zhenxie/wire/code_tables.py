"""Code tables that other bodies keep, mapped to our words: dated TOML beside this module, read once."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Final, Literal

_HOME: Final = resources.files("zhenxie.wire") / "tables"
_TOML: Final = ".toml"
_PUNCTUATION: Final = str.maketrans("", "", "、，,（）()〈〉《》 ")


@dataclass(frozen=True)
class Entry:
    """One code: what it means in our words, and in Chinese; the article where the table has one."""

    value: str
    chinese: str
    cl_article: str | None = None
    paragraph: int | None = None


@dataclass(frozen=True)
class CodeTable:
    """A table as it is shipped; `mark` says whether its source was read or is remembered."""

    name: str
    title: str
    version: str
    source: str
    mark: Literal["checked", "memory"]
    aliases: tuple[str, ...]
    entries: Mapping[str, Entry]


class UnknownCodeTable(LookupError):
    """There is no code table of this name."""


@cache
def names() -> tuple[str, ...]:
    """Return the names of all shipped tables, sorted."""
    return tuple(sorted(file.name.removesuffix(_TOML) for file in _HOME.iterdir() if file.name.endswith(_TOML)))


@cache
def load(name: str) -> CodeTable:
    """Return the table `name`.

    :raises UnknownCodeTable: no such table is shipped.
    """
    if name not in names():
        raise UnknownCodeTable(name)
    read = tomllib.loads((_HOME / f"{name}{_TOML}").read_text(encoding="utf-8"))
    entries = {code: Entry(**entry) for code, entry in read["entries"].items()}
    return CodeTable(
        name=name,
        title=read["title"],
        version=read["version"],
        source=read["source"],
        mark=read["mark"],
        aliases=tuple(read.get("aliases", ())),
        entries=entries,
    )


def map_code(table: str, code: str) -> str | None:
    """Return our word for `code` of `table` (its name, or a name other bodies know it by), or None if unmapped."""
    name = _by_alias().get(table)
    entry = load(name).entries.get(code) if name is not None else None
    return None if entry is None else entry.value


@lru_cache(maxsize=1024)
def charge_named(name: str) -> Entry | None:
    """Return the charge (罪名) that `name` means, however it is punctuated and with or without its closing 罪."""
    plain = name.translate(_PUNCTUATION)
    return load("charges").entries.get(plain) or load("charges").entries.get(plain.removesuffix("罪"))


@cache
def _by_alias() -> Mapping[str, str]:
    return {alias: name for name in names() for alias in (name, *load(name).aliases)}
