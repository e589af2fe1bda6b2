"""What was put in is what screening finds: on the last day by the engine alone, and along the way in virtual time."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from itertools import count
from uuid import UUID

import pytest

import zhenxie.generate
from screening import backtest, engine
from screening.casefile import CaseFile
from screening.coverage import Coverage, Declaration
from screening.hearing import Heard
from screening.registry import every_model
from screening.rulebook import Verdict
from zhenxie.generate.coverage import declared
from zhenxie.generate.histories import Plan, histories, moment_of
from zhenxie.generate.mixing import KINDS, LAWFUL, UNLAWFUL, Course, counted
from zhenxie.record.told import Told
from zhenxie.wire import sealing
from zhenxie.wire.validation import parse_event

ELSEWHERE = ("640200000000", "640221000000", "110101000000")


def enough(courses: Sequence[Course], violations: int) -> int:
    """Return how many cases it takes until each of these courses is told."""
    return next(
        cases
        for cases in count(len(courses))
        if {id(one) for one, _ in counted(cases, violations)} == {id(one) for one in courses}
    )


# Each course is told in two of them at least, by other agencies and in another stretch of time.
WRONG, RIGHT = enough(UNLAWFUL, 1), enough(LAWFUL, 0)
PLANS = (
    Plan(cases=WRONG, seed=1, violations=1),
    Plan(cases=WRONG, seed=2, violations=1, police=ELSEWHERE, since=date(2026, 1, 1), until=date(2026, 3, 1)),
    Plan(cases=RIGHT, seed=3, violations=0, police=ELSEWHERE),
    Plan(cases=RIGHT, seed=4, violations=0, since=date(2026, 1, 1), until=date(2026, 3, 1)),
)
MANY = (
    Plan(cases=900, seed=1, violations=0.5),
    Plan(cases=300, seed=2, violations=0.2, police=ELSEWHERE),
    Plan(cases=300, seed=3, violations=0.4, since=date(2026, 1, 1), until=date(2026, 3, 1)),
)


def public(event):
    return sealing.part(parse_event(event))[0]


def told(history):
    said = [(report, event) for report in history.reports for event in report.events]
    return [
        Told(place, UUID(int=place), moment_of(report.recorded), report.sender, event["type"], public(event))
        for place, (report, event) in enumerate(said, 1)
    ]


def coverage(plan):
    return Coverage([Declaration(1, one.agency, one.event["data"]["types"]) for one in declared(plan)])


def found(history, plan, promised):
    entries = told(history)
    file = CaseFile(UUID(int=1), entries, 1, len(entries), promised)
    return {one.rule.code for _, one in engine.evaluate(file, plan.until) if one.verdict is Verdict.FOUND}


def test_the_plans_tell_every_course_twice_at_least():
    told = Counter(id(one) for plan in PLANS for one, many in counted(plan.cases, plan.violations) for _ in range(many))

    assert {id(one) for one in (*LAWFUL, *UNLAWFUL)} == {name for name, many in told.items() if many >= 2}


@pytest.mark.parametrize("plan", [*PLANS, *(pytest.param(plan, marks=pytest.mark.nightly) for plan in MANY)])
def test_every_violation_is_found_by_its_rules_and_a_lawful_case_by_none(plan):
    promised = coverage(plan)

    wrong = {
        history.case_number: (history.expected, answered)
        for history in histories(plan)
        if (answered := found(history, plan, promised)) != set(history.expected)
    }

    assert wrong == {}


@pytest.mark.parametrize("cases", [60, pytest.param(250, marks=pytest.mark.nightly)])
def test_in_virtual_time_just_these_are_alerted_and_nothing_by_the_way(cases):
    plan = Plan(cases=cases, seed=5, violations=0.4)
    expected = {history.case_number: set(history.expected) for history in histories(plan)}
    alerted = defaultdict(set)

    for post in backtest.posts_of(heard(plan), until=plan.until):
        if post.kind == "report":
            alerted[post.body["case_number"]].add(post.body["rule"])

    assert alerted == {number: rules for number, rules in expected.items() if rules}


def heard(plan):
    rows = [(one.recorded, one.agency, one.event, None, None) for one in declared(plan)]
    for place, history in enumerate(histories(plan), 1):
        rows += [
            (report.recorded, report.sender, event, UUID(int=place), history.case_number)
            for report in history.reports
            for event in report.events
        ]
    rows.sort(key=lambda one: one[0])
    return [
        Heard(
            position=place,
            epoch=1,
            recorded_at=moment_of(recorded),
            list_end=place,
            event_id=UUID(int=10**9 + place),
            type=event["type"],
            source=sender,
            payload=public(event),
            case_id=case_id,
            case_number=number,
        )
        for place, (recorded, sender, event, case_id, number) in enumerate(rows, 1)
    ]


def test_without_a_promise_only_what_was_stated_is_found():
    plan = Plan(cases=2 * WRONG, seed=6, violations=1)
    stated = {history.rule for history in histories(plan) if found(history, plan, Coverage())}

    assert stated == {
        *("AN08-1", "AN17", "D02", "D11-2", "M01-2", "M06", "UA-05"),
        *("DUI-05", "DUI-06", "DUI-08", "DUI-10", "DUI-11", "DUI-16"),
        *("M09-3", "M09-4", "M13-4", "M15-4", "M15-5", "M15-7", "M16-4", "M16-5", "M17-3", "M22-3"),
    }


@pytest.mark.parametrize(("violations", "wrong"), [(0, 0), (0.1, 100), (0.125, 125), (1, 1000)])
def test_the_share_of_violations_is_as_asked_and_the_kinds_stay_as_they_are(violations, wrong):
    cases = list(histories(Plan(cases=1000, seed=1, violations=violations)))

    assert len(cases) == 1000
    assert sum(one.rule is not None for one in cases) == wrong
    kinds = Counter(one.kind for one in cases)
    assert all(abs(kinds[kind] - hundredths * 10) <= 6 for kind, hundredths in KINDS.items())


def test_every_rule_that_stands_has_a_course_but_those_that_one_case_cannot_show():
    rules = {rule.code for model in every_model() for rule in model.rules if not rule.shadow}
    informing = {
        rule.code for model in every_model() for rule in model.rules if rule.title.english.startswith("Notice")
    }
    # Another case, an alert and its review, or an instrument: none of them is a line that an agency reports of one case.
    # The amounts of a place (地方数额标准) are the operator's to state: without them M10-2 finds nothing.
    need_more = {"DUI-15", "BD-01", "M10-2", "M20-1", "M20-2", "M20-5"}

    assert rules - {rule for course in UNLAWFUL for rule in course.expected} - informing == need_more


def test_the_table_in_the_docstring_is_what_comes_out():
    rows = dict(re.findall(r"^    (\w+) +\| (.+)$", zhenxie.generate.__doc__, re.MULTILINE))
    cases = list(histories(Plan(cases=10_000, seed=1)))

    for kind in (*KINDS, "all"):
        of_kind = [one for one in cases if kind in (one.kind, "all")]
        reports = sum(len(one.reports) for one in of_kind) / len(of_kind)
        events = sum(len(report.events) for one in of_kind for report in one.reports) / len(of_kind)
        assert rows[kind] == f"{len(of_kind) / 100:5.1f} % | {reports:4.1f} | {events:4.1f}"
