"""Answers that do not come: overdue by itself on the right legal day, once, also after nobody looked for days."""

import asyncio

import pytest

from builders.events import event, message_id
from builders.instruments import CHIEF, UPPER_CHIEF, a_step
from exchange.instruments import overdue
from fixtures.agencies import (
    CITY_POLICE,
    CITY_PROCURATORATE,
    DAWUKOU_POLICE,
    DAWUKOU_PROCURATORATE,
    HUINONG_POLICE,
)
from fixtures.offices import NUMBER, Office


async def _looked(office: Office) -> int:
    state = office.exchange.state
    return await overdue.apply(state.database, state.scribe, state.clock)


async def _changes(office: Office, kind: str) -> list[dict]:
    items = (await office.get(DAWUKOU_POLICE, "/v1/changes?limit=1000")).json()["items"]
    return [one for one in items if one["type"] == f"cn.zhenxie.{kind}.v1"]


async def test_it_falls_overdue_on_the_day_after_its_last_and_once_only(office: Office) -> None:
    instrument = await office.issued(reply_days=15)
    assert (await office.signed(instrument))["reply_due"] == "2026-03-25"

    office.on("2026-03-24", "23:59:59")
    assert await _looked(office) == 0
    office.on("2026-03-25", "23:59:59")
    assert await _looked(office) == 0
    office.on("2026-03-26", "00:00:00")
    assert sum(await asyncio.gather(_looked(office), _looked(office))) == 1
    assert await _looked(office) == 0
    office.on("2026-03-27")
    assert await _looked(office) == 0

    (told,) = await _changes(office, "instrument.overdue")
    assert told["data"]["data"]["reply_due"] == "2026-03-25"
    listed = (await office.get(DAWUKOU_POLICE, "/v1/instruments?overdue=true&state=overdue")).json()["items"]
    assert [(one["id"], one["overdue_on"]) for one in listed] == [(instrument, "2026-03-26")]
    assert (await office.get(DAWUKOU_POLICE, "/v1/instruments?overdue=false")).json()["items"] == []


async def test_after_days_in_which_nobody_looked_it_is_dated_as_if_somebody_had(office: Office) -> None:
    instrument = await office.issued()
    await office.signed(instrument)

    office.on("2026-04-08")
    await office.exchange.state.calendar.turn(office.exchange.state)

    (told,) = await _changes(office, "instrument.overdue")
    assert told["data"]["occurred"] == "2026-03-26"
    assert told["data"]["data"]["days_overdue"] == 1


async def test_an_answer_in_time_never_falls_overdue_and_a_late_one_is_recorded_as_late(office: Office) -> None:
    answered, late = await office.issued(sequence=1), await office.issued(sequence=2)
    for instrument in (answered, late):
        await office.signed(instrument)
    body = {"answer": "correction_reply", "adoption": "full"}
    path = "/v1/instruments/{}/reply"
    office.on("2026-03-25", "23:00:00")
    in_time = await office.say(DAWUKOU_POLICE, path.format(answered), body | {"message_id": message_id("reply")})
    office.on("2026-03-26")
    assert await _looked(office) == 1
    after = await office.say(DAWUKOU_POLICE, path.format(late), body | {"message_id": message_id("reply")})

    assert (in_time["late"], in_time["state"]) == (False, "replied")
    assert (after["late"], after["state"]) == (True, "replied")
    whole = (await office.get(DAWUKOU_POLICE, f"/v1/instruments/{late}")).json()
    assert (whole["overdue_on"], whole["state"]) == ("2026-03-26", "replied")


async def test_silence_is_urged_then_reported_to_the_upper_procuratorate_which_answers(office: Office) -> None:
    instrument = await office.issued()
    await office.signed(instrument)
    office.on("2026-03-26")
    await _looked(office)

    silence = {"text": "经督促仍未回复。", "ground": "silence_after_urging"}
    early = await office.tried(instrument, a_step("escalate", CHIEF, **silence))
    await office.step(instrument, "urge", text="请尽快书面回复。")
    ground = await office.tried(instrument, a_step("escalate", CHIEF, text="未回复。", ground="not_corrected"))
    escalated = await office.step(instrument, "escalate", CHIEF, **silence)
    answer = a_step("answer_from_above", UPPER_CHIEF, text="下级院监督正确。", result="upheld", notified=CITY_POLICE)
    unseen = await office.get(CITY_POLICE, f"/v1/instruments/{instrument}")
    stranger = answer | {"message_id": message_id("above"), "notified": HUINONG_POLICE}
    other = await office.tried(instrument, stranger, CITY_PROCURATORATE)
    ours = await office.tried(instrument, answer)
    theirs = await office.tried(instrument, answer | {"message_id": message_id("above")}, CITY_PROCURATORATE)

    assert [one.status_code for one in (early, ground)] == [409, 409]
    # The notice is about a boy's age, so custody beyond its time grounds nothing (RULE 619).
    assert early.json()["type"] == "/problems/instrument-step-out-of-order"
    assert ground.json()["type"] == "/problems/no-ground-to-escalate"
    assert ground.json()["grounds"] == [{"ground": "silence_after_urging", "law": "RULE 553", "must": True}]
    assert escalated["state"] == "escalated"
    assert (ours.status_code, ours.json()["type"]) == (403, "/problems/not-for-the-upper")
    assert (theirs.status_code, theirs.json()["state"]) == (201, "escalated")
    assert (other.status_code, other.json()["type"]) == (409, "/problems/not-addressed-to")
    notified = await office.get(CITY_POLICE, f"/v1/instruments/{instrument}")
    assert (unseen.status_code, notified.status_code) == (404, 200)
    assert await office.told(CITY_POLICE) == ["instrument.answered_from_above"]
    task = (await office.get(CITY_PROCURATORATE, f"/v1/instruments?upper={CITY_PROCURATORATE}")).json()["items"]
    assert [(one["id"], one["state"]) for one in task] == [(instrument, "escalated")]
    kinds = await office.told(DAWUKOU_POLICE)
    assert kinds[-3:] == ["instrument.urged", "instrument.escalated", "instrument.answered_from_above"]


async def test_receipt_that_is_refused_is_left_with_a_witness_and_starts_the_clock(office: Office) -> None:
    instrument = await office.issued()
    office.on("2026-03-11")

    left = await office.step(
        instrument, "leave_with_witness", text="拒绝签收。", witness="社区工作人员", served_on="2026-03-10"
    )
    whole = (await office.get(DAWUKOU_PROCURATORATE, f"/v1/instruments/{instrument}")).json()

    assert (left["state"], left["served_on"], left["reply_due"]) == ("served", "2026-03-10", "2026-03-25")
    assert whole["history"][-1]["note"] == {"text": "拒绝签收。", "witness": "社区工作人员"}
    assert whole["history"][-1]["body"]["refused"] is True
    before_issue = await office.tried(instrument, a_step("serve", served_on="2026-03-09"))
    assert before_issue.status_code in (409, 422)


async def test_what_was_done_is_not_overdue_for_want_of_a_letter_that_says_so(office: Office) -> None:
    request = await office.issued("request_reason_filing", sequence=1, purpose="revenge")
    await office.signed(request)
    office.on("2026-03-12")
    withdrawn = event("case.withdrawn", occurred="2026-03-12", ground="no_criminal_fact")
    await office.say(DAWUKOU_POLICE, f"/v1/cases/{NUMBER}/updates", withdrawn)

    office.on("2026-03-30")
    assert [await _looked(office), await _looked(office)] == [0, 0]

    assert await _changes(office, "instrument.overdue") == []
    whole = (await office.get(DAWUKOU_POLICE, f"/v1/instruments/{request}")).json()
    assert (whole["state"], whole["overdue_on"]) == ("served", None)


async def test_what_was_obeyed_awaits_nothing_whatever_is_written_later_and_holds_up_nobody(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(overdue, "_AT_ONCE", 1)
    obeyed = await office.issued("request_reason_filing", sequence=1, purpose="revenge")
    silent = await office.issued(sequence=2, reply_days=20)
    for instrument in (obeyed, silent):
        await office.signed(instrument)
    office.on("2026-03-12")
    withdrawn = event("case.withdrawn", occurred="2026-03-12", ground="no_criminal_fact")
    await office.say(DAWUKOU_POLICE, f"/v1/cases/{NUMBER}/updates", withdrawn)
    office.on("2026-03-18")
    assert await _looked(office) == 0
    letter = {"message_id": message_id("reply"), "answer": "filing_decision_copy"}
    replied = await office.say(DAWUKOU_POLICE, f"/v1/instruments/{obeyed}/reply", letter)

    office.on("2026-03-31")

    assert [await _looked(office), await _looked(office)] == [1, 0]
    assert replied["state"] == "replied"
    listed = (await office.get(DAWUKOU_POLICE, "/v1/instruments?overdue=true")).json()["items"]
    assert [one["id"] for one in listed] == [silent]


async def test_a_service_that_was_recorded_on_a_wrong_day_is_corrected_and_counted_anew(office: Office) -> None:
    instrument = await office.issued()
    office.on("2026-03-16")
    reason = {"text": "送达回证所载日期有误。"}
    unserved = await office.tried(instrument, a_step("correct_service", served_on="2026-03-16", **reason))
    early = await office.step(instrument, "serve", served_on="2026-03-10")
    office.on("2026-03-26")
    assert await _looked(office) == 1

    right = await office.step(instrument, "correct_service", served_on="2026-03-16", **reason)
    unbounded = [
        await office.tried(instrument, a_step("correct_service", served_on=day, **reason))
        for day in ("2026-03-09", "2026-03-27")
    ]
    assert await _looked(office) == 0
    office.on("2026-04-01")
    assert await _looked(office) == 1
    wrong = await office.step(instrument, "correct_service", served_on="2026-03-10", **reason)

    assert (unserved.status_code, [one.status_code for one in unbounded]) == (409, [422, 422])
    assert [early["reply_due"], right["reply_due"], wrong["reply_due"]] == ["2026-03-25", "2026-03-31", "2026-03-25"]
    assert [right["state"], wrong["state"]] == ["served", "overdue"]
    served = [one["data"]["data"] for one in await _changes(office, "instrument.served")]
    assert [(one["reply_due"], one.get("corrected")) for one in served] == [
        ("2026-03-25", None),
        ("2026-03-31", True),
        ("2026-03-25", True),
    ]
    overdue_by = [one["data"]["data"]["reply_due"] for one in await _changes(office, "instrument.overdue")]
    assert overdue_by == ["2026-03-25", "2026-03-31"]
    whole = (await office.get(DAWUKOU_POLICE, f"/v1/instruments/{instrument}")).json()
    assert (whole["overdue_on"], whole["served_on"]) == ("2026-03-26", "2026-03-10")
    items = (await office.get(DAWUKOU_PROCURATORATE, f"/v1/cases/{NUMBER}/deadlines")).json()["items"]
    assert [one["due"]["last"] for one in items if one["deadline"] == "D36"] == ["2026-03-25"]


async def test_a_receipt_that_is_recorded_after_the_judgement_shows_that_the_answer_was_late(office: Office) -> None:
    late, in_time = await office.issued(sequence=1), await office.issued(sequence=2)
    office.on("2026-03-26")
    for instrument in (late, in_time):
        body = {"message_id": message_id("reply"), "answer": "correction_reply", "adoption": "full"}
        assert (await office.say(DAWUKOU_POLICE, f"/v1/instruments/{instrument}/reply", body))["late"] is False
        await office.step(instrument, "adopt")

    by_office = await office.step(late, "serve", served_on="2026-03-10")
    receipt = {"message_id": message_id("receipt"), "served_on": "2026-03-11"}
    by_police = await office.say(DAWUKOU_POLICE, f"/v1/instruments/{in_time}/receipt", receipt)

    assert [(one["state"], one["reply_due"], one["late"]) for one in (by_office, by_police)] == [
        ("adopted", "2026-03-25", True),
        ("adopted", "2026-03-26", False),
    ]
    whole = (await office.get(DAWUKOU_PROCURATORATE, f"/v1/instruments/{late}")).json()
    assert whole["history"][-1]["body"]["late"] is True
