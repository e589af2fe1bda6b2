from urllib.parse import quote

import pytest

from builders.events import a_notification, a_suspect, case_number, event
from exchange.access.callers import Scope
from exchange.audit import queries as audit

POLICE, PROCURATORATE = "640202000000", "640202"
NUMBER = case_number(1)
PURPOSE = {"X-Purpose": quote("审查逮捕：核对犯罪嫌疑人身份")}
PERSONS = f"/v1/cases/{NUMBER}/persons"


def a_child(**more):
    return a_suspect(
        "S2", name="马小军", number="640202201105010023", birth_date="2011-05-01", acts=[{"from": "2026-02-20"}], **more
    )


@pytest.fixture
async def grown_up(exchange):
    grown = a_suspect(acts=[{"from": "2026-02-20"}])
    await exchange.send("/v1/cases", a_notification(NUMBER, suspects=[grown]))
    return exchange


@pytest.fixture
async def with_child(exchange):
    grown = a_suspect(acts=[{"from": "2026-02-20"}])
    await exchange.send("/v1/cases", a_notification(NUMBER, suspects=[grown, a_child()]))
    return exchange


async def audited(exchange):
    async with exchange.state.database.writing() as session:
        rows = await audit.rows_after(session, after=0, limit=1000)
    return [row for row in rows if row.act.startswith("persons.")]


async def test_names_need_a_purpose_and_a_scope(grown_up):
    without = await grown_up.get(PERSONS)
    short = await grown_up.get(PERSONS, headers={"X-Purpose": "x"})
    keys_only = await grown_up.get(PERSONS, headers=PURPOSE, scopes=(Scope.PERSONS_MATCH,))

    assert (without.status_code, without.json()["type"]) == (422, "/problems/purpose-required")
    assert short.status_code == 422
    assert keys_only.status_code == 403
    assert await audited(grown_up) == []


async def test_an_adult_is_shown_and_the_read_is_recorded(grown_up):
    found = await grown_up.read(PERSONS, headers=PURPOSE)
    (row,) = await audited(grown_up)

    (person,) = found["persons"]
    assert (person["masked"], person["content"]["name"], person["content"]["identity_number"]) == (
        False,
        "马晓东",
        "640202198001011238",
    )
    assert found["narratives"][0]["texts"]["/data/case_name"] == "马晓东盗窃案"
    assert (row.agency, row.act, row.subject, row.purpose) == (
        PROCURATORATE,
        "persons.read",
        NUMBER,
        "审查逮捕：核对犯罪嫌疑人身份",
    )
    assert row.particulars["count"] == 1
    assert "identity_number" in row.particulars["fields"]
    assert "马晓东" not in str(row.particulars)


async def test_a_child_is_masked_and_the_narratives_are_withheld_until_asked(with_child):
    hidden = await with_child.read(PERSONS, headers=PURPOSE)
    shown = await with_child.read(f"{PERSONS}?reveal=true", headers=PURPOSE)

    by_ref = {one["suspect_ref"]: one for one in hidden["persons"]}
    assert by_ref["S2"]["content"] == {
        "name": "马某某",
        "identity_kind": "111",
        "identity_number": "640202********0023",
        "phone": "139****1876",
    }
    assert (by_ref["S1"]["masked"], by_ref["S2"]["masked"]) == (False, True)
    assert (hidden["narratives"], hidden["narratives_withheld"]) == ([], True)
    assert {one["content"]["name"] for one in shown["persons"]} == {"马晓东", "马小军"}
    assert shown["narratives"]
    assert [row.act for row in await audited(with_child)] == ["persons.read", "persons.unmasked"]


async def test_a_person_of_unknown_age_is_masked(exchange):
    unknown = {"suspect_ref": "S1", "person": {"name": "白雪梅"}}
    await exchange.send("/v1/cases", a_notification(NUMBER, suspects=[unknown]))

    (person,) = (await exchange.read(PERSONS, headers=PURPOSE))["persons"]

    assert (person["masked"], person["content"]) == (True, {"name": "白某某"})


async def test_narratives_are_withheld_where_nobody_is_known_to_be_adult(exchange):
    await exchange.send("/v1/cases", a_notification(NUMBER, suspects=[]))

    hidden = await exchange.read(PERSONS, headers=PURPOSE)
    shown = await exchange.read(f"{PERSONS}?reveal=true", headers=PURPOSE)

    assert (hidden["persons"], hidden["narratives"], hidden["narratives_withheld"]) == ([], [], True)
    assert shown["narratives"]


async def test_keys_need_no_names_and_match_across_cases(with_child):
    other = case_number(2)
    await with_child.send("/v1/cases", a_notification(other, suspects=[a_suspect("X7")]))
    asked = {"scopes": (Scope.PERSONS_MATCH,)}

    here = await with_child.read(f"{PERSONS}?view=keys", **asked)
    there = await with_child.read(f"/v1/cases/{other}/persons?view=keys", **asked)

    assert {one["suspect_ref"] for one in here["persons"]} == {"S1", "S2"}
    (same,) = there["persons"]
    assert same["person_key"] in {one["person_key"] for one in here["persons"]}
    assert "马" not in str(here)
    assert [row.particulars["view"] for row in await audited(with_child)] == ["keys", "keys"]


async def test_what_was_retracted_names_nobody(grown_up):
    person = {"name": "丁建国", "identity_number": "640205197003120017"}
    said = event("suspect.identified", occurred="2026-03-02", suspect_ref="S5", person=person, birth_date="1970-03-12")
    await grown_up.send(f"/v1/cases/{NUMBER}/updates", said)
    before = await grown_up.read(PERSONS, headers=PURPOSE)
    retraction = {
        "message_id": "CH-1",
        "action": "retract",
        "target": {"message_id": said["message_id"]},
        "reason_code": "wrong_suspect",
        "document": {"kind": "更正说明", "number": "大公（刑）更〔2026〕2号", "date": "2026-03-03"},
        "approved_by": "064021",
    }
    answer = await grown_up.ask("POST", f"/v1/cases/{NUMBER}/corrections", POLICE, json=retraction)
    assert answer.status_code == 201, answer.text

    after = await grown_up.read(PERSONS, headers=PURPOSE)

    assert {one["suspect_ref"] for one in before["persons"]} == {"S1", "S5"}
    assert {one["suspect_ref"] for one in after["persons"]} == {"S1"}
