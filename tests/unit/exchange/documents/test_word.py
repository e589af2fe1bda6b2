"""What stands in a .docx, and how it is set."""

import re
from datetime import UTC, date, datetime
from io import BytesIO
from zipfile import ZipFile

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from builders.papers import FIELDS, ISSUER, POLICE, a_paper, an_instrument
from exchange.documents.counterparts import copy_of, stub_of
from exchange.documents.errors import GlyphMissing
from exchange.documents.fonts import Fonts
from exchange.documents.paper import Chart, Series, chart, heading, table
from exchange.documents.service_receipt import service_receipt
from exchange.documents.word import word

# The order in which ISO/IEC 29500-1 (17.3.1.26, 17.6.17) wants what we set; Word refuses a file that has another.
PARAGRAPH = ("pStyle", "keepNext", "pBdr", "spacing", "ind", "jc")
SECTION = ("headerReference", "footerReference", "type", "pgSz", "pgMar", "pgNumType", "cols", "titlePg", "docGrid")


def read(made: bytes):
    return docx.Document(BytesIO(made))


def lines_of(made: bytes) -> list[str]:
    return [one.text for one in read(made).paragraphs if one.text]


def family(run) -> str:
    return run._r.rPr.find(qn("w:rFonts")).get(qn("w:eastAsia"))


def line_with(document, text: str):
    return next(one for one in document.paragraphs if text in one.text)


@pytest.mark.parametrize("kind", FIELDS)
def test_every_kind_of_instrument_says_all_that_went_in(kind: str):
    paper = an_instrument(kind, attachments=("证据目录",))

    document = read(word([paper]))

    said = [one.text for one in document.paragraphs if one.text]
    assert said[:4] == [ISSUER, paper.number, paper.title, f"{POLICE}："]
    assert said[-4:] == ["附件：证据目录", "二〇二六年三月一日", "（院印）", f"（联系人及联系方式：{paper.contact}）"]
    assert said[4:-4] == [block.text for block in paper.body if block.text]
    cells = [cell.text for one in document.tables for row in one.rows for cell in row.cells]
    assert cells == [cell for block in paper.body for row in (block.header, *block.rows) for cell in row]


def test_the_same_papers_give_the_same_bytes_whenever_they_are_made():
    paper = an_instrument("correction_notice")
    papers = [paper, copy_of(paper), stub_of(paper), service_receipt(paper)]

    made = word(papers)

    assert made == word(papers)
    with ZipFile(BytesIO(made)) as archive:
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    properties = read(made).core_properties
    assert (properties.created, properties.modified) == (datetime(2026, 3, 1, tzinfo=UTC),) * 2
    assert (properties.author, properties.title) == (ISSUER, "纠正违法通知书")


def test_a_draft_bears_no_day_of_anybody():
    made = word([a_paper(number=None, issued_on=None)])

    assert read(made).core_properties.created == datetime(2012, 7, 1, tzinfo=UTC)
    assert "（草稿，尚未编号）" in lines_of(made)
    section = read(made).sections[0]
    assert [one.paragraphs[0].text for one in (section.header, section.even_page_header)] == ["草　稿", "草　稿"]
    assert read(word([a_paper()])).sections[0].header.paragraphs[0].text == ""


def test_a_kind_that_bears_no_number_is_no_draft():
    made = word([an_instrument("oral_correction", number="")])

    assert "草" not in "".join(lines_of(made))
    assert read(made).sections[0].header.paragraphs[0].text == ""


def test_fonts_are_named_for_chinese_letters_and_none_is_embedded():
    made = word([a_paper(heading("一、情况"), heading("（一）经过", 2), "特此通知。")])
    document = read(made)

    assert family(line_with(document, "特此通知").runs[0]) == "仿宋_GB2312"
    assert family(line_with(document, "纠正违法通知书").runs[0]) == "方正小标宋简体"
    assert family(line_with(document, "一、情况").runs[0]) == "黑体"
    assert family(line_with(document, "（一）经过").runs[0]) == "楷体_GB2312"
    with ZipFile(BytesIO(made)) as archive:
        assert [name for name in archive.namelist() if "font" in name.lower()] == ["word/fontTable.xml"]
        assert b"embed" not in archive.read("word/settings.xml")


def test_the_body_is_16_points_on_lines_of_exactly_28_and_a_half_indented_by_two_characters():
    document = read(word([a_paper("特此通知。")]))

    body, title = line_with(document, "特此通知"), line_with(document, "纠正违法通知书")

    assert body.runs[0].font.size == Pt(16)
    assert body.paragraph_format.line_spacing == Pt(28.5)
    assert body.paragraph_format.line_spacing_rule == WD_LINE_SPACING.EXACTLY
    assert body._p.pPr.find(qn("w:ind")).get(qn("w:firstLineChars")) == "200"
    assert title.runs[0].font.size == Pt(22)
    assert title.alignment == WD_ALIGN_PARAGRAPH.CENTER


def test_the_page_is_a4_with_the_margins_of_the_standard():
    section = read(word([a_paper()])).sections[0]

    # Twentieths of a point are as fine as the format goes.
    wanted = {"page_width": 210, "page_height": 297, "top_margin": 37, "left_margin": 28, "right_margin": 26}
    for name, millimetres in wanted.items():
        assert getattr(section, name) == pytest.approx(Mm(millimetres), abs=Mm(0.05)), name
    assert section.page_width - section.left_margin - section.right_margin == pytest.approx(Mm(156), abs=Mm(0.1))
    assert section.page_height - section.top_margin - section.bottom_margin == pytest.approx(Mm(225), abs=Mm(0.1))


def test_page_numbers_are_fields_right_on_odd_pages_and_left_on_even_ones_from_1_for_each_counterpart():
    paper = a_paper()
    document = read(word([paper, copy_of(paper)]))

    assert document.settings.odd_and_even_pages_header_footer
    assert len(document.sections) == 2
    for section in document.sections:
        odd, even = section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]
        assert (odd.alignment, even.alignment) == (WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.LEFT)
        assert " PAGE " in odd._p.xml
        assert (odd.runs[0].text, odd.runs[-1].text, odd.runs[0].font.size) == ("— ", " —", Pt(14))
        assert section._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"


def test_the_head_is_red_with_a_red_rule_and_as_wide_as_the_text():
    document = read(word([a_paper()]))

    name, number = document.paragraphs[0], line_with(document, "石大检纠违")

    assert str(name.runs[0].font.color.rgb) == "E60012"
    assert name.runs[0].font.size == Pt(22)
    assert name.paragraph_format.space_before == pytest.approx(Mm(35), abs=Mm(0.05))
    rule = number._p.pPr.find(qn("w:pBdr")).find(qn("w:bottom"))
    assert (rule.get(qn("w:color")), rule.get(qn("w:val"))) == ("E60012", "single")


def test_a_short_name_is_set_larger():
    name = read(word([a_paper(issuer="大武口区人民检察院")])).paragraphs[0]

    assert name.runs[0].font.size == Pt(38)


def test_forms_have_no_red_head_and_no_seal():
    paper = an_instrument("order_to_file")

    for one in (stub_of(paper), service_receipt(paper)):
        made = word([one])
        assert "E60012" not in read(made).element.body.xml
        assert "（院印）" not in lines_of(made)


def test_the_header_of_a_table_returns_on_each_page():
    made = read(word([a_paper(table(("甲", "乙"), (("1", "2"),), text="表", label="件", widths=(1, 3)))]))

    first, second = made.tables[0].rows
    assert first._tr.trPr.find(qn("w:tblHeader")) is not None
    assert second._tr.trPr is None
    assert second.cells[1].width == pytest.approx(Mm(117), abs=Mm(0.1))
    assert made.tables[0].columns[1].width == pytest.approx(Mm(117), abs=Mm(0.1))
    assert line_with(made, "单位：件").alignment == WD_ALIGN_PARAGRAPH.RIGHT


def test_a_chart_is_a_picture_drawn_with_the_fonts_at_hand(fonts: Fonts):
    drawn = Chart("bars", "立案监督", "件", ("一季度",), (Series("监督立案", (3,)),))
    paper = a_paper(chart(drawn), "特此通报。")

    made = word([paper], fonts=fonts)

    assert made == word([paper], fonts=fonts)
    (shape,) = read(made).inline_shapes
    assert shape.width == Mm(156)
    with ZipFile(BytesIO(made)) as archive:
        assert archive.read("word/media/image1.png").startswith(b"\x89PNG")


def test_a_chart_with_a_character_that_no_font_has_is_refused(fonts: Fonts):
    drawn = Chart("bars", "𠮷", "件", ("一季度",), (Series("监督立案", (3,)),))

    with pytest.raises(GlyphMissing, match=r"U\+20BB7"):
        word([a_paper(chart(drawn))], fonts=fonts)


def test_text_is_text_whatever_it_looks_like():
    said = "<w:p>&amp; {{ 7 * 7 }} ${x} #eval *粗* \\ \" '"

    assert said in lines_of(word([a_paper(said)]))


@pytest.mark.parametrize("mark", ["\x00", "\x07", "\x1b", "\ud800", "\ufffe"], ids=ascii)
def test_what_no_docx_can_hold_is_named(mark: str):
    with pytest.raises(GlyphMissing, match=f"U\\+{ord(mark):04X}.*正文第1段"):
        word([a_paper(f"金额{mark}元")])


def test_a_rare_character_is_left_to_the_fonts_of_the_office():
    assert "证人𠮷某" in lines_of(word([a_paper("证人𠮷某")]))


def test_everything_stands_in_the_order_that_word_wants():
    paper = an_instrument("correction_notice", attachments=("一", "二"))
    body = read(word([paper, stub_of(paper), a_paper(number=None)])).element.body

    for kind, order in (("pPr", PARAGRAPH), ("sectPr", SECTION)):
        found = list(body.iter(qn(f"w:{kind}")))
        assert found
        for one in found:
            names = [re.sub("{.*}", "", child.tag) for child in one if not child.tag.endswith("}sectPr")]
            assert names == sorted(names, key=order.index)
    for properties in body.iter(qn("w:rPr")):
        if properties.find(qn("w:rFonts")) is not None:
            assert properties[0].tag == qn("w:rFonts")


def test_the_day_stays_with_the_last_lines_of_the_text():
    document = read(word([a_paper("特此通知。", issued_on=date(2026, 12, 30))]))

    said = [one.text for one in document.paragraphs]
    last = said.index("特此通知。")
    assert all(one.paragraph_format.keep_with_next for one in document.paragraphs[last : said.index("（院印）")])
    assert "二〇二六年十二月三十日" in said
    assert not line_with(read(word([a_paper("侦" * 83)])), "侦侦").paragraph_format.keep_with_next


def test_no_paper_is_no_file():
    with pytest.raises(ValueError, match="at least one paper"):
        word([])
