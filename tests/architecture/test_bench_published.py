"""The figures in the documents are those that were measured, and every family of the bench is run by `make bench`."""

import json
from pathlib import Path

import pytest
from bench import __main__ as bench
from bench import publish, report
from bench.figure import Figure, Size, at_least, at_most

ROOT = publish.ROOT


@pytest.mark.parametrize("name", publish.DOCUMENTS)
def test_a_document_says_what_was_measured(name: str):
    measured = json.loads(publish.FIGURES.read_text(encoding="utf-8"))
    text = (ROOT / name).read_text(encoding="utf-8")

    assert "<!-- bench:" in text
    assert publish.published(text, measured) == text


def test_every_family_of_figures_is_measured():
    files = {path.stem for path in (ROOT / "bench" / "figures").glob("*.py")} - {"__init__"}

    assert set(bench.FAMILIES) == files


def test_a_missed_goal_is_told_in_every_form(tmp_path: Path):
    missed = Figure("reading", {"events/s": 50.0}, {"events/s": 1000.0}, [at_least("≥ 0.15 of the floor", 0.05, 0.15)])
    reached = Figure("waiting", {"MB": 120.0}, goals=[at_most("≤ 200 MB", 120.0, 200.0)])
    measured = {"figures": [missed.as_json(), reached.as_json()]}

    table = publish.table(measured)

    assert "| reading | 50 events/s | 1,000 events/s | ≥ 0.15 of the floor | 0.05 | **missed** |" in table
    assert "| waiting | 120 MB | – | ≤ 200 MB | 120 | reached |" in table
    assert publish.summary(measured | {"measured_at": "2026-11-26T00:00:00"}) == (
        "2026-11-26: 1 of 2 goals reached, 0 held at a smaller size than asked, 1 missed.\n"
    )
    assert (missed.goals[0].reached, round(missed.goals[0].share, 2)) == (False, 0.33)
    assert (reached.goals[0].reached, round(reached.goals[0].share, 2)) == (True, 1.67)


@pytest.mark.parametrize(("measured", "reached"), [(199.9, True), (200.0, True), (200.1, False)])
def test_a_bound_belongs_to_the_goal(measured: float, reached: bool):
    assert at_most("≤ 200 MB", measured, 200.0).reached is reached
    assert at_least("≥ 200 MB", 400.0 - measured, 200.0).reached is reached


def test_what_was_measured_at_a_smaller_size_is_not_called_reached():
    goal = at_most("≤ 200 MB at 1,000,000 lines", 150.0, 200.0, smaller=True)
    figure = Figure("memory", {"MB": 150.0}, goals=[goal])

    assert "| held at a smaller size |" in publish.table({"figures": [figure.as_json()]})


def test_the_chart_asks_nobody_for_a_font(tmp_path: Path):
    from datetime import UTC, datetime

    report.write([Figure("reading", {"events/s": 50.0})], tmp_path, now=datetime(2026, 11, 26, tzinfo=UTC))

    svg = (tmp_path / "bench.svg").read_text(encoding="utf-8")
    assert "reading" in svg
    assert svg.count("http") == 1  # the name space of SVG
    assert json.loads((tmp_path / "bench.json").read_text(encoding="utf-8"))["figures"][0]["figure"] == "reading"


def test_sizes_differ():
    assert [Size(quick=True).of(5, quick=1), Size().of(5, quick=1), Size(full=True).of(5, quick=1, full=9)] == [1, 5, 9]
    assert Size(full=True).of(5, quick=1) == 5


def test_a_family_that_is_measured_again_takes_the_place_of_what_it_measured_before(tmp_path: Path, monkeypatch):
    from datetime import UTC, datetime

    old = [Figure("reading", {"events/s": 50.0}), Figure("engine", {"cases/s": 1.0}, goals=[at_least("≥ 2", 1.0, 2.0)])]
    new = [Figure("engine", {"cases/s": 3.0}, goals=[at_least("≥ 2", 3.0, 2.0)]), Figure("shelf", {"MB": 9.0})]
    published, measured = tmp_path / "docs", tmp_path / "build"
    report.write(old, published, now=datetime(2026, 11, 25, tzinfo=UTC))
    report.write(new, measured, now=datetime(2026, 11, 26, tzinfo=UTC))
    monkeypatch.setattr(publish, "FIGURES", published / "bench.json")
    monkeypatch.setattr(publish, "DOCUMENTS", ())

    publish.main([str(measured), "--merge"])

    said = json.loads((published / "bench.json").read_text(encoding="utf-8"))
    assert [one["figure"] for one in said["figures"]] == ["reading", "engine", "shelf"]
    assert [one["values"] for one in said["figures"]] == [{"events/s": 50.0}, {"cases/s": 3.0}, {"MB": 9.0}]
    assert said["figures"][1]["goals"][0]["reached"] is True
    assert said["measured_at"].startswith("2026-11-26")
