"""The bytes of a bulk upload as lines: inflated a block at a time, cut, decoded and made plain; pure.

Lines are counted as an editor shows them.
"""

import asyncio
import hashlib
import re
import zlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Final

from zhenxie.wire import identifiers, json, problems
from zhenxie.wire.problems import Fault

_BLOCK_BYTES: Final = 65_536
# Rows of one table compress well, but a file that grows further than this was made to exhaust us.
_EXPANDS_AT_MOST: Final = 300
_EXPANDS_FREELY_BYTES: Final = 64 * 1_048_576
_LINE_FEEDS: Final = re.compile(rb"\n+")
_CODECS: Final = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "us-ascii": "utf-8",
    "gb18030": "gb18030",
    "gbk": "gb18030",
    "gb2312": "gb18030",
}
_CHARSET: Final = re.compile(r";\s*charset\s*=\s*\"?([A-Za-z0-9_.:-]+)\"?", re.IGNORECASE)
_PADDING: Final = " \t\x00\u3000"
_TEXT: Final = re.compile(r'"((?:[^"\\]|\\.)*)"')
_WIDE_DIGIT: Final = re.compile(r"[\uff10-\uff19]")
_NUMBER_LIKE: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z_.:/ +-]*", re.ASCII)


def codec_of(content_type: str) -> str | None:
    """Return the codec of a Content-Type's charset (UTF-8 if it names none), or None for one that is not read."""
    named = _CHARSET.search(content_type)
    return _CODECS.get(named[1].lower()) if named else "utf-8"


@dataclass(frozen=True)
class RawLine:
    """One line without its end; `content` is null when it was longer than allowed."""

    number: int
    content: bytes | None
    digest: bytes
    ended: bool


class Broken(Exception):
    """The compressed bytes cannot be read on; `args[0]` is the code of the fault."""


async def blocks(chunks: AsyncIterator[bytes], *, compressed: bool) -> AsyncIterator[bytes]:
    """Yield the uncompressed bytes, at most 64 KiB at a time.

    :raises Broken: they are said to be gzip, and are not, or end too early, or expand too far.
    """
    inflating = _Inflating()
    async for chunk in chunks:
        for block in inflating.feed(chunk) if compressed else _cut(chunk):
            yield block
            # A long body must not keep others waiting.
            await asyncio.sleep(0)
    if compressed:
        inflating.end()


def _cut(chunk: bytes) -> Iterator[bytes]:
    for start in range(0, len(chunk), _BLOCK_BYTES):
        yield chunk[start : start + _BLOCK_BYTES]


class _Inflating:
    """gzip (RFC 1952), one member or several, a block at a time."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(wbits=31)
        self._begun = self._behind = False
        self._taken = self._given = 0

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        self._taken += len(chunk)
        rest = chunk
        while rest:
            if self._member.eof:
                self._member, self._begun, self._behind = zlib.decompressobj(wbits=31), False, True
            if self._behind and not self._begun:
                # Tapes and gateways pad with zeros behind the last member.
                rest = rest.lstrip(b"\x00")
                if not rest:
                    return
            try:
                block = self._member.decompress(rest, _BLOCK_BYTES)
            except zlib.error:
                raise Broken("gzip-broken") from None
            self._begun = True
            rest = self._member.unconsumed_tail or self._member.unused_data
            self._given += len(block)
            if self._given > max(_EXPANDS_FREELY_BYTES, _EXPANDS_AT_MOST * self._taken):
                raise Broken("gzip-expands-too-far")
            if block:
                yield block

    def end(self) -> None:
        if self._begun and not self._member.eof:
            raise Broken("gzip-cut-off")


class Lines:
    """Cuts blocks at line feeds; what is longer than the limit is only counted and hashed.

    A line feed is never part of a character in UTF-8 or GB18030, so lines are cut before they are decoded, and a wrong
    byte spoils one line only.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._held = bytearray()
        self._digest = hashlib.sha256()
        self._too_long = False
        self._number = 1

    def feed(self, block: bytes) -> Iterator[RawLine]:
        """Yield the lines that end in this block."""
        start = 0
        while (end := block.find(b"\n", start)) >= 0:
            if end == start and not self._held and not self._too_long:
                # Millions of empty lines cost an attacker nothing; they must cost us little.
                empty = _LINE_FEEDS.match(block, start)
                start = empty.end() if empty else end + 1
                self._number += start - end
                continue
            self._hold(block[start:end])
            yield self._line(ended=True)
            start = end + 1
        self._hold(block[start:])

    def rest(self) -> Iterator[RawLine]:
        """Yield the last line if it has no end."""
        if self._held or self._too_long:
            yield self._line(ended=False)

    def _hold(self, piece: bytes) -> None:
        self._digest.update(piece)
        if len(self._held) + len(piece) > self._limit:
            self._too_long = True
            self._held.clear()
        if not self._too_long:
            self._held += piece

    def _line(self, *, ended: bool) -> RawLine:
        content = None if self._too_long else bytes(self._held)
        line = RawLine(self._number, content, self._digest.digest(), ended)
        self._held.clear()
        self._digest = hashlib.sha256()
        self._too_long = False
        self._number += 1
        return line


def normalised(text: str, *, first: bool) -> tuple[str, list[Fault]]:
    """Return a line without byte order mark, padding and full-width digits, and what was removed."""
    observations = []
    if first and text.startswith("\ufeff"):
        text = text.removeprefix("\ufeff")
        observations.append(Fault("", "bom-removed"))
    bare = text.strip(_PADDING)
    if bare != text:
        observations.append(Fault("", "padding-removed"))
    if _WIDE_DIGIT.search(bare):
        narrow = _TEXT.sub(_narrowed, bare)
        if narrow != bare:
            observations.append(Fault("", "full-width-digits"))
        bare = narrow
    return bare, observations


def _narrowed(text: re.Match[str]) -> str:
    # A number, a date or a code is narrowed; a sentence keeps the digits that somebody wrote.
    narrow = identifiers.normalised(text[1]) if _WIDE_DIGIT.search(text[1]) else ""
    return f'"{narrow}"' if _NUMBER_LIKE.fullmatch(narrow) else text[0]


def is_half(body: bytes) -> bool:
    """Return whether a last line without its end was cut off: it is no JSON at all."""
    try:
        json.parse(body)
    except problems.MalformedJson as error:
        return error.fault.code == "not-json"
    return False
