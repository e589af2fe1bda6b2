"""What a caller may not say here, and what nobody may: authority, limits and secret material."""

import json
from typing import Any

import pytest

from badinput.conftest import BODY_LIMIT, said
from builders.events import a_notification, case_number, event, message_id
from fixtures.agencies import (
    COURT,
    DAWUKOU_POLICE,
    DAWUKOU_PROCURATORATE,
    DETENTION_CENTER,
    HUINONG_POLICE,
    SCREENING,
    TAX_OFFICE,
)

NUMBER = case_number(9000)
UPDATES = f"/v1/cases/{NUMBER}/updates"


def detained(**more: Any) -> dict[str, Any]:
    return event("suspect.detained", suspect_ref="S1") | more


def test_a_case_is_not_opened_under_a_number_of_others(callers, kept):
    before = kept()
    for caller, number in (
        (HUINONG_POLICE, case_number(9200)),
        (DAWUKOU_POLICE, case_number(9200, unit="640200000000")),
        (DAWUKOU_POLICE, case_number(9200, unit="150100000000")),
    ):
        answer = callers[caller].post("/v1/cases", json=a_notification(number))
        assert said(answer) == (403, "foreign-case-number", [("/case_number", "foreign-case-number")])
    assert kept().entries == before.entries


NOT_BY_THIS_KIND = [
    (DAWUKOU_PROCURATORATE, event("suspect.detained", suspect_ref="S1")),
    (DETENTION_CENTER, event("case.filed")),
    (COURT, event("suspect.arrest_approved", suspect_ref="S1")),
    (TAX_OFFICE, event("suspect.judged", suspect_ref="S1", outcome="convicted")),
    (SCREENING, event("case.filed")),
    (DAWUKOU_POLICE, event("suspect.arrest_approved", suspect_ref="S1")),
]


@pytest.mark.parametrize(("agency", "body"), NOT_BY_THIS_KIND)
def test_a_kind_that_never_sends_the_type_is_refused_whatever_the_case(callers, kept, case, agency, body):
    before = kept()
    answers = [callers[agency].post(f"/v1/cases/{one}/updates", json=body) for one in (case, "no-such-case")]
    for answer in answers:
        assert said(answer) == (403, "event-type-not-allowed", [("/type", "not-by-this-kind")])
    assert kept().entries == before.entries


def test_a_relation_that_does_not_allow_the_type_is_refused_on_a_case_that_is_seen(callers, case):
    # The city's procuratorate supervises; a police agency that a report only addressed may not detain in the case.
    said_of = event("case.referred", receiving_agency=HUINONG_POLICE)
    assert callers[DAWUKOU_POLICE].post(UPDATES, json=said_of).status_code == 201

    answer = callers[HUINONG_POLICE].post(UPDATES, json=detained())

    assert said(answer) == (403, "event-type-not-allowed", [("/type", "not-by-this-relation")])


@pytest.mark.parametrize("kind", ["message.corrected", "agency.coverage_declared", "case.notified", "case.shared"])
def test_a_type_of_another_call_is_refused(callers, kind):
    answer = callers[DAWUKOU_POLICE].post(UPDATES, json=detained(type=kind))
    assert said(answer) == (403, "event-type-not-allowed", [("/type", "not-by-this-call")])


def test_a_number_outside_ones_grants_is_answered_as_one_that_nobody_knows(callers, case):
    center = callers[DETENTION_CENTER]

    def report(number: str) -> dict[str, Any]:
        body = event("suspect.delivered_to_detention_center", suspect_ref="S1")
        answer = center.post(f"/v1/cases/{number}/updates", json=body)
        assert answer.status_code == 201
        told = answer.json()
        for item in told["items"]:
            item.update(message_id="", event_id="", receipt=sorted(item["receipt"]))
        return told | {"case_number": ""}

    unknown, foreign = report(case_number(9300)), report(case)
    assert foreign == unknown
    again = report(case)
    assert [one["code"] for one in again["items"][0]["observations"]] == ["provisional-case"]
    assert center.get(f"/v1/cases/{case}").json()["case_number"] == case
    assert center.get(f"/v1/cases/{case}").json()["picture"]["status"] == "notified"


def test_a_body_over_the_limit_is_413_with_and_without_its_length(callers, kept):
    police, body = callers[DAWUKOU_POLICE], json.dumps(detained(ext={"a": "长" * BODY_LIMIT})).encode()
    before = kept()

    def pieces() -> Any:
        for start in range(0, len(body), 1000):
            yield body[start : start + 1000]

    for content in (body, pieces()):
        answer = police.post(UPDATES, content=content)
        assert said(answer)[:2] == (413, "body-too-large")
        assert answer.json()["limit_bytes"] == BODY_LIMIT
    assert kept() == before


SECRET = [
    detained(classification="secret"),
    detained(classification="机密"),
    detained(ext={"密级": "绝密"}),
    detained(ext={"rows": [{"密级": "秘密"}]}),
    detained(document={"kind": "技术侦查措施", "number": "石公技字1号"}),
    event("fact.established") | {"data": {"key": "technical_investigation.record"}},
]


@pytest.mark.parametrize("body", SECRET)
def test_what_is_secret_is_neither_kept_nor_logged(exchange, callers, kept, body, case):
    word = message_id("绝不可留存").replace("绝不可留存", "neverkept")
    before = kept()

    body = body | {"ext": {**body.get("ext", {}), "mark": word}}

    answer = callers[DAWUKOU_POLICE].post(UPDATES, json=body)

    assert said(answer) == (403, "classified-material", [])
    after = kept()
    assert (after.entries, after.bodies) == (before.entries, before.bodies)
    assert word not in answer.text
    assert word not in exchange.log.read_text()


@pytest.mark.parametrize("mark", ["internal", "work_secret", "public"])
def test_work_secrets_and_less_may_enter(callers, case, mark):
    assert callers[DAWUKOU_POLICE].post(UPDATES, json=detained(classification=mark)).status_code == 201


def test_prose_that_says_no_technical_measure_was_taken_may_enter(callers, case):
    body = event("suspect.detention_extended", suspect_ref="S1", ground="gang", reasons="未采取技术侦查措施。")
    assert callers[DAWUKOU_POLICE].post(UPDATES, json=body).status_code == 201
