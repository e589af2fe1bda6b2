"""Papers and their counterparts as plain values."""

import re
from datetime import date, datetime
from pathlib import Path

import pytest

from builders.papers import POLICE, a_paper, an_instrument
from exchange.documents import paper
from exchange.documents.counterparts import copy_of, stub_of
from exchange.documents.leaves import balanced, breakable, leaf
from exchange.documents.paper import MARKS, Block, Chart, Series, chart, chinese_day, item, table, texts
from exchange.documents.service_receipt import Service, service_receipt


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 3, 1), "二〇二六年三月一日"),
        (date(2026, 10, 10), "二〇二六年十月十日"),
        (date(2026, 11, 11), "二〇二六年十一月十一日"),
        (date(2026, 12, 20), "二〇二六年十二月二十日"),
        (date(2030, 1, 31), "二〇三〇年一月三十一日"),
        (None, "　　　　年　　月　　日"),
    ],
)
def test_a_day_is_written_in_chinese_numerals(day: date | None, said: str):
    assert chinese_day(day) == said


def test_a_copy_says_what_the_original_says():
    original = an_instrument("order_to_file")

    copy = copy_of(original)

    assert (copy.counterpart, copy.body, copy.number) == ("copy", original.body, original.number)
    assert leaf(copy)["mark"] == "（副本）"
    assert not copy.is_form


def test_a_stub_keeps_what_the_office_looks_up_later():
    original = an_instrument("order_to_file", attachments=("证据目录",))

    stub = stub_of(original, (("案由", "故意伤害"), ("批准人", "")))

    (form,) = stub.body
    assert form.rows == (
        ("文书名称", "通知立案书"),
        ("文书编号", original.number),
        ("送达单位", POLICE),
        ("案由", "故意伤害"),
        ("批准人", ""),
        ("附件", "证据目录"),
        ("填发人", ""),
        ("填发时间", ""),
    )
    assert stub.is_form
    assert (stub.attachments, stub.contact) == ((), None)


def test_a_receipt_of_service_is_filled_in_as_far_as_is_known():
    original = an_instrument("order_to_file")
    served = datetime.fromisoformat("2026-03-02T09:05:00+08:00")

    empty = dict(service_receipt(original).body[0].rows)
    filled = dict(service_receipt(original, Service("李某", served, refusal="拒绝签收", witness="赵某")).body[0].rows)

    assert (empty["送达文书名称"], empty["送达文书编号"]) == ("通知立案书", original.number)
    assert (empty["受送达单位（人）"], empty["送达人"], empty["拒收（拒签）事由"]) == (POLICE, "", "")
    assert "年" in empty["送达时间"]
    assert (filled["送达人"], filled["送达时间"]) == ("李某", "2026年3月2日9时5分")
    assert (filled["拒收（拒签）事由"], filled["见证人签名或者盖章"]) == ("拒绝签收", "赵某")
    assert service_receipt(original).title == "送达回证"


@pytest.mark.parametrize("length", range(1, 60))
def test_lines_of_a_title_are_of_about_one_length_and_lose_nothing(length: int):
    title = ("依法规范醉酒型危险驾驶案件血样提取、封装、送检工作" * 3)[:length]

    lines = balanced(title, 19)

    assert "".join(lines) == title
    assert max(len(line) for line in lines) <= 19
    assert not any(line.startswith("、") for line in lines)


def test_long_numbers_get_places_to_break_and_short_ones_none():
    assert breakable("案号A6402020000002026010001号").count("\u200b") == len("A6402020000002026010001") - 1
    assert breakable("2026年3月1日") == "2026年3月1日"
    assert breakable("2026-03-01T09:30", cell=True).count("\u200b") == 15
    assert breakable("）（" * 13) == "）（" * 13
    assert "\u200b" in breakable("。" * 27)


def test_lines_of_prose_are_paragraphs_and_indents_by_hand_are_taken_out():
    shown = leaf(a_paper("　　第一段\n\n  第二段\r\n", item(3, "第三")))["body"]

    assert [(one["kind"], one["text"]) for one in shown] == [
        ("paragraph", "第一段"),
        ("paragraph", "第二段"),
        ("item", "3. 第三"),
    ]


def test_every_text_of_a_paper_is_looked_at_with_its_place():
    drawn = Chart("lines", "图名", "件", ("一季度",), (Series("提出", (1,)),))
    made = a_paper(
        "段",
        table(("头",), (("格",),), text="表名", label="人"),
        chart(drawn),
        attachments=("甲件",),
        contact="电话",
    )

    places = {text: where for where, text in texts(made) if text}

    assert places["段"] == "正文第1段"
    assert (places["表名"], places["人"]) == ("正文第2段", "正文第2段")
    assert (places["头"], places["格"]) == ("正文第2段表头第1列", "正文第2段第1行第1列")
    assert {places[one] for one in ("图名", "件", "一季度", "提出")} == {"正文第3段图"}
    assert (places["甲件"], places["电话"]) == ("附件1", "联系方式")
    assert {made.issuer, made.title, made.number, made.addressee} <= set(places)


def test_the_words_of_the_layout_itself_are_looked_at_too():
    said = "".join(text for where, text in texts(a_paper()) if where == "版式")
    sources = [(Path(paper.__file__).parent / name).read_text(encoding="utf-8") for name in ("layout.typ", "chart.typ")]
    code = re.sub("//.*", "", "\n".join(sources))

    assert set(re.findall(r"[^\x00-\x7f]", code)) - set(said) == set()
    assert set(chinese_day(date(2031, 12, 29)) + "".join(MARKS.values())) - set(said) == set()


def test_a_table_has_whole_rows():
    with pytest.raises(ValueError, match="columns of its header"):
        table(("甲", "乙"), (("1",),))
    with pytest.raises(ValueError, match="columns of its header"):
        table(("甲", "乙"), (("1", "2"),), widths=(1,))
    assert table(("甲", "乙"), ()).widths == (1, 1)


@pytest.mark.parametrize("values", [(1,), (1, 2, 3), (1, -2)])
def test_a_chart_has_a_count_or_nothing_for_each_category(values: tuple[int, ...]):
    with pytest.raises(ValueError, match=r"each category|below zero"):
        chart(Chart("bars", "图", "件", ("甲", "乙"), (Series("提出", values),)))


def test_a_block_without_a_chart_is_none():
    assert leaf(a_paper(Block("table", header=("甲",), widths=(1,))))["body"][0]["kind"] == "table"
