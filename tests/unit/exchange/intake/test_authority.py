import pytest

from exchange.access.callers import Agency, Directory
from exchange.intake import authority
from zhenxie.wire.events import EVENT_TYPES, event_class
from zhenxie.wire.vocabulary import AgencyKind, Relation

POLICE, PROCURATORATE = AgencyKind.POLICE, AgencyKind.PROCURATORATE
CITY, DAWUKOU, STATION = "640200000000", "640202000000", "640202510000"
DIRECTORY = Directory(
    {
        code: Agency(code, name, POLICE, code[:6], parent)
        for code, name, parent in (
            (CITY, "石嘴山市公安局", None),
            (DAWUKOU, "大武口区分局", CITY),
            (STATION, "朝阳派出所", DAWUKOU),
            ("640205000000", "惠农区分局", CITY),
        )
    }
)


@pytest.mark.parametrize(
    ("kind", "agency", "may"),
    [
        ("suspect.detained", POLICE, True),
        ("suspect.detained", PROCURATORATE, False),
        ("suspect.arrest_approved", PROCURATORATE, True),
        ("suspect.arrest_approved", POLICE, False),
        ("suspect.judged", AgencyKind.COURT, True),
        ("suspect.delivered_to_detention_center", AgencyKind.DETENTION_CENTER, True),
        ("case.referred", AgencyKind.ADMINISTRATIVE, True),
        ("case.filed", AgencyKind.PLATFORM, False),
    ],
)
def test_a_kind_sends_what_the_law_lets_it_do(kind, agency, may):
    assert authority.kind_may_send(event_class(kind), agency) is may


def test_nobody_sends_what_the_exchange_itself_says():
    for kind in ("case.shared", "message.expunged"):
        assert not any(authority.kind_may_send(event_class(kind), agency) for agency in AgencyKind)


def test_who_only_observes_reports_nothing_of_a_case():
    for kind in EVENT_TYPES:
        for agency in set(AgencyKind) - {AgencyKind.PLATFORM}:
            assert not authority.relation_allows(event_class(kind), agency, {Relation.OBSERVING}), kind


def test_one_relation_that_allows_is_enough():
    detained = event_class("suspect.detained")
    assert authority.relation_allows(detained, POLICE, {Relation.OBSERVING, Relation.HANDLING})
    assert not authority.relation_allows(detained, POLICE, {Relation.ADDRESSED})
    assert not authority.relation_allows(detained, POLICE, set())


@pytest.mark.parametrize(
    ("agency", "unit", "covers"),
    [
        (DAWUKOU, DAWUKOU, True),
        (DAWUKOU, STATION, True),
        (DAWUKOU, "640202990000", True),
        (CITY, STATION, True),
        (CITY, "640221990000", True),
        (DAWUKOU, CITY, False),
        (DAWUKOU, "640205000000", False),
        (DAWUKOU, "640205990000", False),
        (STATION, DAWUKOU, False),
        (STATION, "640202520000", False),
    ],
)
def test_an_agency_opens_cases_of_its_own_units_and_those_below(agency, unit, covers):
    assert authority.covers_unit(DIRECTORY, agency=agency, unit=unit) is covers


@pytest.mark.parametrize(
    ("caller", "unit", "handling"),
    [
        (CITY, STATION, STATION),
        (CITY, "640202510300", STATION),
        (CITY, "640202990000", DAWUKOU),
        (DAWUKOU, "640202990000", DAWUKOU),
        (CITY, "640221000000", CITY),
    ],
)
def test_a_case_is_handled_by_the_nearest_registered_agency(caller, unit, handling):
    assert authority.handling_agency(DIRECTORY, caller=caller, unit=unit) == handling
