from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from icalendar import Calendar

from builders.events import a_detention, a_notification, case_number, event
from exchange.feed import operations as feed
from exchange.feed.commands import Draft
from exchange.feed.operations import Means
from zhenxie.wire import json
from zhenxie.wire.vocabulary import Audience

POLICE, OTHER_POLICE, OPERATOR = "640202000000", "640221000000", "operator"
PROCURATORATE, OTHER_PROCURATORATE = "640202", "640221"
NUMBER = case_number(1)
PATH = f"/v1/cases/{NUMBER}/deadlines"
# The clock of these tests stands on Wednesday, 4 March 2026.


@pytest.fixture
async def a_case(exchange):
    await exchange.send("/v1/cases", a_notification(NUMBER, event("case.filed", occurred="2026-03-01"), a_detention()))
    return exchange


def by_key(found: Any, suspect: str | None = None) -> dict[str, Any]:
    """Return the deadlines by number and period."""
    items = [one for one in found["items"] if suspect in (None, one["suspect_ref"])]
    keyed = {f"{one['deadline']}.{one['period']}": one for one in items}
    assert len(keyed) == len(items)
    return keyed


async def test_what_is_due_when_by_which_article_and_since_which_entry(a_case):
    found = await a_case.read(PATH)

    request = by_key(found)["D08.request"]
    timeline = (await a_case.read(f"/v1/cases/{NUMBER}/timeline"))["items"]
    detained = next(one for one in timeline if one["type"] == "cn.zhenxie.suspect.detained.v1")
    assert (found["case_number"], found["on"], found["complete"], found["known_at"]) == (
        *(NUMBER, "2026-03-04", True),
        "1.3",
    )
    assert request["start_entry"]["event_id"] == detained["id"]
    assert request["start_entry"]["position"] == detained["position"]
    assert request["due"] == {
        "first": "2026-03-06",
        "last": "2026-03-06",
        "first_moment": None,
        "last_moment": None,
        "provisional": False,
    }
    assert (request["state"], request["suspect_ref"], request["who"], request["owed_by"]) == (
        *("running", "S1", "police"),
        POLICE,
    )
    assert request["articles"][0] == {"id": "CPL 91", "chinese": "《刑事诉讼法》第九十一条"}
    assert "至2026-03-06届满" in request["explanation"][0]["chinese"]
    assert found["counts"] == {"amber": 3, "running": 1}
    family = by_key(found)["D05.family"]
    assert family["due"]["first_moment"] == "2026-03-04T11:00:00+08:00"


async def test_amber_before_red_after_and_met_by_the_entry_that_did_it(a_case):
    async def state(on: str, question: str = "") -> tuple[str, str]:
        items = by_key(await a_case.read(f"{PATH}?on={on}{question}"))
        return items["D04.interrogation"]["state"], items["D08.request"]["state"]

    assert await state("2026-03-03") == ("running", "running")
    assert await state("2026-03-04") == ("amber", "running")
    assert await state("2026-03-05") == ("overdue", "amber")
    assert await state("2026-03-04", "&amber_days=2") == ("amber", "amber")
    # An extension may have been granted and not reported: not red before the thirty days are over.
    assert await state("2026-03-07") == ("overdue", "unknown")
    assert await state("2026-04-03") == ("overdue", "overdue")
    before = (await a_case.read(PATH))["known_at"]
    asked = event("suspect.interrogated", occurred="2026-03-04T09:00:00+08:00", suspect_ref="S1")
    told = await a_case.send(f"/v1/cases/{NUMBER}/updates", asked)

    met = by_key(await a_case.read(f"{PATH}?on=2026-03-05"))["D04.interrogation"]

    assert (met["state"], met["ended_at"], met["overdue_since"]) == ("met", "2026-03-04T09:00:00+08:00", None)
    assert met["ended_by"]["position"] == told["items"][0]["receipt"]["position"]
    then = by_key(await a_case.read(f"{PATH}?on=2026-03-05&as_known_at={before}"))["D04.interrogation"]
    assert (then["state"], then["overdue_since"]) == ("overdue", "2026-03-05")
    assert "不属逾期" in then["why"]["chinese"]


async def test_an_operator_warns_of_everything_earlier(a_case):
    a_case.state.settings = a_case.state.settings.model_copy(update={"deadline_amber_days": 3})

    assert by_key(await a_case.read(PATH))["D08.request"]["state"] == "amber"
    assert by_key(await a_case.read(f"{PATH}?amber_days=1"))["D08.request"]["state"] == "running"


async def test_what_is_asked_for_is_chosen_and_the_counts_stay_whole(a_case):
    whole = await a_case.read(f"{PATH}?on=2026-03-05")
    red = await a_case.read(f"{PATH}?on=2026-03-05&state=overdue&state=amber")
    court = await a_case.read(f"{PATH}?on=2026-03-05&who=court")

    assert {one["state"] for one in red["items"]} == {"overdue", "amber"}
    assert court["items"] == []
    assert red["counts"] == court["counts"] == whole["counts"]
    assert sum(whole["counts"].values()) == len(whole["items"])


async def test_both_agencies_of_the_case_see_the_same(a_case):
    assert await a_case.read(PATH, POLICE) == await a_case.read(PATH, PROCURATORATE)


async def test_for_whom_there_is_no_case_there_are_no_deadlines(a_case):
    for path in (PATH, f"{PATH}.ics", f"/v1/cases/{case_number(9)}/deadlines"):
        answer = await a_case.get(path, OTHER_PROCURATORATE)
        assert (answer.status_code, answer.json()["type"]) == (404, "/problems/case-not-found")


@pytest.mark.parametrize("question", ["on=yesterday", "state=late", "who=nobody", "amber_days=-1", "as_known_at=soon"])
async def test_what_cannot_be_asked(a_case, question):
    for path in (PATH, f"{PATH}.ics"):
        answer = await a_case.get(f"{path}?{question}")
        assert (answer.status_code, answer.json()["type"]) == (422, "/problems/invalid-parameter")


async def test_who_knows_the_answer_gets_304_until_it_changes(a_case):
    for path in (PATH, f"{PATH}.ics", "/v1/deadlines"):
        known = (await a_case.get(path)).headers["etag"]
        again = await a_case.get(path, headers={"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b"")
    known = (await a_case.get(PATH)).headers["etag"]
    await a_case.send("/v1/cases", a_notification(case_number(2)))
    assert (await a_case.get(PATH, headers={"If-None-Match": known})).status_code == 304
    a_case.clock.advance(timedelta(days=1))
    a_case.tokens.clear()
    assert (await a_case.get(PATH, headers={"If-None-Match": known})).status_code == 200


async def test_a_correction_moves_what_runs_from_it(a_case):
    timeline = (await a_case.read(f"/v1/cases/{NUMBER}/timeline", POLICE))["items"]
    detained = next(one for one in timeline if one["type"] == "cn.zhenxie.suspect.detained.v1")
    corrected = {
        "message_id": "GZ-1",
        "action": "amend",
        "target": {"message_id": detained["data"]["message_id"]},
        "reason_code": "typing_error",
        "document": {"kind": "更正说明", "number": "大公（刑）更〔2026〕1号", "date": "2026-03-02"},
        "approved_by": "064021",
        "event": {**a_detention(occurred="2026-03-01T08:00:00+08:00"), "message_id": "GZ-1-event"},
    }
    answer = await a_case.ask("POST", f"/v1/cases/{NUMBER}/corrections", POLICE, json=corrected)
    assert answer.status_code == 201, answer.text

    found = by_key(await a_case.read(PATH))["D08.request"]

    assert (found["due"]["first"], found["state"]) == ("2026-03-04", "amber")
    assert found["start_entry"]["event_id"] == detained["id"]
    assert found["start_entry"]["said_at"] == 4


async def test_what_one_no_longer_sees_is_never_called_overdue(a_case):
    given = {"case_number": NUMBER, "agency": OTHER_PROCURATORATE, "relation": "observing"}
    answer = await a_case.ask("POST", "/v1/grants", OPERATOR, json=given)
    assert answer.status_code in (200, 201), answer.text
    whole = await a_case.read(f"{PATH}?on=2026-03-09", OTHER_PROCURATORATE)
    address = f"/v1/grants?case_number={NUMBER}&agency={OTHER_PROCURATORATE}&relation=observing"
    assert (await a_case.ask("DELETE", address, OPERATOR)).status_code in (200, 204)
    asked = event("suspect.interrogated", occurred="2026-03-03T15:00:00+08:00", suspect_ref="S1")
    await a_case.send(f"/v1/cases/{NUMBER}/updates", asked)

    part = await a_case.read(f"{PATH}?on=2026-03-09", OTHER_PROCURATORATE)

    assert whole["complete"]
    assert by_key(whole)["D04.interrogation"]["state"] == "overdue"
    assert not part["complete"]
    assert by_key(part)["D04.interrogation"]["state"] == "unknown"
    assert "一部分" in by_key(part)["D04.interrogation"]["why"]["chinese"]
    assert "overdue" not in part["counts"]
    assert by_key(await a_case.read(f"{PATH}?on=2026-03-09"))["D04.interrogation"]["state"] == "met"


def a_served_notice(case_id: UUID) -> Draft:
    """Return the serving of a correction notice on the police, as an instrument tells it to its two sides alone."""
    payload = {
        "type": "instrument.served",
        "message_id": "JZ-1",
        "occurred": "2026-03-02",
        "data": {
            "instrument_id": "01920000-0000-7000-8000-0000000000a1",
            "kind": "correction_notice",
            "served_to": POLICE,
            "reply_due": "2026-03-06",
        },
    }
    return Draft(
        event_id=UUID("01920000-0000-7000-8000-0000000000b1"),
        type="instrument.served",
        source=PROCURATORATE,
        audience=Audience.ADDRESSEES,
        payload=json.canonical(payload),
        message_id="JZ-1",
        case_id=case_id,
        case_number=NUMBER,
        occurred="2026-03-02",
        addressees=(POLICE, PROCURATORATE),
    )


async def test_an_instrument_is_due_for_its_two_sides_and_unknown_to_everybody_else(a_case):
    given = {"case_number": NUMBER, "agency": OTHER_PROCURATORATE, "relation": "observing"}
    assert (await a_case.ask("POST", "/v1/grants", OPERATOR, json=given)).status_code in (200, 201)
    case_id = UUID((await a_case.read(PATH))["case_id"])
    now = datetime(2026, 3, 4, 1, 30, tzinfo=UTC)
    async with a_case.state.database.writing() as session:
        await feed.append(session, [a_served_notice(case_id)], now=now, means=Means(a_case.state.sealer))

    for agency in (POLICE, PROCURATORATE):
        reply = by_key(await a_case.read(PATH, agency))["D36.reply"]
        assert (reply["due"]["first"], reply["state"], reply["owed_by"]) == ("2026-03-06", "amber", POLICE)
    other = await a_case.read(PATH, OTHER_PROCURATORATE)
    assert other["complete"]
    assert "D36.reply" not in by_key(other)
    assert "instrument" not in str(other["items"])


async def test_the_calendar_says_the_same_in_the_words_of_calendars(a_case):
    answer = await a_case.get(f"{PATH}.ics?on=2026-03-04")
    same = await a_case.get(f"{PATH}.ics?on=2026-03-04")
    read = Calendar.from_ical(answer.content)
    events = {str(one["uid"]): one for one in read.walk("VEVENT")}
    found = await a_case.read(f"{PATH}?on=2026-03-04")

    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert same.content == answer.content
    assert str(read["version"]) == "2.0"
    assert set(events) == {f"{one['id']}@{found['case_id']}" for one in found["items"]}
    request = by_key(found)["D08.request"]
    shown = events[f"{request['id']}@{found['case_id']}"]
    assert (shown["dtstart"].dt, shown["dtend"].dt) == (date(2026, 3, 6), date(2026, 3, 7))
    assert shown["dtstamp"].dt == datetime(2026, 3, 4, 1, 0, tzinfo=UTC)
    assert "拘留后提请批准逮捕" in str(shown["summary"])
    assert "《刑事诉讼法》第九十一条" in str(shown["description"])
    assert str(shown["status"]) == "CONFIRMED"
    assert [str(one) for one in shown["categories"].cats] == ["D08", "police", "running"]
    assert [one["trigger"].dt for one in shown.walk("VALARM")] == [timedelta(days=-1)]


async def test_an_event_of_the_calendar_stays_itself_when_the_period_is_extended(a_case):
    async def request() -> Any:
        answer = await a_case.get(f"{PATH}.ics?on=2026-03-05&state=amber&state=running")
        events = Calendar.from_ical(answer.content).walk("VEVENT")
        return next(one for one in events if str(one["uid"]).startswith("D08"))

    before = await request()
    a_case.clock.advance(timedelta(minutes=10))
    extended = event("suspect.detention_extended", occurred="2026-03-05", suspect_ref="S1", ground="special", days=4)
    await a_case.send(f"/v1/cases/{NUMBER}/updates", extended)
    after = await request()

    assert str(before["uid"]) == str(after["uid"])
    assert (before["dtstart"].dt, after["dtstart"].dt) == (date(2026, 3, 6), date(2026, 3, 10))
    assert after["dtstamp"].dt > before["dtstamp"].dt


async def test_what_is_done_leaves_the_calendar_unless_it_is_asked_for(a_case):
    asked = event("suspect.arrest_requested", occurred="2026-03-05", suspect_ref="S1")
    await a_case.send(f"/v1/cases/{NUMBER}/updates", asked)

    async def uids(question: str) -> list[str]:
        answer = await a_case.get(f"{PATH}.ics?on=2026-03-09{question}")
        return [str(one["uid"])[:3] for one in Calendar.from_ical(answer.content).walk("VEVENT")]

    assert "D08" not in await uids("")
    assert await uids("&state=met") == ["D08"]


async def test_the_catalogue_names_every_deadline_with_its_numbers_and_articles(a_case):
    found = {one["id"]: one for one in (await a_case.read("/v1/deadlines"))["items"]}

    assert sorted(found) == [f"D{number:02d}" for number in range(1, 54)]
    request = next(one for one in found["D08"]["periods"] if one["name"] == "request")
    assert request["numbers"][0] == {
        "since": "1997-01-01",
        "value": 3,
        "article": {"id": "CPL-1996 69", "chinese": "《刑事诉讼法（1996年修正）》第六十九条"},
        "mark": "memory",
    }
    assert request["ends"][0] == "suspect.arrest_requested"
    assert "suspect.arrest_request_received" in request["ends"]
    [meeting] = found["D48"]["periods"]
    assert (meeting["starts"], meeting["ends"]) == ([], [])
    assert meeting["note"]["chinese"]
    [reply] = found["D36"]["periods"]
    assert (reply["unit"], reply["numbers"][0]["value"]) == ("as_set", None)
