import pytest

from builders.telling import told
from exchange.cases.persons import Known, gathered, masked, may_be_child, may_speak_of_child
from zhenxie.record.fold import fold


def a_case(acts=None, birth_date=None, filed="2026-03-01"):
    said = {"suspect_ref": "S1"}
    if acts:
        said["acts"] = acts
    if birth_date:
        said["birth_date"] = birth_date
    return fold([told("case.notified", filed, suspects=[said])])


def a_person(role="person", ref="S1", number=None):
    return Known(role, ref, None, {"name": "马小军"} | ({"identity_number": number} if number else {}))


@pytest.mark.parametrize(
    ("birth_date", "act", "hidden"),
    [
        ("2008-02-20", "2026-02-19", True),
        # 周岁 is reached on the day after the birthday.
        ("2008-02-20", "2026-02-20", True),
        ("2008-02-20", "2026-02-21", False),
        ("2008-02-29", "2026-02-28", True),
        ("2008-02-29", "2026-03-02", False),
        ("1980-01-01", "2026-02-20", False),
    ],
)
def test_who_was_under_18_at_the_act_is_hidden(birth_date, act, hidden):
    assert may_be_child(a_person(), a_case([{"from": act}], birth_date)) is hidden


def test_of_several_acts_the_first_decides():
    acts = [{"from": "2026-02-20"}, {"from": "2024-02-20"}]

    assert may_be_child(a_person(), a_case(acts, "2007-01-01"))


def test_an_act_without_a_date_may_lie_a_year_before_the_case():
    assert may_be_child(a_person(), a_case(birth_date="2007-06-01"))
    assert not may_be_child(a_person(), a_case(birth_date="2006-06-01"))


def test_who_has_no_birth_date_is_hidden_unless_the_number_shows_an_adult():
    assert may_be_child(a_person(), a_case())
    assert may_be_child(a_person(number="640202201105010023"), a_case())
    assert may_be_child(a_person(number="640202201199990023"), a_case())
    assert not may_be_child(a_person(number="640202198001011238"), a_case())


def test_a_guardian_is_hidden_with_the_child():
    guardian = a_person(role="guardian", number="640202198001011238")

    assert may_be_child(guardian, a_case([{"from": "2026-02-20"}], "2012-01-01"))


def test_a_guardian_is_shown_with_a_suspect_who_was_no_child():
    guardian = a_person(role="guardian", number="640202198001011238")

    assert not may_be_child(guardian, a_case([{"from": "2026-02-20"}], "1999-01-01"))


def test_where_the_stated_birth_date_and_the_number_differ_the_younger_counts():
    act = [{"from": "2026-02-20"}]

    assert may_be_child(a_person(number="640202201105010023"), a_case(act, "1990-01-01"))
    assert may_be_child(a_person(number="640202198001011238"), a_case(act, "2011-05-01"))
    assert not may_be_child(a_person(number="640202198001011238"), a_case(act, "1990-01-01"))


def test_a_guardian_is_hidden_with_a_suspect_whose_number_tells_a_child():
    guardian, child = a_person(role="guardian"), a_person(number="640202201105010023")

    assert may_be_child(guardian, a_case([{"from": "2026-02-20"}], "1990-01-01"), [guardian, child])


def test_free_text_may_speak_of_a_child_unless_every_person_is_known_to_be_adult():
    adult, picture = a_person(number="640202198001011238"), a_case([{"from": "2026-02-20"}])
    other = fold([told("case.notified", "2026-03-01", suspects=[{"suspect_ref": "S1"}, {"suspect_ref": "S2"}])])

    assert may_speak_of_child([], picture)
    assert may_speak_of_child([a_person()], picture)
    assert not may_speak_of_child([adult], picture)
    # Of S2 nothing is known but that he is there.
    assert may_speak_of_child([adult], other)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("宁夏回族自治区石嘴山市大武口区朝阳西街12号", "宁夏回族自治区石嘴山市大武口区***"),
        ("宁夏石嘴山市平罗县城关镇小兴墩村", "宁夏石嘴山市平罗县***"),
        ("北京市朝阳区建国路1号", "北京市朝阳区***"),
        ("朝阳西街12号", "***"),
    ],
)
def test_an_address_is_shown_down_to_the_district(address, shown):
    assert masked({"address": address}) == {"address": shown}


def test_a_mask_keeps_no_more_than_it_must():
    shown = masked(
        {
            "name": "欧阳小军",
            "former_names": ["马小小"],
            "identity_number": "640202201105010023",
            "phone": "13995421876",
            "occupation": "石嘴山市第三中学学生",
        }
    )

    assert shown == {
        "name": "欧某某",
        "former_names": ["马某某"],
        "identity_number": "640202********0023",
        "phone": "139****1876",
    }
    assert masked({"identity_number": "E1234567", "phone": "2012345"}) == {
        "identity_number": "********",
        "phone": "****",
    }


def test_parts_of_one_suspect_are_one_person_and_the_later_word_stands():
    found = gathered(
        [
            ("person", "S1", None, {"name": "马小君", "phone": "1"}),
            ("person", "S1", "k", {"name": "马小军"}),
            ("guardian", "S1", None, {"name": "马大军"}),
            ("complainant", None, None, {"name": "丁建国"}),
            ("complainant", None, None, {"name": "丁建国"}),
            ("complainant", None, None, {"name": "白雪梅"}),
        ]
    )

    assert [(one.role, one.person_key, one.content) for one in found] == [
        ("person", "k", {"name": "马小军", "phone": "1"}),
        ("guardian", None, {"name": "马大军"}),
        ("complainant", None, {"name": "丁建国"}),
        ("complainant", None, {"name": "白雪梅"}),
    ]
