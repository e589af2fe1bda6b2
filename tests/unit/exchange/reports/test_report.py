"""What the report says is what was counted: sentences, tables and charts hold the same numbers, each with its unit."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from builders.quarters import UNITS, a_basis, answered, counted
from exchange.documents.fonts import Fonts
from exchange.documents.paper import Block, Paper, texts
from exchange.reports.basis import Basis, Line, period_before, period_named
from exchange.reports.composing import composed
from exchange.reports.tabulating import drawn
from exchange.statistics.definitions import METRICS
from exchange.statistics.schemas import StatisticsOut

_COUNTED = re.compile(r"([^，。]+?)(\d+)([人件份条组次])（上季度(\d+)([人件份条组次])）")
_SHARED = re.compile(r"^(.+)：(\d+)([人件份条])对应(\d+)([人件份条])，(.+)。$")
_JUDGING = ("同比", "环比", "上升", "下降", "增长", "减少", "达标", "位居", "第一名", "优秀", "良好", "较差", "突出")


@pytest.fixture(scope="module")
def basis() -> Basis:
    return a_basis()


@pytest.fixture(scope="module")
def paper(basis: Basis) -> Paper:
    return composed(basis)


def tables(paper: Paper) -> list[Block]:
    return [one for one in paper.body if one.kind == "table"]


def lines(block: Block) -> Iterator[tuple[str, str, str, str]]:
    for row in block.rows:
        if block.header[:2] == ("项目", "单位"):
            yield row[0], row[1], row[2], row[3]
        elif block.header[0] == "项目":
            yield row[0], block.label, row[1], row[2]


def test_the_basis_of_these_tests_is_an_answer_as_the_statistics_give_it(basis: Basis):
    for answer in (basis.statistics, basis.before):
        StatisticsOut.model_validate(answer)


def test_it_is_the_office_s_and_bears_the_quarter_the_day_of_its_snapshot_and_no_number(paper: Paper):
    assert paper.title == "石嘴山市大武口区侦查监督与协作配合办公室2026年第三季度工作情况报告"
    assert (paper.issuer, paper.issued_on) == ("石嘴山市大武口区人民检察院", date(2026, 10, 8))
    assert not paper.is_draft


def test_its_sections_stand_in_their_order(paper: Paper):
    assert [one.text for one in paper.body if one.kind == "heading"] == [
        *("一、总体情况", "二、立案监督与撤案监督", "三、侦查活动监督", "四、批捕起诉", "五、模型线索转化", "六、类案"),
        *("七、协作配合", "八、需要说明的问题", "附：指标口径"),
    ]


def test_every_number_of_a_sentence_stands_with_its_unit_in_a_table(paper: Paper):
    rows = {line for block in tables(paper) for line in lines(block)}
    said = [
        found
        for block in paper.body
        if block.kind == "paragraph" and block.text.startswith("本季度，")
        for found in _COUNTED.findall(block.text.removeprefix("本季度，"))
    ]

    assert len(said) > 30
    assert {(name.lstrip("，"), unit, now, before) for name, now, unit, before, _ in said} <= rows
    assert all(unit == again for *_, unit, _, again in said)


def test_every_share_of_a_sentence_stands_in_a_table(paper: Paper):
    rows = {row for block in tables(paper) if block.header[-1] == "比率" for row in block.rows}
    found = [_SHARED.match(one.text) for one in paper.body if one.kind == "paragraph"]
    said = [one.groups() for one in found if one is not None]

    assert len(said) == 14
    assert {(name, f"{part}{unit}", f"{whole}{of}", rate) for name, whole, of, part, unit, rate in said} <= rows


def test_every_number_is_the_one_that_was_counted(basis: Basis, paper: Paper):
    rows = {(name, now, before) for block in tables(paper) for name, _, now, before in lines(block)}
    names = {
        "监督立案": "supervised_filing",
        "批准逮捕": "arrest_approved",
        "不起诉": "not_prosecuted",
        "类案": "class_cases",
    }

    for name, code in names.items():
        now, before = (
            next(one for one in it["metrics"] if one["code"] == code) for it in (basis.statistics, basis.before)
        )
        assert (name, str(now["numerator"]), str(before["numerator"])) in rows


def test_a_chart_draws_the_table_before_it(paper: Paper):
    charts = [(before, block.chart) for before, block in pairwise(paper.body) if block.chart is not None]

    assert len(charts) == 9
    for before, chart in charts:
        rows = {(name, unit, now, then) for name, unit, now, then in lines(before)}
        then, now = (one.values for one in chart.series)
        drawn_lines = zip(chart.categories, map(str, now), map(str, then), strict=True)
        assert {(name, chart.unit, this, that) for name, this, that in drawn_lines} <= rows
        assert [one.name for one in chart.series] == ["上季度", "本季度"]


def test_classes_of_age_stand_from_the_youngest_on(paper: Paper):
    [late] = [one.chart for one in paper.body if one.chart is not None and "超期提醒" in one.chart.title]

    assert late.categories == ("逾期1至7日", "逾期8至15日", "逾期16至30日", "逾期31至90日", "逾期90日以上")


def test_a_chart_has_one_unit_and_something_to_draw(basis: Basis):
    persons, cases, none = Line("人", "人", 1, 0), Line("件", "件", 0, 1), Line("无", "人", 0, 0)

    assert drawn(basis, "图", [none]) == []
    with pytest.raises(ValueError, match="one unit"):
        drawn(basis, "图", [persons, cases])


@pytest.mark.parametrize("code", [one.code for one in METRICS])
def test_no_metric_is_left_out(basis: Basis, code: str):
    without = [one for one in basis.statistics["metrics"] if one["code"] != code]

    with pytest.raises(KeyError, match=code):
        composed(replace(basis, statistics={**basis.statistics, "metrics": without}))


def test_every_metric_s_definition_stands_in_the_annex(paper: Paper):
    annex = tables(paper)[-1]

    assert [(row[0], row[2]) for row in annex.rows[:-1]] == [(one.chinese, one.zh) for one in METRICS]
    assert annex.rows[-1][:2] == ("协作配合事项", "次")


def _with_denominator(denominator: int) -> dict[str, Any]:
    answer = answered("2026Q3")
    [metric] = [one for one in answer["metrics"] if one["code"] == "arrest_approved"]
    metric |= {"numerator": 3, "denominator": denominator, "rate": str(round(3 / denominator, 4)), "too_few": False}
    return answer


@pytest.mark.parametrize(("denominator", "shown"), [(9, False), (10, True), (11, True)])
def test_below_ten_there_is_no_percentage_whatever_the_statistics_say(denominator: int, shown: bool):
    paper = composed(a_basis(statistics=_with_denominator(denominator)))
    [row] = [row for block in tables(paper) for row in block.rows if row[:2] == ("批捕率", "3人")]
    [said] = [one.text for one in paper.body if one.text.startswith("批捕率：")]
    notes = "".join(one.text for one in paper.body if one.kind == "item")

    assert (row[2], "%" in row[3], "%" in said) == (f"{denominator}人", shown, shown)
    assert ("批捕率" in notes.partition("下列指标基数不足10")[2]) is not shown


def test_in_a_small_quarter_no_percentage_has_fewer_than_ten_below_it():
    small = answered("2026Q3", counted("2026Q3", instruments=8, leads=9, share=4))
    paper = composed(a_basis(statistics=small))
    rows = [row for block in tables(paper) if block.header[-1] == "比率" for row in block.rows]

    assert {int(row[2][:-1]) >= 10 for row in rows if row[3].endswith("%")} == {True}
    assert {row[3] for row in rows if int(row[2][:-1]) < 10} == {"基数不足10，不计比率"}
    assert not any("%" in one.text for one in paper.body if one.kind == "item")


def test_a_quarter_in_which_nothing_happened_has_a_report_without_charts():
    nothing = counted("2026Q3", instruments=0, leads=0, ended=0, share=1000)
    empty = answered("2026Q3", nothing)
    paper = composed(a_basis(statistics=empty, before=empty, cooperation={}))

    assert not any(one.kind == "chart" for one in paper.body)
    assert "本季度，批准逮捕0人（上季度0人）" in "".join(one.text for one in paper.body)


def test_nothing_is_judged_and_nobody_is_ranked(paper: Paper):
    said = "".join(text for _, text in texts(paper))
    places = [block for block in tables(paper) if block.header[:2] == ("单位", "代码")]

    assert [word for word in _JUDGING if word in said] == []
    assert len(places) == 4
    assert all([row[1] for row in block.rows] == sorted(row[1] for row in block.rows) for block in places)


def test_a_class_of_cases_is_named_by_violation_and_unit_and_is_unknown_where_it_is_too_small():
    few = answered("2026Q2", counted("2026Q2", instruments=4))
    paper = composed(a_basis(before=few))
    [classes] = [block for block in tables(paper) if block.header[0] == "违法情形代码"]

    assert [(row[0], row[1]) for row in classes.rows] == [
        (code, name)
        for code in ("M01", "M02")
        for name in ("石嘴山市公安局大武口区分局", "石嘴山市公安局惠农区分局", "平罗县公安局")
    ]
    assert {row[2:] for row in classes.rows} == {("4", "4", "—", "—")}
    assert len(UNITS) == 3


def test_what_was_corrected_of_the_quarter_before_is_told_where_it_had_been_kept():
    kept = answered("2026Q2", counted("2026Q2", instruments=18, leads=20, share=2))
    changed, same, unknown = (
        "".join(one.text for one in composed(a_basis(kept_before=it)).body if one.kind == "item")
        for it in (kept, a_basis().before, None)
    )

    assert "监督文书制发数原为18份，现为19份" in changed
    assert "相比，各项数量没有变动" in same
    assert "相比" not in unknown


def test_every_character_of_it_has_a_shape_in_the_fonts_of_the_package(paper: Paper):
    Fonts.found(None, fandol=()).see_that_nothing_is_missing([paper])


@pytest.mark.parametrize(
    ("first", "last", "before"),
    [
        ("2026-07-01", "2026-09-30", ("2026-04-01", "2026-06-30")),
        ("2026-01-01", "2026-03-31", ("2025-10-01", "2025-12-31")),
        ("2026-07-01", "2026-09-29", ("2026-04-01", "2026-06-30")),
        ("2026-03-01", "2026-03-01", ("2026-02-28", "2026-02-28")),
    ],
)
def test_the_period_before_is_the_quarter_before_or_as_many_days(first: str, last: str, before: tuple[str, str]):
    found = period_before(date.fromisoformat(first), date.fromisoformat(last))

    assert tuple(one.isoformat() for one in found) == before


def test_a_period_that_is_no_quarter_is_named_by_its_days():
    months = answered("2026Q3") | {"quarter": None, "to": "2026-08-03"}
    paper = composed(a_basis(statistics=months))

    assert period_named(months) == "2026年7月1日至2026年8月3日"
    assert "2026年7月1日至2026年8月3日工作情况报告" in paper.title
    assert any("本期，" in one.text and "（上期" in one.text for one in paper.body)
