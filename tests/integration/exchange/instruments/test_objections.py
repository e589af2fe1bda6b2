"""Objections over HTTP: within their periods, after them, decided by the office or above it, and one that wins."""

from typing import Any

from builders.events import message_id
from builders.instruments import CHIEF, UPPER_CHIEF, a_step
from exchange.instruments import overdue
from fixtures.agencies import CITY_PROCURATORATE, DAWUKOU_POLICE, DAWUKOU_PROCURATORATE
from fixtures.offices import NUMBER, Office


async def _objects(office: Office, instrument: str, objection: str) -> dict[str, Any]:
    body = {"message_id": message_id("objection"), "objection": objection, "text": "认定事实有误。"}
    return await office.say(DAWUKOU_POLICE, f"/v1/instruments/{instrument}/objection", body)


async def _ordered(office: Office) -> str:
    request = await office.issued("request_reason_filing", sequence=1, purpose="revenge")
    await office.signed(request)
    reply = {"message_id": message_id("reply"), "answer": "reason_statement", "text": "有犯罪事实需要追究。"}
    await office.say(DAWUKOU_POLICE, f"/v1/instruments/{request}/reply", reply)
    instrument = await office.issued("order_to_withdraw", sequence=2)
    await office.signed(instrument)
    return instrument


async def test_reconsidered_and_upheld_it_goes_to_the_upper_procuratorate_which_lifts_it(office: Office) -> None:
    instrument = await _ordered(office)

    office.on("2026-03-16")  # the fifth day is a Sunday: the last one is Monday
    asked = await _objects(office, instrument, "reconsideration")
    upheld = await office.step(instrument, "reconsider", CHIEF, text="原决定正确。", result="upheld")
    brought = await _objects(office, instrument, "review")
    review = a_step("review", UPPER_CHIEF, text="原通知不当。", result="revoked")
    ours = await office.tried(instrument, review | {"gh": CHIEF})
    lifted = await office.tried(instrument, review | {"message_id": message_id("above")}, CITY_PROCURATORATE)

    assert (asked["state"], asked["late"]) == ("reconsidering", False)
    assert (upheld["state"], upheld["late"]) == ("served", False)
    assert (brought["state"], brought["late"]) == ("reviewing", False)
    assert ours.status_code == 403
    assert lifted.json()["state"] == "withdrawn_by_issuer"


async def test_an_order_that_was_contested_does_not_fall_overdue_for_only_silence_does(
    office: Office,
) -> None:
    instrument = await _ordered(office)
    office.on("2026-03-12")
    await _objects(office, instrument, "reconsideration")
    await office.step(instrument, "reconsider", CHIEF, text="原决定正确。", result="upheld")

    office.on("2026-04-08")
    state = office.exchange.state
    said = await overdue.apply(state.database, state.scribe, state.clock)

    items = (await office.get(DAWUKOU_PROCURATORATE, f"/v1/cases/{NUMBER}/deadlines")).json()["items"]
    assert [one["state"] for one in items if one["period"] == "withdrawal"] == ["met"]
    assert said == 0


async def test_one_that_comes_too_late_is_recorded_and_marked_and_so_is_a_decision(office: Office) -> None:
    instrument = await _ordered(office)

    office.on("2026-03-17")
    asked = await _objects(office, instrument, "reconsideration")
    office.on("2026-03-25")
    decided = await office.step(instrument, "reconsider", CHIEF, text="原决定正确。", result="upheld")

    assert (asked["state"], asked["late"]) == ("reconsidering", True)
    assert decided["late"] is True
    whole = (await office.get(DAWUKOU_PROCURATORATE, f"/v1/instruments/{instrument}")).json()
    assert whole["history"][-2]["body"] == {"until": "2026-03-16", "decide_by": "2026-03-24", "late": True}


async def test_a_correction_notice_is_examined_again_and_revoked(office: Office) -> None:
    instrument = await office.issued()
    await office.signed(instrument)

    await _objects(office, instrument, "re_examination")
    same = await office.tried(instrument, a_step("re_examine", "10001", text="原通知有误。", result="revoked"))
    revoked = await office.step(instrument, "re_examine", CHIEF, text="原通知有误。", result="revoked")

    assert same.status_code == 403
    assert revoked["state"] == "withdrawn_by_issuer"
    ended = ["re_examination_requested", "re_examined", "withdrawn_by_issuer"]
    assert (await office.told(DAWUKOU_POLICE))[-3:] == [f"instrument.{one}" for one in ended]
    office.on("2026-04-08")
    items = (await office.get(DAWUKOU_PROCURATORATE, f"/v1/cases/{NUMBER}/deadlines")).json()["items"]
    assert [one["state"] for one in items if one["deadline"] == "D36"] == ["lapsed"]


async def test_an_instrument_that_knows_no_reconsideration_refuses_one(office: Office) -> None:
    instrument = await office.issued()
    await office.signed(instrument)

    body = {"message_id": message_id("objection"), "objection": "reconsideration", "text": "不服。"}
    answer = await office.post(DAWUKOU_POLICE, f"/v1/instruments/{instrument}/objection", body)

    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/instrument-step-out-of-order")
    assert "request_re_examination" in answer.json()["possible"]
