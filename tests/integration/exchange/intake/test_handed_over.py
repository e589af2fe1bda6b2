"""A case that goes to another police agency: both sides say so, its number follows, and the former handler reads no more."""

import json

from builders.events import a_notification, case_number, event
from fixtures.agencies import (
    DAWUKOU_POLICE,
    DAWUKOU_PROCURATORATE,
    HUINONG_POLICE,
    HUINONG_PROCURATORATE,
    PINGLUO_POLICE,
)


def its_own(number: str) -> str:
    """Return the number that 惠农 would give to a case, told apart by the sequence of another."""
    return case_number(int(number[-4:]), unit="640205000000", month="202604")


def handed_over(send, number):
    send(DAWUKOU_POLICE, number, a_notification(number))
    send(DAWUKOU_POLICE, number, event("case.transferred_out", receiving_agency=HUINONG_POLICE))


def received(number):
    return event("case.received", earlier_case_number=number)


def test_the_receiver_handles_the_case_under_a_number_of_its_own(send, types, picture, number):
    handed_over(send, number)

    send(HUINONG_POLICE, its_own(number), received(number))
    send(HUINONG_POLICE, its_own(number), event("suspect.detained", suspect_ref="S1"))

    assert picture(HUINONG_POLICE, number) == picture(HUINONG_POLICE, its_own(number))
    assert types(HUINONG_PROCURATORATE, number)[:2] == ["case.notified", "case.transferred_out"]
    assert "suspect.detained" in types(HUINONG_PROCURATORATE, its_own(number))


def test_who_handed_a_case_over_reads_it_up_to_there(send, types, number):
    handed_over(send, number)
    send(HUINONG_POLICE, its_own(number), received(number))

    send(HUINONG_POLICE, its_own(number), event("suspect.released", suspect_ref="S1"))

    for former in (DAWUKOU_POLICE, DAWUKOU_PROCURATORATE):
        assert types(former, number)[:2] == ["case.notified", "case.transferred_out"]
        assert "suspect.released" not in types(former, number)


def test_nobody_leads_anothers_number_into_a_case_of_his_own(send, types, picture, callers, number):
    other = its_own(number)
    send(DAWUKOU_POLICE, number, a_notification(number))
    transfer = event("case.transferred_out", receiving_agency=HUINONG_POLICE, new_case_number=other)
    send(DAWUKOU_POLICE, number, transfer)
    assert callers[DAWUKOU_POLICE].get(f"/v1/cases/{other}").status_code == 404

    send(HUINONG_POLICE, other, a_notification(other))

    assert types(HUINONG_POLICE, other) == ["case.notified"]
    assert types(DAWUKOU_POLICE, other) == []
    assert callers[DAWUKOU_POLICE].get(f"/v1/cases/{other}").status_code == 404


def test_an_earlier_number_gives_nothing_to_who_was_not_named(send, types, number):
    send(DAWUKOU_POLICE, number, a_notification(number))

    send(HUINONG_POLICE, its_own(number), received(number))

    assert types(HUINONG_POLICE, number) == []
    assert types(HUINONG_POLICE, its_own(number)) == ["case.received"]


def test_a_correction_under_another_case_is_refused(send, callers, number):
    detention = event("suspect.detained", suspect_ref="S1")
    send(DAWUKOU_POLICE, number, a_notification(number, detention))
    other = case_number(int(number[-4:]), month="202605")
    send(DAWUKOU_POLICE, other, a_notification(other))

    correction = {
        "message_id": f"{detention['message_id']}-retracted",
        "action": "retract",
        "target": {"message_id": detention["message_id"]},
        "reason_code": "typing_error",
        "document": {"kind": "情况说明", "date": "2026-03-05"},
    }
    answer = callers[DAWUKOU_POLICE].post(f"/v1/cases/{other}/corrections", json=correction)

    assert answer.status_code == 422
    assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == [("/target", "target-in-another-case")]


def test_a_unit_that_does_not_stand_below_the_sender_is_remarked_on(send, number):
    send(DAWUKOU_POLICE, number, a_notification(number))

    answer = send(DAWUKOU_POLICE, number, event("case.filed", source_unit_code=PINGLUO_POLICE))

    assert "unit-not-below" in [one["code"] for one in answer["items"][0]["observations"]]


def test_a_row_whose_message_id_is_taken_is_refused_and_holds_nobody_up(send, callers, number):
    taken = event("case.filed") | {"message_id": f"K{number}/filed/1"}
    send(DAWUKOU_POLICE, number, a_notification(number))
    send(DAWUKOU_POLICE, number, taken)
    row = {
        "profile": "police_pinyin",
        "source_key": f"K{number}",
        "source_version": 1,
        "row": {"ASJBH": number, "LARQ": "20260302"},
    }

    answer = callers[DAWUKOU_POLICE].post("/v1/intake", content=json.dumps({"snapshot": row}).encode())
    outcome, summary = [json.loads(line) for line in answer.text.splitlines()]

    assert outcome["outcome"] == "refused"
    assert outcome["problem"]["type"] == "/problems/message-id-reused"
    assert summary["summary"]["failed"] == []
