"""The page of a .docx: A4 and its margins, the page number, the mark of a draft, and how a run of text is set."""

from typing import Any, Final

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section, _Footer
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from exchange.documents.paper import Paper

BODY: Final = "仿宋_GB2312"
TITLE: Final = "方正小标宋简体"
BLACK: Final = "黑体"
KAI: Final = "楷体_GB2312"
SONG: Final = "宋体"
RED: Final = RGBColor(0xE6, 0x00, 0x12)
PITCH: Final = Pt(28.5)


def prepare(made: Document) -> None:
    """Set what counts for the whole file: odd and even pages differ, and 仿宋 of 3号 (16 pt) is the text."""
    made.settings.odd_and_even_pages_header_footer = True
    style = made.styles["Normal"]
    style.font.size = Pt(16)
    set_family(style.element.rPr, BODY)
    for script in ("w:autoSpaceDE", "w:autoSpaceDN"):
        # Documents have no room between Chinese and Latin letters or numbers.
        apart = OxmlElement(script)
        apart.set(qn("w:val"), "0")
        style.element.get_or_add_pPr().append(apart)
    for one in list(made.element.body.iterchildren(qn("w:p"))):
        made.element.body.remove(one)


def lay_out(section: Section, paper: Paper) -> None:
    """Give a section the page of GB/T 9704—2012, its page numbers from 1, and 草稿 above a draft."""
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.header_distance, section.footer_distance = Mm(18), Mm(24)
    _restart(section)
    for header in (section.header, section.even_page_header):
        header.is_linked_to_previous = False
        line = header.paragraphs[0]
        if paper.is_draft:
            line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            set_run(line.add_run("草　稿"), BLACK, 22, RED)
    _number(section.footer, WD_ALIGN_PARAGRAPH.RIGHT)
    _number(section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)


def _restart(section: Section) -> None:
    numbering = OxmlElement("w:pgNumType")
    numbering.set(qn("w:start"), "1")
    for old in section._sectPr.findall(qn("w:pgNumType")):  # noqa: SLF001  python-docx has no word for page numbers
        section._sectPr.remove(old)  # noqa: SLF001
    # Word wants the parts of a section in the order of the standard (ISO/IEC 29500-1, 17.6.17).
    section._sectPr.insert_element_before(numbering, "w:cols", "w:titlePg", "w:docGrid")  # noqa: SLF001


def _number(footer: _Footer, side: WD_ALIGN_PARAGRAPH) -> None:
    footer.is_linked_to_previous = False
    line = footer.paragraphs[0]
    line.alignment = side
    # One character of room towards the edge: 居右空一字, 居左空一字.
    room = line.paragraph_format
    if side == WD_ALIGN_PARAGRAPH.RIGHT:
        room.right_indent = Pt(14)
    else:
        room.left_indent = Pt(14)
    set_run(line.add_run("— "), SONG, 14)
    for part in ("begin", "PAGE", "end"):
        run = line.add_run()
        set_run(run, SONG, 14)
        run._r.append(_field(part))  # noqa: SLF001  nor for fields
    set_run(line.add_run(" —"), SONG, 14)


def _field(part: str) -> Any:
    if part == "PAGE":
        said = OxmlElement("w:instrText")
        said.set(qn("xml:space"), "preserve")
        said.text = " PAGE "
        return said
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), part)
    return mark


def set_run(run: Run, family: str, points: float, color: RGBColor | None = None) -> Run:
    """Set a run in a family, for Chinese (w:eastAsia) and Latin letters alike."""
    run.font.size = Pt(points)
    set_family(run._r.get_or_add_rPr(), family)  # noqa: SLF001  python-docx sets the Latin family only
    if color is not None:
        run.font.color.rgb = color
    return run


def set_family(properties: Any, family: str) -> None:
    """Name one family for every script in the properties of a run or a style, where they come first."""
    for old in properties.findall(qn("w:rFonts")):
        properties.remove(old)
    properties.insert(0, _families(family))


def _families(family: str) -> Any:
    element = OxmlElement("w:rFonts")
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        element.set(qn(f"w:{script}"), family)
    element.set(qn("w:hint"), "eastAsia")
    return element


def pitch(line: Paragraph, exactly: Any = PITCH) -> Paragraph:
    """Give a paragraph lines of exactly 28.5 pt, and no room before or after."""
    line.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    line.paragraph_format.line_spacing = exactly
    line.paragraph_format.space_before = line.paragraph_format.space_after = Pt(0)
    return line


def indent_first_line(line: Paragraph) -> Paragraph:
    """Indent the first line by two characters, whatever their size: w:firstLineChars counts hundredths."""
    line.paragraph_format.first_line_indent = Pt(32)
    line._p.get_or_add_pPr().get_or_add_ind().set(qn("w:firstLineChars"), "200")  # noqa: SLF001
    return line


def rule_below(line: Paragraph) -> None:
    """Draw the red rule (红色分隔线) under a paragraph, 4 mm below it."""
    borders = OxmlElement("w:pBdr")
    below = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "12"), ("space", "11"), ("color", str(RED))):
        below.set(qn(f"w:{name}"), value)
    borders.append(below)
    after = ("w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr", "w:sectPr")
    line._p.get_or_add_pPr().insert_element_before(borders, *after)  # noqa: SLF001  its place in ISO/IEC 29500-1, 17.3.1.26
