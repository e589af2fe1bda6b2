"""The forms in which a report leaves: .pdf and .docx to read, .xlsx and .csv to reckon with; pure of the database."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final, Literal

from exchange.documents.fonts import Fonts
from exchange.documents.pdf import pdf
from exchange.documents.word import word
from exchange.reports.basis import Basis
from exchange.reports.composing import composed
from exchange.statistics import tabling

Form = Literal["pdf", "docx", "xlsx", "csv"]
_OPEN_XML: Final = "application/vnd.openxmlformats-officedocument"
MEDIA_TYPES: Final[Mapping[Form, str]] = {
    "pdf": "application/pdf",
    "docx": f"{_OPEN_XML}.wordprocessingml.document",
    "xlsx": f"{_OPEN_XML}.spreadsheetml.sheet",
    "csv": "text/csv",
}


def printed(basis: Basis, form: Form, font_folder: Path | None) -> bytes:
    """Return the report in one form; the same basis gives the same bytes.

    It takes the processor for some hundred milliseconds: a route calls it in a thread.

    :raises GlyphMissing: the fonts lack a character of it; FontsMissing: there are no fonts.
    """
    if form == "csv":
        return tabling.as_csv(basis.statistics)
    if form == "xlsx":
        return tabling.as_workbook(basis.statistics)
    paper, fonts = composed(basis), _fonts(font_folder)
    return pdf([paper], fonts) if form == "pdf" else word([paper], fonts=fonts)


@cache
def _fonts(folder: Path | None) -> Fonts:
    return Fonts.found(folder)


def file_name(basis: Basis, form: Form) -> str:
    """Return the name under which a report is kept."""
    said = basis.statistics
    return f"report-{said['agency']}-{said['quarter'] or said['from'] + '-' + said['to']}.{form}"
