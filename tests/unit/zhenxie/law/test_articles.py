"""The registry of articles: everything that is cited is there, once, with its number and its time."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

import pytest

from architecture.sources import ROOT
from screening import registry
from zhenxie.law.articles import Document, UnknownArticle, chinese_numeral, cite, documents
from zhenxie.wire.events import EVENT_TYPES

ONE_DAY = timedelta(days=1)
DOCUMENTS = list(documents().values())
EVER = (date.min, date.max)


@pytest.mark.parametrize(
    ("named", "chinese"),
    [
        ("CPL 91", "《刑事诉讼法》第九十一条"),
        ("CPL 105", "《刑事诉讼法》第一百零五条"),
        ("CL 133-1", "《刑法》第一百三十三条之一"),
        ("CL 17¶2", "《刑法》第十七条第二款"),
        ("PSB 186", "《公安机关办理刑事案件程序规定》第一百八十六条"),
        ("FS10 10", "《关于刑事立案监督有关问题的规定（试行）》第十条"),
        ("GB19522-2010 5.3.1", "《车辆驾驶人员血液、呼气酒精含量阈值与检验》第5.3.1条"),
        ("DUI11", "《关于公安机关办理醉酒驾驶机动车犯罪案件的指导意见》"),
        (
            "ECON17 25¶1(2)",
            "《最高人民检察院、公安部关于公安机关办理经济犯罪案件的若干规定》第二十五条第一款第二项",
        ),
    ],
)
def test_an_article_is_cited_as_a_prosecutor_cites_it(named: str, chinese: str) -> None:
    assert cite(named).chinese == chinese


def test_an_article_bears_title_number_and_time_of_its_document() -> None:
    article = cite("ECON17 25¶1(2)")

    assert article.title == "最高人民检察院、公安部关于公安机关办理经济犯罪案件的若干规定"
    assert article.number == "公通字〔2017〕25号"
    assert (article.in_force_from, article.in_force_until) == (date(2018, 1, 1), None)
    assert (article.article, article.paragraph, article.item) == ("25", "1", "2")


@pytest.mark.parametrize(
    ("named", "first", "last"),
    [
        ("CL 17", date(2021, 3, 1), None),  # Amendment XI lowered it to twelve
        ("CL-1997 17", date(1997, 10, 1), date(2021, 2, 28)),
        ("CL 133-1", date(2015, 11, 1), None),
        ("CL-1997 133-1", date(2011, 5, 1), date(2015, 10, 31)),
        ("CPL 91", date(2018, 10, 26), None),
        ("CPL-2012 89", date(2013, 1, 1), date(2018, 10, 25)),
        ("PSB 129", date(2020, 9, 1), None),
        ("PSB-2012 125", date(2013, 1, 1), date(2020, 8, 31)),
        ("RULE 282", date(2019, 12, 30), None),
        ("RULE-2012 316", date(2013, 1, 1), date(2019, 12, 29)),
        ("DUI23 8", date(2023, 12, 28), None),
        ("DUI13 6", date(2013, 12, 18), date(2023, 12, 27)),
        ("GB19522", date(2024, 8, 1), None),
        ("GB19522-2010", date(2011, 7, 1), date(2024, 7, 31)),
    ],
)
def test_an_article_says_since_when_and_until_when_it_reads_so(named: str, first: date, last: date | None) -> None:
    assert (cite(named).in_force_from, cite(named).in_force_until) == (first, last)


@pytest.mark.parametrize(
    "named",
    [
        "CPL 1",  # not in the registry
        "CPL",  # a whole code is no reason
        "XYZ 12",
        "cpl 91",
        "CPL91",
        "CPL  91",
        "CPL 91 ",
        "CPL 91¶",
        "CPL 91()",
        "CPL 91(1)(2)",
        "CPL 九十一",
        "CPL ９１",
        "",
    ],
)
def test_what_the_registry_does_not_know_or_cannot_read_is_refused(named: str) -> None:
    with pytest.raises(UnknownArticle):
        cite(named)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1, "一"),
        (9, "九"),
        (10, "十"),
        (11, "十一"),
        (19, "十九"),
        (20, "二十"),
        (25, "二十五"),
        (100, "一百"),
        (101, "一百零一"),
        (110, "一百一十"),
        (111, "一百一十一"),
        (202, "二百零二"),
        (560, "五百六十"),
        (999, "九百九十九"),
    ],
)
def test_numbers_are_written_as_in_statutes(number: int, text: str) -> None:
    assert chinese_numeral(number) == text


@pytest.mark.parametrize("number", [0, -1, 1000])
def test_no_article_has_a_number_outside_of_one_to_999(number: int) -> None:
    with pytest.raises(ValueError, match="1 to 999"):
        chinese_numeral(number)


def test_all_numerals_differ() -> None:
    assert len({chinese_numeral(number) for number in range(1, 1000)}) == 999


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda one: one.key)
def test_a_document_has_a_title_a_number_a_time_and_says_how_sure_it_is(document: Document) -> None:
    assert re.fullmatch(r"[A-Z][A-Z0-9]*(-[A-Z0-9]+)?", document.key)
    assert document.title
    assert document.number
    assert document.in_force_from is not None
    assert document.in_force_until is None or document.in_force_from <= document.in_force_until
    assert document.mark in {"checked", "memory", "design"}
    assert document.supersedes is None or document.supersedes in documents()
    assert document.articles
    assert document.amended.keys() <= document.articles.keys()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda one: one.key)
def test_every_article_can_be_cited_and_says_what_it_is_about_in_both_languages(document: Document) -> None:
    for name, gloss in document.articles.items():
        article = cite(f"{document.key} {name}".strip())

        assert article.gloss == gloss
        assert article.chinese.startswith("《")
        assert re.search(r"[\u4e00-\u9fff]", gloss.chinese)
        assert re.fullmatch(r"[ -~]+", gloss.english)


@pytest.mark.parametrize("document", [one for one in DOCUMENTS if one.supersedes is not None], ids=lambda one: one.key)
def test_an_edition_begins_after_the_one_that_it_supersedes_has_ended(document: Document) -> None:
    older = documents()[document.supersedes or ""]

    assert older.in_force_until is not None
    assert document.in_force_from is not None
    assert older.in_force_until < document.in_force_from


def test_two_wordings_of_one_article_are_never_in_force_on_the_same_day() -> None:
    wordings: dict[tuple[str, str], list[tuple[date, date]]] = {}
    for document in DOCUMENTS:
        for name in document.articles:
            article = cite(f"{document.key} {name}".strip())
            span = (article.in_force_from or EVER[0], article.in_force_until or EVER[1])
            wordings.setdefault((_family(document), name), []).append(span)

    assert any(len(spans) > 1 for spans in wordings.values())
    for where, spans in wordings.items():
        for earlier, later in pairwise(sorted(spans)):
            assert earlier[1] < later[0], where


def _family(document: Document) -> str:
    # All editions of one law, back to the oldest that the registry holds.
    while document.supersedes is not None:
        document = documents()[document.supersedes]
    return document.key


def cited_by_rules_and_parameters() -> Iterator[str]:
    for model in registry.every_model():
        for rule in model.rules:
            yield from rule.articles
        for name in model.parameters:
            yield from (number.law for number in model.parameters.values(name))


def test_every_article_of_a_rule_or_a_parameter_is_in_the_registry() -> None:
    named = set(cited_by_rules_and_parameters())

    assert len(named) > 20
    for one in named:
        cite(one)


def articles_of(law: str) -> Iterator[str]:
    """Yield each article that a line such as `CPL 67–73, 79; PSB 81–91` names; a range names all between."""
    for cited in law.split("; "):
        key, _, numbers = cited.partition(" ")
        if not numbers:
            yield key
        for one in numbers.split(", ") if numbers else ():
            first, _, last = one.partition("–")
            yield from (f"{key} {number}" for number in range(int(first), int(last) + 1)) if last else (f"{key} {one}",)


def test_a_line_of_law_names_the_ends_of_a_range_and_all_between() -> None:
    assert list(articles_of("CPL 67–69, 79; PSB 186¶2; FILE15")) == [
        *("CPL 67", "CPL 68", "CPL 69", "CPL 79", "PSB 186¶2", "FILE15"),
    ]


def test_every_event_type_says_by_which_articles_of_the_registry_it_happens() -> None:
    assert sum(bool(event.law) for event in EVENT_TYPES.values()) > 90
    for name, event in EVENT_TYPES.items():
        for one in articles_of(event.law) if event.law else ():
            assert cite(one).gloss, (name, one)
        # Whoever reads the description reads the same articles.
        assert not event.law or event.law in (event.__doc__ or ""), name


def test_every_article_that_the_text_of_the_law_or_of_screening_names_is_in_the_registry() -> None:
    keys = "|".join(sorted(map(re.escape, documents()), key=len, reverse=True))
    pattern = re.compile(rf"(?<![\w-])(?:{keys}) \d+(?:-\d+)?(?:\.\d+)*(?:¶\d)?(?:\(\d+\))?")
    paths = [
        path
        for folder in ("shared/zhenxie/law", "services/screening")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".toml"}
    ]
    named = {one for path in paths for one in pattern.findall(path.read_text(encoding="utf-8"))}

    assert {"CPL 105", "SPC21 202", "JUV06 2"} <= named
    for one in named:
        cite(one)
