"""What the addressee reads of an instrument, and to what a step is bound: the text, the case, the alert, another person."""

from builders.alerts import a_report, an_end
from builders.events import a_detention, a_notification, a_suspect, case_number, message_id
from builders.instruments import CHIEF, DRAFTER, UPPER_CHIEF, a_draft, a_step, fields_of
from fixtures.agencies import (
    CITY_POLICE,
    CITY_PROCURATORATE,
    DAWUKOU_POLICE,
    DAWUKOU_PROCURATORATE,
    HUINONG_POLICE,
    HUINONG_PROCURATORATE,
    SCREENING,
)
from fixtures.offices import NUMBER, Office

_PATH = "/v1/instruments"


async def test_the_addressee_reads_its_own_words_and_what_was_said_to_it_and_no_note_of_the_office(
    office: Office,
) -> None:
    instrument = await office.issued(reply_days=5)
    path = f"{_PATH}/{instrument}"
    await office.signed(instrument)
    office.on("2026-03-20")
    await office.exchange.state.calendar.turn(office.exchange.state)
    await office.step(instrument, "urge", text="请尽快回复。")
    reply = {"message_id": message_id("reply"), "answer": "correction_reply", "text": "正在核查。"}
    await office.say(DAWUKOU_POLICE, f"{path}/reply", reply)
    await office.step(instrument, "reject", text="据控告人所述，答复不实。")
    await office.step(instrument, "plan_follow_up", planned_on="2026-05-01", text="届时突击检查。")
    await office.step(instrument, "close", planned_on="2026-05-02")

    theirs = (await office.get(DAWUKOU_POLICE, path)).json()
    ours = (await office.get(DAWUKOU_PROCURATORATE, path)).json()
    screening = (await office.get(SCREENING, path)).json()

    assert {one["said"]: one["note"] for one in theirs["history"] if one["note"]} == {
        "urged": {"text": "请尽快回复。"},
        "replied": {"text": "正在核查。"},
    }
    assert "2026-05" not in str(theirs)
    assert "follow_up_planned" not in {one["said"] for one in theirs["history"]}
    assert (theirs["drafted_by"], theirs["follow_up_on"]) == (None, None)
    assert theirs["grounds"] == {"cases": {office.case_id: NUMBER}}
    assert (ours["drafted_by"], ours["follow_up_on"]) == (DRAFTER, "2026-05-02")
    assert {"rejected", "follow_up_planned"} <= {one["said"] for one in ours["history"] if one["note"]}
    assert (screening["follow_up_on"], screening["drafted_by"]) == ("2026-05-02", None)
    assert {one["note"] for one in screening["history"]} == {None}
    (listed,) = (await office.get(DAWUKOU_POLICE, _PATH)).json()["items"]
    assert (listed["drafted_by"], listed["follow_up_on"]) == (None, None)


async def test_a_class_of_cases_is_addressed_to_whom_every_one_of_them_concerns(office: Office) -> None:
    other = case_number(2, HUINONG_POLICE)
    await office.say(HUINONG_POLICE, "/v1/cases", a_notification(other, a_detention()))
    case_id = (await office.get(SCREENING, f"/v1/cases/{other}")).json()["case_id"]
    foreign = (await office.say(SCREENING, "/v1/alerts", a_report(case_id, other, fingerprint="cd" * 32)))["id"]
    body = a_draft("procuratorial_suggestion", alert_ids=(office.alert, foreign), gh=UPPER_CHIEF, management_gap=True)

    for step in ("start", "confirm"):
        said = {"message_id": message_id("review"), "step": step, "gh": "30001"}
        await office.say(HUINONG_PROCURATORATE, f"/v1/alerts/{foreign}/review", said)
    narrow = await office.post(CITY_PROCURATORATE, _PATH, body)
    wide = body | {"message_id": message_id("draft"), "addressee": CITY_POLICE, "despite": "情形普遍。"}
    taken = await office.post(CITY_PROCURATORATE, _PATH, wide)

    assert (narrow.status_code, narrow.json()["type"]) == (409, "/problems/not-addressed-to")
    assert taken.status_code == 201, taken.text


async def test_an_approval_is_bound_to_the_text_that_was_read(office: Office) -> None:
    instrument = (await office.draft())["id"]
    read = (await office.get(DAWUKOU_PROCURATORATE, f"{_PATH}/{instrument}")).json()["digests"]["body"]
    fields = fields_of("correction_notice") | {"opinion": "予以纠正，并追究责任。"}
    await office.step(instrument, "revise", fields=fields)

    unbound = {name: one for name, one in a_step("approve", CHIEF).items() if name != "digest"}
    without = await office.tried(instrument, unbound)
    stale = await office.tried(instrument, a_step("approve", CHIEF, digest=read))
    approved = await office.step(instrument, "approve", CHIEF)

    assert without.status_code == 422
    assert (stale.status_code, stale.json()["type"]) == (409, "/problems/instrument-changed")
    assert approved["state"] == "approved"
    items = (await office.get(DAWUKOU_PROCURATORATE, "/v1/changes?limit=1000&types=instrument.drafted")).json()["items"]
    assert [one["data"]["data"].get("revised") for one in items] == [None, True]


async def test_an_alert_that_was_withdrawn_since_the_draft_makes_no_instrument(office: Office) -> None:
    instrument = (await office.draft())["id"]
    await office.step(instrument, "approve", CHIEF)
    number = a_step("number", number="石大检纠违〔2026〕3号", date="2026-03-10")
    await office.say(DAWUKOU_PROCURATORATE, f"{_PATH}/{instrument}/steps", number)
    await office.say(SCREENING, f"/v1/alerts/{office.alert}/withdrawal", an_end())

    answer = await office.tried(instrument, a_step("issue"))
    proposed = (await office.get(DAWUKOU_PROCURATORATE, f"{_PATH}/proposals?alert_id={office.alert}")).json()

    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/alert-not-established")
    assert (proposed["established"], proposed["items"]) == (False, [])


async def test_a_draft_names_suspects_and_the_number_of_its_own_case(office: Office) -> None:
    other = case_number(2)
    await office.say(DAWUKOU_POLICE, "/v1/cases", a_notification(other, suspects=[a_suspect("S1")]))
    mine = a_draft(alert_ids=(office.alert,))
    fields = {**mine["fields"], "case": {"name": "李某某盗窃案", "number": other}}

    strange = await office.post(DAWUKOU_PROCURATORATE, _PATH, mine | {"suspect_refs": ["S1", "S77"]})
    elsewhere = await office.post(DAWUKOU_PROCURATORATE, _PATH, mine | {"fields": fields})
    instrument = (await office.draft())["id"]
    revised = await office.tried(instrument, a_step("revise", fields=fields))

    faults = [(one["pointer"], one["code"]) for answer in (strange, elsewhere) for one in answer.json()["errors"]]
    assert faults == [("/suspect_refs/1", "not-of-the-case"), ("/fields/case/number", "not-of-the-case")]
    assert revised.json()["errors"][0]["pointer"] == "/fields/case/number"


async def test_the_instruments_on_an_alert_are_listed_and_a_second_of_a_kind_is_named(office: Office) -> None:
    first = await office.draft()
    notice = await office.draft("investigation_supervision_notice")
    again = await office.draft()
    other = await office.established("cd" * 32)
    aside = await office.draft(alert_ids=(other,))
    given_up = await office.step(again["id"], "withdraw", text="重复。")
    third = await office.draft()

    assert (first["others"], notice["others"], aside["others"]) == ([], [], [])
    assert again["others"] == [first["id"]]
    assert (given_up["state"], third["others"]) == ("withdrawn_by_issuer", [first["id"]])
    listed = (await office.get(DAWUKOU_PROCURATORATE, f"{_PATH}?alert_id={other}")).json()["items"]
    assert [one["id"] for one in listed] == [aside["id"]]
    theirs = (await office.get(DAWUKOU_POLICE, f"{_PATH}?alert_id={other}")).json()["items"]
    assert theirs == []


async def test_nobody_answers_from_above_what_he_drafted_or_approved_below(office: Office) -> None:
    connection = await office.database.connect()
    try:
        for gh in (DRAFTER, CHIEF):
            await connection.execute(
                "insert into staff (agency, gh, roles, since, changed_at) values ($1, $2, $3, '2026-01-01', now())",
                *(CITY_PROCURATORATE, gh, ["chief"]),
            )
    finally:
        await connection.close()
    instrument = await office.issued(reply_days=5)
    await office.signed(instrument)
    office.on("2026-03-20")
    await office.exchange.state.calendar.turn(office.exchange.state)
    await office.step(instrument, "urge", text="请回复。")
    await office.step(instrument, "escalate", CHIEF, text="仍未回复。", ground="silence_after_urging")

    answers = [
        await office.tried(
            instrument, a_step("answer_from_above", gh, text="监督正确。", result="upheld"), CITY_PROCURATORATE
        )
        for gh in (DRAFTER, CHIEF, UPPER_CHIEF)
    ]

    assert [one.status_code for one in answers] == [409, 409, 201]
    assert {one.json()["type"] for one in answers[:2]} == {"/problems/duties-not-separate"}
