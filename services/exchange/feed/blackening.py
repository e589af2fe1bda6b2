"""Blackens (涂黑) what names an expunged person in texts that are kept encrypted; each slice does so in its own tables."""

import re
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final
from uuid import UUID

import orjson

from exchange.db import AsyncSession
from exchange.feed.seals import BrokenSeal, Sealer
from zhenxie.wire import json

BLACK: Final = "〔已清除〕"


@dataclass(frozen=True)
class Blackout:
    """Whom to blacken: the cases, joined ones included, and the names and numbers of the person, as they were reported."""

    case_ids: Sequence[UUID]
    words: Collection[str]
    sealer: Sealer

    @cached_property
    def _named(self) -> re.Pattern[str]:
        # The longest first, so that no rest of a longer name is left standing.
        words = sorted({form for word in self.words for form in _forms(word)}, key=lambda word: (-len(word), word))
        return re.compile("|".join(words) or r"(?!)")

    def text(self, sealed: bytes, context: bytes) -> bytes | None:
        """Return a sealed text blackened and sealed again; None where nothing in it names the person."""
        text = self._opened(sealed, context)
        after = None if text is None else self._black(text.decode())
        return (
            None if text is None or after is None or after.encode() == text else self._sealed(after.encode(), context)
        )

    def values(self, sealed: bytes, context: bytes) -> bytes | None:
        """Return sealed JSON whose every text is blackened; None where nothing in it names the person."""
        opened = self._opened(sealed, context)
        if opened is None:
            return None
        before = orjson.loads(opened)
        after = self.within(before)
        return None if after == before else self._sealed(json.canonical(after), context)

    def within(self, value: Any) -> Any:
        """Return a value of JSON with every text in it blackened; names of fields stay."""
        if isinstance(value, str):
            return self._black(value)
        if isinstance(value, dict):
            return {name: self.within(one) for name, one in value.items()}
        return [self.within(one) for one in value] if isinstance(value, list) else value

    def _black(self, text: str) -> str:
        return self._named.sub(BLACK, text)

    def _sealed(self, plain: bytes, context: bytes) -> bytes:
        return self.sealer.encrypt(plain, context)

    def _opened(self, sealed: bytes, context: bytes) -> bytes | None:
        try:
            return self.sealer.decrypt(sealed, context)
        except BrokenSeal:
            # Sealed with a key that is gone: it is as unreadable for everybody else.
            return None


def _forms(word: str) -> set[str]:
    # A name in Latin letters is no part of a longer word, and so of none of the codes beside it.
    if word.isascii() and word[0].isalpha():
        return {rf"(?<![A-Za-z0-9_]){re.escape(word)}(?![A-Za-z0-9_])"}
    # The check letter of an identity number is written large and small.
    return {re.escape(word), re.escape(word.upper()), re.escape(word.lower())}


@dataclass(frozen=True)
class Blackened:
    """How many texts of a slice were blackened, and which documents name the person and are to be kept (案卷)."""

    texts: int = 0
    kept: Sequence[UUID] = ()

    def __add__(self, other: "Blackened") -> "Blackened":
        """Return both together."""
        return Blackened(self.texts + other.texts, (*self.kept, *other.kept))


Blackening = Callable[[AsyncSession, Blackout], Awaitable[Blackened]]
"""What a slice does when a person is expunged, in the transaction of the expunction."""
