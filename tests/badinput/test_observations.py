"""What is not refused: it is kept as it came and remarked; and the words, addresses and methods of refusals."""

import httpx2
import pytest

from badinput.conftest import said
from builders.events import a_notification, a_suspect, case_number, event
from fixtures.agencies import DAWUKOU_POLICE

NUMBER = case_number(9000)
UPDATES = f"/v1/cases/{NUMBER}/updates"


def observed(answer) -> set[tuple[str, str]]:
    """Return (pointer, code) of every observation of an accepted report."""
    assert answer.status_code == 201, answer.text
    return {(one["pointer"], one["code"]) for item in answer.json()["items"] for one in item["observations"]}


def test_a_wrong_check_digit_is_kept_as_a_claimed_number(callers):
    person = a_suspect("S1", number="640202198001011234")
    answer = callers[DAWUKOU_POLICE].post("/v1/cases", json=a_notification(case_number(9700), suspects=[person]))
    place = "/notified/data/suspects/0/person/identity_number"
    assert observed(answer) == {(place, "identity-number-check-digit")}


def test_what_contradicts_the_number_is_kept_and_remarked(callers):
    person = a_suspect("S1", number="640202198001011238") | {"birth_date": "1981-02-03", "sex": "female"}
    answer = callers[DAWUKOU_POLICE].post("/v1/cases", json=a_notification(case_number(9701), suspects=[person]))
    codes = {code for _, code in observed(answer)}
    assert {"birth-date-differs", "sex-differs"} <= codes


def test_an_unmapped_code_is_kept_raw(callers, case):
    raw = {"code": "ZZ9", "table": "filing_modes_of_ours"}
    answer = callers[DAWUKOU_POLICE].post(UPDATES, json=event("case.filed", filing_mode=raw))
    assert ("/data/filing_mode", "unmapped-code") in observed(answer)
    page = callers[DAWUKOU_POLICE].get("/v1/changes", params={"case_number": case, "limit": 1000}).json()
    assert raw in [item["data"]["data"].get("filing_mode") for item in page["items"]]


def test_an_unknown_suspect_and_an_unregistered_unit_are_kept_and_remarked(callers, case):
    said_of = event("suspect.detained", suspect_ref="S77", source_unit_code="640202990000")
    first = observed(callers[DAWUKOU_POLICE].post(UPDATES, json=said_of))
    again = observed(callers[DAWUKOU_POLICE].post(UPDATES, json=event("suspect.detained", suspect_ref="S77")))
    assert first == {("/suspect_ref", "provisional-suspect"), ("/source_unit_code", "unit-not-registered")}
    assert again == set()


def test_what_the_law_forbids_is_recorded_without_a_remark_on_it(callers, case):
    released_before_detained = event("suspect.released", suspect_ref="S1", occurred="1999-01-01")
    assert observed(callers[DAWUKOU_POLICE].post(UPDATES, json=released_before_detained)) == set()


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("zh", "请求体不符合本接口要求。"),
        ("en", "The body does not fit what this call takes."),
        ("en-GB,en;q=0.8", "The body does not fit what this call takes."),
        ("fr, zh;q=0.3, en;q=0.2", "请求体不符合本接口要求。"),
        ("", "请求体不符合本接口要求。"),
        ("*;q=broken,,,;", "请求体不符合本接口要求。"),
    ],
)
def test_words_follow_the_reader_and_codes_never_do(callers, language, title):
    answer = callers[DAWUKOU_POLICE].post(UPDATES, json={"events": []}, headers={"Accept-Language": language})
    body = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert body["title"] == title
    assert (body["type"], body["errors"][0]["code"]) == ("/problems/invalid-body", "empty-list")
    assert body["errors"][0]["message"] != "empty-list"


def test_each_language_says_the_same_of_an_observation(callers):
    body = event("suspect.detained", suspect_ref="S1")
    words = [
        callers[DAWUKOU_POLICE].post(
            f"/v1/cases/{case_number(9710)}/updates", json=body, headers={"Accept-Language": language}
        )
        for language in ("zh", "en")
    ]
    first, second = (answer.json()["items"][0]["observations"] for answer in words)
    assert [answer.status_code for answer in words] == [201, 200]
    assert [one["code"] for one in first] == [one["code"] for one in second]
    assert [one["message"] for one in first] != [one["message"] for one in second]


@pytest.mark.parametrize(
    ("method", "path", "status", "problem"),
    [
        ("DELETE", "/v1/cases", 405, "method-not-allowed"),
        ("PUT", UPDATES, 405, "method-not-allowed"),
        ("GET", UPDATES, 405, "method-not-allowed"),
        ("GET", "/v1/nothing", 404, "no-such-route"),
        ("POST", "/v2/cases", 404, "no-such-route"),
        ("GET", "/v1/cases/A6402020000002026039999", 404, "case-not-found"),
        ("GET", "/v1/cases/%00", 422, "invalid-parameter"),
        ("GET", "/v1/messages/never-sent", 404, "message-not-found"),
        ("GET", "/v1/messages/a%00b", 422, "invalid-parameter"),
        ("GET", "/v1/changes?after=x", 422, "invalid-parameter"),
        ("GET", "/v1/changes?after=%EF%BC%91", 422, "invalid-parameter"),
        ("GET", "/v1/changes?after=1.99999999", 410, "cursor-out-of-range"),
        ("GET", "/v1/changes?after=7.1", 410, "cursor-out-of-range"),
        ("GET", "/v1/changes?limit=0", 422, "invalid-parameter"),
        ("GET", "/v1/changes?limit=1001", 422, "invalid-parameter"),
        ("GET", "/v1/changes?wait=31", 422, "invalid-parameter"),
        ("GET", "/v1/changes?partition=2/2", 422, "invalid-parameter"),
        ("GET", "/v1/changes?partition=1", 422, "invalid-parameter"),
        ("GET", "/v1/outcomes?after=-1", 422, "invalid-parameter"),
        ("GET", "/v1/intake/no-uuid/outcomes", 422, "invalid-parameter"),
    ],
)
def test_a_wrong_address_method_or_parameter_has_its_problem(callers, method, path, status, problem):
    answer = callers[DAWUKOU_POLICE].request(method, path)
    assert said(answer)[:2] == (status, problem)


@pytest.mark.parametrize("parameter", ["case_number", "types", "partition", "after"])
def test_a_nul_in_a_parameter_never_reaches_the_database(callers, parameter):
    answer = callers[DAWUKOU_POLICE].get("/v1/changes", params={parameter: "a\x00b"})
    assert answer.status_code == 422, answer.text


def test_a_nul_in_a_clients_name_is_an_unknown_client(exchange):
    said_of = {"grant_type": "client_credentials"}
    answer = httpx2.post(f"{exchange.url}/oauth/token", data=said_of, auth=("a\x00b", "secret"))
    assert answer.status_code == 401, answer.text
    posted = said_of | {"client_id": "a\x00b", "client_secret": "x"}
    assert httpx2.post(f"{exchange.url}/oauth/token", data=posted).status_code in (400, 401)
    basic = httpx2.post(f"{exchange.url}/v1/cases", content=b"{}", auth=("a\x00b", "secret"))
    assert basic.status_code == 401, basic.text
