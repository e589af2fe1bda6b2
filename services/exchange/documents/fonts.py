"""The fonts a document is set in, found in a fixed order, and whether they have every character of it."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import typst
from fontTools.ttLib import TTFont

from exchange.documents.errors import FontsMissing, GlyphMissing
from exchange.documents.paper import Paper, texts
from zhenxie.kit import logs

_log = logs.get_logger(__name__)

FANDOL_FOLDERS: Final = (
    Path("/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol"),
    Path("/usr/share/texmf/fonts/opentype/public/fandol"),
    Path("/usr/share/fonts/opentype/fandol"),
    Path("/usr/local/share/fonts/fandol"),
)
"""Where Debian's texlive-lang-chinese, other systems and by hand put FandolFang (仿宋 in look; GPL with the font exception)."""

# Families as their makers spell them: 仿宋_GB2312, FangSong, FZFangSong-Z02; 方正小标宋简体, FZXiaoBiaoSong-B05S; …
_BODY: Final = re.compile(r"fang ?song|仿宋|fandolfang", re.IGNORECASE)
_TITLE: Final = re.compile(r"xiao ?biao ?song|小标宋", re.IGNORECASE)
_BLACK: Final = re.compile(r"simhei|heiti|黑体|fandolhei|noto sans sc", re.IGNORECASE)
_KAI: Final = re.compile(r"kai ?ti|simkai|楷体|fandolkai", re.IGNORECASE)
_LAST: Final = re.compile(r"noto serif sc", re.IGNORECASE)

# What has no shape by nature and is never drawn: joiners, soft hyphens, marks of order, selectors of a variant.
_UNSEEN: Final = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff") | {chr(one) for one in range(0xFE00, 0xFE10)}
_IDEOGRAPHIC_VARIANTS: Final = range(0xE0100, 0xE01F0)


@dataclass(frozen=True)
class Face:
    """One font file (or one of a collection), under the name by which typst knows its family."""

    family: str
    path: Path
    index: int


@dataclass(frozen=True)
class Fonts:
    """The faces for each use, best first: what the first lacks is taken from the next, character by character."""

    body: tuple[Face, ...]
    title: tuple[Face, ...]
    black: tuple[Face, ...]
    kai: tuple[Face, ...]

    @classmethod
    def found(cls, configured_folder: Path | None, *, fandol: Sequence[Path] = FANDOL_FOLDERS) -> "Fonts":
        """Return the fonts of this machine: the office's own folder, then Fandol, then Noto of the pip package.

        :raises FontsMissing: none of them has a Chinese font for the body, or the office's folder has no 仿宋.
        """
        own = _faces_in(configured_folder) if configured_folder is not None else ()
        if configured_folder is not None and not any(_BODY.search(one.family) for one in own):
            raise _missing(f"no font in {configured_folder} calls itself 仿宋 or FangSong")
        packaged = _packaged_folder()
        free = [face for folder in (*fandol, *([packaged] if packaged else [])) for face in _faces_in(folder)]
        faces = [*own, *free]
        last = tuple(one for one in faces if _LAST.search(one.family))
        body = _chosen(_BODY, faces, last)
        if not body:
            raise _missing(f"no FangSong configured, no Fandol in {_listed(fandol)}, no pylopdf-fonts-zh-cn")
        return cls(body, _chosen(_TITLE, faces, body), _chosen(_BLACK, faces, body), _chosen(_KAI, faces, body))

    @property
    def folders(self) -> tuple[Path, ...]:
        """The folders of all faces, each once, in the order in which they count."""
        faces = (*self.body, *self.title, *self.black, *self.kai)
        return tuple(dict.fromkeys(one.path.parent for one in faces))

    @property
    def has_biaosong(self) -> bool:
        """Whether the title is set in a 小标宋, which is heavy of itself."""
        return _TITLE.search(self.title[0].family) is not None

    def see_that_nothing_is_missing(self, papers: Iterable[Paper]) -> None:
        """Look up every character of the papers, since typst leaves out in silence what no font has.

        The body's faces stand behind those of every other use, so they alone decide.

        :raises GlyphMissing: a character has no shape in them; each is named with the first place where it stands.
        """
        missing: dict[str, str] = {}
        for paper in papers:
            for where, text in texts(paper):
                for character in dict.fromkeys(text):
                    if character not in missing and not self._shows(character):
                        missing[character] = where
        if missing:
            raise GlyphMissing(missing=[_named(character, where) for character, where in missing.items()])

    def _shows(self, character: str) -> bool:
        if character in _UNSEEN or character in " \t\n\r" or ord(character) in _IDEOGRAPHIC_VARIANTS:
            return True
        # Marks that turn the order of what follows would make a page say something else than its text.
        if unicodedata.category(character) in ("Cc", "Cf", "Cs"):
            return False
        return any(ord(character) in _characters_of(face) for face in self.body)


def _missing(why: str) -> FontsMissing:
    # The caller is told that fonts are missing; where was looked is for the operator.
    _log.error("fonts_missing", why=why)
    return FontsMissing(why=why)


def _named(character: str, where: str) -> dict[str, str]:
    return {
        "character": character if character.isprintable() else "",
        "code_point": code_point(character),
        "where": where,
    }


def code_point(character: str) -> str:
    """Return how Unicode numbers a character: U+20BB7."""
    return f"U+{ord(character):04X}"


def _listed(folders: Iterable[Path]) -> str:
    return ", ".join(str(one) for one in folders)


def _chosen(wanted: re.Pattern[str], faces: Sequence[Face], behind: Sequence[Face]) -> tuple[Face, ...]:
    found: dict[str, Face] = {}
    for one in (*(face for face in faces if wanted.search(face.family)), *behind):
        # typst asks for a family by its name, in any case.
        found.setdefault(one.family.lower(), one)
    return tuple(found.values())


@cache
def _faces_in(folder: Path) -> tuple[Face, ...]:
    if not folder.is_dir():
        return ()
    read = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])
    # Of a family with several faces typst takes the upright one of ordinary weight.
    known = sorted(
        read.fonts(), key=lambda one: (one.style != "normal", abs(one.weight - 400), str(one.path), one.index)
    )
    return tuple(Face(one.family, Path(one.path), one.index) for one in known if one.path is not None)


def _packaged_folder() -> Path | None:
    """Return the folder of `pylopdf-fonts-zh-cn`, without importing it: an installation may do without."""
    found = find_spec("pylopdf_fonts_zh_cn")
    return Path(found.origin).parent if found is not None and found.origin is not None else None


@cache
def _characters_of(face: Face) -> frozenset[int]:
    with TTFont(face.path, lazy=True, fontNumber=face.index) as font:
        return frozenset(font.getBestCmap() or {})
