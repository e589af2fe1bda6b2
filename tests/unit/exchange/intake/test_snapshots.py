"""Rows of a platform become events: once, corrected by higher versions, whatever the order they come in."""

import itertools
from collections.abc import Iterable
from typing import Any

import pytest

from exchange.intake import snapshots
from exchange.intake.commands import Row
from exchange.intake.snapshots import Derived, Stated, UnusableRow
from zhenxie.wire import sealing
from zhenxie.wire.validation import parse_event

NUMBER = "A6402020000002026030001"
PROFILE = snapshots.load_profile("police_pinyin")
RECEIVED = {"ASJBH": NUMBER, "AJMC": "马某盗窃案", "SLSJ": "2026-03-01 09:30:00", "SLDW_GAJGJGDM": "640202500000"}
FILED = {**RECEIVED, "LARQ": "20260303", "LADW_GAJGJGDM": "640202000000"}
MA_CHAO = {"RYBH": "R6402-1", "XM": "马超", "GMSFHM": "640202198001011238", "XBDM": "1", "CSRQ": "1980-01-01"}


def a_row(version: int, columns: dict[str, Any], *retracted: str, key: str = "AJ-1") -> Row:
    return Row(
        source_system="jzpt",
        source_key=key,
        version=version,
        profile="police_pinyin",
        columns=columns,
        retracted=retracted,
    )


def derive(row: Row, stated: dict[str, Stated] | None = None) -> Derived:
    return snapshots.derive(row, PROFILE, stated or {})


def standing_after(rows: Iterable[Row]) -> dict[str, Any]:
    """The events that stand once all rows have come, by their type and suspect, without their ids."""
    stated: dict[str, Stated] = {}
    standing: dict[str, dict[str, Any]] = {}
    for row in rows:
        derived = derive(row, stated)
        stated = derived.stated
        standing |= {event["message_id"]: event for event in derived.events}
        for correction in derived.corrections:
            assert correction["target_message_id"] in standing
            if correction["action"] == "amend":
                standing[correction["target_message_id"]] = correction["event"]
            else:
                del standing[correction["target_message_id"]]
    return {
        f"{event['type']} {event.get('suspect_ref', '')}": {**event, "message_id": None} for event in standing.values()
    }


def test_a_row_leads_to_the_events_that_its_columns_state():
    derived = derive(a_row(1, {**FILED, "YSSCQSRQ": "2026/4/7", "CXAJRQ": None, "SFCXAJ_PDBZ": "0"}))

    told = {event["type"]: event["occurred"] for event in derived.events}
    assert told == {
        "case.notified": None,
        "case.received": "2026-03-01T09:30:00+08:00",
        "case.filed": "2026-03-03",
        "case.sent_for_prosecution": "2026-04-07",
    }
    assert derived.case_number == NUMBER
    assert derived.corrections == []


def test_every_derived_event_is_an_event_of_the_wire():
    columns = {**FILED, "AJLBDM": "020928", "JYAQ": "醉酒驾驶", "CXAJRQ": "20260501", "CXAJYYDM": "情节显著轻微"}
    derived = derive(a_row(1, {**columns, "XYR": [MA_CHAO], "BZ": "补录"}))

    events = {event["type"]: parse_event(event) for event in derived.events}

    assert events["case.withdrawn"].data.ground == "minor_not_crime"
    assert events["case.notified"].data.police_category_code == "020928"
    assert events["suspect.identified"].suspect_ref == "R6402-1"


def test_the_message_id_names_key_slot_and_version():
    derived = derive(a_row(7, FILED))

    assert {event["message_id"] for event in derived.events} == {"AJ-1/notified/7", "AJ-1/received/7", "AJ-1/filed/7"}


def test_the_same_row_again_adds_nothing():
    first = derive(a_row(1, FILED))

    again = derive(a_row(1, FILED), first.stated)

    assert (again.events, again.corrections) == ([], [])
    assert again.stated == first.stated


def test_a_changed_value_of_a_higher_version_amends_the_first_message():
    first = derive(a_row(1, FILED))
    second = derive(a_row(2, {**FILED, "LARQ": "20260304"}), first.stated)
    third = derive(a_row(3, {**FILED, "LARQ": "20260305"}), second.stated)

    for derived, version, day in ((second, 2, "2026-03-04"), (third, 3, "2026-03-05")):
        assert derived.events == []
        [correction] = derived.corrections
        assert correction["action"] == "amend"
        assert correction["target_message_id"] == "AJ-1/filed/1"
        assert correction["message_id"] == correction["event"]["message_id"] == f"AJ-1/filed/{version}"
        assert correction["event"]["occurred"] == day


def test_the_same_day_written_otherwise_is_no_change():
    first = derive(a_row(1, FILED))

    again = derive(a_row(2, {**FILED, "LARQ": "2026-03-03 00:00:00"}), first.stated)

    assert again.corrections == []


def test_null_and_blank_columns_are_not_stated():
    first = derive(a_row(1, FILED))

    empty = {**dict.fromkeys(FILED, None), "ASJBH": NUMBER, "LARQ": "  ", "XYR": []}
    again = derive(a_row(2, empty), first.stated)

    assert (again.events, again.corrections) == ([], [])


def test_what_one_version_leaves_out_stays_as_an_earlier_one_said_it():
    first = derive(a_row(1, {**FILED, "JYAQ": "夜间入户"}))

    [correction] = derive(a_row(2, {"ASJBH": NUMBER, "AJMC": "马超盗窃案"}), first.stated).corrections

    assert correction["event"]["data"]["case_name"] == "马超盗窃案"
    assert correction["event"]["data"]["brief_facts"] == "夜间入户"


def test_an_older_version_changes_nothing_that_a_newer_one_said():
    newer = derive(a_row(5, {**FILED, "LARQ": "20260305"}))

    older = derive(a_row(4, {**FILED, "LARQ": "20260303"}), newer.stated)

    assert (older.events, older.corrections) == ([], [])


def test_a_retracted_column_takes_its_event_back_and_a_later_value_tells_it_anew():
    first = derive(a_row(1, FILED))
    second = derive(a_row(2, {"ASJBH": NUMBER}, "LARQ"), first.stated)
    third = derive(a_row(3, {"ASJBH": NUMBER, "LARQ": "20260309"}), second.stated)

    assert second.corrections == [
        {"message_id": "AJ-1/filed/2", "target_message_id": "AJ-1/filed/1", "action": "retract"}
    ]
    [event] = third.events
    assert (event["message_id"], event["occurred"]) == ("AJ-1/filed/3", "2026-03-09")
    assert event["data"] == {"handling_unit": "640202000000"}


def test_a_retraction_that_overtakes_its_statement_wins():
    assert "case.filed " not in standing_after([a_row(2, {"ASJBH": NUMBER}, "LARQ"), a_row(1, FILED)])


HISTORY = (
    a_row(1, {**RECEIVED, "JYAQ": "夜间入户", "XYR": [MA_CHAO]}),
    a_row(2, {**FILED, "BZ": "补录", "XYR": [{**MA_CHAO, "CSRQ": "1980-01-02"}, {"RYBH": "R6402-2", "XM": "李强"}]}),
    a_row(3, {"ASJBH": NUMBER, "SFCXAJ_PDBZ": "1", "LARQ": "2026-03-04"}, "XYR.R6402-2", "JYAQ"),
    a_row(4, {**FILED, "LARQ": "2026-03-03", "SFCXAJ_PDBZ": "0", "CXAJRQ": None, "XYR": None}, "XYR.R6402-1.CSRQ"),
    a_row(5, {"ASJBH": NUMBER, "YSSCQSRQ": "20260407", "BZ": "已移送"}, "BZ2"),
)


@pytest.mark.parametrize(
    "order", list(itertools.permutations(HISTORY)), ids=lambda rows: "".join(str(one.version) for one in rows)
)
def test_every_order_of_versions_ends_in_the_same_events(order):
    standing = standing_after([*order, *order])

    assert standing == standing_after(HISTORY)
    assert standing["case.filed "]["occurred"] == "2026-03-03"
    assert "brief_facts" not in standing["case.notified "]["data"]
    assert "suspect.identified R6402-2" not in standing
    assert "birth_date" not in standing["suspect.identified R6402-1"]["data"]
    assert "case.withdrawn " not in standing


def test_a_no_of_a_newer_version_takes_a_withdrawal_back_but_a_date_beside_it_stands():
    withdrawn = derive(a_row(1, {"ASJBH": NUMBER, "SFCXAJ_PDBZ": "1", "CXAJRQ": "20260501"}))

    undone = derive(a_row(2, {"ASJBH": NUMBER, "SFCXAJ_PDBZ": "0"}), withdrawn.stated)
    both = derive(a_row(1, {"ASJBH": NUMBER, "SFCXAJ_PDBZ": "0", "CXAJRQ": "20260501"}))

    assert [one["action"] for one in undone.corrections] == ["retract"]
    assert [event["occurred"] for event in both.events if event["type"] == "case.withdrawn"] == ["2026-05-01"]


def test_a_withdrawal_without_a_day_says_that_the_day_was_not_recorded():
    derived = derive(a_row(1, {"ASJBH": NUMBER, "SFCXAJ_PDBZ": "是"}))

    [event] = [event for event in derived.events if event["type"] == "case.withdrawn"]
    assert (event["occurred"], event["occurred_unknown_reason"]) == (None, "not_recorded")


def test_unknown_columns_are_kept_sealed_and_remarked_once():
    derived = derive(a_row(1, {**RECEIVED, "BZ": "证人王芳", "KYBH": 12, "ZCJDDM": "02"}))

    [notified] = [event for event in derived.events if event["type"] == "case.notified"]
    public, sealed = sealing.part(parse_event(notified))
    assert notified["ext"] == {"BZ": "证人王芳", "KYBH": 12, "ZCJDDM": "02"}
    assert "王芳" not in str(public)
    assert "王芳" in str([one.content for one in sealed])
    assert [(one.pointer, one.code) for one in derived.observations] == [("/snapshot/row", "unknown-columns")]


def test_a_code_without_a_table_stays_raw():
    derived = derive(a_row(1, {**FILED, "CXAJRQ": "20260501", "CXAJYYDM": "7Z"}))

    [withdrawn] = [event for event in derived.events if event["type"] == "case.withdrawn"]
    assert withdrawn["data"]["ground"] == {"code": "7Z", "table": "withdrawal_reasons"}


def test_a_value_of_another_kind_says_nothing_but_is_kept_and_remarked():
    derived = derive(a_row(1, {**RECEIVED, "LARQ": "2026-02-30", "SLDW_GAJGJGDM": "大武口分局"}))

    told = {event["type"]: event for event in derived.events}
    assert "case.filed" not in told
    assert told["case.received"]["data"] == {}
    assert told["case.notified"]["ext"] == {
        "LARQ (unreadable)": "2026-02-30",
        "SLDW_GAJGJGDM (unreadable)": "大武口分局",
    }
    assert {(one.pointer, one.code) for one in derived.observations} == {
        ("/snapshot/row/LARQ", "unreadable-value"),
        ("/snapshot/row/SLDW_GAJGJGDM", "unreadable-value"),
    }


def test_full_width_digits_are_made_plain_and_remarked():
    derived = derive(
        a_row(1, {"ASJBH": "Ａ６４０２０２０００００２０２６０３０００１", "LARQ": "２０２６－０３－０３"})
    )

    assert derived.case_number == "A64020200000202603" + "0001"
    assert [event["occurred"] for event in derived.events if event["type"] == "case.filed"] == ["2026-03-03"]
    assert {(one.pointer, one.code) for one in derived.observations} == {
        ("/snapshot/row/ASJBH", "full-width-digits"),
        ("/snapshot/row/LARQ", "full-width-digits"),
    }


@pytest.mark.parametrize(
    ("columns", "pointer", "code"),
    [
        ({"AJMC": "无编号案"}, "/snapshot/row/ASJBH", "missing"),
        ({"ASJBH": "  "}, "/snapshot/row/ASJBH", "missing"),
        ({"ASJBH": "大武口一号案"}, "/snapshot/row/ASJBH", "not-a-case-number"),
        ({"ASJBH": 6402020000}, "/snapshot/row/ASJBH", "not-a-case-number"),
        ({"ASJBH": NUMBER, "XYR": "马超"}, "/snapshot/row/XYR", "not-a-list"),
        ({"ASJBH": NUMBER, "XYR": ["马超"]}, "/snapshot/row/XYR/0", "not-an-object"),
        ({"ASJBH": NUMBER, "XYR": [{"XM": "马超"}]}, "/snapshot/row/XYR/0/RYBH", "missing"),
        ({"ASJBH": NUMBER, "XYR": [{"RYBH": "640202198001011238"}]}, "/snapshot/row/XYR/0/RYBH", "not-a-reference"),
        ({"ASJBH": NUMBER, "XYR": [MA_CHAO, MA_CHAO]}, "/snapshot/row/XYR/1/RYBH", "suspect-listed-twice"),
    ],
)
def test_a_row_that_cannot_be_attributed_is_unusable(columns, pointer, code):
    with pytest.raises(UnusableRow) as caught:
        derive(a_row(1, columns))

    assert [(one.pointer, one.code) for one in caught.value.faults] == [(pointer, code)]


def test_a_row_keeps_its_case_number():
    first = derive(a_row(1, FILED))

    with pytest.raises(UnusableRow) as caught:
        derive(a_row(2, {**FILED, "ASJBH": "A6402020000002026030002"}), first.stated)

    assert [one.code for one in caught.value.faults] == ["case-number-changed"]


def test_one_version_says_one_thing():
    first = derive(a_row(1, FILED))

    with pytest.raises(UnusableRow) as caught:
        derive(a_row(1, {**FILED, "LARQ": "20260304"}), first.stated)

    assert [(one.pointer, one.code) for one in caught.value.faults] == [("/snapshot/source_version", "version-reused")]


def test_a_version_that_comes_in_two_pieces_leads_to_two_messages():
    first = derive(a_row(1, {"ASJBH": NUMBER, "LARQ": "20260303"}))

    [_, filed] = derive(a_row(1, FILED), first.stated).corrections

    assert filed["message_id"] == "AJ-1/filed/1.2"
    assert filed["target_message_id"] == "AJ-1/filed/1"


def test_a_key_too_long_for_a_message_id_is_digested_and_two_keys_stay_two():
    long = "x" * 120
    ids = {derive(a_row(1, FILED, key=key)).events[0]["message_id"] for key in (long, long + "y")}

    assert len(ids) == 2
    assert all(len(one) <= 128 for one in ids)


def test_what_is_remembered_comes_back_and_shows_nobody():
    stated = derive(a_row(1, {**FILED, "XYR": [MA_CHAO]})).stated

    stored = snapshots.remembered(stated, lambda plain: plain[::-1])

    assert snapshots.recalled(stored, lambda sealed: sealed[::-1]) == stated
    assert "马超" not in str(stored)
    assert "马超" not in repr(stated)
    assert snapshots.recalled({}, bytes) == {}
