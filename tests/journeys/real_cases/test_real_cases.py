"""Real cases through the real services: what is certain is found, and nobody is accused where nothing is expected.

They are read twice in the same processes: as published judgments, which promise nothing, and after police and
procuratorate of each place promised that they reported everything up to the day where the source ends (the promise is
this test's).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from fixtures.databases import Cluster
from fixtures.screening_process import RunningScreening
from fixtures.served import Callers, served
from journeys.real_cases import expecting, records, running, telling
from journeys.real_cases.expecting import ONLY_BY_PROMISE, TURNED_UP
from journeys.real_cases.records import Record
from journeys.real_cases.running import Reading
from screening import registry
from zhenxie.law.periods import working_days_after

pytestmark = pytest.mark.skipif(not records.DATA.exists(), reason=records.ABSENT)
RECORDS = {one.key: one for one in records.read()}


@dataclass(frozen=True)
class Run:
    """What a prosecutor reads of each case before and after the promise."""

    before: dict[str, Reading]
    after: dict[str, Reading]


@pytest.fixture(scope="module")
def run(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    folder: Path = tmp_path_factory.mktemp("real-cases")
    database = cluster.clone("screening", "real cases")
    with served(cluster, folder, "real-cases") as exchange:
        callers, screening = Callers(exchange), RunningScreening(database, exchange.url, folder / "screening.log")
        try:
            screening.start().alive()
            for record in RECORDS.values():
                running.send(callers, record)
            before = running.read_back(callers, exchange, screening)
            running.promise(callers, RECORDS.values())
            yield Run(before, running.read_back(callers, exchange, screening))
        finally:
            screening.stop()
            callers.close()
            cluster.drop(database.name)


def each(keys: Sequence[str] = tuple(RECORDS)) -> pytest.MarkDecorator:
    """Run a test for each case."""
    return pytest.mark.parametrize("key", keys or ("none",))


def test_every_word_of_the_file_is_told_or_is_context_for_a_reason() -> None:
    types = {one["type"] for record in RECORDS.values() for one in record.events}
    facts = {name for record in RECORDS.values() for name in record.said["facts"]}

    assert types == telling.MAPPED.keys() | telling.CONTEXT.keys()
    assert not telling.MAPPED.keys() & telling.CONTEXT.keys()
    assert facts == telling.FACTS.keys()
    assert len(RECORDS) == 51


def test_what_a_court_decided_is_told_by_its_execution() -> None:
    decided = [
        (record, one, place)
        for record in RECORDS.values()
        for place, one in enumerate(record.events)
        if one["type"] == "suspect.arrest_approved" and one["data"].get("decided_by_court")
    ]

    assert decided
    for record, decision, place in decided:
        later = [one for one in record.events[place:] if one["suspect"] == decision["suspect"]]
        assert "suspect.arrested" in {one["type"] for one in later}, record.key


def test_rules_that_are_not_of_these_models_are_counted_and_not_pretended(capsys: pytest.CaptureFixture[str]) -> None:
    built = {rule.code for model in registry.every_model() for rule in model.rules}
    names = {one["rule"] for record in RECORDS.values() for one in record.expected}
    others = expecting.elsewhere(RECORDS.values())
    ours = sum(len(expecting.expected(record)) for record in RECORDS.values())

    with capsys.disabled():
        said = ", ".join(f"{name}: {count}" for name, count in sorted(others.items()))
        print(f"\n{ours} expected findings are of these models; not of these models: {said}")  # noqa: T201

    assert {code for codes in expecting.RULES.values() for code in codes} <= built
    assert built.isdisjoint(expecting.NOT_OF_THESE_MODELS.values())
    assert names <= {*expecting.RULES, *expecting.NOT_OF_THESE_MODELS, expecting.FILING_REVIEW}
    assert ours + others.total() == sum(len(record.expected) for record in RECORDS.values())


@each()
def test_a_published_case_that_promises_nothing(run: Run, key: str) -> None:
    record, reading = RECORDS[key], run.before[RECORDS[key].case_number]

    for one in expecting.expected(record):
        by_promise = set(one.rules) <= set(ONLY_BY_PROMISE)
        assert_answered(record, one, reading, certain=one.certain and not by_promise)
    assert unexpected(record, reading) == set()


@each()
def test_nobody_is_accused_because_others_were_silent(run: Run, key: str) -> None:
    found = run.before[RECORDS[key].case_number].found()

    assert {one for one in found if one[0] in ONLY_BY_PROMISE} == set()


@each()
def test_what_is_missing_is_named_with_who_owes_it(run: Run, key: str) -> None:
    number = RECORDS[key].case_number

    for outcome in (*run.before[number].undetermined(), *run.after[number].undetermined()):
        missing = outcome["missing"]
        assert missing, outcome
        assert all(one["chinese"] and one["event_type"] and one["owed_by"] for one in missing), outcome


@each()
def test_a_case_whose_police_promised_everything_up_to_its_last_day(run: Run, key: str) -> None:
    record, reading = RECORDS[key], run.after[RECORDS[key].case_number]

    for one in expecting.expected(record):
        assert_answered(record, one, reading, certain=one.certain)
    assert {one for one in unexpected(record, reading) if (key, *one) not in TURNED_UP} == set()


@each(sorted({key for key, *_ in TURNED_UP}) if RECORDS else ())
def test_a_promise_turns_up_what_the_source_did_not_call_a_finding(run: Run, key: str) -> None:
    record = RECORDS[key]
    found = run.after[record.case_number].found()

    assert {(rule, ref) for other, rule, ref in TURNED_UP if other == key} <= found


def test_the_sample_of_2014_was_late_under_the_rule_of_its_time_and_would_not_be_today(run: Run) -> None:
    # The file's README speaks of two such cases, the file holds this one. Screening that knew only the law of today
    # would miss it: sent on the last lawful day (DUI23 8).
    record = RECORDS["page-03"]
    [drawn] = [one for one in record.events if one["type"] == "evidence.blood_drawn"]
    sent = date.fromisoformat(drawn["data"]["sent_at"])
    [alert] = run.after[record.case_number].alerts

    assert "DUI11" in {step["article"] for step in alert["report"]["reasoning"]}
    assert working_days_after(date.fromisoformat(drawn["at"][:10]), 5, law="DUI23 8").day == sent


def assert_answered(record: Record, one: expecting.Expected, reading: Reading, *, certain: bool) -> None:
    """See that an expected finding is found, with its day where it is certain; else that what is missing is named."""
    alerts = [alert["report"] for alert in reading.alerts]
    found = [report for report in alerts if one.fits(report["rule"], report["suspect_ref"])]
    if certain:
        assert found, f"{record.key}: {one.rules} is not found: {one.why}"
        assert all(expecting.names_its_day(record, one, report) for report in found), found
        return
    in_shadow = one.shadow and any(one.fits(*named) for named in reading.in_shadow())
    missing = [
        gap
        for outcome in reading.undetermined()
        if one.fits(outcome["rule"], outcome["suspect_ref"])
        for gap in outcome["missing"]
    ]
    assert found or in_shadow or missing, f"{record.key}: {one.rules} does not answer: {one.why}"


def unexpected(record: Record, reading: Reading) -> set[tuple[str, str | None]]:
    """Return what is found, by an alert or in shadow, and is not expected of the case."""
    wanted = expecting.expected(record)
    return {named for named in reading.found() | reading.in_shadow() if not any(one.fits(*named) for one in wanted)}
