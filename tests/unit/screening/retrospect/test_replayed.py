"""A backtest in parts gives what one world in memory gives; what is compared, counted and reviewed stands in its report."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
import pytest

from builders.casefiles import CASE_ID, POLICE, event_id
from screening import __main__, backtest, engine, parameters
from screening.hearing import Heard, lists_of
from screening.retrospect import commands, lines, plan, reporting, running
from screening.retrospect.counting import AFTER, BEFORE, Tally, quarter_of
from screening.retrospect.plan import Plan, Unanswerable, models_named
from screening.retrospect.spool import Spool
from zhenxie.generate.histories import Plan as Cases
from zhenxie.generate.lines import lines as generated
from zhenxie.law.calendar import BEIJING

SINCE, UNTIL = date(2025, 7, 1), date(2026, 6, 30)


def a_folder(folder: Path, *, cases: int = 120, seed: int = 5) -> Path:
    folder.mkdir(exist_ok=True)
    files: dict[str, list[bytes]] = {}
    for one in generated(Cases(cases=cases, seed=seed, violations=0.6), coverage=True):
        files.setdefault(one.sender, []).append(one.body)
    for sender, said in files.items():
        (folder / f"{sender}.ndjson").write_bytes(b"".join(said))
    return folder


@pytest.fixture(scope="module")
def spooled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = a_folder(tmp_path_factory.mktemp("lines"))
    path = tmp_path_factory.mktemp("spool") / "input.sqlite"
    spool = Spool(path, writes=True)
    lines.fill(spool, lines.files_of(folder))
    spool.complete()
    spool.close()
    return path


def tallied(question: Plan, spool: Path, folder: Path) -> tuple[Tally, list[dict[str, Any]]]:
    running.run(question, spool, folder, processes=1, seen=lambda _: None)
    tally, results = Tally(), list(running.results(question, folder))
    for one in results:
        tally.add(one)
    return tally, results


def test_in_parts_it_finds_what_one_world_in_memory_finds(spooled: Path, tmp_path: Path) -> None:
    models = models_named([])
    _, results = tallied(Plan(models, date(2024, 1, 1), UNTIL, "x"), spooled, tmp_path)
    found = {
        (row["fingerprint"], row["rule"], row["first_found"])
        for one in results
        for row in one["findings"]  # type: ignore[attr-defined]
    }

    spool = Spool(spooled)
    cases = spool.reading.cases(after="", limit=10**6, upto=10**9, part=0, parts=1)
    entries = sorted(
        [*spool.reading.of_no_case(upto=10**9), *spool.reading.of_cases(cases, upto=10**9)],
        key=lambda one: one.position,
    )
    persons = [tie for tie in spool.reading.ties_of(cases) if tie.kind == "same_person"]
    told: dict[tuple[str, str, str], None] = {}
    for post in backtest.posts_of(entries, until=UNTIL, ties=persons):
        if post.kind == "report" and post.occurrence == 1:
            key = (post.fingerprint, post.body["rule"])
            if not any(one[:2] == key for one in told):
                told[*key, post.body["evaluated"]["day"]] = None
    shadowed = {rule.code for one in plan.sides(Plan(models, SINCE, UNTIL, ""))[0] for rule in one.rules if rule.shadow}
    assert len(told) > 40
    assert {one for one in found if one[1] not in shadowed} == set(told)


def test_another_number_is_compared_case_by_case(spooled: Path, tmp_path: Path) -> None:
    text = (Path(parameters.__file__).parent / "returned_case.toml").read_text().replace("value = 1", "value = 2")
    question = Plan(("returned_case@2",), SINCE, UNTIL, "x", None, ("returned_case", text))
    tally, results = tallied(question, spooled, tmp_path)

    before, after = tally.totals(BEFORE), tally.totals(AFTER)
    rows = [row for one in results for row in one["differences"]]  # type: ignore[attr-defined]
    assert tally.cases == 120
    assert before["found"] + before["found_earlier"] > after["found"] + after["found_earlier"] > 0
    assert tally.kinds["vanished"] == len([one for one in rows if one["kind"] == "vanished"]) > 0
    assert tally.kinds["appeared"] == 0
    [changed, *_] = [one for one in rows if one["kind"] == "changed" and one["after"]["violated_from"]]
    assert changed["before"]["violated_from"] < changed["after"]["violated_from"]
    assert changed["parameters"] == ["supplement_months"]


def test_what_was_done_is_not_done_again_and_a_torn_line_is(spooled: Path, tmp_path: Path) -> None:
    question = Plan(("returned_case@2",), SINCE, UNTIL, "x")
    first = tallied(question, spooled, tmp_path)
    whole = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    for place, path in enumerate(sorted(tmp_path.iterdir())):
        kept = whole[path.name]
        path.write_bytes(kept[: len(kept) // 2] if place % 2 else kept)

    assert tallied(question, spooled, tmp_path)[0] == first[0]
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == whole
    # Another question begins anew in the same folder.
    other = replace(question, since=date(2026, 1, 1))
    assert tallied(other, spooled, tmp_path)[0] != first[0]
    assert list(running.results(question, tmp_path)) == []


RAISED = {"rule": "M12", "occurrence": 1, "alert_id": "a"}


def a_return(case: str, first: int, *reviews: dict[str, Any]) -> Iterator[Heard]:
    """One case that was returned and did not come back, with what the office did with its alert."""
    case_id = UUID(int=CASE_ID.int + int(case))
    said = [
        ("case.filed", {"charges": [{"name": "盗窃"}]}),
        ("case.returned", {"ordinal": 1}),
        ("case.return_received", {"ordinal": 1}),
        *((one.get("kind", "alert.raised"), one) for one in reviews),
    ]
    for place, (kind, data) in enumerate(said):
        name = event_id(f"{case}-{place}")
        name_of_it = engine.fingerprint_of(case_id, ("M12", "", str(event_id(f"{case}-1"))))
        alert = {**RAISED, "fingerprint": name_of_it} if kind.startswith("alert.") else {}
        yield Heard(
            first + place,
            1,
            datetime(2026, 2, 1 + place, tzinfo=BEIJING).astimezone(UTC),
            first + place,
            name,
            kind,
            POLICE if kind != "case.returned" else "640202",
            {"type": kind, "message_id": f"m-{name}", "occurred": f"2026-02-{1 + place:02}", "data": alert | data},
            case_id,
            f"A64020200000020260{case}",
        )


OWED = (
    *("case.resubmitted", "case.withdrawn", "case.sent_for_prosecution", "case.transferred_out", "case.merged"),
    *("suspect.released", "suspect.measure_lifted"),
)
CONFIRMED = {"kind": "alert.reviewed", "step": "confirmed"}
REMEDIED = {"kind": "alert.remedied"}
DISMISSED = {"kind": "alert.reviewed", "step": "dismissed", "dismissal_reason": "already_corrected"}


def reviewed(folder: Path, *reviews: tuple[dict[str, Any], ...]) -> Path:
    promised = Heard(
        1,
        1,
        datetime(2026, 1, 1, tzinfo=UTC),
        1,
        event_id("coverage"),
        "agency.coverage_declared",
        POLICE,
        {
            "data": {
                "types": [
                    {"type": one, "complete_from": "2020-01-01", "complete_through": "2026-12-31"} for one in OWED
                ]
            }
        },
    )
    office = replace(promised, position=2, list_end=2, source="640202", event_id=event_id("office"))
    office.payload["data"]["types"] += [
        {"type": one, "complete_from": "2020-01-01", "complete_through": "2026-12-31"}
        for one in (
            "case.proceeding_opened",
            "case.returned",
            "suspect.prosecuted",
            "suspect.not_prosecuted",
            "suspect.judged",
        )
    ]
    entries, first = [promised, office], 3
    for place, said in enumerate(reviews):
        made = list(a_return(f"{place:02}", first, {}, *said))
        entries, first = [*entries, *made], first + len(made)
    path = folder / "input.sqlite"
    spool = Spool(path, writes=True)
    in_order = sorted(entries, key=lambda one: one.recorded_at)
    spool.keep([replace(one, position=place, list_end=place) for place, one in enumerate(in_order, 1)])
    spool.complete()
    spool.close()
    return path


def test_precision_is_what_the_office_confirmed_or_what_was_remedied_among_what_it_decided(tmp_path: Path) -> None:
    said = [(CONFIRMED,)] * 7 + [(REMEDIED,)] * 2 + [(DISMISSED, REMEDIED)] + [(DISMISSED,)] * 2 + [()]
    path = reviewed(tmp_path, *said)
    question = Plan(("returned_case@2",), date(2026, 1, 1), UNTIL, "x")
    tally, _ = tallied(question, path, tmp_path / "state")

    precision = tally.precision(BEFORE)
    assert tally.totals(BEFORE)["found"] == len(said)
    assert (precision.true, dict(precision.dismissed), precision.open) == (10, {"already_corrected": 2}, 1)
    assert precision.share == pytest.approx(10 / 12)
    assert precision.interval == (pytest.approx(0.5520, abs=1e-4), pytest.approx(0.9530, abs=1e-4))
    # The gate looks at the lower end.
    assert commands._judged(precision, 0.55) == 0
    assert commands._judged(precision, 0.56) == commands.BELOW
    assert commands._judged(tally.precision(AFTER), 0.01) == commands.BELOW
    assert commands._judged(tally.precision(AFTER), None) == 0


def test_fewer_than_ten_decisions_are_counted_and_no_share_is_made_of_them(tmp_path: Path) -> None:
    path = reviewed(tmp_path, *[(CONFIRMED,)] * 9)
    tally, _ = tallied(Plan(("returned_case@2",), date(2026, 1, 1), UNTIL, "x"), path, tmp_path / "state")

    precision = tally.precision(BEFORE)
    assert (precision.true, precision.share, precision.interval) == (9, None, None)
    assert commands._judged(precision, 0.5) == commands.BELOW


def test_what_the_office_took_for_true_and_is_not_found_any_more_is_lost(tmp_path: Path) -> None:
    path = reviewed(tmp_path, (CONFIRMED,), (DISMISSED,))
    text = (Path(parameters.__file__).parent / "returned_case.toml").read_text().replace("value = 1", "value = 60")
    question = Plan(("returned_case@2",), date(2026, 1, 1), UNTIL, "x", None, ("returned_case", text))
    tally, _ = tallied(question, path, tmp_path / "state")

    assert (tally.precision(BEFORE).lost, tally.precision(AFTER).lost) == (0, 1)
    assert tally.kinds["vanished"] == 2


def test_the_page_needs_nothing_beside_it_and_counts_by_quarter_agency_and_charge(tmp_path: Path) -> None:
    path = reviewed(tmp_path, *[(CONFIRMED,)] * 10, ())
    question = Plan(("returned_case@2",), date(2026, 1, 1), UNTIL, "x")
    running.run(question, path, tmp_path / "state", processes=1, seen=lambda _: None)
    reporting.written(question, running.results(question, tmp_path / "state"), tmp_path, taken={})

    page = (tmp_path / "report.html").read_text()
    assert page.count("<svg") == 4
    assert re.findall(r"""(?:src|href)=|url\(|<script|@import|https?://(?!www\.w3\.org/2000/svg)""", page) == []
    said = orjson.loads((tmp_path / "report.json").read_bytes())["sides"][BEFORE]
    for name, key in (("by_quarter", "2026Q1"), ("by_agency", POLICE), ("by_charge", "盗窃罪"), ("by_rule", "M12")):
        assert said[name] == {key: {"found": 11, "found_earlier": 0, "clear": 0, "undetermined": 0}}
    assert "属实 true 10" in (tmp_path / "report.md").read_text()
    assert len((tmp_path / "findings.ndjson").read_bytes().splitlines()) == 11


def test_what_was_found_before_the_first_day_counts_apart(tmp_path: Path) -> None:
    path = reviewed(tmp_path, ())
    tally, _ = tallied(Plan(("returned_case@2",), date(2026, 5, 1), UNTIL, "x"), path, tmp_path / "state")

    assert tally.totals(BEFORE) == {"found": 0, "found_earlier": 1, "clear": 0, "undetermined": 0}
    assert [quarter_of(date(2026, month, 1)) for month in (1, 3, 4, 12)] == ["2026Q1", "2026Q1", "2026Q2", "2026Q4"]


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (Plan(("returned_case@2",), SINCE, UNTIL, "", "7"), "no version 7 of returned_case"),
        (Plan(("returned_case@2",), SINCE, UNTIL, "", "2"), "compared with itself"),
        (Plan(("returned_case@2",), SINCE, UNTIL, "", None, ("expired_measure", "")), "none of these models uses"),
        (Plan(("returned_case@2",), SINCE, UNTIL, "", None, ("returned_case", "")), "lacks supplement_months"),
    ],
)
def test_what_cannot_be_compared_is_said(asked: Plan, why: str) -> None:
    with pytest.raises(Unanswerable, match=why):
        plan.sides(asked)


def test_a_model_is_named_with_or_without_its_version() -> None:
    assert models_named(["returned_case", "returned_case@2"]) == ("returned_case@2",)
    with pytest.raises(Unanswerable, match="there is no model returned_case@9; there are returned_case@2"):
        models_named(["returned_case@9"])
    assert "expired_measure@2" in models_named([])


def impact(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = __main__.main(["impact", *words])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_a_changed_number_shows_which_outcomes_change_and_by_which_number(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shipped = (Path(parameters.__file__).parent / "returned_case.toml").read_text()
    place = shipped.rindex("value = 1")
    changed = tmp_path / "returned_case.toml"
    changed.write_text(f"{shipped[:place]}value = 2{shipped[place + 9 :]}")
    input_ = ("--input", str(a_folder(tmp_path / "lines")), "--processes", "1")

    code, out, _ = impact(capsys, str(changed), *input_, "--json")
    rows = [orjson.loads(one) for one in out.splitlines()]
    number = {"parameter": "supplement_months", "since": "2018-10-26", "law": "CPL 175", "before": 1, "after": 2}
    assert code == 0
    assert {one["rule"] for one in rows} == {"M12"}
    assert {"vanished", "changed"} == {one["kind"] for one in rows}
    assert all(one["numbers"] == [number] for one in rows)

    code, out, _ = impact(capsys, str(changed), *input_)
    assert code == 0
    assert "supplement_months 自 since 2018-10-26 〔CPL 175〕: 1 → 2" in out
    assert f"{len(rows)} 项结果变化" in out

    renamed = tmp_path / "draft.toml"
    renamed.write_text(shipped)
    code, out, _ = impact(capsys, str(renamed), "--parameters", "returned_case", *input_, "--json")
    assert (code, out) == (0, "")


@pytest.mark.parametrize(("name", "said"), [("2027.toml", "returned_case"), ("returned_case.toml", "No such file")])
def test_a_file_of_the_law_s_core_or_none_at_all_is_refused_with_what_is_supported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, said: str
) -> None:
    code, out, err = impact(capsys, str(tmp_path / name), "--input", str(tmp_path))

    assert (code, out) == (2, "")
    assert said in err


def test_a_list_that_speaks_of_no_case_is_there_for_every_group() -> None:
    entries = list(a_return("01", 5, {}))

    assert [one.end for one in lists_of(entries)] == [(1, place) for place in range(5, 9)]
