from datetime import timedelta

import pytest
from sqlalchemy import text

from builders.events import a_detention, a_notification, a_suspect, case_number, event
from exchange.feed import queries as feed

POLICE, OTHER_POLICE = "640202000000", "640221000000"
PROCURATORATE, OTHER_PROCURATORATE = "640202", "640221"
FIRST, SECOND = case_number(1), case_number(2)


@pytest.fixture
async def two_cases(exchange):
    await exchange.send("/v1/cases", a_notification(FIRST, event("case.filed", occurred="2026-03-01"), a_detention()))
    await exchange.send(
        "/v1/cases",
        a_notification(SECOND, charges=[{"cl_article": "133-1", "name": "危险驾驶罪"}], suspects=[a_suspect("S9")]),
    )
    return exchange


async def test_the_present_picture_of_a_case(two_cases):
    found = await two_cases.read(f"/v1/cases/{FIRST}")

    assert found["numbers"] == [FIRST]
    assert found["handling_agency"] == POLICE
    assert found["picture"]["status"] == "filed"
    assert found["picture"]["suspects"][0]["measures"][0]["kind"] == "detention"
    assert "马晓东" not in str(found)


async def test_what_one_has_no_grant_for_does_not_exist(two_cases):
    for path in (f"/v1/cases/{FIRST}", f"/v1/cases/{FIRST}/timeline"):
        answer = await two_cases.get(path, OTHER_PROCURATORATE)
        assert (answer.status_code, answer.json()["type"]) == (404, "/problems/case-not-found")
    answer = await two_cases.get(f"/v1/cases/{FIRST}/persons", OTHER_POLICE, headers={"X-Purpose": "case work"})
    assert answer.status_code == 404
    assert (await two_cases.read("/v1/cases", OTHER_PROCURATORATE))["items"] == []


@pytest.mark.parametrize(
    ("question", "numbers"),
    [
        ("", [FIRST, SECOND]),
        ("status=filed", [FIRST]),
        ("charge=危险驾驶罪", [SECOND]),
        ("measure=detention", [FIRST]),
        ("measure=arrest", []),
        (f"agency={POLICE}", [FIRST, SECOND]),
        (f"agency={OTHER_POLICE}", []),
        ("updated_since=3", [SECOND]),
        ("updated_since=2026-03-03T00:00:00Z", [FIRST, SECOND]),
        ("updated_since=2026-03-04T01:00:00Z", []),
    ],
)
async def test_the_list_answers_its_filters(two_cases, question, numbers):
    page = await two_cases.read(f"/v1/cases?{question}")

    assert [one["case_number"] for one in page["items"]] == numbers


async def test_pages_of_the_list_follow_each_other(two_cases):
    first = await two_cases.get("/v1/cases?limit=1&status=filed")
    all_first = await two_cases.get("/v1/cases?limit=1")
    second = await two_cases.http.get(
        all_first.headers["link"].split(">")[0].lstrip("<"), headers=all_first.request.headers
    )

    assert [one["case_number"] for one in first.json()["items"]] == [FIRST]
    assert [one["case_number"] for one in all_first.json()["items"]] == [FIRST]
    assert [one["case_number"] for one in second.json()["items"]] == [SECOND]
    assert (await two_cases.read(f"/v1/cases?limit=1&after={second.json()['next']}"))["items"] == []


async def test_a_case_that_changes_moves_to_the_end_of_the_list(two_cases):
    await two_cases.send(f"/v1/cases/{FIRST}/updates", event("case.withdrawn", occurred="2026-03-02"))

    page = await two_cases.read("/v1/cases")

    assert [(one["case_number"], one["status"]) for one in page["items"]] == [
        (SECOND, "notified"),
        (FIRST, "withdrawn"),
    ]


async def test_a_correction_changes_the_picture_and_the_past_stays_as_it_was_known(two_cases):
    timeline = (await two_cases.read(f"/v1/cases/{FIRST}/timeline", POLICE))["items"]
    detained = next(one for one in timeline if one["type"] == "cn.zhenxie.suspect.detained.v1")
    before = (await two_cases.read(f"/v1/cases/{FIRST}"))["known_at"]
    two_cases.clock.advance(timedelta(minutes=10))
    corrected = {
        "message_id": "GZ-1",
        "action": "amend",
        "target": {"message_id": detained["data"]["message_id"]},
        "reason_code": "typing_error",
        "document": {"kind": "更正说明", "number": "大公（刑）更〔2026〕1号", "date": "2026-03-02"},
        "approved_by": "064021",
        "event": {**a_detention(occurred="2026-03-01T08:00:00+08:00"), "message_id": "GZ-1-event"},
    }
    answer = await two_cases.ask("POST", f"/v1/cases/{FIRST}/corrections", POLICE, json=corrected)
    assert answer.status_code == 201, answer.text

    async def since(question=""):
        found = await two_cases.read(f"/v1/cases/{FIRST}{question}")
        return found["picture"]["suspects"][0]["measures"][0]["since"]

    assert await since() == "2026-03-01T08:00:00+08:00"
    assert await since(f"?as_known_at={before}") == "2026-03-03T10:20:00+08:00"
    assert await since("?as_known_at=2026-03-04T09:05:00%2B08:00") == "2026-03-03T10:20:00+08:00"
    last = (await two_cases.read(f"/v1/cases/{FIRST}/timeline"))["items"][-1]
    assert last["corrects"] == detained["id"]


async def test_the_list_as_known_then_filters_the_pictures_of_then(two_cases):
    page = await two_cases.read("/v1/cases?as_known_at=1&status=notified")

    assert [(one["case_number"], one["status"], one["updated"]) for one in page["items"]] == [
        (FIRST, "notified", "1.1")
    ]
    assert page["next"] is None
    assert (await two_cases.read("/v1/cases?as_known_at=1&status=filed"))["items"] == []


async def test_a_case_was_not_known_before_it_was_told(two_cases):
    assert (await two_cases.get(f"/v1/cases/{SECOND}?as_known_at=1")).status_code == 404
    assert (await two_cases.get(f"/v1/cases/{SECOND}?as_known_at=4000")).status_code == 410
    assert (await two_cases.get(f"/v1/cases/{SECOND}?as_known_at=yesterday")).status_code == 422


async def test_who_knows_the_answer_gets_304(two_cases):
    for path in ("/v1/cases", f"/v1/cases/{FIRST}", f"/v1/cases/{FIRST}/timeline", "/v1/agencies"):
        agency = "operator" if path.endswith("agencies") else PROCURATORATE
        known = (await two_cases.get(path, agency)).headers["etag"]
        again = await two_cases.get(path, agency, headers={"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b"")


async def test_another_case_does_not_change_the_etag_of_this_one(two_cases):
    known = (await two_cases.get(f"/v1/cases/{FIRST}")).headers["etag"]
    of_list = (await two_cases.get("/v1/cases")).headers["etag"]
    await two_cases.send(f"/v1/cases/{SECOND}/updates", event("case.received", occurred="2026-03-02"))

    assert (await two_cases.get(f"/v1/cases/{FIRST}", headers={"If-None-Match": known})).status_code == 304
    assert (await two_cases.get("/v1/cases", headers={"If-None-Match": of_list})).status_code == 200
    await two_cases.send(f"/v1/cases/{FIRST}/updates", event("case.received", occurred="2026-03-01"))
    assert (await two_cases.get(f"/v1/cases/{FIRST}", headers={"If-None-Match": known})).status_code == 200


async def test_the_timeline_goes_page_by_page_in_the_order_of_the_feed(two_cases):
    whole = await two_cases.read(f"/v1/cases/{FIRST}/timeline")
    pages, after = [], ""
    while after is not None:
        page = await two_cases.read(f"/v1/cases/{FIRST}/timeline?limit=2" + (f"&after={after}" if after else ""))
        pages += page["items"]
        after = page["next"]

    assert [one["position"] for one in whole["items"]] == [1, 2, 3]
    assert pages == whole["items"]


async def test_a_provisional_case_shows_itself_to_its_reporter_alone(exchange):
    await exchange.send(f"/v1/cases/{FIRST}/updates", event("case.received", occurred="2026-03-01"), OTHER_POLICE)

    page = await exchange.read("/v1/cases", OTHER_POLICE)

    assert [(one["case_number"], one["provisional"]) for one in page["items"]] == [(FIRST, True)]
    assert (await exchange.read("/v1/cases"))["items"] == []


@pytest.mark.parametrize(
    "path",
    [
        "/v1/cases?charge=%00",
        "/v1/cases?after=1",
        "/v1/cases?after=999999999999999999.zz",
        "/v1/cases?updated_since=soon",
        "/v1/cases?limit=0",
        "/v1/cases?as_known_at=0001-01-01T00:00:00%2B23:59",
        f"/v1/cases/{FIRST}/timeline?after=x",
        "/v1/cases/%00",
        "/v1/agencies?after=%00",
    ],
)
async def test_a_question_that_makes_no_sense_is_refused_in_words(exchange, path):
    answer = await exchange.get(path, "operator")

    assert answer.status_code in (404, 422)
    assert answer.headers["content-type"] == "application/problem+json"


async def test_the_first_and_the_last_moment_can_be_asked(two_cases):
    assert (await two_cases.read("/v1/cases?as_known_at=0001-01-02T00:00:00Z"))["items"] == []
    assert len((await two_cases.read("/v1/cases?as_known_at=9999-12-30T00:00:00Z"))["items"]) == 2


async def test_a_number_that_a_case_was_given_after_the_loss_of_it_is_not_told(two_cases):
    given = case_number(7, unit=OTHER_POLICE, month="202604")
    transfer = event("case.transferred_out", occurred="2026-03-03", receiving_agency=OTHER_POLICE)
    await two_cases.send(f"/v1/cases/{FIRST}/updates", transfer)
    received = event("case.received", occurred="2026-03-04", earlier_case_number=FIRST)
    await two_cases.send(f"/v1/cases/{given}/updates", received, OTHER_POLICE)

    former = await two_cases.read(f"/v1/cases/{FIRST}")
    present = await two_cases.read(f"/v1/cases/{given}", OTHER_PROCURATORATE)
    async with two_cases.state.database.reading(PROCURATORATE) as session:
        told = list(await session.scalars(text("SELECT number FROM case_numbers ORDER BY id")))
    async with two_cases.state.database.writing() as session:
        as_writer = await feed.case_ids_of(session, number=given, agency=PROCURATORATE)

    assert (former["numbers"], told) == ([FIRST], [FIRST, SECOND])
    assert present["numbers"] == [FIRST, given]
    assert (await two_cases.get(f"/v1/cases/{given}")).status_code == 404
    assert as_writer == []
