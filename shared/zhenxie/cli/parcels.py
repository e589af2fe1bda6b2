"""A file that crossed a one-way gateway: its manifest, whether it is whole, and where its outcomes are written."""

import hashlib
import json
import os
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final, TextIO

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from zhenxie.client import uploads
from zhenxie.client.uploads import Charset

_ENDINGS: Final = (".ndjson", ".ndjson.gz")
_BLANK: Final = b" \t\r\x00"


class NotWhole(Exception):
    """The file is not the one that its manifest describes, or cannot be read; nothing of it was sent."""

    def __init__(self, *sentences: tuple[str, str]) -> None:
        super().__init__(" ".join(english for _, english in sentences))
        self.sentences = sentences

    @property
    def problem(self) -> dict[str, Any]:
        """The problem as it is written into the file of outcomes."""
        return {
            "type": "/problems/manifest-mismatch",
            "title": "文件与清单不符，未发送任何内容 · The file is not what its manifest says; nothing was sent",
            "errors": [{"message": f"{chinese} · {english}"} for chinese, english in self.sentences],
        }


class Watermark(BaseModel):
    """Through when the file's source is complete; declared once every line was accepted."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    types: list[str] = Field(min_length=1)
    complete_from: str
    complete_through: str
    usual_delay_hours: int | None = None


class Manifest(BaseModel):
    """FILE.manifest.json: the place among the files of one source, lines that are not blank, digest of the plain bytes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sequence: Annotated[int, Field(ge=1)]
    count: Annotated[int, Field(ge=0)]
    digest: Annotated[str, Field(pattern=r"^sha256:[0-9a-f]{64}$")]
    watermark: Watermark | None = None


@dataclass(frozen=True)
class Contents:
    """What was found in a file: lines that are not blank, digest of the plain bytes, and in which charset they seem to be."""

    count: int
    digest: str
    charset: Charset


@dataclass(frozen=True)
class Parcel:
    """One file to be loaded, and the names beside it."""

    path: Path

    @property
    def stem(self) -> str:
        """The name without its ending."""
        return next(
            self.path.name.removesuffix(end) for end in sorted(_ENDINGS, key=len, reverse=True) if self._ends(end)
        )

    def _ends(self, ending: str) -> bool:
        return self.path.name.endswith(ending)

    @property
    def manifest_path(self) -> Path:
        """Where the manifest lies."""
        return self.path.with_name(f"{self.stem}.manifest.json")

    @property
    def outcomes_path(self) -> Path:
        """Where the outcomes are written."""
        return self.path.with_name(f"{self.stem}.outcomes.ndjson")

    def manifest(self) -> Manifest | None:
        """Return the manifest, or None if the file came without one.

        :raises NotWhole: it cannot be read.
        """
        if not self.manifest_path.exists():
            return None
        try:
            return Manifest.model_validate_json(self.manifest_path.read_bytes())
        except ValidationError as error:
            fields = "、".join(".".join(map(str, one["loc"])) for one in error.errors()) or "JSON"
            raise NotWhole((f"清单无法读取：{fields}", f"The manifest cannot be read: {fields}.")) from None

    def verified(self, manifest: Manifest | None) -> Contents:
        """Return what is in the file.

        :raises NotWhole: it is broken, or count or digest are not those of the manifest.
        """
        try:
            found = _contents(self.path)
        except (OSError, EOFError, zlib.error) as error:
            reason = type(error).__name__
            raise NotWhole((f"文件无法读取 ({reason})", f"The file cannot be read ({reason}).")) from error
        if manifest is None:
            return found
        wrong = []
        if manifest.count != found.count:
            counts = (manifest.count, found.count)
            wrong.append(
                (
                    "清单称 {} 行，实有 {} 行".format(*counts),
                    "The manifest says {} lines; there are {}.".format(*counts),
                )
            )
        if manifest.digest != found.digest:
            wrong.append(("摘要不符", "The digest is not that of the file."))
        if wrong:
            raise NotWhole(*wrong)
        return found

    def summary(self) -> dict[str, Any] | None:
        """Return the summary of the last time the file was loaded to its end, or None if it never was."""
        if not self.outcomes_path.exists():
            return None
        *_, last = ["", *self.outcomes_path.read_text(encoding="utf-8").splitlines()]
        summary: dict[str, Any] | None = json.loads(last).get("summary") if last else None
        return summary

    @contextmanager
    def writing_outcomes(self) -> Iterator[TextIO]:
        """Give a file for the outcomes; it takes its name only when it is whole."""
        part = self.outcomes_path.with_name(f"{self.outcomes_path.name}.part")
        with part.open("w", encoding="utf-8") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(self.outcomes_path)


def in_folder(folder: Path) -> list[tuple[Manifest, Parcel]]:
    """Return the files of a drop folder that have a manifest, in the order of their sequence.

    :raises NotWhole: two files bear one sequence, or a manifest cannot be read.
    """
    found: dict[int, tuple[Manifest, Parcel]] = {}
    for path in sorted(folder.iterdir()):
        if not path.name.endswith(_ENDINGS) or path.name.endswith(".outcomes.ndjson"):
            continue
        parcel = Parcel(path)
        manifest = parcel.manifest()
        if manifest is None:
            # Still arriving: whoever fills the folder writes the manifest last.
            continue
        if manifest.sequence in found:
            twice = f"{found[manifest.sequence][1].path.name}, {path.name}"
            raise NotWhole(
                (f"序号 {manifest.sequence} 重复：{twice}", f"Sequence {manifest.sequence} stands twice: {twice}.")
            )
        found[manifest.sequence] = (manifest, parcel)
    return [found[sequence] for sequence in sorted(found)]


def missing(sequences: list[int]) -> list[int]:
    """Return the numbers that lack between the first and the last of `sequences`."""
    return sorted(set(range(min(sequences), max(sequences))) - set(sequences)) if sequences else []


def line_of(value: Mapping[str, Any]) -> str:
    """Return a value as one line of a file of outcomes."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"


def _contents(path: Path) -> Contents:
    digest = hashlib.sha256()
    count = as_utf8 = not_utf8 = 0
    for line in _lines(path, digest):
        if not line.strip(_BLANK):
            continue
        count += 1
        if not line.isascii():
            try:
                line.decode("utf-8")
            except UnicodeDecodeError:
                not_utf8 += 1
            else:
                as_utf8 += 1
    # Chinese text in GB18030 is hardly ever also UTF-8, so most lines tell; a few broken ones do not mislead.
    charset: Charset = "gb18030" if not_utf8 > as_utf8 else "utf-8"
    return Contents(count, f"sha256:{digest.hexdigest()}", charset)


def _lines(path: Path, digest: Any) -> Iterator[bytes]:
    held = b""
    for block in uploads.plain_blocks(path):
        digest.update(block)
        *whole, held = (held + block).split(b"\n")
        yield from whole
    yield held
