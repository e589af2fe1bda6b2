from datetime import date

import pytest

from zhenxie.wire import identifiers
from zhenxie.wire.identifiers import CaseNumber, DetaineeNumber, DocumentNumber, IdentityNumber


@pytest.mark.parametrize(
    ("number", "born", "sex"),
    [
        ("640202200902280013", date(2009, 2, 28), "male"),
        ("640202201105010023", date(2011, 5, 1), "female"),
        ("640202198001011238", date(1980, 1, 1), "male"),
        ("11010519491231002X", date(1949, 12, 31), "female"),
        ("440524188001010014", date(1880, 1, 1), "male"),
    ],
)
def test_an_identity_number_says_place_birth_and_sex(number: str, born: date, sex: str) -> None:
    assert identifiers.identity_number(number) == IdentityNumber(number[:6], born, sex, legacy=False)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "640202200902280014",  # another check digit
        "640202200902290011",  # 29 February 2009
        "64020220090228001",
        "6402022009022800130",
        "11010519491231002x",  # only the normalised form is compared
        "６40202200902280013",
        "",
        "chen",
    ],
)
def test_what_only_resembles_an_identity_number_is_none(text: str) -> None:
    assert identifiers.identity_number(text) is None


def test_a_number_of_a_place_that_was_merged_is_still_a_number() -> None:
    # 640203 石嘴山区 no longer exists, the people born there do.
    body = "64020319750315042"

    assert identifiers.identity_number(body + identifiers.check_digit(body)) is not None


def test_the_fifteen_digits_of_before_1999_are_read_and_marked() -> None:
    assert identifiers.identity_number("640202800101123") == IdentityNumber(
        "640202", date(1980, 1, 1), "male", legacy=True
    )
    assert identifiers.identity_number("640202801301123") is None


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("640202200902280013", "640202********0013"),
        ("640202800101123", "640202******123"),
        ("E12345678", "*********"),
        ("", ""),
    ],
)
def test_a_masked_number_hides_the_birth_date(number: str, shown: str) -> None:
    assert identifiers.masked_identity_number(number) == shown


@pytest.mark.parametrize(
    "text",
    [
        "640202200902280013",
        "R-640202200902280013-1",
        "嫌疑人640202200902280013的案件",
        "x11010519491231002x",
        "640202198001011237",  # typed wrong, and still somebody
        "６４０２０２２００９０２２８００１３",
    ],
)
def test_an_identity_number_is_found_inside_a_text(text: str) -> None:
    assert identifiers.contains_identity_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "A6402020000002026030001",  # a case number holds 22 digits
        "640200001202603030012",  # a detainee's number holds 21
        "1640202200902280013",
        "6402022009022800131",
        "640202200913280013",  # no such month
        "640202202603020001",  # a division, a day of this year and a sequence
        "640202189912310018",
        "short",
        "",
    ],
)
def test_longer_runs_and_impossible_births_are_no_identity_number(text: str) -> None:
    assert not identifiers.contains_identity_number(text)


def test_a_case_number_is_unit_month_and_sequence() -> None:
    assert identifiers.case_number("A6402020000002026030001") == CaseNumber("640202000000", 2026, 3, 1)


@pytest.mark.parametrize(
    "text",
    [
        "A640202000000202613000１",
        "A6402020000002026130001",
        "A6402020000002026000001",
        "A640202000000202603001",
        "B6402020000002026030001",
        "A6402020000000000030001",
        "a6402020000002026030001",
    ],
)
def test_what_is_no_case_number_has_no_parts(text: str) -> None:
    assert identifiers.case_number(text) is None


def test_a_unit_code_is_twelve_digits_and_begins_with_its_division() -> None:
    assert identifiers.is_unit_code("640202550000")
    assert not identifiers.is_unit_code("64020255000")
    assert not identifiers.is_unit_code("64020255000A")
    assert identifiers.division_of("640202550000") == "640202"


@pytest.mark.parametrize("code", ["640202", "640200", "640000"])
def test_a_division_code_has_no_hole(code: str) -> None:
    assert identifiers.is_division_code(code)


@pytest.mark.parametrize("code", ["640002", "000000", "64020", "64020A", "００００００"])
def test_what_is_no_division_code(code: str) -> None:
    assert not identifiers.is_division_code(code)


def test_the_ancestors_of_a_division_come_nearest_first() -> None:
    assert identifiers.division_ancestors("640202") == ["640200", "640000"]
    assert identifiers.division_ancestors("640200") == ["640000"]
    assert identifiers.division_ancestors("640000") == []


@pytest.mark.parametrize(
    ("above", "below", "answer"),
    [
        ("640202", "640202", True),
        ("640200", "640202", True),
        ("640000", "640221", True),
        ("640000", "640200", True),
        ("640202", "640200", False),
        ("640202", "640205", False),
        ("640100", "640202", False),
        ("650000", "640202", False),
    ],
)
def test_a_division_covers_itself_and_what_lies_in_it(above: str, below: str, answer: bool) -> None:
    assert identifiers.covers(above, below) is answer


def test_what_is_no_division_cannot_be_compared() -> None:
    with pytest.raises(ValueError, match="division"):
        identifiers.covers("640202", "DWK")
    with pytest.raises(ValueError, match="division"):
        identifiers.covers("DWK", "640202")


def test_a_detainees_number_says_house_day_and_sequence() -> None:
    assert identifiers.detainee_number("640200001202603030012") == DetaineeNumber("640200001", date(2026, 3, 3), 12)
    assert identifiers.detainee_number("640200001202613030012") is None
    assert identifiers.detainee_number("64020000120260303001") is None


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("石大检侦监〔2026〕12号", DocumentNumber("石大检", "侦监", 2026, "12")),
        ("七新检刑诉〔2024〕74号", DocumentNumber("七新检", "刑诉", 2024, "74")),
        ("京海检刑诉〔2024〕第0789号", DocumentNumber("京海检", "刑诉", 2024, "0789")),
        ("渝巴检刑诉〔2016〕Z585号", DocumentNumber("渝巴检", "刑诉", 2016, "Z585")),
    ],
)
def test_a_procuratorates_document_number_has_four_parts(text: str, parts: DocumentNumber) -> None:
    assert identifiers.procuratorate_document_number(text) == parts


@pytest.mark.parametrize(
    "text",
    [
        "石大检侦监[2026]12号",
        "石大检侦监（2026）12号",
        "石大检侦监〔1826〕12号",
        "石公大立字〔2026〕1号",
        "石大检侦监〔2026〕号",
    ],
)
def test_other_brackets_and_other_bodies_are_no_procuratorates_number(text: str) -> None:
    assert identifiers.procuratorate_document_number(text) is None


def test_a_department_case_number_has_ascii_brackets() -> None:
    assert identifiers.is_department_case_number("山东省院起诉受[2016]37000000031号")
    assert not identifiers.is_department_case_number("山东省院起诉受〔2016〕37000000031号")
    assert not identifiers.is_department_case_number("受[2016]37000000031号")
    assert not identifiers.is_department_case_number("山东省院起诉受[2016]3700000号")


@pytest.mark.parametrize(
    ("said", "compared"),
    [
        ("６４０２０２２００９０２２８００１３", "640202200902280013"),
        ("  11010519491231002x\u3000", "11010519491231002X"),
        ("石大检侦监〔2026〕12号", "石大检侦监〔2026〕12号"),
        ("ＲＸ－１", "RX-1"),
        ("abcx", "abcx"),
    ],
)
def test_a_number_is_compared_in_its_plain_form(said: str, compared: str) -> None:
    assert identifiers.normalised(said) == compared


def test_an_identity_number_is_compared_without_blanks_and_in_upper_case() -> None:
    assert identifiers.normalised_identity_number(" 110105 19491231 002x ") == "11010519491231002X"
