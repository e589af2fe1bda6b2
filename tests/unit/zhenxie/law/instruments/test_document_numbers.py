"""Numbers of documents (文号): composed and read, never put right, and refused with the letter that is wrong."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhenxie.law.instruments.catalogue import kinds
from zhenxie.law.instruments.numbers import NotANumber, Number, composed, read

# The validator as the domain states it (7.2).
DOMAIN = re.compile(r"^[\u4e00-\u9fa5]{1,6}检[\u4e00-\u9fa5]{0,8}〔(19|20)\d{2}〕第?Z?\d{1,5}号$")


def test_a_number_is_made_of_office_word_year_and_sequence() -> None:
    assert composed("石大检", "侦监", 2026, 12) == "石大检侦监〔2026〕12号"


@pytest.mark.parametrize("kind", [one for one in kinds().values() if one.numbered], ids=lambda one: one.code)
def test_every_default_word_makes_a_number_that_is_read_again(kind: object) -> None:
    word: str = kind.matter_word  # type: ignore[attr-defined]

    number = read(composed("石大检", word, 2026, 7))

    assert (number.office, number.word, number.year, number.sequence) == ("石大检", word, 2026, 7)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("七新检刑诉〔2024〕74号", ("七新检", "刑诉", 2024, 74)),
        ("左检刑诉〔2025〕54号", ("左检", "刑诉", 2025, 54)),
        ("渝巴检刑诉〔2016〕585号", ("渝巴检", "刑诉", 2016, 585)),
        ("京海检刑诉〔2024〕第0789号", ("京海检", "刑诉", 2024, 789)),
        ("石大检检建〔2026〕3号", ("石大检", "检建", 2026, 3)),
        ("石大检〔2026〕Z3号", ("石大检", "", 2026, 3)),
    ],
)
def test_real_numbers_are_read(text: str, parts: tuple[str, str, int, int]) -> None:
    assert read(text) == Number(*parts, text, "Z" if "Z" in text else "")


@pytest.mark.parametrize("twin", ["石大检侦监〔2026〕77号", "石大检侦监〔2026〕第77号", "石大检侦监〔2026〕077号"])
def test_one_number_has_one_key_however_it_is_written(twin: str) -> None:
    assert read(twin).key == "石大检侦监〔2026〕77"
    assert read("石大检侦监〔2026〕Z77号").key != read(twin).key


@pytest.mark.parametrize(
    ("text", "chinese", "english"),
    [
        ("石大检侦监[2026〕12号", "第6字“[”应为“〔”", "U+3014"),
        ("石大检侦监〔2026]12号", "第11字“]”应为“〕”", "U+3015"),
        ("石大检侦监（2026）12号", "第6字“（”应为“〔”", "U+FF08"),
        ("石大检侦监(2026)12号", "第6字“(”应为“〔”", "U+0028"),
        ("石大检侦监【2026】12号", "第6字“【”应为“〔”", "U+3010"),
        ("石大检侦监［2026］12号", "第6字“［”应为“〔”", "U+FF3B"),
        ("石大检侦监2026〕12号", "左括号〔", "one 〔"),
        ("石大检侦监〔2026 12号", "第11字“ ”", "no space"),
        ("石大检侦监〔２０２６〕12号", "第7字“２”", "half width"),
        ("石大检侦监〔2026〕 12号", "第12字“ ”", "no space"),
        ("石大检侦监〔2026〕12号\n", "空格", "no space"),
        ("石大检侦监〔2026〕12", "以“号”结尾", "ends in 号"),
        ("石大检侦监〔1826〕12号", "四位年份", "sequence"),
        ("石大检侦监〔2026〕123456号", "序号", "sequence"),
        ("石大检侦监〔2026〕٣号", "序号", "sequence"),
        ("石大公侦监〔2026〕12号", "院简称", "short name"),
        ("", "左括号", "one 〔"),
    ],
)
def test_what_is_no_number_is_refused_with_the_letter_that_is_wrong(text: str, chinese: str, english: str) -> None:
    with pytest.raises(NotANumber) as refused:
        read(text)

    assert chinese in refused.value.why.chinese
    assert english in refused.value.why.english


@pytest.mark.parametrize(
    ("office", "word", "year", "sequence"),
    [
        ("石大", "侦监", 2026, 1),
        ("大武口区人民检察院", "侦监", 2026, 1),
        ("检", "侦监", 2026, 1),
        ("石大检", "JD", 2026, 1),
        ("石大检", "一二三四五六七八九", 2026, 1),
        ("石大检", "侦监", 26, 1),
        ("石大检", "侦监", 2026, 0),
        ("石大检", "侦监", 2026, 100_000),
    ],
)
def test_no_number_is_made_of_parts_that_cannot_stand_in_one(office: str, word: str, year: int, sequence: int) -> None:
    with pytest.raises(NotANumber):
        composed(office, word, year, sequence)


@given(
    st.from_regex(DOMAIN, fullmatch=True, alphabet=st.characters(codec="ascii") | st.sampled_from("石大检侦监〔〕第号"))
)
def test_every_number_that_the_domain_lets_pass_is_read_as_written(text: str) -> None:
    assert read(text).text == text


@given(st.text(alphabet="石大检侦监〔〕[]（）第号Z0123456789 ", max_size=24))
def test_what_is_read_is_what_the_domain_lets_pass(text: str) -> None:
    try:
        number = read(text)
    except NotANumber:
        assert not DOMAIN.fullmatch(text)
    else:
        assert DOMAIN.fullmatch(number.text)
