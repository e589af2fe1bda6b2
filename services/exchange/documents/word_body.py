"""What stands on the page of a .docx: head, title, body, tables, charts, day and seal."""

from copy import deepcopy
from io import BytesIO
from itertools import chain

from docx.document import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from exchange.documents.fonts import Fonts
from exchange.documents.leaves import leaf
from exchange.documents.paper import MARKS, Block, Paper, chinese_day, is_number, lines
from exchange.documents.press import press
from exchange.documents.word_page import BLACK, BODY, KAI, RED, TITLE, indent_first_line, pitch, rule_below, set_run

_CENTER, _RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
_TEXT_WIDTH_MM = 156
_THREE_LINES = 82
_UNNUMBERED = "（草稿，尚未编号）"


def write(made: Document, paper: Paper, fonts: Fonts | None) -> None:
    """Write one paper at the end of the file."""
    shown = leaf(paper)
    _head(made, paper, shown["issuer"])
    for line in shown["title"]:
        _line(made, line, (TITLE, 22), align=_CENTER, exactly=33)
    if MARKS[paper.counterpart]:
        _line(made, MARKS[paper.counterpart], (KAI, 16), align=_CENTER)
    if paper.is_form:
        _line(made, _number(paper), (BODY, 16), align=_RIGHT)
    else:
        _line(made, "", (BODY, 16))
        _line(made, f"{' '.join(lines(paper.addressee))}：", (BODY, 16))
    for block in paper.body:
        _block(made, block, fonts)
    if not paper.is_form:
        _attachments(made, paper)
        _ending(made, paper)


def _head(made: Document, paper: Paper, issuer: list[str]) -> None:
    if paper.is_form:
        for line in issuer:
            _line(made, line, (TITLE, _fitted(line, 22)), align=_CENTER, exactly=33)
        return
    # 35 mm from the top of the text area to the name, two lines to the number, two to the title.
    first = _line(made, issuer[0], (TITLE, _fitted(issuer[0], 38)), align=_CENTER, exactly=44)
    first.paragraph_format.space_before = Mm(35 if len(issuer) == 1 else 28)
    for line in issuer[1:]:
        _line(made, line, (TITLE, _fitted(line, 38)), align=_CENTER, exactly=44)
    for run in chain.from_iterable(one.runs for one in made.paragraphs[-len(issuer) :]):
        run.font.color.rgb = RED
    _line(made, "", (BODY, 16))
    rule_below(_line(made, _number(paper), (BODY if paper.number else KAI, 16), align=_CENTER))
    _line(made, "", (BODY, 16))
    _line(made, "", (BODY, 16))


def _number(paper: Paper) -> str:
    return _UNNUMBERED if paper.number is None else paper.number


def _fitted(line: str, largest: float) -> float:
    """Return the size in points, by halves, at which a line of ideographs fills no more than the 156 mm."""
    return min(largest, int(2 * Mm(_TEXT_WIDTH_MM).pt / max(len(line), 1)) / 2)


def _line(
    made: Document,
    text: str,
    lettering: tuple[str, float],
    *,
    align: WD_ALIGN_PARAGRAPH | None = None,
    exactly: float = 28.5,
) -> Paragraph:
    line = pitch(made.add_paragraph(), Pt(exactly))
    if align is not None:
        line.alignment = align
    set_run(line.add_run(text), *lettering)
    return line


def _block(made: Document, block: Block, fonts: Fonts | None) -> None:
    if block.kind == "chart":
        _chart(made, block, fonts)
    elif block.kind in ("table", "form"):
        _table(made, block)
    else:
        family = {1: BLACK, 2: KAI}.get(block.level, BODY) if block.kind == "heading" else BODY
        for text in lines(block.text):
            line = indent_first_line(_line(made, text, (family, 16), align=WD_ALIGN_PARAGRAPH.JUSTIFY))
            line.paragraph_format.keep_with_next = block.kind == "heading"


def _table(made: Document, block: Block) -> None:
    if block.text:
        _line(made, block.text, (BLACK, 14), align=_CENTER).paragraph_format.keep_with_next = True
    if block.label:
        _line(made, f"单位：{block.label}", (BODY, 12), align=_RIGHT, exactly=20).paragraph_format.keep_with_next = True
    points = 14 if block.kind == "form" else 12
    table = made.add_table(rows=0, cols=len(block.widths))
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for column, share in zip(table.columns, block.widths, strict=True):
        # Word reads the cells, others the grid.
        column.width = _share(share, block.widths)
    if block.header:
        _row(table, block.header, block.widths, [BLACK] * len(block.header), points)
        _repeat(table)
    _rows(table, block, points)
    if block.kind == "form":
        for row in table.rows:
            row.height = Pt(34)
            row.cells[0].paragraphs[0].alignment = _CENTER
    pitch(made.add_paragraph(), Pt(10))


def _rows(table: Table, block: Block, points: float) -> None:
    """Write the rows below the header: each is a copy of one that is set, as to set them one by one takes most of a report."""
    if not block.rows:
        return
    columns = len(block.widths)
    _row(table, ("",) * columns, block.widths, [BODY] * columns, points)
    blank = table.rows[-1]._tr  # noqa: SLF001  python-docx has no word for it
    for texts in block.rows:
        copied = deepcopy(blank)
        blank.addprevious(copied)
        for cell, text in zip(_Row(copied, table).cells, texts, strict=True):
            _fill(cell, text, BODY, points)
            if is_number(text):
                cell.paragraphs[0].alignment = _CENTER
    blank.getparent().remove(blank)


def _row(table: Table, texts: tuple[str, ...], widths: tuple[int, ...], families: list[str], points: float) -> None:
    cells = table.add_row().cells  # type: ignore[no-untyped-call]  # python-docx left out its own annotation
    for cell, text, share, family in zip(cells, texts, widths, families, strict=True):
        cell.width = _share(share, widths)
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        _fill(cell, text, family, points)
        if family == BLACK:
            cell.paragraphs[0].alignment = _CENTER


def _share(share: int, shares: tuple[int, ...]) -> Length:
    return Mm(_TEXT_WIDTH_MM * share / sum(shares))


def _fill(cell: _Cell, text: str, family: str, points: float) -> None:
    for number, one in enumerate(lines(text) or [""]):
        line = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        if line.runs:
            line.runs[0].text = one
            continue
        pitch(line, Pt(points + 6))
        set_run(line.add_run(one), family, points)


def _repeat(table: Table) -> None:
    header = OxmlElement("w:tblHeader")
    header.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(header)  # noqa: SLF001  python-docx has no word for it


def _chart(made: Document, block: Block, fonts: Fonts | None) -> None:
    drawn = Paper("", "", None, "", (block,), None, (), None, "original", "chart")
    found = fonts or Fonts.found(None)
    found.see_that_nothing_is_missing([drawn])
    picture = press(found).picture(leaf(drawn)["body"][0])
    line = made.add_paragraph()
    line.alignment = _CENTER
    line.add_run().add_picture(BytesIO(picture), width=Mm(_TEXT_WIDTH_MM))


def _attachments(made: Document, paper: Paper) -> None:
    if paper.attachments:
        _line(made, "", (BODY, 16))
    for number, name in enumerate(paper.attachments, 1):
        shown = f"{number}. {' '.join(lines(name))}" if len(paper.attachments) > 1 else " ".join(lines(name))
        line = _line(made, f"{'附件：' if number == 1 else ''}{shown}", (BODY, 16))
        # Two characters, and three more for 附件： beside which every further name stands.
        line.paragraph_format.left_indent = Pt(32 + 48)
        line.paragraph_format.first_line_indent = Pt(-48) if number == 1 else None


def _ending(made: Document, paper: Paper) -> None:
    # What stands before the day stays on its page, so that no page bears the seal alone. A long paragraph is left where
    # it is: some programs would move all of it.
    last = made.paragraphs[-1]
    last.paragraph_format.keep_with_next = len(last.text) <= _THREE_LINES
    for text, points in (("", 16), ("", 16), (chinese_day(paper.issued_on), 16), ("（院印）", 14)):
        line = _line(made, text, (BODY, points), align=_RIGHT)
        # Four characters from the edge, and the seal's word under the middle of the day.
        line.paragraph_format.right_indent = Pt(64 if points == 16 else 100)
        line.paragraph_format.keep_with_next = points == 16
    if paper.contact:
        indent_first_line(_line(made, f"（联系人及联系方式：{' '.join(lines(paper.contact))}）", (BODY, 16)))
