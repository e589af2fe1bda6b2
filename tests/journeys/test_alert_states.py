"""Into which state an alert comes by what is reported late, out of order, corrected or missing (domain 14.6)."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from builders.events import message_id
from fixtures import tales
from fixtures.agencies import DAWUKOU_POLICE, DAWUKOU_PROCURATORATE
from fixtures.databases import Database
from fixtures.inprocess import served
from fixtures.screening import Story, screening
from zhenxie.kit.clock import FixedClock

NUMBER = tales.CHILD


@pytest.fixture
async def story(settled_database: Database, make_database: Callable[..., Database]) -> AsyncIterator[Story]:
    clock = FixedClock(datetime(2026, 2, 10, 1, tzinfo=UTC))
    own = make_database("screening", service="screening")
    async with served(settled_database, clock) as exchange, screening(exchange, own, clock) as work:
        yield Story(exchange, work, clock)


async def says(story: Story, day: str, *said: tales.Said) -> None:
    await tales.spoken(story.exchange, story.clock, day, said)
    await story.work.once()


async def an_alert_stands(story: Story) -> dict[str, Any]:
    """Let a fifteen-year-old's theft be filed and not withdrawn, and return what established his age."""
    opened, verified = tales.a_child(NUMBER)
    await says(story, "2026-02-11", opened, verified)
    await says(story, "2026-03-01", tales.promised("2026-02-28"))
    await says(story, "2026-03-10")
    assert await story.standings() == {"UA-01:#1": "stands"}
    return verified[2]


async def the_alert(story: Story) -> dict[str, Any]:
    [alert] = await story.alerts()
    async with story.exchange.client(DAWUKOU_PROCURATORATE) as office:
        return dict((await office.get(f"/v1/alerts/{alert['id']}")).json())


async def test_a_correction_that_shows_that_the_ground_never_existed_withdraws_the_alert(story: Story) -> None:
    verified = await an_alert_stands(story)
    grown = dict(verified, message_id=message_id("grown"), data=verified["data"] | {"birth_date": "2008-03-01"})

    await says(story, "2026-03-11", tales.corrected(NUMBER, verified, grown))

    alert = await the_alert(story)
    assert (alert["standing"], alert["state"], alert["ending"]["reason"]) == ("withdrawn", "new", "correction")
    assert [one["said"] for one in alert["history"]] == ["raised", "withdrawn"]
    assert alert["timeline"][-1]["type"] == "cn.zhenxie.message.corrected.v1"
    assert alert["ending"]["prompted_by"] == alert["timeline"][-1]["id"]


async def test_missing_certainty_puts_an_alert_in_doubt_and_certainty_lets_the_same_alert_stand_again(
    story: Story,
) -> None:
    await a_stalled_case_stands(story)
    approved = tales.event("suspect.arrest_approved", occurred="2024-05-10", suspect_ref="S1")

    # Approved and never executed: he may be at large (domain 14.5).
    await says(story, "2026-03-10", tales.update(tales.STALLED, approved, tales.OFFICE))
    doubted = await the_alert(story)
    _, path, retraction = tales.corrected(tales.STALLED, approved, None)
    await says(story, "2026-03-11", (tales.OFFICE, path, retraction))

    assert (doubted["standing"], doubted["report"]["missing"] != []) == ("in_doubt", True)
    alert = await the_alert(story)
    assert (alert["id"], alert["standing"], alert["report"]["missing"]) == (doubted["id"], "stands", [])
    assert [one["said"] for one in alert["history"]] == ["raised", "updated", "updated"]


async def test_a_retraction_of_what_the_alert_rests_on_puts_it_in_doubt(story: Story) -> None:
    verified = await an_alert_stands(story)

    await says(story, "2026-03-11", tales.corrected(NUMBER, verified, None))

    alert = await the_alert(story)
    assert (alert["standing"], alert["report"]["missing"][0]["event_type"]) == ("in_doubt", "suspect.age_verified")


async def test_reports_out_of_order_end_where_the_right_order_would_have_ended(story: Story) -> None:
    events = [
        ("case.returned", "2026-03-02", tales.OFFICE),
        ("case.return_received", "2026-03-04", tales.POLICE),
        ("case.resubmitted", "2026-04-15", tales.POLICE),
    ]
    both = (tales.RETURNED, events), (tales.BAILED, events[::-1])
    await says(story, "2026-04-16", tales.promised("2026-04-15"), tales.promised("2026-04-15", tales.OFFICE))
    await says(story, "2026-04-17", *(tales.opened(number) for number, _ in both))
    for turn, day in enumerate(("2026-04-18", "2026-04-19", "2026-04-20")):
        said = [
            tales.update(number, tales.event(order[turn][0], occurred=order[turn][1]), order[turn][2])
            for number, order in both
        ]
        await says(story, day, *said)

    found = {one["report"]["case_number"]: one for one in await story.alerts()}
    assert {number: one["report"]["rule"] for number, one in found.items()} == {number: "M12" for number, _ in both}
    # What was over before anybody knew of it: nobody answered an alert, and it happened all the same.
    assert found[tales.BAILED]["standing"] == "ended"
    for name in ("violated_from", "ended_on", "finding"):
        assert len({str(one["report"][name]) for one in found.values()}) == 1, name


async def test_the_cure_that_came_before_what_it_cures_raises_nothing(story: Story) -> None:
    opened, verified = tales.a_child(NUMBER)
    filed = opened[2]["events"].pop()
    in_time = tales.event("case.withdrawn", occurred="2026-02-16", ground="below_age")

    await says(story, "2026-03-11", opened, tales.update(NUMBER, in_time), verified, tales.promised("2026-03-10"))
    await says(story, "2026-03-12", tales.update(NUMBER, filed))
    await says(story, "2026-06-12")

    assert await story.alerts() == []


async def test_other_words_of_a_finding_that_was_over_when_it_was_raised_do_not_remedy_it(story: Story) -> None:
    number = tales.RETURNED
    received = tales.event("case.return_received", occurred="2026-03-04")
    await says(story, "2026-04-16", tales.promised("2026-04-15"), tales.promised("2026-04-15", tales.OFFICE))
    returned = tales.update(number, tales.event("case.returned", occurred="2026-03-02"), tales.OFFICE)
    again = tales.update(number, tales.event("case.resubmitted", occurred="2026-04-15"))
    await says(story, "2026-04-17", tales.opened(number), again, tales.update(number, received), returned)
    assert await story.standings() == {"M12:#1": "ended"}
    same = dict(received, message_id=message_id("same"), operator="021871")

    await says(story, "2026-04-18", tales.corrected(number, received, same))

    alert = await the_alert(story)
    assert (alert["standing"], [one["said"] for one in alert["history"]]) == ("ended", ["raised", "updated"])


async def test_what_is_undetermined_stands_among_the_outcomes_and_never_among_the_alerts(story: Story) -> None:
    opened, verified = tales.a_child(NUMBER)
    await says(story, "2026-02-11", opened, verified)

    await says(story, "2026-04-11")

    owed = await story.says(DAWUKOU_PROCURATORATE, "GET", "/v1/assessments")
    assert {one["outcome"]["rule"] for one in owed["items"]} >= {"UA-01"}
    assert await story.alerts() == []


async def a_stalled_case_stands(story: Story) -> None:
    filed = tales.event(
        "case.filed", occurred="2024-03-01", handling_department="economic_crime_unit", suspect_refs=["S1"]
    )
    await says(story, "2026-02-11", tales.opened(tales.STALLED, filed))
    await says(story, "2026-03-06", tales.promised("2026-03-05"), tales.promised("2026-03-05", tales.OFFICE))
    assert await story.standings() == {"E1:S1#1": "stands"}


async def test_a_violation_that_ends_without_what_was_owed_is_ended_and_not_remedied(story: Story) -> None:
    await a_stalled_case_stands(story)

    bailed = tales.event("suspect.bail_imposed", occurred="2026-03-09", suspect_ref="S1")
    await says(story, "2026-03-10", tales.update(tales.STALLED, bailed))

    alert = await the_alert(story)
    # A measure after the two years does not cure; it ends what had become a violation (domain 14.5).
    assert (alert["standing"], alert["report"]["ended_on"]) == ("ended", "2026-03-09")
    assert [one["said"] for one in alert["history"]] == ["raised", "updated"]


@pytest.mark.parametrize("day", ["2026-02-12", "2026-02-18"])
async def test_a_late_report_before_the_promise_reaches_its_day_raises_nothing(story: Story, day: str) -> None:
    opened, verified = tales.a_child(NUMBER)
    await says(story, "2026-02-11", opened, verified)
    await says(story, "2026-03-01")
    assert await story.alerts() == []

    late = tales.event("case.withdrawn", occurred=day, ground="below_age")
    await says(story, "2026-03-02", tales.update(NUMBER, late))
    await says(story, "2026-03-10", tales.promised("2026-03-09"))

    assert await story.alerts() == []


async def test_a_dismissed_alert_that_is_only_told_in_other_words_is_updated_and_stays_dismissed(story: Story) -> None:
    verified = await an_alert_stands(story)
    [alert] = await story.alerts()
    review = {"message_id": message_id(), "step": "dismiss", "dismissal_reason": "lawful_exception"}
    await story.says(DAWUKOU_PROCURATORATE, "POST", f"/v1/alerts/{alert['id']}/review", review)
    source = dict(verified, message_id=message_id("source"))
    source["data"] = source["data"] | {"birth_date_source": "household_register"}

    await says(story, "2026-03-12", tales.corrected(NUMBER, verified, source))

    after = await the_alert(story)
    assert (after["id"], after["state"], after["standing"]) == (alert["id"], "dismissed", "stands")
    assert [one["said"] for one in after["history"]] == ["raised", "reviewed", "updated"]


async def test_found_again_after_it_was_withdrawn_it_is_the_next_occurrence_and_names_the_one_before(
    story: Story,
) -> None:
    verified = await an_alert_stands(story)
    grown = dict(verified, message_id=message_id("grown"), data=verified["data"] | {"birth_date": "2008-03-01"})
    correction = tales.corrected(NUMBER, verified, grown)
    await says(story, "2026-03-11", correction)

    await says(story, "2026-03-12", tales.corrected(NUMBER, verified, dict(verified, message_id=message_id("back"))))

    first, second = sorted(await story.alerts(), key=lambda one: one["report"]["occurrence"])
    assert (first["standing"], second["standing"]) == ("withdrawn", "stands")
    assert (second["previous"], second["report"]["fingerprint"]) == (first["id"], first["report"]["fingerprint"])


async def test_police_and_their_outcomes_show_nothing_of_it_until_a_prosecutor_shares_it(story: Story) -> None:
    await an_alert_stands(story)

    for path in ("/v1/alerts", "/v1/assessments", "/v1/assessments?verdict=found", "/v1/assessments/counts"):
        said = await story.says(DAWUKOU_POLICE, "GET", path)
        assert said["items"] == [], path


async def test_a_lead_raised_by_hand_is_none_of_screenings_business_rebuilt_or_not(
    story: Story, make_database: Callable[..., Database]
) -> None:
    await an_alert_stands(story)
    lead = {
        "message_id": message_id("lead"),
        "case_number": NUMBER,
        "source": {"kind": "other"},
        "rule": "UA-01",
        "finding": "办案人陈述与笔录不符。",
        "articles": ["CL 17¶2"],
    }
    raised = await story.says(DAWUKOU_PROCURATORATE, "POST", "/v1/leads", lead)
    before = await story.alerts()
    head = (await story.says(DAWUKOU_PROCURATORATE, "GET", "/v1/changes?limit=1000"))["head"]

    await says(story, "2026-03-11")
    fresh = make_database("rebuilt", service="screening")
    async with screening(story.exchange, fresh, story.clock) as again:
        await again.once()

    assert await story.alerts() == before
    assert raised["alert_id"] in {one["id"] for one in before}
    assert (await story.says(DAWUKOU_PROCURATORATE, "GET", "/v1/changes?limit=1000"))["head"] == head
