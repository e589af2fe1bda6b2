"""监督撤案: a boy of fifteen is investigated for theft; a notice makes the police withdraw the case, and it is closed."""

import pytest

from builders.events import a_suspect, case_number, event
from builders.writing import a_notice, a_request, violation
from fixtures.agencies import CITY_PROCURATORATE, DAWUKOU_POLICE, DAWUKOU_PROCURATORATE, SCREENING
from fixtures.office import (
    ASSISTANT,
    CHIEF,
    HEAD,
    OFFICER,
    PROSECUTOR,
    STRANGER,
    Office,
    instruments,
    without_plans,
)

NUMBER = case_number(1, month="202602")
THEFT = {"charges": [{"name": "盗窃罪"}]}
BORN = {"birth_date": "2010-03-01", "birth_date_source": "birth_certificate"}
LATER = ["issued", "served", "replied", "adopted", "closed", "follow_up_planned", "followed_up"]


@pytest.fixture
def begins() -> str:
    return "2026-02-11"


async def a_boy_is_investigated(office: Office) -> None:
    filed = event("case.filed", occurred="2026-02-10", no_other_participant=True, **THEFT)
    boy = a_suspect("S1", number="640202201003011238", acts=[{"from": "2026-02-01"}], **BORN, **THEFT)
    await office.opens_a_case(NUMBER, "2026-02-10", filed, suspects=[boy])
    await office.hears(NUMBER, "suspect.age_verified", "2026-02-11", suspect_ref="S1", outcome="established", **BORN)


async def test_a_notice_makes_the_police_withdraw_the_case_of_a_boy_under_age(office: Office) -> None:
    await a_boy_is_investigated(office)
    await office.covers("2026-02-28")
    await office.day("2026-03-10")
    [found] = await office.alerts()
    assert (found["report"]["rule"], found["standing"], found["state"]) == ("UA-01", "stands", "new")
    # RULE 559¶2: the police are not asked why they filed; the office notifies them of the violation.
    assert "559" in found["report"]["instrument_note"]["chinese"]

    said = a_notice(
        "马某某盗窃案",
        NUMBER,
        "请依法撤销案件，并对马某某作出相应处理。",
        violation("查明行为人未达刑事责任年龄后未撤销案件", "《公安机关办理刑事案件程序规定》第一百八十六条"),
    )
    fields = {"kind": "investigation_supervision_notice", **said}
    draft = {"gh": PROSECUTOR, "addressee": DAWUKOU_POLICE, "fields": fields}
    on_it = draft | {"alert_ids": [found["id"]]}
    office_alone = (DAWUKOU_PROCURATORATE, "/v1/instruments")
    assert await office.tries(*office_alone, on_it) == (409, "alert-not-established")
    review = f"/v1/alerts/{found['id']}/review"
    early = await office.tries(DAWUKOU_PROCURATORATE, review, {"step": "confirm", "gh": ASSISTANT})
    assert early == (403, "role-missing")
    alert = await office.establishes("UA-01")
    asked = {"kind": "request_reason_filing", **a_request(NUMBER)}
    assert await office.tries(*office_alone, on_it | {"fields": asked}) == (409, "precondition-unmet")
    assert await office.tries(*office_alone, on_it | {"gh": ASSISTANT}) == (403, "role-missing")
    paper = await office.drafts("investigation_supervision_notice", said, alert_ids=[alert], suspect_refs=["S1"])

    assert await paper.tries("issue") == (409, "instrument-step-out-of-order")
    assert await paper.tries("approve", PROSECUTOR) == (403, "level-too-low")
    await paper.step("revise", HEAD, fields=fields)
    assert await paper.tries("approve", HEAD) == (409, "duties-not-separate")
    await paper.step("approve", CHIEF)
    assert await paper.tries("issue") == (409, "instrument-step-out-of-order")
    assert not any([await paper.seen_by(one) for one in (DAWUKOU_POLICE, SCREENING, STRANGER)])
    assert await paper.seen_by(CITY_PROCURATORATE)
    assert instruments(await office.told(DAWUKOU_POLICE)) == []
    early = await office.tries(DAWUKOU_POLICE, f"{paper.path}/receipt", {"gh": OFFICER})
    assert early == (404, "instrument-not-found")
    await paper.numbered("石大检侦监〔2026〕12号")
    issued = await paper.step("issue")
    assert (issued["number"], issued["issued_on"]) == ("石大检侦监〔2026〕12号", "2026-03-10")
    assert await paper.tries("adopt") == (409, "instrument-step-out-of-order")

    await office.day("2026-03-11")
    assert (await paper.is_signed_for())["reply_due"] == "2026-03-26"
    await office.day("2026-03-17")
    withdrawn = {"ground": "below_age", "instrument_number": issued["number"], "measures_lifted": True}
    await office.hears(NUMBER, "case.withdrawn", "2026-03-16", **withdrawn)
    await office.day("2026-03-18")
    assert await office.standings() == {"UA-01:#1": "remedied"}
    replied = await paper.is_answered(reply_number="石公大(刑)复字〔2026〕3号", text="已于三月十六日撤销案件。")
    assert (replied["state"], replied["late"]) == ("replied", False)
    assert await paper.tries("follow_up", finding="done") == (409, "instrument-step-out-of-order")
    await paper.step("adopt")
    await paper.step("close", planned_on="2026-06-15")
    await office.reviews(alert, "close", PROSECUTOR)
    await office.day("2026-06-15")
    await paper.step("follow_up", finding="done")
    whole = await paper.now()
    assert (whole["state"], whole["follow_up_on"]) == ("closed", None)
    [ended] = await office.alerts()
    assert (ended["state"], ended["standing"], ended["report"]["ended_on"]) == ("closed", "remedied", "2026-03-16")

    before = ["drafted", "drafted", "approved", "numbered"]
    assert instruments(await office.told(DAWUKOU_PROCURATORATE)) == before + LATER
    assert instruments(await office.told(CITY_PROCURATORATE)) == before + LATER
    assert instruments(await office.told(DAWUKOU_POLICE)) == without_plans(LATER)
    assert instruments(await office.told(SCREENING)) == LATER
    assert [one for one in await office.told(DAWUKOU_POLICE) if one.startswith("alert.")] == []
    assert await office.told(STRANGER) == []
