"""Provisional cases: opened by a report that came early, promoted by their own police, joined when a relation is stated."""

import json

from builders.events import a_detention, a_notification, case_number, event
from fixtures.agencies import (
    CITY_PROCURATORATE,
    COURT,
    DAWUKOU_POLICE,
    DAWUKOU_PROCURATORATE,
    DETENTION_CENTER,
    HUINONG_POLICE,
    HUINONG_PROCURATORATE,
    PINGLUO_POLICE,
    SCREENING,
)

DELIVERED = "suspect.delivered_to_detention_center"


def delivered(**more):
    return event(DELIVERED, suspect_ref="S1", **more)


def codes(answer, place=0):
    return [one["code"] for one in answer["items"][place]["observations"]]


def test_what_police_report_before_they_open_the_case_is_in_it_when_they_do(send, types, picture, number):
    early = send(DAWUKOU_POLICE, number, a_detention())
    assert codes(early) == ["provisional-case", "provisional-suspect"]
    assert picture(DAWUKOU_PROCURATORATE, number) is None

    send(DAWUKOU_POLICE, number, a_notification(number))

    assert types(DAWUKOU_PROCURATORATE, number)[:2] == ["suspect.detained", "case.notified"]
    [suspect] = picture(DAWUKOU_PROCURATORATE, number)["suspects"]
    assert suspect["in_custody"] is True


def test_a_report_of_a_supervisor_is_joined_the_moment_the_case_is_opened(send, types, picture, number):
    send(DAWUKOU_PROCURATORATE, number, event("suspect.arrest_approved", suspect_ref="S1"))
    assert types(DAWUKOU_POLICE, number) == []

    send(DAWUKOU_POLICE, number, a_notification(number))

    assert "suspect.arrest_approved" in types(DAWUKOU_POLICE, number)
    assert picture(DAWUKOU_POLICE, number) == picture(DAWUKOU_PROCURATORATE, number)


def test_a_stranger_is_joined_only_when_he_is_named(send, types, number):
    send(DAWUKOU_POLICE, number, a_notification(number))
    send(DETENTION_CENTER, number, delivered())
    assert types(DETENTION_CENTER, number) == [DELIVERED]
    assert DELIVERED not in types(DAWUKOU_POLICE, number)

    send(DAWUKOU_POLICE, number, a_detention(detention_center=DETENTION_CENTER))

    assert set(types(DETENTION_CENTER, number)) == {DELIVERED, "case.notified", "suspect.detained", "case.shared"}
    assert DELIVERED in types(DAWUKOU_POLICE, number)


def test_whom_a_joined_report_names_sees_the_case_too_and_his_own_report_is_joined(send, types, number):
    send(COURT, number, event("suspect.judged", suspect_ref="S1", outcome="convicted"))
    send(DAWUKOU_PROCURATORATE, number, event("suspect.prosecuted", suspect_ref="S1", court=COURT))

    send(DAWUKOU_POLICE, number, a_notification(number))

    assert {"case.notified", "suspect.prosecuted", "suspect.judged"} <= set(types(COURT, number))
    assert "suspect.judged" in types(DAWUKOU_POLICE, number)


def test_the_order_of_reports_changes_neither_the_picture_nor_who_sees_it(send, types, picture):
    def reports(number):
        return [
            (DAWUKOU_POLICE, a_notification(number)),
            (DAWUKOU_PROCURATORATE, event("suspect.prosecuted", suspect_ref="S1", court=COURT)),
            (COURT, event("suspect.judged", suspect_ref="S1", outcome="convicted", occurred="2026-06-01")),
            (DAWUKOU_POLICE, a_detention(detention_center=DETENTION_CENTER)),
            (DETENTION_CENTER, delivered()),
        ]

    seen = []
    for sequence, order in enumerate(([0, 1, 2, 3, 4], [4, 3, 2, 1, 0], [2, 4, 0, 1, 3], [1, 2, 3, 4, 0])):
        number = case_number(9900 + sequence)
        for place in order:
            agency, body = reports(number)[place]
            send(agency, number, body)
        everybody = (DAWUKOU_POLICE, DAWUKOU_PROCURATORATE, COURT, DETENTION_CENTER, SCREENING)
        told = [sorted(one for one in types(agency, number) if one != "case.shared") for agency in everybody]
        drawn = [json.dumps(picture(agency, number), sort_keys=True).replace(number, "") for agency in everybody]
        seen.append((told, drawn))
        assert len(set(drawn)) == 1
    for one in seen[1:]:
        assert one == seen[0]


def test_the_provisional_case_of_one_stranger_is_not_anothers(send, types, number):
    send(HUINONG_POLICE, number, a_detention())
    send(PINGLUO_POLICE, number, event("case.filed"))
    assert types(HUINONG_POLICE, number) == ["suspect.detained"]
    assert types(PINGLUO_POLICE, number) == ["case.filed"]
    assert types(HUINONG_PROCURATORATE, number) == types(SCREENING, number) == []


def test_a_newcomer_is_told_of_the_case_and_of_what_was_joined_into_it(callers, send, number):
    send(DAWUKOU_PROCURATORATE, number, event("suspect.arrest_approved", suspect_ref="S1"))
    send(DAWUKOU_POLICE, number, a_notification(number))
    before = callers[HUINONG_PROCURATORATE].get("/v1/changes").json()["next"]

    named = event("suspect.arrest_requested", suspect_ref="S1", procuratorate=HUINONG_PROCURATORATE)
    send(DAWUKOU_POLICE, number, named)

    page = callers[HUINONG_PROCURATORATE].get("/v1/changes", params={"after": before}).json()
    shared = [one for one in page["items"] if one["type"] == "cn.zhenxie.case.shared.v1"]
    assert len({one["caseid"] for one in shared}) == 2
    assert {one["data"]["data"]["reader"] for one in shared} == {HUINONG_PROCURATORATE}


def test_one_who_was_named_and_lost_sight_again_may_report_and_finds_what_he_said(callers, send, types, number):
    send(DETENTION_CENTER, number, delivered())
    send(DAWUKOU_POLICE, number, a_notification(number))
    send(DAWUKOU_POLICE, number, a_detention(detention_center=DETENTION_CENTER))
    params = {"case_number": number, "agency": DETENTION_CENTER}
    assert callers[SCREENING].delete("/v1/grants", params=params).status_code == 204
    send(DAWUKOU_POLICE, number, event("case.filed"))

    again = [send(DETENTION_CENTER, number, delivered()) for _ in range(2)]

    assert codes(again[0]) == ["provisional-case", "provisional-suspect"]
    assert codes(again[1]) == ["provisional-case"]
    assert types(DETENTION_CENTER, number).count(DELIVERED) == 3
    assert "case.filed" not in types(DETENTION_CENTER, number)


def test_whom_a_provisional_case_named_keeps_sight_when_supervision_changes(callers, send, types, number):
    send(DAWUKOU_POLICE, number, a_detention(detention_center=DETENTION_CENTER))
    send(DAWUKOU_POLICE, number, a_notification(number))
    said = {"procuratorate": HUINONG_PROCURATORATE, "since": "2026-01-01"}
    path = f"/v1/agencies/{DAWUKOU_POLICE}/supervises"
    row = callers[SCREENING].post(path, json=said).json()
    try:
        send(DAWUKOU_POLICE, number, event("case.filed"))
        assert "case.filed" in types(DETENTION_CENTER, number)
        assert "case.filed" in types(HUINONG_PROCURATORATE, number)
        assert "case.filed" in types(CITY_PROCURATORATE, number)
        assert "case.filed" not in types(DAWUKOU_PROCURATORATE, number)
    finally:
        assert callers[SCREENING].delete(f"{path}/{row['id']}").status_code == 200
