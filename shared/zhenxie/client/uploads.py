"""A bulk upload as its sender prepares it: lines or a file, their charset, compression and manifest."""

import gzip
import json
import zlib
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

Charset = Literal["utf-8", "gb18030"]
_BLOCK_BYTES: Final = 65_536


@dataclass(frozen=True)
class Manifest:
    """What a file says of itself: its place among the files of its source, lines that are not blank, SHA-256.

    `digest` ("sha256:…") is of the uncompressed bytes, in the charset of the file.
    """

    sequence: int | None = None
    count: int | None = None
    digest: str | None = None

    @property
    def params(self) -> dict[str, Any]:
        """The parameters of the upload."""
        return {"sequence": self.sequence, "count": self.count, "digest": self.digest}


@dataclass(frozen=True)
class Upload:
    """What is sent: blocks of bytes as they go over the line, and how they are to be read."""

    blocks: AsyncIterable[bytes]
    charset: Charset = "utf-8"
    gzip: bool = False
    manifest: Manifest = Manifest()

    @property
    def headers(self) -> dict[str, str]:
        """The headers of the upload."""
        kind = {"Content-Type": f"application/x-ndjson; charset={self.charset}"}
        return kind | ({"Content-Encoding": "gzip"} if self.gzip else {})

    @classmethod
    def of_lines(
        cls, lines: Iterable[Mapping[str, Any]], *, charset: Charset = "utf-8", compress: bool = True
    ) -> "Upload":
        """Return the upload of these values, one a line."""
        plain = _encoded(lines, charset)
        return cls(_gzipped(plain) if compress else plain, charset, gzip=compress)

    @classmethod
    def of_file(cls, path: Path, *, charset: Charset = "utf-8", manifest: Manifest | None = None) -> "Upload":
        """Return the upload of a file as it lies there; one that is gzip goes as gzip, others are compressed."""
        whole = manifest or Manifest()
        if is_gzip(path):
            return cls(_blocks(path), charset, gzip=True, manifest=whole)
        return cls(_gzipped(_blocks(path)), charset, gzip=True, manifest=whole)


def is_gzip(path: Path) -> bool:
    """Return whether a file begins as gzip does."""
    with path.open("rb") as file:
        return file.read(2) == b"\x1f\x8b"


def plain_blocks(path: Path) -> Iterable[bytes]:
    """Yield the uncompressed bytes of a file, 64 KiB at a time.

    :raises OSError: it cannot be read, or is broken gzip (also `EOFError`, `zlib.error`).
    """
    with gzip.open(path, "rb") if is_gzip(path) else path.open("rb") as file:
        while block := file.read(_BLOCK_BYTES):
            yield block


async def _blocks(path: Path) -> AsyncIterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(_BLOCK_BYTES):
            yield block


async def _encoded(lines: Iterable[Mapping[str, Any]], charset: Charset) -> AsyncIterator[bytes]:
    held = bytearray()
    for line in lines:
        held += json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode(charset) + b"\n"
        if len(held) >= _BLOCK_BYTES:
            yield bytes(held)
            held.clear()
    if held:
        yield bytes(held)


async def _gzipped(blocks: AsyncIterable[bytes]) -> AsyncIterator[bytes]:
    packing = zlib.compressobj(wbits=31)
    async for block in blocks:
        if packed := packing.compress(block):
            yield packed
    yield packing.flush()
