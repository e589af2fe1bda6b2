"""The register and the roster over HTTP: the first entry is an administrator's, then chiefs and approvers keep their own."""

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest

from fixtures.agencies import DAWUKOU_POLICE, DAWUKOU_PROCURATORATE, SCREENING, SECRET, client_of
from fixtures.databases import Database
from fixtures.inprocess import Served, served

CHIEF, HANDLER, AWAY = "640202001", "640202011", "640202012"


@pytest.fixture
async def exchange(settled_database: Database) -> AsyncIterator[Served]:
    async with served(settled_database) as running:
        yield running


async def call(exchange: Served, scopes: str, method: str, path: str, body: Any = None, **more: Any) -> httpx2.Response:
    agency = more.pop("agency", DAWUKOU_PROCURATORATE)
    async with httpx2.AsyncClient(transport=exchange.transport, base_url="http://exchange.test") as client:
        credentials = client_of(agency)
        asked = {"grant_type": "client_credentials", "scope": scopes}
        answer = await client.post("/oauth/token", data=asked, auth=(credentials.client_id, SECRET))
        client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        return await client.request(method, path, json=body, params=more or None)


async def enter(exchange: Served, gh: str, *roles: str, by: str | None = None, **more: Any) -> httpx2.Response:
    scopes = "supervision:write" if by else "agencies:admin"
    body = {"roles": roles, "since": "2026-01-01", "by": by, **more}
    return await call(exchange, scopes, "PUT", f"/v1/staff/{gh}", body)


async def test_the_first_is_entered_by_an_administrator_and_the_others_by_who_heads_the_office(
    exchange: Served,
) -> None:
    alone = await enter(exchange, CHIEF, "chief", by=CHIEF)
    first = await enter(exchange, CHIEF, "chief", "approver")
    second = await enter(exchange, HANDLER, "screener", by=CHIEF, unit="第二检察部", posting="rotating")
    by_screener = await enter(exchange, AWAY, "screener", by=HANDLER)

    assert (alone.status_code, alone.json()["type"]) == (403, "/problems/operator-unknown")
    assert [one.status_code for one in (first, second)] == [200, 200], (first.text, second.text)
    assert (by_screener.status_code, by_screener.json()["type"]) == (403, "/problems/role-missing")
    listed = (await call(exchange, "supervision:read", "GET", "/v1/staff")).json()["items"]
    assert [(one["gh"], one["roles"], one["unit"]) for one in listed] == [
        (CHIEF, ["approver", "chief"], None),
        (HANDLER, ["screener"], "第二检察部"),
    ]
    others = await call(exchange, "supervision:read", "GET", "/v1/staff", agency=DAWUKOU_POLICE)
    assert others.json()["items"] == []


async def test_a_register_of_another_agency_is_an_administrators(exchange: Served) -> None:
    await enter(exchange, CHIEF, "chief")
    body = {"roles": ["police_handler"], "since": "2026-01-01", "by": CHIEF}
    async with exchange.client(DAWUKOU_PROCURATORATE) as client:
        answer = await client.put(f"/v1/staff/025117?agency={DAWUKOU_POLICE}", json=body)

    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/register-of-another")


async def test_every_change_stands_in_the_audit_and_who_left_stays_in_the_register(exchange: Served) -> None:
    await enter(exchange, CHIEF, "chief")
    await enter(exchange, HANDLER, "screener", by=CHIEF)
    await enter(exchange, HANDLER, "screener", by=CHIEF, until="2026-02-01")

    listed = (await call(exchange, "supervision:read", "GET", "/v1/staff")).json()["items"]
    assert [(one["gh"], one["until"]) for one in listed] == [(CHIEF, None), (HANDLER, "2026-02-01")]
    rows = (await call(exchange, "audit:read", "GET", "/v1/audit", agency=SCREENING)).json()["items"]
    kept = [(one["act"], one["subject"], one["particulars"]["by"]) for one in rows if one["act"] == "staff.entered"]
    assert sorted(kept) == sorted(
        [("staff.entered", CHIEF, None), ("staff.entered", HANDLER, CHIEF), ("staff.entered", HANDLER, CHIEF)]
    )


async def test_the_roster_says_for_each_day_to_whom_new_leads_go(exchange: Served) -> None:
    await enter(exchange, CHIEF, "chief", posting="resident")
    await enter(exchange, HANDLER, "screener", by=CHIEF)
    await enter(exchange, AWAY, "screener", by=CHIEF)
    async with exchange.client(DAWUKOU_PROCURATORATE) as office:
        for first, body in (
            ("2026-01-01", {"kind": "resident", "last": "2027-12-31", "gh": CHIEF}),
            ("2026-03-02", {"kind": "rotating", "last": "2026-03-04", "gh": AWAY}),
        ):
            answer = await office.put(f"/v1/roster/{first}", json=body | {"by": CHIEF})
            assert answer.status_code == 200, answer.text
        away = {"first": "2026-03-03", "last": "2026-03-03", "substitute": HANDLER, "by": CHIEF}
        assert (await office.put(f"/v1/absences/{AWAY}", json=away)).status_code == 200
        nobody = await office.put("/v1/roster/2026-03-09", json={"kind": "rotating", "last": "2026-03-09", "gh": "9"})
        found = (await office.get("/v1/roster?from=2026-03-01&to=2026-03-05")).json()
        wrong = await office.get("/v1/roster?from=2026-03-05&to=2026-03-01")

    assert [one["on_duty"] for one in found["days"]] == [CHIEF, AWAY, HANDLER, AWAY, CHIEF]
    assert found["absences"] == [{"gh": AWAY, "first": "2026-03-03", "last": "2026-03-03", "substitute": HANDLER}]
    assert nobody.json()["errors"][0]["code"] == "not-in-the-register"
    assert wrong.json()["errors"][0]["pointer"] == "to"


async def test_nobody_changes_his_own_entry_and_only_a_chief_or_an_administrator_makes_a_chief(
    exchange: Served,
) -> None:
    await enter(exchange, CHIEF, "chief")
    await enter(exchange, HANDLER, "approver", by=CHIEF)

    himself = await enter(exchange, HANDLER, "approver", "chief", by=HANDLER)
    invented = await enter(exchange, "640202999", "chief", by=HANDLER)
    put_down = await enter(exchange, CHIEF, "screener", by=HANDLER)
    deputy = await enter(exchange, AWAY, "chief", by=CHIEF)
    colleague = await enter(exchange, "640202013", "prosecutor", "approver", by=HANDLER)

    refused = [(one.status_code, one.json()["type"].rpartition("/")[2]) for one in (himself, invented, put_down)]
    assert refused == [(403, "own-entry"), (403, "role-above-own"), (403, "role-above-own")]
    assert (deputy.status_code, colleague.status_code) == (200, 200)


@pytest.mark.parametrize("unit", ["第二\0检察部", "张三", "13800000000", "第二检察部 13800000000"])
async def test_a_unit_is_the_name_of_a_part_of_an_agency(exchange: Served, unit: str) -> None:
    answer = await enter(exchange, CHIEF, "chief", unit=unit)

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/unit")


async def test_an_auditor_has_no_other_role(exchange: Served) -> None:
    both = await enter(exchange, "10009", "auditor", "prosecutor")
    alone = await enter(exchange, "10009", "auditor")

    assert (both.status_code, both.json()["errors"][0]["code"]) == (422, "auditor-with-another-role")
    assert alone.status_code == 200
