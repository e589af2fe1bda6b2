"""Triage over HTTP: both sides see the track, the list is filtered by it, a prosecutor overrides it and a rebuild agrees."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from builders.events import a_notification, a_suspect, case_number, event
from exchange.cases.rebuilding import rebuild

POLICE, OTHER_POLICE, OPERATOR = "640202000000", "640221000000", "operator"
PROCURATORATE, OTHER_PROCURATORATE = "640202", "640221"
FAST, PLAIN = case_number(1), case_number(2)


def fact(key, ref=None, **value):
    """Return a fact that the procuratorate established."""
    said = {} if ref is None else {"suspect_ref": ref}
    return event("fact.established", occurred="2026-03-03", key=key, value=value, **said)


def override(track, at, **more):
    """Return a prosecutor's decision on the track."""
    said = {"operator": "640202017", "track": track, "reason": "law_disputed"} | more
    return event("case.triage_overridden", occurred=at, **said)


@pytest.fixture
async def triaged(exchange):
    suspect = a_suspect(acts=[{"from": "2026-02-20"}])
    plea = event("suspect.plea_recorded", occurred="2026-03-01", suspect_ref="S1", fast_track_consent=True)
    filed = event("case.filed", occurred="2026-02-21")
    sent = event("case.sent_for_prosecution", occurred="2026-03-02", fast_track_suggested=True, procuratorate="640202")
    await exchange.send("/v1/cases", a_notification(FAST, filed, plea, sent, suspects=[suspect]))
    await exchange.send("/v1/cases", a_notification(PLAIN, event("case.filed", occurred="2026-03-01")))
    facts = [
        fact("sentence.up_to_one_year", "S1", truth=True),
        fact("disability_exclusion", "S1", truth=False),
        fact("major_social_impact", truth=False),
        fact("civil_compensation", code="settled"),
        fact("defender_pleads_not_guilty", "S1", truth=False),
    ]
    received = event("case.proceeding_opened", occurred="2026-03-02", stage="prosecution")
    received["data"] = {"kind": "prosecution", "received_at": "2026-03-02"}
    await exchange.send(f"/v1/cases/{FAST}/updates", {"events": [received, *facts]}, PROCURATORATE)
    return exchange


async def test_both_sides_see_the_track_and_list_by_it(triaged):
    for agency in (POLICE, PROCURATORATE):
        page = await triaged.read("/v1/cases?track=fast_track", agency)
        assert [(one["case_number"], one["track"]) for one in page["items"]] == [(FAST, "fast_track")]
        assert [one["case_number"] for one in (await triaged.read("/v1/cases?track=ordinary", agency))["items"]] == [
            PLAIN
        ]
        body = (await triaged.read(f"/v1/cases/{FAST}", agency))["triage"]
        assert (body["track"], body["row"], body["missing"], body["on"]) == ("fast_track", 5, [], "2026-03-04")
        assert {one["article"]["id"] for one in body["reasons"]} >= {"CPL 222", "CPL 223(2)", "SPC21 370(6)"}
        assert body["suggestions"][0]["by"] == "police"
        assert [(one["name"], one["due_first"], one["state"]) for one in body["targets"]] == [
            ("same_day", "2026-03-02", "unknown"),
            ("prosecution", "2026-03-12", "running"),
        ]
        whole = await triaged.read(f"/v1/cases/{FAST}/triage", agency)
        assert _without_entries(whole["triage"]) == body
        assert all(one["ground"]["entry"] for one in whole["triage"]["reasons"] if one["ground"])
        assert [(one["before"], one["track"]) for one in whole["history"]] == [
            (None, "ordinary"),
            ("ordinary", "fast_track"),
        ]
        assert whole["history"][-1]["type"] == "fact.established"
    assert (await triaged.get(f"/v1/cases/{FAST}/triage", OTHER_PROCURATORATE)).status_code == 404
    assert (await triaged.read("/v1/cases?track=fast_track", OTHER_POLICE))["items"] == []
    later = await triaged.read(f"/v1/cases/{FAST}/triage?on=2026-03-13")
    assert later["triage"]["targets"][1]["state"] == "overdue"


def _without_entries(value):
    """Return the same value with no ground naming its entry: so it stands in the body of the case."""
    if isinstance(value, dict):
        return {name: None if name == "entry" else _without_entries(one) for name, one in value.items()}
    return [_without_entries(one) for one in value] if isinstance(value, list) else value


async def test_a_prosecutor_overrides_the_track_and_the_police_may_not(triaged):
    first, second = (f"2026-03-04T08:{minute}:00+08:00" for minute in ("10", "20"))
    refused = await triaged.ask("POST", f"/v1/cases/{FAST}/updates", POLICE, json=override("complex", first))
    assert refused.status_code == 403, refused.text
    nobody = await triaged.ask(
        "POST", f"/v1/cases/{FAST}/updates", PROCURATORATE, json=override("complex", first, operator=None)
    )
    assert (nobody.status_code, nobody.json()["errors"][0]["code"]) == (422, "operator-required")
    known = (await triaged.get(f"/v1/cases/{FAST}/triage", POLICE)).headers["etag"]

    await triaged.send(f"/v1/cases/{FAST}/updates", override("complex", first), PROCURATORATE)

    answer = await triaged.get(f"/v1/cases/{FAST}/triage", POLICE, headers={"If-None-Match": known})
    found = answer.json()
    assert (answer.status_code, found["triage"]["track"], found["triage"]["automatic"]) == (
        200,
        "complex",
        "fast_track",
    )
    assert found["triage"]["override"]["reason"] == "law_disputed"
    assert found["triage"]["override"]["ground"]["entry"]["position"] == found["history"][-1]["entry"]["position"]
    same = await triaged.get(f"/v1/cases/{FAST}/triage", POLICE, headers={"If-None-Match": answer.headers["etag"]})
    assert same.status_code == 304
    assert (await triaged.read("/v1/cases?track=fast_track"))["items"] == []
    then = f"as_known_at={found['history'][1]['entry']['position']}"
    assert [one["case_number"] for one in (await triaged.read(f"/v1/cases?track=fast_track&{then}"))["items"]] == [FAST]

    await triaged.send(f"/v1/cases/{FAST}/updates", override(None, second, reason="ground_gone"), PROCURATORATE)

    lifted = (await triaged.read(f"/v1/cases/{FAST}/triage", POLICE))["triage"]
    assert (lifted["track"], lifted["override"]) == ("fast_track", None)
    assert [one["case_number"] for one in (await triaged.read("/v1/cases?track=fast_track"))["items"]] == [FAST]


async def test_a_rebuild_gives_the_cases_of_before_their_track(triaged):
    async with triaged.state.database.writing() as session:
        await session.execute(text("UPDATE cases SET track = NULL"))
    unfilled = (await triaged.read("/v1/cases"))["items"]
    assert [one["track"] for one in unfilled] == [None, None]
    assert (await triaged.read(f"/v1/cases/{FAST}"))["triage"]["track"] == "fast_track"

    rebuilt = await rebuild(triaged.state.database)

    assert sorted(rebuilt.differing) == [f"{FAST}: track", f"{PLAIN}: track"]
    triaged.clock.advance(timedelta(minutes=1))
    assert [one["case_number"] for one in (await triaged.read("/v1/cases?track=fast_track"))["items"]] == [FAST]


async def test_whoever_overrides_has_the_role_once_the_procuratorate_keeps_a_register(triaged):
    at = "2026-03-04T08:10:00+08:00"
    path = f"/v1/cases/{FAST}/updates"
    for gh, role in (("640202016", "screener"), ("640202018", "prosecutor")):
        entered = {"roles": [role], "since": "2026-01-01"}
        answer = await triaged.ask("PUT", f"/v1/staff/{gh}?agency={PROCURATORATE}", OPERATOR, json=entered)
        assert answer.status_code < 300, answer.text

    answers = [
        await triaged.ask("POST", path, PROCURATORATE, json=override("complex", at, operator=gh))
        for gh in ("640202017", "640202016", "640202018")
    ]

    said = [(one.status_code, one.json().get("type")) for one in answers]
    assert said == [(403, "/problems/operator-unknown"), (403, "/problems/role-missing"), (201, None)]


async def test_a_procuratorate_without_the_case_overrides_nothing_but_a_case_of_its_own(triaged):
    before = await triaged.read(f"/v1/cases/{FAST}/triage", PROCURATORATE)
    said = override("complex", "2026-03-04T08:10:00+08:00", operator="640221001")

    await triaged.send(f"/v1/cases/{FAST}/updates", said, OTHER_PROCURATORATE)

    for agency in (POLICE, PROCURATORATE):
        assert await triaged.read(f"/v1/cases/{FAST}/triage", agency) == before
    own = await triaged.read(f"/v1/cases/{FAST}/triage", OTHER_PROCURATORATE)
    assert own["case_id"] != before["case_id"]
    assert (own["triage"]["track"], own["triage"]["people"]) == ("complex", [])
