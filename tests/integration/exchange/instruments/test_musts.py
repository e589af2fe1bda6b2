"""What the office must issue, as the exchange finds it in what the case holds: complaints, silence, decisions, objections."""

from typing import Any

from builders.alerts import a_report, an_end
from builders.events import event, message_id
from builders.instruments import CHIEF, a_draft, a_step
from fixtures.agencies import DAWUKOU_POLICE, DAWUKOU_PROCURATORATE, SCREENING
from fixtures.offices import NUMBER, Office

DRAFTS = "/v1/instruments"


async def _hears(office: Office, kind: str, occurred: str, agency: str = DAWUKOU_POLICE, **data: Any) -> None:
    said = event(kind, occurred=occurred, **data)
    await office.say(agency, f"/v1/cases/{NUMBER}/updates", said)


async def _complains(office: Office, complainant: str) -> str:
    lead = {
        "message_id": message_id("lead"),
        "gh": "10001",
        "case_number": NUMBER,
        "source": {"kind": "complaint", "received_on": "2026-03-09", "complainant": complainant},
        "finding": "控告人认为应当立案而不立案。",
        "articles": ["CPL 113"],
    }
    return str((await office.say(DAWUKOU_PROCURATORATE, "/v1/leads", lead))["alert_id"])


async def _proposed(office: Office, alert: str | None = None) -> dict[str, Any]:
    path = f"/v1/instruments/proposals?alert_id={alert or office.alert}"
    found: dict[str, Any] = (await office.get(DAWUKOU_PROCURATORATE, path)).json()
    return found


async def _musts(office: Office, alert: str | None = None) -> list[tuple[str, str]]:
    found = await _proposed(office, alert)
    return [(one["kind"], must["law"]) for one in found["items"] for must in one["musts"]]


async def test_a_refusal_of_which_the_victim_complains_must_be_explained(office: Office) -> None:
    await _hears(office, "case.filing_refused", "2026-03-06")
    family = await _complains(office, "family")
    before = await _musts(office, family)

    victim = await _complains(office, "victim")
    found = await _musts(office, victim)
    for step in ({"step": "start"}, {"step": "dismiss", "dismissal_reason": "lawful_exception"}):
        await office.say(
            DAWUKOU_PROCURATORATE,
            f"/v1/alerts/{victim}/review",
            {"message_id": message_id("review"), "gh": "10001", **step},
        )

    assert (before, found) == ([], [("request_reason_not_filing", "CPL 113")])
    assert await _musts(office, family) == []


async def test_a_decision_that_is_overdue_by_a_finding_must_be_explained_to_the_victim_who_complains(
    office: Office,
) -> None:
    await _hears(office, "case.received", "2026-03-02T09:00:00+08:00")
    found = a_report(office.case_id, NUMBER, fingerprint="cd" * 32, rule="M09-2", suspect_ref=None)
    overdue = str((await office.say(SCREENING, "/v1/alerts", found))["id"])

    before = await _musts(office, overdue)
    await _complains(office, "victim")

    assert before == []
    # Without the finding it is a silence, and may be a report that is missing.
    assert await _musts(office) == []
    assert await _musts(office, overdue) == [("request_reason_overdue", "RULE 562")]


async def test_no_reasons_are_asked_for_while_the_time_to_decide_runs_and_silence_needs_a_reason(
    office: Office,
) -> None:
    await _hears(office, "case.received", "2026-03-10T08:00:00+08:00")
    body = a_draft("request_reason_overdue", alert_ids=(office.alert,), despite="材料已经核对。")

    early = await office.post(DAWUKOU_PROCURATORATE, DRAFTS, body)
    office.on("2026-03-16")
    silent = await office.post(DAWUKOU_PROCURATORATE, DRAFTS, body | {"despite": None})

    assert [one["code"] for one in early.json()["unmet"]] == ["not_overdue"]
    assert silent.json()["type"] == "/problems/precondition-unknown"
    assert {"not_overdue", "nobody_complained"} <= {one["code"] for one in silent.json()["unknown"]}


async def test_silence_to_a_suggestion_on_a_case_is_ground_of_the_correction_that_must_follow(office: Office) -> None:
    on_the_case = {"alert_ids": (), "case_number": NUMBER}
    suggestion = await office.issued("release_or_change_suggestion", 31, **on_the_case)
    await office.signed(suggestion)
    early = await office.post(
        DAWUKOU_PROCURATORATE, DRAFTS, a_draft("correction_notice", case_number=NUMBER, despite="逾期未回复。")
    )
    office.on("2026-03-23")

    must = await _musts(office)
    correction = await office.issued("correction_notice", 32, **on_the_case)

    assert (early.status_code, early.json()["type"]) == (409, "/problems/precondition-unmet")
    assert must == [("correction_notice", "RULE 581")]
    whole = (await office.get(DAWUKOU_PROCURATORATE, f"{DRAFTS}/{correction}")).json()
    assert (whole["state"], whole["case_number"]) == ("issued", NUMBER)
    assert await _musts(office) == []


async def test_an_overdue_decision_that_is_not_explained_opens_the_correction_and_the_order(office: Office) -> None:
    asked = await office.issued("request_reason_overdue", 33)
    await office.signed(asked)
    office.on("2026-03-18")

    must = await _musts(office)
    order = await office.draft("order_to_file", alert_ids=(), case_number=NUMBER)
    correction = await office.draft("correction_notice", alert_ids=(), case_number=NUMBER)

    assert must == [("correction_notice", "RULE 562")]
    assert (order["state"], correction["state"]) == ("drafted", "drafted")


async def test_a_lead_that_was_closed_stays_a_ground_and_one_that_was_taken_back_offers_nothing(office: Office) -> None:
    review = {"message_id": message_id("review"), "step": "close", "gh": "10001"}
    await office.say(DAWUKOU_PROCURATORATE, f"/v1/alerts/{office.alert}/review", review)
    closed = await office.draft()
    kept = await _proposed(office)

    await office.say(SCREENING, f"/v1/alerts/{office.alert}/withdrawal", an_end())
    gone = await _proposed(office)
    refused = await office.post(DAWUKOU_PROCURATORATE, DRAFTS, a_draft(alert_ids=(office.alert,)))

    assert (closed["state"], kept["established"], kept["items"] != []) == ("drafted", True, True)
    assert (gone["established"], gone["items"]) == (False, [])
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/alert-not-established")


async def test_a_decision_on_an_objection_is_open_while_one_is_running(office: Office) -> None:
    notice = await office.issued()
    await office.signed(notice)
    result = a_draft("re_examination_result", case_number=NUMBER)

    without = await office.post(DAWUKOU_PROCURATORATE, DRAFTS, result)
    objection = {"message_id": message_id("object"), "objection": "re_examination", "text": "申请复查。"}
    await office.say(DAWUKOU_POLICE, f"{DRAFTS}/{notice}/objection", objection)
    running = await office.post(DAWUKOU_PROCURATORATE, DRAFTS, result | {"message_id": message_id("draft")})

    assert [one["code"] for one in without.json()["unknown"]] == ["no_objection"]
    assert running.status_code == 201, running.text


async def test_an_outline_goes_with_a_decision_that_was_reported_also_when_it_is_written_anew(office: Office) -> None:
    returned = a_draft("supplement_outline", case_number=NUMBER)
    unknown = await office.post(DAWUKOU_PROCURATORATE, DRAFTS, returned)
    await _hears(office, "case.returned", "2026-03-09", DAWUKOU_PROCURATORATE)
    drafted = await office.say(DAWUKOU_PROCURATORATE, DRAFTS, returned | {"message_id": message_id("draft")})

    refusal = returned["fields"] | {"ground": "arrest_refused"}
    await office.step(drafted["id"], "revise", fields=refusal)
    await office.step(drafted["id"], "approve", CHIEF)
    number = a_step("number", number="石大检补侦〔2026〕3号", date="2026-03-10", digest="sha256:" + "ab" * 32)
    await office.say(DAWUKOU_PROCURATORATE, f"{DRAFTS}/{drafted['id']}/steps", number)
    other = await office.tried(drafted["id"], a_step("issue"))

    assert [one["code"] for one in unknown.json()["unknown"]] == ["no_occasion"]
    assert (other.status_code, other.json()["type"]) == (409, "/problems/precondition-unknown")
