from datetime import timedelta

from builders.events import a_detention, a_notification, case_number, event
from exchange.audit import queries as audit
from exchange.cases import administration

POLICE, OTHER_PROCURATORATE, PROCURATORATE, OPERATOR = "640202000000", "640221", "640202", "operator"
NUMBER = case_number(1)
RAILWAY = {
    "code": "R640202",
    "name": "银川铁路运输检察院",
    "kind": "procuratorate",
    "division": "640100",
}


async def numbers_seen(exchange, agency):
    return [one["case_number"] for one in (await exchange.read("/v1/cases", agency))["items"]]


async def changes_seen(exchange, agency, question=""):
    return [one["type"] for one in (await exchange.read(f"/v1/changes?after=0{question}", agency))["items"]]


async def administer(exchange, method, path, body=None):
    answer = await exchange.ask(method, path, OPERATOR, json=body)
    assert answer.status_code < 300, answer.text
    return answer.json() if answer.content else None


async def test_agencies_are_registered_changed_and_listed(exchange):
    made = await administer(exchange, "POST", "/v1/agencies", RAILWAY)
    changed = await administer(exchange, "PATCH", "/v1/agencies/R640202", {"name": "石嘴山铁路运输检察院"})
    codes = [one["code"] for one in (await exchange.read("/v1/agencies?kind=procuratorate", OPERATOR))["items"]]
    again = await exchange.ask("POST", "/v1/agencies", OPERATOR, json=RAILWAY)
    unknown = await exchange.get("/v1/agencies/none", OPERATOR)

    assert made == {**RAILWAY, "parent": None}
    assert changed["name"] == "石嘴山铁路运输检察院"
    assert codes == ["640200", "640202", "640221", "R640202"]
    assert (again.status_code, unknown.status_code) == (409, 404)


async def test_a_new_supervision_shares_the_whole_history_and_ends_the_rule_it_replaces(exchange):
    await exchange.send("/v1/cases", a_notification(NUMBER, a_detention()))
    assert await numbers_seen(exchange, PROCURATORATE) == [NUMBER]

    row = {"procuratorate": OTHER_PROCURATORATE, "since": "2026-03-01"}
    await administer(exchange, "POST", f"/v1/agencies/{POLICE}/supervises", row)
    await exchange.send(f"/v1/cases/{NUMBER}/updates", event("case.filed", occurred="2026-03-02"))

    assert await numbers_seen(exchange, OTHER_PROCURATORATE) == [NUMBER]
    assert await changes_seen(exchange, OTHER_PROCURATORATE, f"&case_number={NUMBER}") == [
        "cn.zhenxie.case.notified.v1",
        "cn.zhenxie.suspect.detained.v1",
        "cn.zhenxie.case.shared.v1",
        "cn.zhenxie.case.filed.v1",
    ]
    assert await numbers_seen(exchange, PROCURATORATE) == []
    assert "cn.zhenxie.case.filed.v1" not in await changes_seen(exchange, PROCURATORATE)
    assert "cn.zhenxie.suspect.detained.v1" in await changes_seen(exchange, PROCURATORATE)
    # The lost reader keeps what it had been shown, and the picture of it.
    kept = await exchange.read(f"/v1/cases/{NUMBER}", PROCURATORATE)
    assert (kept["picture"]["status"], kept["handling_agency"]) == ("notified", None)


async def test_a_supervision_that_begins_later_takes_effect_on_its_day(exchange):
    await exchange.send("/v1/cases", a_notification(NUMBER))
    state = exchange.state
    await administration.apply_supervision(state.database, state.scribe, exchange.clock)
    row = {"procuratorate": OTHER_PROCURATORATE, "since": "2026-03-05"}
    await administer(exchange, "POST", f"/v1/agencies/{POLICE}/supervises", row)
    before = await numbers_seen(exchange, OTHER_PROCURATORATE)
    exchange.clock.advance(timedelta(days=1))
    exchange.tokens.clear()

    first = await administration.apply_supervision(state.database, state.scribe, exchange.clock)
    again = await administration.apply_supervision(state.database, state.scribe, exchange.clock)

    assert (before, first, again) == ([], True, False)
    assert await numbers_seen(exchange, OTHER_PROCURATORATE) == [NUMBER]
    assert await numbers_seen(exchange, PROCURATORATE) == []


async def test_ending_a_supervision_brings_the_division_s_rule_back(exchange):
    await exchange.send("/v1/cases", a_notification(NUMBER))
    row = {"procuratorate": OTHER_PROCURATORATE, "since": "2026-03-01"}
    made = await administer(exchange, "POST", f"/v1/agencies/{POLICE}/supervises", row)

    ended = await administer(exchange, "DELETE", f"/v1/agencies/{POLICE}/supervises/{made['id']}")
    rows = (await exchange.read(f"/v1/agencies/{POLICE}/supervises", OPERATOR))["items"]

    assert ended["until"] == "2026-03-04"
    assert rows == [ended]
    assert await numbers_seen(exchange, OTHER_PROCURATORATE) == []
    assert await numbers_seen(exchange, PROCURATORATE) == [NUMBER]


async def test_an_interrupted_change_is_made_up_for(exchange, monkeypatch):
    monkeypatch.setattr("exchange.cases.granting.CASES_A_COMMAND", 2)
    numbers = [case_number(sequence) for sequence in range(1, 6)]
    for number in numbers:
        await exchange.send("/v1/cases", a_notification(number))
    state = exchange.state
    await administration.apply_supervision(state.database, state.scribe, exchange.clock)
    from datetime import date

    from exchange.access.callers import Supervision
    from exchange.cases import granting
    from exchange.cases.commands import AddSupervision
    from exchange.feed.commands import Command

    row = Supervision(POLICE, OTHER_PROCURATORATE, date(2026, 3, 1))
    command = Command(granting.KIND, administration.EXCHANGE, AddSupervision(row))
    answer = await state.scribe.submit(command)
    await state.scribe.submit(Command(granting.KIND, administration.EXCHANGE, answer.rest))
    halfway = await numbers_seen(exchange, OTHER_PROCURATORATE)

    await administration.apply_supervision(state.database, state.scribe, exchange.clock)

    assert len(halfway) == 2
    assert await numbers_seen(exchange, OTHER_PROCURATORATE) == numbers
    assert await numbers_seen(exchange, PROCURATORATE) == []


async def test_a_new_platform_sees_every_opened_case(exchange):
    await exchange.send("/v1/cases", a_notification(NUMBER))

    await administer(
        exchange,
        "POST",
        "/v1/agencies",
        {"code": "screening", "name": "法律监督模型平台", "kind": "platform", "division": "640200"},
    )

    assert await numbers_seen(exchange, "screening") == [NUMBER]


async def test_a_grant_by_act_shows_the_whole_history_until_it_is_withdrawn(exchange):
    await exchange.send("/v1/cases", a_notification(NUMBER))
    await administer(exchange, "POST", "/v1/grants", {"case_number": NUMBER, "agency": OTHER_PROCURATORATE})
    seen = await numbers_seen(exchange, OTHER_PROCURATORATE)
    known = (await exchange.get("/v1/cases", OTHER_PROCURATORATE)).headers["etag"]
    told = await changes_seen(exchange, OTHER_PROCURATORATE)
    address = f"/v1/grants?case_number={NUMBER}&agency={OTHER_PROCURATORATE}"

    await administer(exchange, "DELETE", address)
    again = await exchange.ask("DELETE", address, OPERATOR)
    items = (await exchange.read(f"/v1/grants?case_number={NUMBER}", OPERATOR))["items"]

    assert seen == [NUMBER]
    assert told == ["cn.zhenxie.case.notified.v1", "cn.zhenxie.case.shared.v1"]
    assert (await exchange.get("/v1/cases", OTHER_PROCURATORATE, headers={"If-None-Match": known})).status_code == 200
    assert await numbers_seen(exchange, OTHER_PROCURATORATE) == []
    assert again.status_code == 404
    assert [(one["ground"], one["until_position"]) for one in items if one["agency"] == OTHER_PROCURATORATE] == [
        ("act", 3)
    ]


async def test_every_administrative_act_is_recorded(exchange):
    await exchange.send("/v1/cases", a_notification(NUMBER))
    await administer(exchange, "POST", "/v1/agencies", RAILWAY)
    await administer(
        exchange, "POST", f"/v1/agencies/{POLICE}/supervises", {"procuratorate": "R640202", "since": "2026-03-01"}
    )
    await administer(exchange, "POST", "/v1/grants", {"case_number": NUMBER, "agency": OTHER_PROCURATORATE})

    async with exchange.state.database.writing() as session:
        rows = await audit.rows_after(session, after=0, limit=1000)

    assert [row.act for row in rows if row.agency == OPERATOR] == ["agency.added", "supervision.added", "grant.made"]


async def test_nobody_else_administers(exchange):
    from exchange.access.callers import Scope

    for method, path in (("GET", "/v1/agencies"), ("POST", "/v1/grants"), ("GET", f"/v1/grants?case_number={NUMBER}")):
        answer = await exchange.ask(method, path, POLICE, scopes=(Scope.CASES_READ,), json={})
        assert answer.status_code == 403
