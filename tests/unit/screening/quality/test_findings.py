"""Runs the table of faults of form: who is told of what, and what nobody is told."""

import tomllib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from builders.casefiles import CASE_ID, case_file, event_id
from screening.quality import evaluating
from screening.quality.evaluating import Remarked
from screening.quality.orders import ORDERS
from screening.quality.rulebook import KINDS, Finding
from screening.quality.times import WITHIN
from zhenxie.wire.events import EVENT_TYPES

CASES = tomllib.loads(Path(__file__).with_name("findings.toml").read_text(encoding="utf-8"))["cases"]
LONG_AFTER = "2030-01-01T00:00:00+00:00"


def remarked(case: dict[str, Any], **changed: Any) -> Remarked:
    case = {**case, **changed}
    events = [{"recorded": LONG_AFTER, **one} for one in case["events"]]
    owed = {(one["agency"], one["type"]): one["since"] for one in case.get("owed", [])}
    return evaluating.evaluate(case_file(events), case["on"], owed)


def spelt(case: dict[str, Any], findings: tuple[Finding, ...]) -> Iterator[str]:
    names = {
        event_id(one.get("id", f"e{place}")): one.get("id", f"e{place}") for place, one in enumerate(case["events"], 1)
    }
    for one in findings:
        subjects = " ".join(sorted(names[subject] for subject in one.subjects))
        yield f"{one.kind.code} {one.sender}: {subjects}".strip()


@pytest.mark.parametrize("case", [pytest.param(one, id=one["name"]) for one in CASES])
def test_a_case_of_the_table(case: dict[str, Any]) -> None:
    found, look_again_on = remarked(case)

    assert sorted(spelt(case, found)) == sorted(case["expect"])
    assert look_again_on == case.get("look_again_on")
    for code, words in case.get("says", {}).items():
        assert [one for one in found if one.kind.code == code and words in one.explanation.chinese], code


@pytest.mark.parametrize("case", [pytest.param(one, id=one["name"]) for one in CASES])
def test_nobody_is_told_of_an_event_of_another_agency(case: dict[str, Any]) -> None:
    file = case_file(case["events"])
    source = {one.entry.event_id: one.entry.source for one in file.events}

    for one in remarked(case).findings:
        assert {source[subject] for subject in one.subjects} <= {one.sender}
        others = {event.type for event in file.events if event.entry.source != one.sender}
        for kind in others - {event.type for event in file.events if event.entry.source == one.sender}:
            assert EVENT_TYPES[kind].chinese not in one.explanation.chinese


@pytest.mark.parametrize("case", [pytest.param(one, id=one["name"]) for one in CASES])
def test_a_finding_keeps_its_name_in_whatever_order_it_came_and_on_every_later_day(case: dict[str, Any]) -> None:
    names = {one.fingerprint(CASE_ID): one for one in remarked(case).findings}
    events = [{"id": f"e{place}", **one} for place, one in enumerate(case["events"], 1)]
    shuffled = {one.fingerprint(CASE_ID) for one in remarked(case, events=events[::-1]).findings}
    later = {one.fingerprint(CASE_ID) for one in remarked(case, on=case["on"] + timedelta(days=200)).findings}

    assert len(names) == len(case["expect"])
    if "corrects" not in str(events) and not any("recorded" in one for one in events):
        assert shuffled == names.keys()
    assert names.keys() <= later


def test_every_kind_of_fault_has_a_case_and_says_what_it_is() -> None:
    shown = {one.partition(" ")[0] for case in CASES for one in case["expect"]}

    assert shown == {one.code for one in KINDS}
    assert len({one.title for one in KINDS}) == len(KINDS)


def test_the_tables_of_orders_name_real_event_types_and_fields() -> None:
    for order in ORDERS:
        assert {order.later, *order.earlier} <= EVENT_TYPES.keys()
    for kind, pairs in WITHIN.items():
        fields = EVENT_TYPES[kind].model_fields["data"].annotation.model_fields
        assert {name for pair in pairs for name in pair} <= {"occurred", *fields}, kind


@pytest.mark.parametrize("order", [pytest.param(one, id=one.later) for one in ORDERS])
def test_each_order_is_found_when_it_is_turned_round_and_not_when_it_is_right(order: Any) -> None:
    def events(late: str, early: str) -> list[dict[str, Any]]:
        pairs = [(order.later, late), *((kind, early) for kind in order.earlier)]
        return [_event(kind, day) for kind, day in pairs]

    notified = {"type": "case.notified", "occurred": "2026-03-01", "suspects": [{"suspect_ref": "S1"}]}
    case = {"on": CASES[0]["on"], "events": [notified, *events("2026-03-02", "2026-03-03")]}
    right = {**case, "events": [notified, *events("2026-03-03", "2026-03-02")]}

    def about_it(case: dict[str, Any]) -> list[str]:
        return [one for one in spelt(case, remarked(case).findings) if "e2" in one.split()]

    assert [one.partition(" ")[0] for one in about_it(case)] == ["impossible_order"]
    assert about_it(right) == []


def _event(kind: str, day: str) -> dict[str, Any]:
    needed = {"suspect.custody_suspended": {"ground": "identity_unknown"}}.get(kind, {})
    who = {"suspect": "S1"} if kind.startswith("suspect.") else {}
    return {"type": kind, "occurred": day, **who, **needed}
