"""What stands on the pages of a .pdf, and where: the layout of GB/T 9704—2012."""

import itertools
import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest

from builders.papers import FIELDS, ISSUER, POLICE, a_paper, an_instrument
from exchange.documents.counterparts import copy_of, stub_of
from exchange.documents.errors import GlyphMissing
from exchange.documents.fonts import Fonts
from exchange.documents.paper import Paper, chinese_day, heading, item, paragraph, table
from exchange.documents.pdf import pdf
from exchange.documents.service_receipt import service_receipt
from fixtures.pages import Letter, Pages, bare
from journeys.real_cases.records import ABSENT, DATA

LEFT, RIGHT, TOP, BOTTOM = 28.0, 184.0, 37.0, 262.0
PITCH_MM = 28.5 / 72 * 25.4


def expected(paper: Paper) -> str:
    """Return what a numbered original must say, from the top of the first page to the end."""
    said = [paper.issuer, paper.number, paper.title, f"{paper.addressee}："]
    for block in paper.body:
        said += [block.text, f"单位：{block.label}" if block.label else "", *block.header]
        said += [cell for row in block.rows for cell in row]
    if paper.attachments:
        several = len(paper.attachments) > 1
        names = (f"{number}. {name}" if several else name for number, name in enumerate(paper.attachments, 1))
        said += ["附件：", *names]
    contact = f"（联系人及联系方式：{paper.contact}）" if paper.contact else ""
    return bare("".join([*(one or "" for one in said), chinese_day(paper.issued_on), "（院印）", contact]))


def rows_of(letters: list[Letter]) -> list[list[Letter]]:
    """Return the letters of the text area by line, from top to bottom."""
    found: dict[float, list[Letter]] = {}
    for one in letters:
        if one.bottom < BOTTOM + 1:
            found.setdefault(round(one.top, 1), []).append(one)
    return [found[top] for top in sorted(found)]


@pytest.mark.parametrize("kind", FIELDS)
def test_every_kind_of_instrument_says_all_that_went_in_and_nothing_else(kind: str, fonts: Fonts):
    paper = an_instrument(kind, attachments=("证据目录", "讯问笔录复印件"))

    pages = Pages(pdf([paper], fonts))

    assert pages.text() == expected(paper)


@pytest.mark.parametrize("kind", FIELDS)
def test_every_kind_of_instrument_stays_inside_the_text_area(kind: str, fonts: Fonts):
    pages = Pages(pdf([an_instrument(kind)], fonts))

    for number in range(1, len(pages) + 1):
        for one in pages.letters(number):
            assert one.left > LEFT - 0.5, one
            assert one.right < RIGHT + 0.5, one
            assert one.top > TOP - 0.5, one
            # Under the text area there is the page number alone.
            assert one.bottom < BOTTOM + 0.5 or one.top > BOTTOM + 6.5, one


def test_the_same_papers_give_the_same_bytes(fonts: Fonts):
    papers = [an_instrument("correction_notice"), a_paper(number=None, issued_on=None)]

    assert pdf(papers, fonts) == pdf(papers, fonts)
    assert pdf(papers, fonts) != pdf(papers[:1], fonts)


def test_threads_that_share_the_press_get_what_each_asked_for(fonts: Fonts):
    papers = [a_paper(f"第{number}份通知书。") for number in range(12)]
    alone = [pdf([one], fonts) for one in papers]

    with ThreadPoolExecutor(6) as pool:
        together = list(pool.map(lambda one: pdf([one], fonts), papers))

    assert together == alone


def test_the_file_says_that_it_is_pdf_a_2b_and_what_it_is(fonts: Fonts):
    made = pdf([a_paper(issued_on=date(2026, 3, 1))], fonts)

    assert b"<pdfaid:part>2</pdfaid:part>" in made
    assert b"<pdfaid:conformance>B</pdfaid:conformance>" in made
    assert "纠正违法通知书".encode() in made
    assert re.search(rb"<xmp:CreateDate>2026-03-01T", made)


@pytest.mark.parametrize(
    "text",
    [
        '#eval("1") #import "x" #let a = 1',
        "*粗* _斜_ `码` $x^2$ ~ -- --- ...",
        "\\ \\u{5f20} \\#",
        "<标签> @引用 [块] {代码} // 注释 /* 注释 */",
        "= 一级标题",
        "+ 一项",
        "https://example.invalid/a?b=c#d",
        "{{ 7 * 7 }} {% if %} ${x} %s",
        "'单' \"双\" 1'2\"",
    ],
)
def test_text_of_a_case_is_never_markup(text: str, fonts: Fonts):
    paper = a_paper(text, item(1, text), table(("列",), ((text,),)), addressee=text, contact=text)

    pages = Pages(pdf([paper], fonts))

    assert pages.text() == expected(paper)


def test_the_red_head_stands_where_the_standard_wants_it(fonts: Fonts):
    pages = Pages(pdf([a_paper()], fonts))

    lines = rows_of(list(pages.letters(1)))
    said = ["".join(one.character for one in line) for line in lines]

    assert said[:4] == [ISSUER, "石大检纠违〔2026〕12号", "纠正违法通知书", f"{POLICE}："]
    # 35 mm from the text area to the name; the number in the middle, the title too.
    assert lines[0][0].top == pytest.approx(TOP + 35, abs=1)
    for line in lines[:3]:
        assert (line[0].left + line[-1].right) / 2 == pytest.approx((LEFT + RIGHT) / 2, abs=0.8)
    assert lines[2][0].bottom - lines[2][0].top == pytest.approx(22 / 72 * 25.4, abs=0.3)
    # Red is the name, and 4 mm below the number the rule over the whole width; nothing else.
    red = [number for number, row in enumerate(pages.red(1)) if max(row) > 0.02]
    rule = round((lines[1][0].bottom + 4) / 5 - 0.5)
    assert {14, 15} <= set(red)
    assert set(red) <= {14, 15, rule - 1, rule, rule + 1}
    assert all(one > 0.02 for one in pages.red(1)[red[-1]][6:36])


def test_a_full_page_has_22_lines_of_28_characters_28_points_and_a_half_apart(fonts: Fonts):
    pages = Pages(pdf([a_paper("侦" * 2500)], fonts))

    lines = rows_of(list(pages.letters(2)))

    assert len(lines) == 22
    assert {len(line) for line in lines} == {28}
    assert lines[0][0].top == pytest.approx(TOP, abs=0.3)
    for upper, lower in itertools.pairwise(lines):
        assert lower[0].top - upper[0].top == pytest.approx(PITCH_MM, abs=0.01)


def test_a_paragraph_begins_two_characters_from_the_edge(fonts: Fonts):
    pages = Pages(pdf([a_paper("侦" * 60)], fonts))

    first, second = rows_of(list(pages.letters(1)))[4:6]

    assert first[0].left - LEFT == pytest.approx(2 * (second[1].left - second[0].left), abs=0.2)
    assert second[0].left == pytest.approx(LEFT, abs=0.6)


def test_page_numbers_stand_right_on_odd_pages_and_left_on_even_ones(fonts: Fonts):
    pages = Pages(pdf([a_paper("侦" * 1500)], fonts))

    for number in range(1, len(pages) + 1):
        footer = [one for one in pages.letters(number) if one.top > BOTTOM]
        assert "".join(one.character for one in footer) == f"—{number}—"
        # 7 mm below the text area, one character of 4号 from its edge.
        assert footer[0].top == pytest.approx(BOTTOM + 7, abs=0.3)
        room = RIGHT - footer[-1].right if number % 2 else footer[0].left - LEFT
        assert room == pytest.approx(14 / 72 * 25.4, abs=1)


def test_every_counterpart_begins_on_a_first_page(fonts: Fonts):
    original = an_instrument("order_to_file")

    pages = Pages(pdf([original, copy_of(original), stub_of(original), service_receipt(original)], fonts))

    numbers = [re.search(r"— (\d+) —\s*$", pages.said(one + 1))[1] for one in range(len(pages))]
    assert numbers == ["1", "2", "1", "2", "1", "1"]
    assert "（副本）" in pages.text(3)
    assert "（副本）" not in pages.text(1)
    assert "（存根）" in pages.text(5)
    assert pages.text(6).startswith(f"{ISSUER}送达回证")


def test_a_paper_without_a_number_says_on_every_page_that_it_is_a_draft(fonts: Fonts):
    pages = Pages(pdf([a_paper("侦" * 1000, number=None, issued_on=None)], fonts))

    assert len(pages) > 1
    assert "（草稿，尚未编号）" in pages.text(1)
    for number in range(1, len(pages) + 1):
        assert "草稿" in pages.text(number)
    assert "年月日（院印）" in pages.text(len(pages))
    assert "草稿" not in Pages(pdf([a_paper()], fonts)).text()


def test_a_kind_that_bears_no_number_is_no_draft(fonts: Fonts):
    paper = an_instrument("oral_correction", number="")

    assert Pages(pdf([paper], fonts)).text() == expected(paper)


def test_a_long_title_breaks_into_lines_of_about_one_length(fonts: Fonts):
    title = "关于依法规范醉酒型危险驾驶案件血液样本提取、封装、送检工作的检察建议书"

    lines = rows_of(list(Pages(pdf([a_paper(title=title)], fonts)).letters(1)))

    said = ["".join(one.character for one in line) for line in lines[2:4]]
    assert "".join(said) == title
    assert abs(len(said[0]) - len(said[1])) <= 3
    assert not said[1].startswith("、")


def test_day_and_seal_never_stand_alone_on_a_page(fonts: Fonts):
    # One line more with every length: some of them must end where no room for the seal is left.
    for length in range(24, 24 + 28 * 9, 28):
        pages = Pages(pdf([a_paper("侦" * length)], fonts))

        assert pages.text(len(pages)).startswith(("侦", ISSUER)), length
        assert pages.text(len(pages)).endswith("二〇二六年三月一日（院印）")


def test_twenty_thousand_characters_flow_over_pages_without_losing_or_covering_a_line(fonts: Fonts):
    long = "".join(f"第{number}次讯问中，犯罪嫌疑人马某某称其不在现场；" for number in range(1, 900))[:20_000]
    paper = a_paper(
        heading("一、事实"), long, table(("证据", "行为"), (("见卷宗", long[:6000]), ("甲", "乙"))), "特此通知。"
    )

    pages = Pages(pdf([paper], fonts))

    # The header of the table stands again on each page over which its long cell runs.
    assert pages.text().replace("证据行为", "") == expected(paper).replace("证据行为", "")
    for number in range(1, len(pages) + 1):
        letters = list(pages.letters(number))
        assert max(one.right for one in letters) < RIGHT + 0.5
        tops = sorted({round(one.top, 1) for one in letters if one.bottom - one.top > 5 and one.left < 40})
        assert all(lower - upper > 5 for upper, lower in itertools.pairwise(tops)), number


@pytest.mark.parametrize("run", ["A" * 900, "9" * 400, "。" * 300, "—" * 300, "㎡" * 200, "Ж" * 300])
def test_what_has_no_place_to_break_stays_on_the_page_all_the_same(run: str, fonts: Fonts):
    paper = a_paper(f"编号{run}号", table(("甲", "乙", "丙", "丁", "戊", "己"), ((run[:80],) * 6,)), addressee=run[:90])

    pages = Pages(pdf([paper], fonts))

    # Where the row runs over a page, the header of the table stands again.
    assert pages.text().replace("甲乙丙丁戊己", "") == expected(paper).replace("甲乙丙丁戊己", "")
    for number in range(1, len(pages) + 1):
        assert max(one.right for one in pages.letters(number)) < RIGHT + 0.5


@pytest.mark.skipif(not DATA.exists(), reason=ABSENT)
def test_the_longest_texts_of_real_cases_fit(fonts: Fonts):
    real = [json.loads(line) for line in DATA.read_text(encoding="utf-8").splitlines()]
    quotes = {event["quote"] for one in real for event in one["events"] if event.get("quote")}
    longest = [*sorted({text for one in real for text in strings(one)}, key=len)[-3:], *sorted(quotes, key=len)[-3:]]
    flowing = a_paper(*longest, "特此通知。")
    tabled = a_paper(table(("甲", "乙", "丙"), tuple((one, one[:40], "无") for one in longest)), "特此通知。")

    pages, in_cells = Pages(pdf([flowing], fonts)), Pages(pdf([tabled], fonts))

    assert pages.text() == expected(flowing)
    # Cells side by side that run over a page are read part by part.
    assert sorted(re.sub("[甲乙丙]", "", in_cells.text())) == sorted(re.sub("[甲乙丙]", "", expected(tabled)))


def strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for one in inner for text in strings(one)]


def test_rare_characters_of_names_are_set(fonts: Fonts):
    paper = a_paper("犯罪嫌疑人䶮某、喆某、镕某、垚某、㛃某、翀某。")

    assert Pages(pdf([paper], fonts)).text() == expected(paper)


def test_a_character_that_no_font_has_is_named_before_anything_is_set(fonts: Fonts):
    paper = a_paper("特此通知。", paragraph("证人𠮷某、𠮷某某"), contact="𰻞")

    with pytest.raises(GlyphMissing) as refused:
        pdf([paper], fonts)

    assert refused.value.status == 422
    assert refused.value.body(language="zh")["missing"] == [
        {"character": "𠮷", "code_point": "U+20BB7", "where": "正文第2段"},
        {"character": "𰻞", "code_point": "U+30EDE", "where": "联系方式"},
    ]
    assert "𠮷 (U+20BB7) in 正文第2段" in str(refused.value)


@pytest.mark.parametrize("mark", ["\u202e", "\u2066", "\x07", "\x00", "\ud800"], ids=ascii)
def test_marks_that_would_make_the_page_say_something_else_are_refused(mark: str, fonts: Fonts):
    with pytest.raises(GlyphMissing, match=f"U\\+{ord(mark):04X}"):
        pdf([a_paper(f"金额{mark}123元")], fonts)


def test_what_is_never_drawn_is_no_missing_character(fonts: Fonts):
    pages = Pages(pdf([a_paper("一\u200b二\ufeff三\u00ad四\u3000五\t六\n七\ufe00八\U000e0100")], fonts))

    assert "一二三四五六七八" in re.sub(r"[\u00ad\ufeff\ufe00\U000e0100]", "", pages.text())


def test_no_paper_is_no_file(fonts: Fonts):
    with pytest.raises(ValueError, match="at least one paper"):
        pdf([], fonts)
