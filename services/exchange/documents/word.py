"""Official documents as .docx: the same layout for whoever must go on writing, byte for byte the same on repeat."""

from collections.abc import Sequence
from datetime import UTC, datetime, time
from io import BytesIO
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.document import Document
from docx.enum.section import WD_SECTION

from exchange.documents import word_body, word_page
from exchange.documents.errors import GlyphMissing
from exchange.documents.fonts import Fonts, code_point
from exchange.documents.paper import Paper, texts

# The first day that a zip archive can say; and for a draft the day the layout's standard came into force.
_ZIP_DAY: Final = (1980, 1, 1, 0, 0, 0)
_STANDARD_DAY: Final = datetime(2012, 7, 1, tzinfo=UTC)


def word(papers: Sequence[Paper], *, fonts: Fonts | None = None) -> bytes:
    """Return the papers as one .docx, each in a section of its own that begins on page 1.

    The fonts are named and not embedded (仿宋_GB2312, 方正小标宋简体, 黑体, 楷体_GB2312): offices own them. Only a chart is
    drawn here, with `fonts` or with what :meth:`Fonts.found` finds.

    :raises GlyphMissing: a text holds a control character, which no .docx can; or `fonts` lack a character of a chart.
    :raises FontsMissing: a chart is to be drawn, and this machine has no Chinese font.
    :raises ValueError: there is no paper.
    """
    if not papers:
        raise ValueError("a file holds at least one paper")
    _see_that_it_can_be_written(papers)
    made = docx.Document()
    word_page.prepare(made)
    for number, paper in enumerate(papers):
        section = made.sections[0] if number == 0 else made.add_section(WD_SECTION.NEW_PAGE)
        word_page.lay_out(section, paper)
        word_body.write(made, paper, fonts)
    _date(made, papers)
    return _packed(made)


def _see_that_it_can_be_written(papers: Sequence[Paper]) -> None:
    missing = {
        character: {"character": "", "code_point": code_point(character), "where": where}
        for paper in papers
        for where, text in texts(paper)
        for character in text
        if not _is_of_xml(character)
    }
    if missing:
        raise GlyphMissing(missing=list(missing.values()))


def _is_of_xml(character: str) -> bool:
    point = ord(character)
    return character in "\t\n\r" or 0x20 <= point <= 0xD7FF or 0xE000 <= point <= 0xFFFD or point >= 0x10000


def _date(made: Document, papers: Sequence[Paper]) -> None:
    days = [one.issued_on for one in papers if one.issued_on is not None]
    day = datetime.combine(min(days), time(), tzinfo=UTC) if days else _STANDARD_DAY
    properties = made.core_properties
    properties.author = properties.last_modified_by = papers[0].issuer[:255]
    properties.title = papers[0].title[:255]
    properties.comments = ""
    properties.language = "zh-CN"
    properties.created = properties.modified = day
    properties.revision = 1


def _packed(made: Document) -> bytes:
    """Return the archive with the same day on every file in it."""
    written, packed = BytesIO(), BytesIO()
    made.save(written)
    with ZipFile(written) as source, ZipFile(packed, "w") as target:
        for one in source.infolist():
            dated = ZipInfo(one.filename, date_time=_ZIP_DAY)
            dated.compress_type = ZIP_DEFLATED
            target.writestr(dated, source.read(one.filename))
    return packed.getvalue()
