"""The press: one warm typst compiler for each set of fonts. Text comes in as JSON values and is never markup."""

import json
from datetime import UTC, datetime
from functools import cache, lru_cache
from importlib.resources import files
from threading import Lock
from typing import Any, Final, Literal

import typst

from exchange.documents.fonts import Fonts

# A draft has no day of its own, and PDF/A wants one: the day on which the layout's standard came into force.
_STANDARD_DAY: Final = datetime(2012, 7, 1, tzinfo=UTC)
_POINTS_PER_INCH: Final = 200


class Press:
    """Sets papers and charts in type; safe to share between threads, which wait for each other."""

    def __init__(self, fonts: Fonts) -> None:
        found = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[*fonts.folders])
        self._compiler = typst.Compiler(font_paths=found)
        # The compiler may be lent to one thread at a time; it does its work without holding up the interpreter.
        self._lock = Lock()
        self._families = json.dumps(
            {
                "body": [one.family for one in fonts.body],
                "title": [one.family for one in fonts.title],
                "black": [one.family for one in fonts.black],
                "kai": [one.family for one in fonts.kai],
                "heavy": fonts.has_biaosong,
            },
            ensure_ascii=False,
        )

    def pdf(self, papers: list[dict[str, Any]], *, day: datetime | None) -> bytes:
        """Return the papers as PDF/A-2b; `day` stands in its metadata, so that the same papers give the same bytes."""
        return self._set("layout.typ", papers, day=day or _STANDARD_DAY, form="pdf")

    def picture(self, chart: dict[str, Any]) -> bytes:
        """Return a chart as PNG, on a page of its own size."""
        return self._set("picture.typ", chart, day=_STANDARD_DAY, form="png")

    def _set(self, main: str, content: Any, *, day: datetime, form: Literal["pdf", "png"]) -> bytes:
        values = {"fonts": self._families, "content": json.dumps(content, ensure_ascii=False)}
        with self._lock:
            made = self._compiler.compile(
                input=_source(main),
                format=form,
                sys_inputs=values,
                pdf_standards="a-2b" if form == "pdf" else [],
                ppi=_POINTS_PER_INCH,
                timestamp=day,
            )
        if not isinstance(made, bytes):
            raise TypeError("typst makes one file of a document, or one picture of a page")
        return made


@lru_cache(maxsize=4)
def press(fonts: Fonts) -> Press:
    """Return the press for these fonts, warm after its first use."""
    return Press(fonts)


@cache
def _source(main: str) -> bytes:
    # Given as bytes a source has no folder to import from; what the two share is put in front of each.
    folder = files(__package__)
    return (folder / "chart.typ").read_bytes() + b"\n" + (folder / main).read_bytes()
