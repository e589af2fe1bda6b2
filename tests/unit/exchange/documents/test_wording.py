"""The standard sentences: each kind says its article, its period, and every field that it was given."""

from collections.abc import Iterator
from datetime import date
from typing import Any, get_args

import pytest

from builders.papers import CASE, FIELDS, VIOLATION, fields_of
from exchange.documents.paper import Block
from exchange.documents.wording import bodies
from exchange.documents.wording.citing import cited, letter, on, within
from zhenxie.law.articles import UnknownArticle, cite
from zhenxie.law.deadlines.table import period
from zhenxie.law.instruments.catalogue import kinds
from zhenxie.wire.events.instruments import InstrumentKind
from zhenxie.wire.instrument_fields import Letter

RULES = "《人民检察院刑事诉讼规则》"
CPL = "《中华人民共和国刑事诉讼法》"
# What a prosecutor looks for in each kind: the basis, what is asked, and until when (domain 7.1).
SENTENCES = {
    "oral_correction": [f"根据{RULES}第五百五十二条的规定", "提出口头纠正意见"],
    "investigation_supervision_notice": ["在收到本通知书后七日以内将办理情况书面回复本院"],
    "request_reason_not_filing": [
        f"根据{CPL}第一百一十三条、{RULES}第五百五十九条、第五百六十条的规定",
        "在收到本通知书后七日以内，书面说明不立案的情况、依据和理由，连同有关证据材料",
    ],
    "request_reason_filing": [
        f"根据{RULES}第五百五十九条第二款、第五百六十条的规定",
        "在收到本通知书后七日以内，书面说明立案的情况、依据和理由",
    ],
    "request_reason_overdue": [
        "你单位于2025年12月20日受案，至今未作出是否立案的决定。",
        f"根据{RULES}第五百六十二条的规定，请你单位在收到本通知书后七日以内，书面说明逾期不作出是否立案决定的理由",
        "本院将依法提出纠正意见",
    ],
    "order_to_file": [
        "本院以2026年2月1日《要求说明不立案理由通知书》（石大检立监〔2026〕3号）要求你单位说明",
        "你单位2026年2月6日《不立案理由说明书》（石公大刑〔2026〕7号）收悉",
        "在收到本通知书后十五日以内立案，并将立案决定书副本及时送达本院",
    ],
    "order_to_withdraw": [
        "你单位未在规定期限内说明理由",
        "在收到本通知书后立即撤销案件",
        "在收到本通知书后五日以内要求本院复议",
    ],
    "filing_reminder": ["你单位已于2026年2月20日立案，立案后三个月以内未侦查终结", f"根据{RULES}第五百六十四条第三款"],
    "correction_notice": [
        f"根据{RULES}第五百五十二条、第五百五十三条的规定",
        "在收到本通知书后十五日以内将纠正情况书面回复本院",
        f"依照{RULES}第五百五十四条的规定书面要求复查",
    ],
    "procuratorial_suggestion": [
        "根据《公安机关办理刑事案件程序规定》第一百八十二条，以及《中华人民共和国人民检察院组织法》第二十一条的规定",
        "在收到本检察建议书之日起二个月以内作出相应处理",
        "可以在收到之日起七日以内书面提出",
        "依照《人民检察院检察建议工作规定》第二十三条的规定立即复核",
    ],
    "procuratorial_opinion": [
        f"根据{CPL}第一百七十七条第三款、{RULES}第三百七十三条的规定",
        "在收到本意见书后三十日以内将处理结果书面通知本院",
    ],
    "release_or_change_suggestion": [
        f"根据{CPL}第九十五条、{RULES}第五百八十一条的规定",
        "变更强制措施，并在收到本建议书后十日以内将处理情况通知本院",
    ],
    "supplement_outline": ["本院决定退回补充侦查", "请在一个月以内补充侦查完毕"],
    "request_arrest": [f"根据{RULES}第二百八十八条的规定", "在收到本建议书后七日以内提请批准逮捕犯罪嫌疑人田某某"],
    "additional_prosecution": [f"根据{RULES}第三百五十六条的规定，请你单位补充移送起诉"],
    "legality_explanation_request": [
        f"根据{CPL}第一百七十五条第一款、{RULES}第二百六十四条的规定",
        "在收到本通知书后五日以内",
    ],
    "re_examination_result": [
        f"根据{RULES}第五百五十四条的规定，决定维持2026年3月1日《纠正违法通知书》（石大检纠违〔2026〕12号）",
    ],
}


def said(kind: str, **more: Any) -> str:
    return "\n".join(words(bodies.body(fields_of(kind, **more))))


def words(blocks: tuple[Block, ...]) -> Iterator[str]:
    for one in blocks:
        yield one.text
        yield from (cell for row in (one.header, *one.rows) for cell in row)


def prose(value: Any) -> Iterator[str]:
    """Yield every text of fields that is no code, day or number."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            if name not in ("kind", "date", "told_on", "filed_on", "received_on", "detained_on"):
                yield from prose(inner) if name not in ("ground", "suggestion", "remedy", "result") else ()
    elif isinstance(value, list):
        for inner in value:
            yield from prose(inner)


def test_every_kind_of_the_catalogue_has_its_wording():
    kinds = set(get_args(get_args(InstrumentKind)[0]))

    assert len(kinds) == 17
    assert set(FIELDS) == set(SENTENCES) == kinds
    assert {bodies.title(fields_of(kind)) for kind in kinds} >= {"通知立案书", "纠正违法通知书", "检察建议书"}


@pytest.mark.parametrize("kind", SENTENCES)
def test_a_kind_says_its_standard_sentences(kind: str):
    text = said(kind)

    assert [one for one in SENTENCES[kind] if one not in text] == []


@pytest.mark.parametrize("kind", FIELDS)
def test_nothing_of_the_fields_is_lost(kind: str):
    text = said(kind)

    # A rule that already ends in 的规定 is given it once.
    assert [one for one in prose(FIELDS[kind]) if one.removesuffix("的规定") not in text] == []
    assert "。。" not in text
    assert "的规定的规定" not in text
    assert "None" not in text


@pytest.mark.parametrize(
    ("kind", "more", "title"),
    [
        ("release_or_change_suggestion", {"suggestion": "release"}, "释放犯罪嫌疑人建议书"),
        ("release_or_change_suggestion", {"suggestion": "change_measure"}, "变更强制措施建议书"),
        ("supplement_outline", {"ground": "returned"}, "补充侦查提纲"),
        ("supplement_outline", {"ground": "arrest_refused"}, "补充侦查提纲"),
        ("supplement_outline", {"ground": "arrest_approved"}, "继续侦查提纲"),
        ("re_examination_result", {"remedy": "re_examination"}, "复查决定书"),
        ("re_examination_result", {"remedy": "reconsideration"}, "复议决定书"),
        ("re_examination_result", {"remedy": "review"}, "复核决定书"),
    ],
)
def test_three_kinds_are_called_by_what_they_say(kind: str, more: dict[str, Any], title: str):
    assert bodies.title(fields_of(kind, **more)) == title


def test_a_suggestion_that_is_urgent_shortens_the_two_months():
    assert "起十日以内作出相应处理" in said("procuratorial_suggestion", reply_days=10)
    assert "可以在收到之日起上述期限内书面提出" in said("procuratorial_suggestion", objection_days=None)


def test_only_a_returned_case_has_a_month():
    assert "一个月以内" in said("supplement_outline", ground="returned")
    assert "一个月以内" not in said("supplement_outline", ground="arrest_approved")
    assert f"{RULES}第二百五十七条" in said("supplement_outline", ground="arrest_refused")


def test_a_transfer_of_a_crime_rests_on_another_article():
    text = said("procuratorial_opinion", ground="transfer_of_crime", decision=None)

    assert f"根据{RULES}第五百五十七条第三款的规定" in text
    assert "不起诉" not in text


@pytest.mark.parametrize(
    ("result", "more", "sentence"),
    [
        ("upheld", {}, "决定维持"),
        ("revoked", {}, "决定撤销"),
        ("changed", {"changed_to": "期限改为三十日"}, "变更为：期限改为三十日。"),
    ],
)
def test_a_revoked_instrument_is_not_to_be_followed(result: str, more: dict[str, Any], sentence: str):
    text = said("re_examination_result", result=result, **more)

    assert sentence in text
    assert ("遵照执行" in text) == (result != "revoked")


# The periods of the law that the sentences state, by their key in the table of deadlines.
PERIODS = {
    "request_reason_not_filing": ["D30.reply"],
    "request_reason_filing": ["D30.reply"],
    "request_reason_overdue": ["D31.reply"],
    "order_to_file": ["D32.filing"],
    "order_to_withdraw": ["D33.reconsideration_request", "D33.review_request"],
    "release_or_change_suggestion": ["D18.reply"],
}


@pytest.mark.parametrize("kind", PERIODS)
def test_the_periods_of_the_law_are_those_of_the_table_of_deadlines(kind: str):
    text = said(kind)

    for key in PERIODS[kind]:
        assert within(period(key).in_force(date(2026, 3, 1)).value) in text


def test_every_kind_with_a_period_of_its_own_states_it():
    dated = {code for code, kind in kinds().items() if kind.reply.mode in ("period", "at_once")}

    assert dated == {*PERIODS, "procuratorial_suggestion"}
    assert "二个月以内" in said("procuratorial_suggestion")
    assert "立即撤销案件" in said("order_to_withdraw")


@pytest.mark.parametrize("kind", FIELDS)
def test_a_kind_cites_the_articles_that_the_catalogue_gives_it(kind: str):
    named = [one for one in kinds()[kind].articles if cite(one).chinese.split("》")[1] in said(kind)]

    assert named


@pytest.mark.parametrize("kind", ["filing_reminder", "additional_prosecution"])
def test_a_period_may_be_set_where_the_law_sets_none(kind: str):
    assert "十日以内" in said(kind, reply_days=10)
    assert "十日以内" not in said(kind)


def test_several_short_violations_are_a_table_and_long_ones_are_paragraphs():
    short = bodies.body(fields_of("correction_notice"))
    long = bodies.body(fields_of("correction_notice", violations=[VIOLATION, {**VIOLATION, "act": "讯问" * 200}]))
    single = bodies.body(fields_of("correction_notice", violations=[VIOLATION]))

    assert [one.kind for one in short].count("table") == 1
    assert "table" not in [one.kind for one in (*long, *single)]
    assert any(one.text.startswith("1. 2026年1月5日，拘留后未") for one in long)


def test_a_violation_without_a_day_says_that_it_is_not_established():
    rows = next(one for one in bodies.body(fields_of("investigation_supervision_notice")) if one.kind == "table").rows

    assert [row[1] for row in rows] == ["2026年1月5日", "未查明"]


def test_a_case_may_have_no_number():
    text = said("order_to_file", case={"name": CASE["name"]})

    assert CASE["name"] in text
    assert "案事件编号" not in text


def test_a_law_is_cited_once_and_in_full():
    assert cited("CPL 113", "RULE 561", "RULE 563") == f"{CPL}第一百一十三条、{RULES}第五百六十一条、第五百六十三条"
    assert (
        cited("RULE 563", "CPL 113", "RULE 561") == f"{RULES}第五百六十三条、{CPL}第一百一十三条、{RULES}第五百六十一条"
    )
    with pytest.raises(UnknownArticle):
        cited("RULE 9999")


def test_periods_days_and_letters_are_written_as_in_documents():
    assert [within(one) for one in (5, 7, 10, 15, 21, 60)] == [
        "五日以内",
        "七日以内",
        "十日以内",
        "十五日以内",
        "二十一日以内",
        "六十日以内",
    ]
    assert on("2026-03-01") == "2026年3月1日"
    assert letter(Letter(title="《通知立案书》")) == "《通知立案书》"
    assert letter(Letter(title="通知立案书", number="石检〔2026〕1号")) == "《通知立案书》（石检〔2026〕1号）"
