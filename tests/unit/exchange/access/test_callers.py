from datetime import date

import pytest

from exchange.access.callers import Agency, Directory, Supervision, agencies_by_rule, stem, supervisors
from zhenxie.wire.vocabulary import AgencyKind, Relation

DAWUKOU = "640202000000"
HUINONG = "640205000000"
PINGLUO = "640221000000"
SHIZUISHAN = "640200000000"
SPRING = date(2026, 3, 1)
SUMMER = date(2026, 7, 1)


def an_agency(code: str, name: str, kind: AgencyKind, division: str, parent: str | None = None) -> Agency:
    return Agency(code, name, kind, division, parent)


def a_directory(*supervisions: Supervision, without: tuple[str, ...] = ()) -> Directory:
    police, procuratorate = AgencyKind.POLICE, AgencyKind.PROCURATORATE
    agencies = [
        an_agency(SHIZUISHAN, "石嘴山市公安局", police, "640200"),
        an_agency(DAWUKOU, "大武口区公安分局", police, "640202", SHIZUISHAN),
        an_agency(HUINONG, "惠农区公安分局", police, "640205", SHIZUISHAN),
        an_agency(PINGLUO, "平罗县公安局", police, "640221", SHIZUISHAN),
        an_agency("640200", "石嘴山市人民检察院", procuratorate, "640200"),
        an_agency("640202", "大武口区人民检察院", procuratorate, "640202", "640200"),
        an_agency("640205", "惠农区人民检察院", procuratorate, "640205", "640200"),
        an_agency("640221", "平罗县人民检察院", procuratorate, "640221", "640200"),
        an_agency("screening", "侦查监督筛查", AgencyKind.PLATFORM, "640200"),
        an_agency("640202-court", "大武口区人民法院", AgencyKind.COURT, "640202"),
    ]
    return Directory({one.code: one for one in agencies if one.code not in without}, supervisions)


@pytest.mark.parametrize(
    ("code", "shortened"),
    [("640202", "640202"), ("640200", "6402"), ("640000", "64"), ("640202000000", "640202"), ("00", "00")],
)
def test_a_division_is_shortened_by_its_trailing_pairs_of_zeros(code, shortened):
    assert stem(code) == shortened


def test_without_a_stated_row_the_division_decides_who_supervises():
    found = supervisors(a_directory(), police=DAWUKOU, day=SPRING)

    assert found == {"640202", "640200"}


def test_the_city_police_is_supervised_by_the_city_alone():
    assert supervisors(a_directory(), police=SHIZUISHAN, day=SPRING) == {"640200"}


def test_a_neighbouring_district_supervises_nothing():
    assert "640205" not in supervisors(a_directory(), police=DAWUKOU, day=SPRING)


def test_nobody_supervises_an_agency_that_is_not_registered():
    assert supervisors(a_directory(), police="150100000000", day=SPRING) == set()


def test_a_stated_row_takes_the_place_of_the_division():
    directory = a_directory(Supervision(DAWUKOU, "640205", SPRING))

    assert supervisors(directory, police=DAWUKOU, day=SPRING) == {"640205", "640200"}


def test_a_stated_row_of_one_agency_says_nothing_about_another():
    directory = a_directory(Supervision(DAWUKOU, "640205", SPRING))

    assert supervisors(directory, police=PINGLUO, day=SPRING) == {"640221", "640200"}


@pytest.mark.parametrize(
    ("day", "supervising"),
    [
        (date(2026, 2, 28), "640202"),
        (date(2026, 3, 1), "640205"),
        (date(2026, 6, 30), "640205"),
        (date(2026, 7, 1), "640202"),
    ],
)
def test_a_stated_row_holds_from_its_first_day_until_the_day_before_its_end(day, supervising):
    directory = a_directory(Supervision(DAWUKOU, "640205", SPRING, SUMMER))

    assert supervisors(directory, police=DAWUKOU, day=day) == {supervising, "640200"}


def test_on_the_day_of_a_change_only_the_new_row_holds():
    directory = a_directory(Supervision(DAWUKOU, "640205", SPRING, SUMMER), Supervision(DAWUKOU, "640221", SUMMER))

    assert supervisors(directory, police=DAWUKOU, day=SUMMER) == {"640221", "640200"}


def test_two_rows_in_force_both_count():
    directory = a_directory(Supervision(DAWUKOU, "640205", SPRING), Supervision(DAWUKOU, "640221", SPRING))

    assert supervisors(directory, police=DAWUKOU, day=SPRING) == {"640205", "640221", "640200"}


def test_a_line_of_parents_that_closes_in_a_circle_ends():
    police = AgencyKind.POLICE
    agencies = [
        an_agency("a", "甲局", police, "640202", "b"),
        an_agency("b", "乙局", police, "640202", "c"),
        an_agency("c", "丙局", police, "640202", "a"),
    ]
    directory = Directory({one.code: one for one in agencies})

    assert directory.line_above("a") == ["b", "c"]
    assert directory.is_at_or_above("c", "a")
    assert not directory.is_at_or_above("d", "a")


def test_an_agency_that_is_its_own_parent_has_nobody_above_it():
    own = an_agency("a", "甲局", AgencyKind.POLICE, "640202", "a")

    assert Directory({"a": own}).line_above("a") == []


def test_a_parent_that_is_not_registered_still_stands_above():
    directory = a_directory(without=(SHIZUISHAN,))

    assert directory.line_above(DAWUKOU) == [SHIZUISHAN]


def test_a_case_is_seen_by_its_police_their_superiors_the_supervisors_and_the_platforms():
    found = agencies_by_rule(a_directory(), handling=DAWUKOU, day=SPRING)

    assert found == {
        DAWUKOU: Relation.HANDLING,
        SHIZUISHAN: Relation.HANDLING,
        "640202": Relation.SUPERVISING,
        "640200": Relation.SUPERVISING,
        "screening": Relation.OBSERVING,
    }


def test_a_superior_police_does_not_lend_its_sight_to_other_districts():
    found = agencies_by_rule(a_directory(), handling=SHIZUISHAN, day=SPRING)

    assert DAWUKOU not in found
    assert "640202" not in found
