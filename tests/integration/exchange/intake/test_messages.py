"""Message ids, corrections, coverage, and what is told of each message to its sender."""

import json
from urllib.parse import quote

from builders.events import a_detention, a_notification, a_suspect, event, message_id
from fixtures.agencies import DAWUKOU_POLICE, DAWUKOU_PROCURATORATE, HUINONG_POLICE, SCREENING


def correction(target, action="retract", **more):
    said = {
        "message_id": message_id("correction"),
        "action": action,
        "target": target,
        "reason_code": "typing_error",
        "reason": "录入错误",
        "document": {"kind": "更正说明", "number": "石公更字1号", "date": "2026-03-05"},
    }
    return said | more


def measure_since(picture):
    return picture["suspects"][0]["measures"][0]["since"]


def test_other_content_under_a_known_id_is_a_conflict_with_both_digests(callers, send, number):
    send(DAWUKOU_POLICE, number, a_notification(number))
    said = a_detention()
    send(DAWUKOU_POLICE, number, said)

    answer = callers[DAWUKOU_POLICE].post(f"/v1/cases/{number}/updates", json=said | {"occurred": "2026-03-09"})

    body = answer.json()
    assert (answer.status_code, body["type"]) == (409, "/problems/message-id-reused")
    assert body["message_id"] == said["message_id"]
    assert len({body["recorded_digest"], body["received_digest"]}) == 2
    assert body["errors"] == [{"pointer": "", "code": "message-id-reused", "message": body["errors"][0]["message"]}]


def test_the_same_content_spelled_otherwise_is_the_same(callers, send, number):
    send(DAWUKOU_POLICE, number, a_notification(number))
    first = send(DAWUKOU_POLICE, number, {"events": [event("case.filed") | {"message_id": f"{number}-f"}]})
    spelled = (
        f'{{ "data":{{}}, "occurred":"2026-03-02T09:00:00+08:00",\n"message_id":"{number}-f","type":"case.filed"}}'
    )

    again = callers[DAWUKOU_POLICE].post(f"/v1/cases/{number}/updates", content=spelled.encode())

    assert again.status_code == 200
    assert again.json()["items"] == first["items"]


def test_an_id_is_bound_to_its_case_too_and_to_its_system(callers, send, number):
    said = a_detention()
    send(DAWUKOU_POLICE, number, said)
    elsewhere = callers[DAWUKOU_POLICE].post(f"/v1/cases/{number}-2/updates", json=said)
    assert elsewhere.status_code == 409
    assert send(DAWUKOU_POLICE, number, said | {"source_system": "jzpt"})["replay"] is False
    assert send(HUINONG_POLICE, number, said)["replay"] is False


def test_of_a_list_that_is_partly_known_only_the_rest_is_new(send, types, number):
    head, known, new = a_notification(number), a_detention(), event("case.filed")
    send(DAWUKOU_POLICE, number, head)
    first = send(DAWUKOU_POLICE, number, known)

    both = send(DAWUKOU_POLICE, number, {"events": [known, new, new]})

    assert both["replay"] is False
    assert both["items"][0] == first["items"][0]
    assert both["items"][1] == both["items"][2]
    assert types(DAWUKOU_POLICE, number) == ["case.notified", "suspect.detained", "case.filed"]
    assert send(DAWUKOU_POLICE, number, {"events": [known, new]})["replay"] is True


def test_a_list_with_one_bad_event_leaves_nothing_behind(callers, send, types, number):
    send(DAWUKOU_POLICE, number, a_notification(number))
    bad = a_detention() | {"occurred": "soon"}
    answer = callers[DAWUKOU_POLICE].post(f"/v1/cases/{number}/updates", json={"events": [event("case.filed"), bad]})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/events/1/occurred"
    assert types(DAWUKOU_POLICE, number) == ["case.notified"]


def test_a_refused_id_is_not_bound_and_its_message_is_kept_with_the_reason(callers, send, number):
    said = a_detention()
    bad = callers[DAWUKOU_POLICE].post(f"/v1/cases/{number}/updates", json=said | {"occurred": "soon"})
    assert bad.status_code == 422
    send(DAWUKOU_POLICE, number, said)

    answer = callers[DAWUKOU_POLICE].get(f"/v1/messages/{said['message_id']}").json()

    assert [one["outcome"] for one in answer["items"]] == ["accepted", "refused"]
    assert answer["items"][1]["problem"]["errors"] == bad.json()["errors"]
    assert answer["items"][1]["problem"]["type"] == "/problems/invalid-body"
    assert callers[HUINONG_POLICE].get(f"/v1/messages/{said['message_id']}").status_code == 404


def test_outcomes_are_read_by_cursor_and_each_sender_reads_its_own(callers, send, number):
    start = callers[DAWUKOU_POLICE].get("/v1/outcomes", params={"limit": 1000}).json()["next"]
    said = [a_detention() for _ in range(3)]
    for one in said:
        send(DAWUKOU_POLICE, number, one)
    send(HUINONG_POLICE, number, a_detention())
    callers[DAWUKOU_POLICE].post(f"/v1/cases/{number}/updates", json={"events": []})

    page, found = start, []
    while True:
        answer = callers[DAWUKOU_POLICE].get("/v1/outcomes", params={"after": page, "limit": 2}).json()
        found += answer["items"]
        if not answer["items"]:
            break
        page = answer["next"]

    assert [one["outcome"] for one in found] == ["accepted", "accepted", "accepted", "refused"]
    assert [one["message_id"] for one in found[:3]] == [one["message_id"] for one in said]


def test_an_amendment_changes_the_picture_and_both_stay_in_the_feed(send, types, picture, number):
    said = a_detention()
    send(DAWUKOU_POLICE, number, a_notification(number))
    send(DAWUKOU_POLICE, number, said)
    amended = said | {"message_id": message_id("amended"), "occurred": "2026-03-04"}

    body = correction({"message_id": said["message_id"]}, "amend", event=amended)
    answer = send(DAWUKOU_POLICE, number, body)

    assert answer["items"][0]["observations"] == []
    assert measure_since(picture(DAWUKOU_PROCURATORATE, number)) == "2026-03-04"
    assert types(DAWUKOU_PROCURATORATE, number) == ["case.notified", "suspect.detained", "message.corrected"]


def test_a_correction_before_its_target_is_remarked_and_counts_when_the_target_comes(send, picture, number):
    said = a_detention(document={"kind": "拘留证", "number": "石公拘字7号"})
    by_id = correction({"message_id": said["message_id"]})
    send(DAWUKOU_POLICE, number, a_notification(number))

    early = send(DAWUKOU_POLICE, number, by_id)
    send(DAWUKOU_POLICE, number, said)

    assert [one["code"] for one in early["items"][0]["observations"]] == ["correction-target-unknown"]
    assert picture(DAWUKOU_PROCURATORATE, number)["suspects"][0]["measures"] == []


def test_a_target_may_be_named_by_its_document_before_and_after_it_came(send, picture, number):
    target = {"type": "suspect.detained", "suspect_ref": "S1", "document_number": "石公拘字8号"}
    said = a_detention(document={"kind": "拘留证", "number": "石公拘字8号"})
    send(DAWUKOU_POLICE, number, a_notification(number))
    send(DAWUKOU_POLICE, number, said)
    known = send(DAWUKOU_POLICE, number, correction(target))
    assert known["items"][0]["observations"] == []
    assert picture(DAWUKOU_PROCURATORATE, number)["suspects"][0]["measures"] == []

    other = number + "-9"
    early = send(DAWUKOU_POLICE, other, correction(target))
    send(DAWUKOU_POLICE, other, said | {"message_id": message_id("again")})
    assert early["items"][0]["observations"][-1]["code"] == "correction-target-unknown"
    assert [one["measures"] for one in picture(DAWUKOU_POLICE, other)["suspects"]] in ([], [[]])


def test_nobody_corrects_what_another_said(send, picture, number):
    said = a_detention()
    send(DAWUKOU_POLICE, number, a_notification(number))
    send(DAWUKOU_POLICE, number, said)

    answer = send(DAWUKOU_PROCURATORATE, number, correction({"message_id": said["message_id"]}))

    assert [one["code"] for one in answer["items"][0]["observations"]] == ["correction-target-unknown"]
    assert len(picture(DAWUKOU_POLICE, number)["suspects"][0]["measures"]) == 1


def test_a_person_that_a_correction_names_takes_the_place_of_the_wrong_one(callers, send, number):
    body = a_notification(number, suspects=[a_suspect("S1", name="沙某甲", number="640202198001011238")])
    send(DAWUKOU_POLICE, number, body)
    amended = body["notified"] | {"message_id": message_id("amended")}
    amended["data"] = amended["data"] | {"suspects": [a_suspect("S1", name="马建国", number="640202197502030014")]}
    send(
        DAWUKOU_POLICE,
        number,
        correction({"message_id": body["notified"]["message_id"]}, "amend", event=amended),
    )

    params = {"reveal": "true"}
    headers = {"X-Purpose": quote("审查逮捕")}
    answer = callers[DAWUKOU_PROCURATORATE].get(f"/v1/cases/{number}/persons", params=params, headers=headers)
    assert "马建国" in answer.text
    assert "沙某甲" not in answer.text


def test_coverage_is_told_to_its_agency_and_the_operator_and_only_for_those_below(callers):
    said = event("agency.coverage_declared", types=[{"type": "suspect.detained", "complete_from": "2026-01-01"}])
    answer = callers[DAWUKOU_POLICE].post("/v1/coverage", json=said)
    assert answer.status_code == 201
    assert answer.json()["case_number"] is None

    for agency, sees in ((DAWUKOU_POLICE, True), (SCREENING, True), (DAWUKOU_PROCURATORATE, False)):
        page = callers[agency].get("/v1/changes", params={"types": "agency.coverage_declared", "limit": 1000}).json()
        ids = {one["data"]["message_id"] for one in page["items"]}
        assert (said["message_id"] in ids) is sees
    for_others = said | {"message_id": message_id("cover"), "data": said["data"] | {"for_agency": HUINONG_POLICE}}
    assert callers[DAWUKOU_POLICE].post("/v1/coverage", json=for_others).status_code == 403


def test_an_upload_under_an_id_of_its_senders_tells_its_outcomes_there_and_begins_once(callers, number):
    mine = "0199a000-0000-7000-8000-000000000001"
    line = json.dumps(a_notification(number)).encode()
    first = callers[DAWUKOU_POLICE].post("/v1/intake", params={"id": mine}, content=line)
    again = callers[DAWUKOU_POLICE].post("/v1/intake", params={"id": mine}, content=line)
    page = callers[DAWUKOU_POLICE].get(f"/v1/intake/{mine}/outcomes").json()
    stranger = callers[HUINONG_POLICE].get(f"/v1/intake/{mine}/outcomes")

    assert first.status_code == 200
    assert (again.status_code, again.json()["type"]) == (409, "/problems/upload-id-reused")
    assert [one["outcome"] for one in page["items"]] == ["accepted"]
    assert page["ended"] is True
    assert stranger.status_code == 404


async def test_of_one_refused_message_sent_for_ever_one_copy_is_kept(callers, number):
    body = event("case.filed") | {"mistake": 1}
    for _ in range(3):
        assert callers[DAWUKOU_POLICE].post(f"/v1/cases/{number}/updates", json=body).status_code == 422

    connection = await callers.exchange.database.connect()
    kept = await connection.fetch(
        "select sealed_body from message_outcomes where message_id = $1 order by number", body["message_id"]
    )
    await connection.close()

    assert [row["sealed_body"] is None for row in kept] == [False, True, True]
