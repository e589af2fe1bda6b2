"""One story of each kind of record, over HTTP: who opens it, what is done in it, who sees it, and what is refused."""

from datetime import timedelta
from typing import Any

from builders.events import case_number, event
from fixtures.agencies import (
    CITY_POLICE,
    CITY_PROCURATORATE,
    COURT,
    DAWUKOU_POLICE,
    DAWUKOU_PROCURATORATE,
    HUINONG_POLICE,
    HUINONG_PROCURATORATE,
    REGION_PROCURATORATE,
    SCREENING,
    TAX_OFFICE,
    client_of,
)
from fixtures.towns import HEAD, NUMBER, OFFICER, PROSECUTOR, SCREENER, Town
from zhenxie.client.connection import Means
from zhenxie.client.credentials import Secret
from zhenxie.client.exchange import ExchangeClient

OFFICE, POLICE = DAWUKOU_PROCURATORATE, DAWUKOU_POLICE
INTERVENTION: dict[str, Any] = {
    "case_number": NUMBER,
    "counterpart": OFFICE,
    "weight": ["major", "difficult"],
    "stage": "before_arrest_request",
    "trigger": "马晓东一案致人死亡，商请提前介入。",
}


def refused(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].removeprefix("/problems/")


async def test_the_police_ask_for_early_intervention_and_answer_its_opinions(town: Town) -> None:
    asked = await town.open(POLICE, "early_intervention", **INTERVENTION)
    assert (asked.status_code, asked.json()["state"]) == (201, "requested"), asked.text
    record = asked.json()["id"]
    assert refused(await town.add(POLICE, record, "accept")) == (403, "not-your-part")
    assert refused(await town.add(OFFICE, record, "opinion", about=["law"], text="尚未同意")) == (
        409,
        "act-out-of-order",
    )
    unfit = await town.add(OFFICE, record, "accept", gh=SCREENER)
    assert refused(unfit) == (403, "role-missing")
    assert refused(await town.add(OFFICE, record, "accept", gh="640202999")) == (403, "operator-unknown")

    assert (await town.add(OFFICE, record, "accept")).json()["state"] == "accepted"
    assert (await town.add(OFFICE, record, "send_prosecutors", prosecutors=[HEAD])).status_code == 201
    opinions = [
        (await town.add(OFFICE, record, "opinion", about=["evidence"], text=f"请补充调取{what}。")).json()["entry_id"]
        for what in ("监控录像", "伤情照片")
    ]
    for opinion, adoption in zip(opinions, ("full", "refused"), strict=True):
        answered = await town.add(POLICE, record, "respond", opinion_id=opinion, adoption=adoption, text="已办理")
        assert answered.status_code == 201, answered.text
    again = await town.add(POLICE, record, "respond", opinion_id=opinions[0], adoption="full")
    assert refused(again) == (409, "nothing-to-answer")
    assert (await town.add(OFFICE, record, "close")).json()["state"] == "closed"

    for reader in (POLICE, OFFICE, CITY_PROCURATORATE):
        whole = await town.one(reader, record)
        assert (whole["state"], whole["adopted"], whole["case_numbers"]) == ("closed", "partial", [NUMBER])
        assert whole["said"]["trigger"] == INTERVENTION["trigger"]
        assert [one["act"] for one in whole["entries"]][:3] == ["accept", "send_prosecutors", "opinion"]
        assert {"agency": OFFICE, "people": [HEAD]} in whole["organs"]
        assert await town.told(reader) == [
            *("cooperation.opened", "cooperation.answered", "cooperation.recorded", "cooperation.recorded"),
            *("cooperation.recorded", "cooperation.answered", "cooperation.answered", "cooperation.closed"),
        ]
    for stranger in (CITY_POLICE, HUINONG_POLICE, HUINONG_PROCURATORATE, REGION_PROCURATORATE, COURT, SCREENING):
        assert (await town.get(stranger, f"/v1/cooperation/{record}")).status_code == 404, stranger
        assert refused(await town.add(stranger, record, "close")) == (404, "cooperation-not-found"), stranger
        assert (await town.get(stranger, "/v1/cooperation")).json()["items"] == []
        assert await town.told(stranger) == [], stranger


async def test_an_offer_is_declined_with_a_reason_and_only_the_other_side_is_asked(town: Town) -> None:
    offer = INTERVENTION | {"counterpart": POLICE}
    for agency, counterpart, problem in (
        (OFFICE, HUINONG_POLICE, "not-the-other-side"),
        (OFFICE, OFFICE, "not-the-other-side"),
        (POLICE, HUINONG_PROCURATORATE, "not-the-other-side"),
        (HUINONG_PROCURATORATE, POLICE, "case-of-cooperation-not-found"),
    ):
        answer = await town.open(agency, "early_intervention", **offer | {"counterpart": counterpart})
        assert refused(answer)[1] == problem, answer.text

    offered = await town.open(OFFICE, "early_intervention", **offer)
    declined = await town.add(POLICE, offered.json()["id"], "decline", reason="案情简单，证据充分。")

    assert (offered.json()["state"], declined.json()["state"]) == ("offered", "declined")
    assert refused(await town.add(OFFICE, offered.json()["id"], "close")) == (409, "act-out-of-order")


async def test_the_same_message_is_the_same_record_and_another_body_a_conflict(town: Town) -> None:
    body = {"message_id": "open-1", "gh": OFFICER, "kind": "early_intervention", **INTERVENTION}

    first, same = [await town.post(POLICE, "/v1/cooperation", body) for _ in range(2)]
    other = await town.post(POLICE, "/v1/cooperation", body | {"stage": "after_filing"})

    assert (first.status_code, same.status_code, same.headers["Idempotent-Replay"]) == (201, 200, "true")
    assert same.json() == first.json()
    assert refused(other) == (409, "message-id-reused")
    report = event("suspect.released", suspect_ref="S1") | {"message_id": "open-1"}
    update = await town.post(POLICE, f"/v1/cases/{NUMBER}/updates", report)
    assert refused(update) == (409, "message-id-reused")
    assert len((await town.get(POLICE, "/v1/cooperation")).json()["items"]) == 1


async def test_a_consultation_that_was_held_offline_is_recorded_afterwards(town: Town) -> None:
    other = case_number(2)
    await town.open_case(other)
    said = {"case_numbers": [NUMBER, other], "question": "马晓东案与另案应否并案？", "held_on": "2026-08-14"}
    participants = [{"agency": POLICE, "people": [OFFICER]}]
    ahead = await town.open(OFFICE, "consultation", **said | {"held_on": "2026-08-15"}, participants=participants)
    assert refused(ahead) == (422, "not-yet-held")
    blind = await town.open(OFFICE, "consultation", **said, participants=[{"agency": HUINONG_POLICE}])
    assert refused(blind) == (409, "organ-without-the-case")
    headless = await town.open(POLICE, "consultation", **said, participants=[{"agency": POLICE}])
    assert refused(headless) == (409, "office-missing")
    alone = await town.open(OFFICE, "consultation", **said, participants=[{"agency": OFFICE}])
    assert refused(alone) == (422, "nobody-else")
    nobody = await town.open(OFFICE, "consultation", **said, participants=[{"agency": "640299"}])
    assert refused(nobody) == (422, "organ-unknown")

    opened = await town.open(OFFICE, "consultation", **said, participants=participants)
    assert opened.status_code == 201, opened.text
    record = opened.json()["id"]
    assert (await town.add(POLICE, record, "view", text="应当并案。", on="2026-08-13")).status_code == 201
    assert refused(await town.add(CITY_PROCURATORATE, record, "view", text="…")) == (403, "not-your-part")
    assert refused(await town.add(POLICE, record, "conclude", text="…")) == (403, "not-your-part")
    named = await town.add(OFFICE, record, "name_organ", organ={"agency": CITY_POLICE})
    assert named.status_code == 201, named.text
    assert (await town.add(OFFICE, record, "conclude", text="并案侦查。")).json()["state"] == "concluded"
    assert (await town.add(CITY_POLICE, record, "dissent", text="不宜并案。", gh="000001")).status_code == 201
    assert (await town.add(OFFICE, record, "close")).json()["state"] == "closed"

    whole = await town.one(CITY_POLICE, record)
    assert [one["act"] for one in whole["entries"]] == ["view", "name_organ", "conclude", "dissent", "close"]
    # Who is named later is told from then on.
    assert len(await town.told(CITY_POLICE)) == 4
    assert len(await town.told(POLICE)) == 6
    found = [
        (await town.get(OFFICE, "/v1/cooperation", **asked)).json()["items"]
        for asked in (
            *({"case_number": other}, {"case_number": case_number(99)}, {"kind": "joint_study"}),
            *({"state": "closed"}, {"state": "open"}),
        )
    ]
    assert [len(items) for items in found] == [1, 0, 0, 1, 0]


async def test_a_joint_study_ends_in_a_sheet_that_both_sides_read(town: Town) -> None:
    said = {"charges": ["袭警罪", "妨害公务罪"], "question": "如何区分？", "participants": [{"agency": POLICE}]}
    assert refused(await town.open(POLICE, "joint_study", **said)) == (403, "not-yours-to-open")
    study = (await town.open(OFFICE, "joint_study", **said)).json()["id"]
    sheet: dict[str, Any] = {
        "message_id": "sheet-1",
        "gh": PROSECUTOR,
        "since": "2026-09-01",
        "agreed_by": [POLICE],
        "elements": [{"element": "正在依法执行职务", "evidence": ["执法记录仪录音录像"]}],
        "distinctions": ["是否对人民警察人身直接实施暴力"],
        "study_id": study,
    }
    path = "/v1/evidence-standards/袭警罪,妨害公务罪"

    first = await town.post(OFFICE, path, sheet, "PUT")
    replay = await town.post(OFFICE, path, sheet, "PUT")
    same_day = await town.post(OFFICE, path, sheet | {"message_id": "sheet-2"}, "PUT")
    second = await town.post(OFFICE, path, sheet | {"message_id": "sheet-3", "since": "2026-09-02"}, "PUT")

    assert (first.status_code, replay.status_code, first.json()) == (201, 200, replay.json())
    assert refused(same_day) == (409, "since-not-later")
    for more, problem in (
        ({"agreed_by": [OFFICE, COURT]}, (409, "sheet-agreed-by-nobody")),
        ({"study_id": "01958e6c-7d2a-7b31-9c55-2f6a8e4d1c03"}, (404, "study-not-found")),
        ({"since": "2027-08-15"}, (422, "since-too-far-ahead")),
        ({"distinctions": ["参见马某案，电话 139-0952-0000"]}, (422, "invalid-body")),
    ):
        answer = await town.post(OFFICE, path, sheet | {"message_id": "sheet-9", "since": "2026-09-09"} | more, "PUT")
        assert refused(answer) == problem, answer.text
    assert (second.json()["version"], second.json()["charges"]) == (2, ["妨害公务罪", "袭警罪"])
    assert refused(await town.post(POLICE, path, sheet, "PUT")) == (403, "sheets-are-the-offices")
    versions = await town.get(POLICE, "/v1/evidence-standards/妨害公务罪,袭警罪")
    assert [(one["version"], one["since"]) for one in versions.json()["items"]] == [
        (2, "2026-09-02"),
        (1, "2026-09-01"),
    ]
    known = {"If-None-Match": versions.headers["etag"]}
    assert (await town.get(POLICE, path, known)).status_code == 304
    assert (await town.get(POLICE, "/v1/evidence-standards/盗窃罪")).status_code == 404
    for day, found in (("2026-08-31", []), ("2026-09-01", [1]), ("2026-09-02", [2])):
        items = (await town.get(POLICE, "/v1/evidence-standards", charge="袭警罪", on=day)).json()["items"]
        assert [one["version"] for one in items] == found
    assert await town.told(POLICE) == [
        "cooperation.opened",
        "cooperation.standard_agreed",
        "cooperation.standard_agreed",
    ]
    theft = sheet | {"message_id": "sheet-4", "since": "2026-01-01", "distinctions": []}
    assert (await town.post(OFFICE, "/v1/evidence-standards/盗窃罪", theft, "PUT")).status_code == 201
    of_case = await town.get(POLICE, "/v1/evidence-standards", case_number=NUMBER)
    assert [one["charges"] for one in of_case.json()["items"]] == [["盗窃罪"]]
    assert (await town.get(HUINONG_POLICE, "/v1/evidence-standards", case_number=NUMBER)).status_code == 404


async def test_a_joint_meeting_reads_a_pack_that_names_nobody_and_its_resolutions_fall_due(town: Town) -> None:
    numbers = [case_number(sequence) for sequence in (11, 12, 13)]
    for sequence, number in enumerate(numbers):
        await town.open_case(number)
        await town.establish(number, f"a{sequence}")
    said = {"quarter": "2026Q3", "agenda": "通报第三季度数据", "planned_on": "2026-08-20"}
    organs = [{"agency": POLICE, "people": [OFFICER]}, {"agency": COURT}]
    alone = await town.open(OFFICE, "joint_meeting", **said, participants=[{"agency": OFFICE}])
    assert refused(alone) == (422, "nobody-else")
    opened = await town.open(OFFICE, "joint_meeting", **said, participants=organs)
    assert opened.status_code == 201, opened.text
    record = opened.json()["id"]
    taken = {"message_id": "snapshot-1", "gh": PROSECUTOR, "quarter": "2026Q3"}
    snapshot = (await town.post(OFFICE, "/v1/statistics/snapshots", taken)).json()["id"]
    changes = (await town.get(COURT, "/v1/changes", limit=1000)).json()["items"]
    assert [one["data"]["data"]["due"] for one in changes if ".cooperation.opened" in one["type"]] == ["2026-08-20"]
    for unknown in ("01958e6c-7d2a-7b31-9c55-2f6a8e4d1c03", "00000000-0000-0000-0000-000000000000"):
        missing = await town.add(OFFICE, record, "attach_pack", quarter="2026Q3", snapshot_id=unknown)
        assert refused(missing) == (404, "snapshot-of-pack-not-found")

    pack = await town.add(OFFICE, record, "attach_pack", quarter="2026Q3", snapshot_id=snapshot)
    assert pack.status_code == 201, pack.text
    minutes = {"held_on": "2026-08-14", "attendees": [{"agency": COURT, "people": ["fy001"]}], "text": "会议纪要"}
    assert (await town.add(OFFICE, record, "minutes", **minutes)).json()["state"] == "held"
    resolve = {"owner": POLICE, "due": "2026-08-16", "text": "马晓东案同类问题开展专项整改。"}
    resolution = (await town.add(OFFICE, record, "resolve", **resolve)).json()["entry_id"]
    assert refused(await town.add(OFFICE, record, "close")) == (409, "still-owed")
    fulfil = {"resolution_id": resolution, "text": "整改完毕"}
    assert refused(await town.add(OFFICE, record, "fulfil", **fulfil)) == (403, "not-your-part")

    shown = await town.one(COURT, record)
    assert {"agency": COURT, "people": ["fy001"]} in shown["organs"]
    group = {"violation_code": "UA-03", "unit": POLICE, "violations": 3, "previous": None}
    assert shown["pack"] == {"quarter": "2026Q3", "snapshot_id": snapshot, "groups": [group]}
    assert [number for number in numbers if number in str(shown)] == []
    etags = []
    for overdue in (False, False, True):
        town.clock.advance(timedelta(days=1))
        listed = await town.get(POLICE, "/v1/cooperation")
        etags.append(listed.headers["etag"])
        for asked in (False, True):
            found = await town.get(POLICE, "/v1/cooperation", overdue=str(asked).lower())
            assert len(found.json()["items"]) == (asked is overdue)
        [item] = listed.json()["items"]
        assert (item["overdue"], item["resolutions"][0]["overdue"], item["due"]) == (overdue, overdue, "2026-08-16")
    assert len(set(etags)) == 3
    assert (await town.get(POLICE, "/v1/cooperation", {"If-None-Match": etags[-1]})).status_code == 304
    assert (await town.add(POLICE, record, "fulfil", **fulfil)).status_code == 201
    assert refused(await town.add(POLICE, record, "fulfil", **fulfil)) == (409, "nothing-to-answer")
    assert (await town.add(OFFICE, record, "close")).json()["state"] == "closed"
    page = (await town.get(POLICE, "/v1/cooperation", {"If-None-Match": etags[-1]})).json()
    assert page["items"][0]["resolutions"][0] == {
        "id": resolution,
        "owner": POLICE,
        "due": "2026-08-16",
        "fulfilled": "2026-08-17",
        "overdue": False,
    }
    assert (await town.get(POLICE, "/v1/cooperation", changed_after=page["next"])).json()["items"] == []


async def test_a_clue_goes_to_another_agency_or_to_a_body_outside_and_is_answered(town: Town) -> None:
    alert = await town.establish(NUMBER, "b1")
    said = {"clue": "administrative", "content": "涉嫌虚开发票线索。", "alert_ids": [alert]}
    both = await town.open(OFFICE, "clue_transfer", **said, to=TAX_OFFICE, outside_body="纪委监委")
    assert refused(both) == (422, "invalid-body")
    assert refused(await town.open(OFFICE, "clue_transfer", **said, to=OFFICE)) == (422, "nobody-else")
    assert refused(await town.open(HUINONG_PROCURATORATE, "clue_transfer", **said, to=TAX_OFFICE))[0] == 404

    sent = await town.open(OFFICE, "clue_transfer", **said, to=TAX_OFFICE, feedback_due="2026-08-15")
    outside = await town.open(
        OFFICE, "clue_transfer", **said | {"clue": "discipline"}, outside_body="石嘴山市监委", served_at="2026-08-14"
    )

    assert (sent.json()["state"], outside.json()["state"]) == ("sent", "received"), sent.text
    record = sent.json()["id"]
    assert refused(await town.add(OFFICE, record, "receive", served_at="2026-08-14")) == (403, "not-your-part")
    late = []
    for _ in range(2):
        town.clock.advance(timedelta(days=1))
        late.append((await town.one(OFFICE, record))["overdue"])
    assert late == [False, True]
    received = await town.add(TAX_OFFICE, record, "receive", served_at="2026-08-14", gh="sw01")
    assert received.json()["state"] == "received", received.text
    answered = await town.add(TAX_OFFICE, record, "feedback", result="handled", text="已立案查处", gh="sw01")
    assert answered.json()["state"] == "answered"
    shown = await town.one(TAX_OFFICE, record)
    # It sees the clue, and no case that was not shared with it.
    assert (shown["result"], shown["case_numbers"], shown["overdue"]) == ("handled", [], False)
    assert (await town.one(OFFICE, record))["case_numbers"] == [NUMBER]
    changes = (await town.get(TAX_OFFICE, "/v1/changes", limit=1000)).json()["items"]
    assert NUMBER not in str(changes)
    feedback = await town.add(OFFICE, outside.json()["id"], "feedback", result="accepted")
    assert feedback.json()["state"] == "answered"
    assert await town.told(POLICE) == []


async def test_a_class_case_review_is_approved_by_another_person_and_says_what_to_draft(town: Town) -> None:
    numbers = [NUMBER, case_number(21), case_number(22)]
    for number in numbers[1:]:
        await town.open_case(number)
    alerts = [await town.establish(number, f"c{index}") for index, number in enumerate(numbers)]
    groups = await town.get(OFFICE, "/v1/class-cases", quarter="2026Q3", threshold=3)
    [group] = groups.json()["items"]
    assert (group["violation_code"], group["unit"], group["violations"], group["previous"]) == ("UA-03", POLICE, 3, 0)
    assert (group["case_numbers"], sorted(group["alert_ids"])) == (sorted(numbers), sorted(alerts))
    known = {"If-None-Match": groups.headers["etag"]}
    assert (await town.get(OFFICE, "/v1/class-cases", known, quarter="2026Q3")).status_code == 304
    for reader, quarter, threshold in ((OFFICE, "2026Q3", 4), (OFFICE, "2026Q2", 1), (POLICE, "2026Q3", 1)):
        asked = {"quarter": quarter, "threshold": threshold}
        assert (await town.get(reader, "/v1/class-cases", **asked)).json()["items"] == [], reader
    review = {
        "violation_code": "UA-03",
        "unit": POLICE,
        "quarter": "2026Q3",
        "alert_ids": alerts,
        "proposal": "procuratorial_suggestion",
        "findings": {"pattern": "马晓东等案均未核实年龄。"},
    }
    assert refused(await town.open(OFFICE, "class_case_review", **review | {"unit": HUINONG_POLICE})) == (
        409,
        "not-the-unit",
    )

    other_quarter = await town.open(OFFICE, "class_case_review", **review | {"quarter": "2026Q2"})
    assert refused(other_quarter) == (409, "not-the-unit")
    # The same alert twice is one violation.
    few = review | {"alert_ids": [alerts[0], alerts[0], alerts[1]]}
    assert refused(await town.open(OFFICE, "class_case_review", **few)) == (409, "too-few-for-a-class")
    reasoned = await town.open(OFFICE, "class_case_review", **few, reason="占比上升")
    assert reasoned.status_code == 201, reasoned.text

    drafted = await town.open(OFFICE, "class_case_review", **review, gh=HEAD)
    record = drafted.json()["id"]
    assert refused(await town.add(OFFICE, record, "approve", gh=PROSECUTOR)) == (403, "role-missing")
    assert refused(await town.add(OFFICE, record, "approve", gh=HEAD)) == (409, "duties-not-separate")
    connection = await town.database.connect()
    await connection.execute("update staff set roles = '{approver}' where gh = $1", PROSECUTOR)
    await connection.close()
    assert (await town.add(OFFICE, record, "send_back", text="请补充成因")).json()["state"] == "sent_back"
    findings = {
        "pattern": "未核实年龄即采取强制措施。",
        "measures": ["建立年龄核查制度。"],
        "legal_basis": ["《公安机关办理刑事案件程序规定》第三百二十一条"],
    }
    assert (await town.add(OFFICE, record, "resubmit", gh=SCREENER, findings=findings)).json()["state"] == "drafted"
    # Another wrote it last; who wrote it first wrote it too.
    assert refused(await town.add(OFFICE, record, "approve", gh=HEAD)) == (409, "duties-not-separate")
    approved = await town.add(OFFICE, record, "approve")

    fields = {"kind": "procuratorial_suggestion"}
    proposed = {"addressee": POLICE, "alert_ids": alerts, "fields": fields}
    assert approved.json()["instrument"] == proposed, approved.text
    fields |= {"trigger": "2026年第3季度类案分析（UA-03，3件）", "problems": [findings["pattern"]]}
    fields |= {"measures": findings["measures"], "legal_basis": findings["legal_basis"]}
    assert (await town.one(OFFICE, record))["instrument"] == proposed
    assert (await town.get(POLICE, f"/v1/cooperation/{record}")).status_code == 404


async def test_nothing_that_was_written_stands_in_the_open(town: Town) -> None:
    record = (await town.open(POLICE, "early_intervention", **INTERVENTION)).json()["id"]
    await town.add(OFFICE, record, "accept", text="马晓东案同意介入")

    connection = await town.database.connect()
    try:
        stored = [
            str(dict(row))
            for table in ("cooperation_records", "cooperation_entries", "message_ids", "entries")
            for row in await connection.fetch(f"select t, t.* from {table} t")
        ]
    finally:
        await connection.close()

    hidden = ["马晓东", "马晓东".encode().hex(), repr("马晓东".encode())[2:-1]]
    assert [word for word in hidden for row in stored if word in row and "case.notified" not in row] == []


async def test_the_client_speaks_to_every_call(town: Town) -> None:
    def speaking_for(agency: str) -> ExchangeClient:
        given = client_of(agency)
        return ExchangeClient(
            "http://exchange.test",
            Secret(given.client_id, given.secret),
            means=Means(clock=town.clock, transport=town.exchange.transport),
        )

    acting = {"message_id": "client-1", "gh": OFFICER}
    sheet = {
        "since": "2026-01-01",
        "agreed_by": [POLICE],
        "elements": [{"element": "秘密窃取", "evidence": ["被害人陈述"]}],
    }
    async with speaking_for(POLICE) as police, speaking_for(OFFICE) as office:
        opened = await police.cooperation.open(acting | {"kind": "early_intervention", **INTERVENTION})
        acting |= {"gh": PROSECUTOR}
        accepted = await office.cooperation.add(opened["id"], acting | {"act": "accept"})
        taken = await office.cooperation.agree_standard("盗窃罪", sheet | acting | {"message_id": "client-2"})
        items = (await police.cooperation.page(kind="early_intervention"))["items"]
        whole = await police.cooperation.one(opened["id"])
        sheets = await police.cooperation.standards(case_number=NUMBER)
        versions = await police.cooperation.standard("盗窃罪")
        groups = await office.cooperation.class_cases("2026Q3", threshold=1)
        look_backs = await office.cooperation.look_backs(due_before="2027-01-01")

    assert (accepted["state"], whole["state"], len(items)) == ("accepted", "accepted", 1)
    assert (taken["version"], len(sheets), sheets) == (1, 1, versions)
    assert (groups, look_backs) == ([], {"items": [], "next": None})
