"""An instrument over HTTP from its draft to its closing, and who takes which step."""

from io import BytesIO
from zipfile import ZipFile

from builders.events import a_detention, a_notification, case_number, message_id
from builders.instruments import CHIEF, HEAD, OTHER, a_draft, a_number, a_step, fields_of
from exchange.instruments import printing
from fixtures.agencies import (
    CITY_POLICE,
    CITY_PROCURATORATE,
    COURT,
    DAWUKOU_POLICE,
    DAWUKOU_PROCURATORATE,
    HUINONG_POLICE,
    HUINONG_PROCURATORATE,
    SCREENING,
    TAX_OFFICE,
)
from fixtures.offices import NUMBER, Office


async def test_it_is_drafted_approved_numbered_issued_served_answered_adopted_and_closed(office: Office) -> None:
    drafted = await office.draft()
    path = f"/v1/instruments/{drafted['id']}"
    approved = await office.step(drafted["id"], "approve", CHIEF)
    numbered = await office.say(DAWUKOU_PROCURATORATE, f"{path}/steps", a_number())
    issued = await office.step(drafted["id"], "issue")
    served = await office.signed(drafted["id"])
    reply = {"message_id": message_id("reply"), "answer": "correction_reply", "adoption": "full", "text": "已整改。"}
    replied = await office.say(DAWUKOU_POLICE, f"{path}/reply", reply)
    adopted = await office.step(drafted["id"], "adopt")
    closed = await office.step(drafted["id"], "close")

    states = [one["state"] for one in (drafted, approved, numbered, issued, served, replied, adopted, closed)]
    assert states == ["drafted", "approved", "approved", "issued", "served", "replied", "adopted", "closed"]
    assert (issued["number"], issued["issued_on"]) == ("石大检纠违〔2026〕12号", "2026-03-10")
    assert set(issued["digests"]) == {"pdf", "docx"}
    assert (served["served_on"], served["reply_due"]) == ("2026-03-10", "2026-03-25")
    assert replied["late"] is False
    after_issue = ["issued", "served", "replied", "adopted", "closed", "follow_up_planned"]
    # When the office will look again is not for whom it looks at.
    assert await office.told(DAWUKOU_POLICE) == [f"instrument.{one}" for one in after_issue[:-1]]
    assert await office.told(SCREENING) == [f"instrument.{one}" for one in after_issue]
    before = ["drafted", "approved", "numbered"]
    assert await office.told(CITY_PROCURATORATE) == [f"instrument.{one}" for one in before + after_issue]
    assert await office.told(HUINONG_PROCURATORATE) == []


async def test_the_addressee_sees_nothing_before_the_issue_and_only_what_came_since(office: Office) -> None:
    drafted = await office.draft()
    path = f"/v1/instruments/{drafted['id']}"

    assert (await office.get(DAWUKOU_POLICE, path)).status_code == 404
    assert (await office.get(DAWUKOU_POLICE, "/v1/instruments")).json()["items"] == []
    early = {"message_id": message_id("receipt")}
    assert (await office.post(DAWUKOU_POLICE, f"{path}/receipt", early)).status_code == 404
    await office.step(drafted["id"], "send_back", CHIEF, text="事实部分请补充。")
    await office.step(drafted["id"], "approve", CHIEF)
    await office.say(DAWUKOU_PROCURATORATE, f"{path}/steps", a_number())
    await office.step(drafted["id"], "issue")

    whole = (await office.get(DAWUKOU_POLICE, path)).json()
    assert [one["said"] for one in whole["history"]] == ["issued"]
    assert whole["fields"] is not None
    ours = (await office.get(DAWUKOU_PROCURATORATE, path)).json()
    assert [one["said"] for one in ours["history"]] == ["drafted", "sent_back", "approved", "numbered", "issued"]
    assert ours["history"][1]["note"] == {"text": "事实部分请补充。"}
    screening = (await office.get(SCREENING, path)).json()
    assert (screening["fields"], screening["state"]) == (None, "issued")
    assert (await office.get(HUINONG_PROCURATORATE, path)).status_code == 404
    listed = (await office.get(DAWUKOU_POLICE, f"/v1/instruments?case_number={NUMBER}")).json()["items"]
    assert [one["id"] for one in listed] == [drafted["id"]]


async def test_whoever_drafts_does_not_approve_and_the_level_is_the_catalogues(office: Office) -> None:
    instrument = (await office.draft("investigation_supervision_notice"))["id"]
    grave = (await office.draft(gh=CHIEF))["id"]

    low = await office.tried(instrument, a_step("approve", OTHER))
    own = await office.tried(grave, a_step("approve", CHIEF))
    revised = await office.step(instrument, "revise", HEAD, fields=fields_of("investigation_supervision_notice"))
    writer = await office.tried(instrument, a_step("approve", HEAD))
    assistant = await office.post(
        DAWUKOU_PROCURATORATE, "/v1/instruments", a_draft(gh="10005", alert_ids=(office.alert,))
    )
    nobody = await office.tried(instrument, a_step("approve", "99999"))
    approved = await office.step(instrument, "approve", CHIEF)

    assert (low.status_code, low.json()["type"], low.json()["approved_by"]) == (
        403,
        "/problems/level-too-low",
        "approver",
    )
    assert (own.status_code, own.json()["type"]) == (409, "/problems/duties-not-separate")
    assert (revised["state"], writer.status_code) == ("drafted", 409)
    assert (assistant.status_code, assistant.json()["type"]) == (403, "/problems/role-missing")
    assert (nobody.status_code, nobody.json()["type"]) == (403, "/problems/operator-unknown")
    assert approved["state"] == "approved"


async def test_a_lead_that_was_not_established_makes_no_instrument(office: Office) -> None:
    answer = await office.post(DAWUKOU_PROCURATORATE, "/v1/instruments", a_draft(case_number=NUMBER))
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/ground-missing")

    foreign = await office.post(
        HUINONG_PROCURATORATE, "/v1/instruments", a_draft(gh="30001", alert_ids=(office.alert,))
    )
    assert (foreign.status_code, foreign.json()["type"]) == (404, "/problems/alert-not-found")


async def test_what_the_law_asks_before_it_is_met_or_answered_with_a_reason(office: Office) -> None:
    path = "/v1/instruments"
    closed = a_draft("request_reason_filing", alert_ids=(office.alert,), despite="有报复陷害线索。")
    order = a_draft("order_to_file", alert_ids=(office.alert,), despite="应当立案。")
    unmet = [await office.post(DAWUKOU_PROCURATORATE, path, one) for one in (closed, order)]
    silent = await office.post(DAWUKOU_PROCURATORATE, path, closed | {"purpose": "revenge", "despite": None})
    told = await office.say(DAWUKOU_PROCURATORATE, path, closed | {"purpose": "revenge"})

    assert [one.json()["type"] for one in unmet] == ["/problems/precondition-unmet"] * 2
    assert [(one["code"], one["law"]) for one in unmet[0].json()["unmet"]] == [("no_ground_of_rule_559", "RULE 559¶2")]
    assert (silent.status_code, silent.json()["type"]) == (409, "/problems/precondition-unknown")
    assert "not_filed" in {one["code"] for one in silent.json()["unknown"]}
    whole = (await office.get(DAWUKOU_PROCURATORATE, f"{path}/{told['id']}")).json()
    assert whole["history"][0]["note"] == {"despite": "有报复陷害线索。"}
    assert {one["code"] for one in whole["grounds"]["unknown"]} == {one["code"] for one in silent.json()["unknown"]}


async def test_an_alert_has_its_proposals_with_the_suggested_one_marked(office: Office) -> None:
    found = (await office.get(DAWUKOU_PROCURATORATE, f"/v1/instruments/proposals?alert_id={office.alert}")).json()

    assert (found["established"], found["suggested"]) == (True, "correction_notice")
    assert [one["kind"] for one in found["items"] if one["suggested"]] == ["correction_notice"]
    assert "order_to_file" not in {one["kind"] for one in found["items"]}
    foreign = await office.get(HUINONG_PROCURATORATE, f"/v1/instruments/proposals?alert_id={office.alert}")
    police = await office.get(DAWUKOU_POLICE, f"/v1/instruments/proposals?alert_id={office.alert}")
    assert (foreign.status_code, police.status_code) == (404, 404)


async def test_the_original_is_printed_again_byte_for_byte_and_a_draft_says_so(office: Office) -> None:
    draft = await office.draft()
    assert (await office.get(DAWUKOU_PROCURATORATE, f"/v1/instruments/{draft['id']}.pdf")).content[:5] == b"%PDF-"
    instrument = await office.issued()
    kept = (await office.get(DAWUKOU_POLICE, f"/v1/instruments/{instrument}")).json()["digests"]
    office.on("2026-04-20")

    for form in ("pdf", "docx"):
        made = await office.get(DAWUKOU_POLICE, f"/v1/instruments/{instrument}.{form}")
        assert (made.status_code, printing.digest(made.content)) == (200, kept[form])
    stub = await office.get(DAWUKOU_POLICE, f"/v1/instruments/{instrument}.pdf?counterpart=stub")
    ours = await office.get(DAWUKOU_PROCURATORATE, f"/v1/instruments/{instrument}.pdf?counterpart=stub")
    assert (stub.status_code, ours.status_code) == (403, 200)
    await office.step(instrument, "serve", served_on="2026-03-12")
    receipt = await office.get(DAWUKOU_PROCURATORATE, f"/v1/instruments/{instrument}.docx?counterpart=receipt")
    with ZipFile(BytesIO(receipt.content)) as opened:
        text = opened.read("word/document.xml").decode()
    assert all(said in text for said in ("工号10001", "2026年3月12日"))
    early = await office.get(DAWUKOU_POLICE, f"/v1/instruments/{draft['id']}.pdf")
    screening = await office.get(SCREENING, f"/v1/instruments/{instrument}.docx")
    assert (early.status_code, screening.status_code) == (404, 404)


async def test_a_step_out_of_its_order_is_refused_with_those_that_are_possible(office: Office) -> None:
    instrument = (await office.draft())["id"]

    answer = await office.tried(instrument, a_step("issue"))

    said = answer.json()
    assert (answer.status_code, said["type"]) == (409, "/problems/instrument-step-out-of-order")
    assert (said["state"], said["step"]) == ("drafted", "issue")
    assert said["possible"] == ["revise", "approve", "send_back", "withdraw"]


async def test_an_act_that_is_sent_again_is_answered_as_it_was(office: Office) -> None:
    body = a_draft(alert_ids=(office.alert,))
    first = await office.post(DAWUKOU_PROCURATORATE, "/v1/instruments", body)
    again = await office.post(DAWUKOU_PROCURATORATE, "/v1/instruments", body)
    other = await office.post(DAWUKOU_PROCURATORATE, "/v1/instruments", body | {"gh": OTHER})

    assert (first.status_code, again.status_code, other.status_code) == (201, 200, 409)
    assert again.json() == first.json()
    assert again.headers["Idempotent-Replay"] == "true"


async def test_reading_what_it_says_is_recorded_and_the_list_costs_nothing_when_nothing_changed(office: Office) -> None:
    instrument = await office.issued()
    listed = await office.get(DAWUKOU_POLICE, "/v1/instruments")
    unchanged = await office.get(DAWUKOU_POLICE, "/v1/instruments", **{"If-None-Match": listed.headers["etag"]})
    await office.get(DAWUKOU_POLICE, f"/v1/instruments/{instrument}")

    connection = await office.database.connect()
    try:
        rows = await connection.fetch("select agency, act, subject from audit_rows where act like 'instrument.%'")
    finally:
        await connection.close()
    assert unchanged.status_code == 304
    # Whoever approved it had read it too.
    assert [tuple(row) for row in rows] == [
        (one, "instrument.read", NUMBER) for one in (DAWUKOU_PROCURATORATE, DAWUKOU_POLICE)
    ]
    assert {one["drafted_by"] for one in listed.json()["items"]} == {None}


async def test_a_suggestion_on_a_class_of_cases_belongs_to_none_of_them(office: Office) -> None:
    other = case_number(2)
    await office.say(DAWUKOU_POLICE, "/v1/cases", a_notification(other, a_detention()))
    case_id = (await office.get(SCREENING, f"/v1/cases/{other}")).json()["case_id"]
    alerts = (office.alert, await office.established("cd" * 32, case=(case_id, other)))

    several = await office.post(DAWUKOU_PROCURATORATE, "/v1/instruments", a_draft(alert_ids=alerts))
    narrow = a_draft("procuratorial_suggestion", alert_ids=alerts)
    alone = await office.post(DAWUKOU_PROCURATORATE, "/v1/instruments", narrow)
    suggestion = await office.issued("procuratorial_suggestion", alert_ids=alerts, management_gap=True)
    due = (await office.signed(suggestion))["reply_due"]

    assert (several.status_code, several.json()["type"]) == (409, "/problems/several-cases")
    assert (alone.status_code, alone.json()["unmet"][0]["code"]) == (409, "not_widespread")
    # Two months from the receipt end on a Sunday (RULE 552; CPL 105).
    assert due == "2026-05-11"
    items = (await office.get(DAWUKOU_POLICE, "/v1/changes?limit=1000")).json()["items"]
    issued = next(one for one in items if one["type"] == "cn.zhenxie.instrument.issued.v1")
    assert "caseid" not in issued
    assert "case_numbers" not in issued["data"]["data"]
    grounds = (await office.get(DAWUKOU_POLICE, f"/v1/instruments/{suggestion}")).json()["grounds"]
    assert sorted(grounds["cases"].values()) == [NUMBER, other]
    assert "instrument.issued" in await office.told(SCREENING)
    (listed,) = (await office.get(DAWUKOU_POLICE, "/v1/instruments")).json()["items"]
    assert (listed["case_number"], listed["alert_ids"]) == (None, list(alerts))


async def test_a_document_is_addressed_to_whom_its_kind_and_its_case_allow(office: Office) -> None:
    path = "/v1/instruments"
    court = await office.post(
        DAWUKOU_PROCURATORATE, path, a_draft("order_to_file", alert_ids=(office.alert,), addressee=COURT)
    )
    stranger = await office.post(
        DAWUKOU_PROCURATORATE, path, a_draft(alert_ids=(office.alert,), addressee=HUINONG_POLICE)
    )
    unconcerned = await office.post(
        DAWUKOU_PROCURATORATE, path, a_draft("correction_notice", alert_ids=(office.alert,), addressee=COURT)
    )
    # An administrative agency need not take part in the case (CPL 177¶3, SUGG19 11).
    outside = a_draft("procuratorial_suggestion", alert_ids=(office.alert,), addressee=TAX_OFFICE, management_gap=True)
    suggested = await office.post(DAWUKOU_PROCURATORATE, path, outside)
    above = await office.draft(addressee=CITY_POLICE)

    refused = [one.json()["type"] for one in (court, stranger, unconcerned)]
    assert refused == ["/problems/not-addressed-to"] * 3
    assert (suggested.status_code, above["state"]) == (201, "drafted"), suggested.text


async def test_each_side_is_told_the_steps_that_are_its_own(office: Office) -> None:
    instrument = await office.issued()
    signed = await office.signed(instrument)

    ours = (await office.get(DAWUKOU_PROCURATORATE, f"/v1/instruments/{instrument}")).json()["possible"]
    (above,) = (await office.get(CITY_PROCURATORATE, "/v1/instruments")).json()["items"]

    assert signed["possible"] == ["reply", "request_re_examination"]
    assert ours == ["correct_service", "adopt", "adopt_partially", "reject", "withdraw"]
    assert above["possible"] == []


async def test_days_that_cannot_be_and_text_that_cannot_be_printed_are_refused(office: Office) -> None:
    path, base = "/v1/instruments", {"alert_ids": (office.alert,), "despite": "经核查。"}
    oral = a_draft("oral_correction", **base)
    notice = a_draft(**base)
    drafts = [
        oral | {"fields": oral["fields"] | {"told_on": "2026-03-12"}},
        *(
            notice | {"fields": notice["fields"] | {"opinion": f"请予{one}纠正。"}}
            for one in ("\x00", "\x1b", "\u202e")
        ),
    ]
    answers = [await office.post(DAWUKOU_PROCURATORATE, path, one) for one in drafts]
    tomorrow = oral | {"fields": oral["fields"] | {"told_on": "2026-03-11"}}
    taken = await office.post(DAWUKOU_PROCURATORATE, path, tomorrow)
    instrument = await office.issued()
    await office.signed(instrument)
    await office.step(instrument, "adopt")
    past = [await office.tried(instrument, a_step(one, planned_on="2026-03-09")) for one in ("plan_follow_up", "close")]
    planned = await office.tried(instrument, a_step("plan_follow_up", planned_on="2026-03-10"))

    assert [(one.status_code, one.json()["errors"][0]["code"]) for one in answers] == [
        (422, "too-large"),
        *((422, "control-character"),) * 3,
    ]
    assert [one.json()["errors"][0]["pointer"] for one in past] == ["/planned_on"] * 2
    assert (taken.status_code, planned.status_code) == (201, 201)
