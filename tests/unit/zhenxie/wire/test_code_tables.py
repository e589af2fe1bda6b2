import re
import tomllib
from importlib import resources

import pytest

from zhenxie.wire.code_tables import UnknownCodeTable, charge_named, load, map_code, names


@pytest.mark.parametrize(
    ("table", "code", "value"),
    [
        ("sex", "1", "male"),
        ("GB/T 2261.1", "2", "female"),
        ("identity_kinds", "111", "resident_identity_card"),
        ("ethnicity", "03", "03"),
        ("case_categories", "020928", "危险驾驶"),
        ("measures", "取保候审", "bail"),
        ("withdrawal_reasons", "未达刑事责任年龄", "below_age"),
        ("filing_results", "不予立案", "filing_refused"),
        ("refusal_categories", "存疑不捕", "insufficient_evidence"),
        ("yes_no", "1", "true"),
        ("divisions", "640202", "640202"),
    ],
)
def test_a_known_code_is_mapped(table: str, code: str, value: str) -> None:
    assert map_code(table, code) == value


def test_an_unknown_code_or_table_is_not_guessed() -> None:
    assert map_code("sex", "7") is None
    assert map_code("GB/T 0", "1") is None
    with pytest.raises(UnknownCodeTable):
        load("../secrets")


@pytest.mark.parametrize("name", names())
def test_a_table_says_its_version_source_and_how_sure_it_is(name: str) -> None:
    table = load(name)

    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", table.version)
    assert table.source
    assert table.mark in ("checked", "memory")
    assert table.entries
    assert all(re.search(r"[\u4e00-\u9fa5]", entry.chinese) for entry in table.entries.values())


def test_no_two_tables_answer_to_one_name() -> None:
    known_by = [alias for name in names() for alias in (name, *load(name).aliases)]

    assert len(known_by) == len(set(known_by))


def test_a_file_of_a_table_holds_nothing_that_is_not_read() -> None:
    for name in names():
        read = tomllib.loads((resources.files("zhenxie.wire") / "tables" / f"{name}.toml").read_text("utf-8"))
        assert read.keys() == {"title", "version", "source", "mark", "aliases", "entries"}


@pytest.mark.parametrize(
    "name", ["盗窃", "盗窃罪", "掩饰、隐瞒犯罪所得、犯罪所得收益罪", "掩饰隐瞒犯罪所得犯罪所得收益"]
)
def test_a_charge_is_known_however_it_is_punctuated(name: str) -> None:
    found = charge_named(name)

    assert found is not None
    assert found.cl_article in ("264", "312")


def test_a_charge_keeps_its_article_and_paragraph() -> None:
    found = charge_named("袭警罪")

    assert found is not None
    assert (found.value, found.cl_article, found.paragraph) == ("袭警", "277", 5)


def test_what_is_no_charge_is_not_named_one() -> None:
    assert charge_named("行为不端") is None
