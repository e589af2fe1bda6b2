import hashlib
import itertools
import json
from datetime import UTC, date, datetime

import pytest

from exchange.access.callers import Caller
from exchange.intake.commands import Line as Place
from exchange.intake.reading import Reader
from zhenxie.generate.histories import Plan, histories, moment_of
from zhenxie.generate.lines import lines
from zhenxie.kit.identifiers import new_id
from zhenxie.law.calendar import BEIJING
from zhenxie.wire.identifiers import case_number, identity_number
from zhenxie.wire.vocabulary import AgencyKind

NOW = datetime(2026, 8, 1, tzinfo=UTC)
POLICE = ("640202000000", "640205000000", "640200000000")
PLAN = Plan(cases=600, seed=11, violations=0.3, police=POLICE)


def test_the_same_plan_gives_the_same_bytes_on_every_platform():
    digest = hashlib.sha256(b"".join(line.body for line in lines(Plan(cases=300, seed=1), coverage=True)))

    assert digest.hexdigest() == "81152ad692c63a60c9878c66cbf8d1044a676b1f154db11b733505ee5b3f6764"


def test_another_seed_gives_other_cases():
    one, other = ([line.body for line in lines(Plan(cases=20, seed=seed))] for seed in (1, 2))

    assert one != other


def test_every_line_is_one_that_the_exchange_reads_for_its_sender_without_a_refusal_or_an_observation():
    read = 0
    for line in lines(PLAN, coverage=True):
        kind = AgencyKind.POLICE if len(line.sender) == 12 else AgencyKind.PROCURATORATE
        reader = Reader(Caller(line.sender, kind, "client", frozenset()), NOW)
        submission = reader.line(line.body.rstrip(b"\n"), Place(new_id(NOW), 1))
        assert submission.refusal is None, line.body.decode()
        assert not submission.observations
        assert all(not report.observations for report in submission.reports), line.body.decode()
        read += 1

    assert read > 4 * PLAN.cases


def test_lines_stand_in_the_order_in_which_they_were_recorded_and_a_case_is_opened_first():
    told = sorted(
        (report.recorded, place, history.case_number)
        for history in histories(PLAN)
        for place, report in enumerate(history.reports)
    )
    spelt = [json.loads(line.body) for line in lines(PLAN)]
    opened: set[str] = set()

    for one in spelt:
        assert ("notified" in one) == (one["case_number"] not in opened)
        opened.add(one["case_number"])
    moments = {(number, place): recorded for recorded, place, number in told}
    places = {number: itertools.count() for number in opened}
    order = [moments[one["case_number"], next(places[one["case_number"]])] for one in spelt]
    assert order == sorted(order)


def test_case_numbers_are_of_the_agency_and_message_ids_are_said_once():
    numbers, ids = [], []
    for history in histories(PLAN):
        numbers.append(history.case_number)
        ids += [event["message_id"] for report in history.reports for event in report.events]
        parts = case_number(history.case_number)
        assert parts is not None
        # 640200 is the city: what stands below it begins with its code without the zeros.
        assert parts.unit.startswith(history.police[:6])

    assert len(set(numbers)) == len(numbers) == PLAN.cases
    assert len(set(ids)) == len(ids)


def test_no_two_drivers_have_one_identity_number_and_each_is_well_formed():
    found = [
        suspect["person"]["identity_number"]
        for history in histories(Plan(cases=4000, seed=3))
        if history.kind == "drunk_driving"
        for suspect in history.reports[0].events[0]["data"]["suspects"]
    ]

    assert len(found) == 1040
    assert len(set(found)) == len(found)
    assert all(identity_number(one) for one in found)


def test_everything_is_on_record_before_the_end_and_after_it_happened():
    for plan in (PLAN, Plan(cases=300, seed=4, violations=0.5, since=date(2025, 11, 1), until=date(2025, 12, 1))):
        for history in histories(plan):
            for report in history.reports:
                moment = moment_of(report.recorded).astimezone(BEIJING)
                assert moment.date() < plan.until
                assert all(one["occurred"][:10] <= f"{moment:%Y-%m-%d}" for one in report.events)


def test_coverage_is_declared_every_month_and_at_the_end_by_all_who_speak():
    stated = [json.loads(line.body)["coverage"] for line in lines(PLAN, coverage=True) if b'"coverage"' in line.body]

    days = {one["occurred"] for one in stated}
    assert len(days) == 30
    assert max(days) == "2026-07-01"
    assert {one["message_id"].split("-")[1] for one in stated} == {*POLICE, "640202", "640205", "640200"}


def test_a_plan_that_cannot_be_is_refused():
    with pytest.raises(ValueError, match="share"):
        Plan(cases=1, seed=1, violations=1.01)
    with pytest.raises(ValueError, match="twelve"):
        Plan(cases=1, seed=1, police=("640202",))
    with pytest.raises(ValueError, match="2024-01-01"):
        Plan(cases=1, seed=1, since=date(2023, 12, 31))
    with pytest.raises(ValueError, match="holidays"):
        Plan(cases=1, seed=1, until=date(2099, 1, 1))
    assert not list(lines(Plan(cases=0, seed=1)))
