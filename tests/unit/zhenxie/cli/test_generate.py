import json

import pytest
from typer.testing import CliRunner

from zhenxie.cli.main import app
from zhenxie.generate.histories import Plan
from zhenxie.generate.lines import lines


def run(*words):
    return CliRunner().invoke(app, ["generate", *words])


def test_the_lines_of_the_first_police_agency_are_written_and_no_others():
    given = run("--cases", "30", "--seed", "9")

    assert given.exit_code == 0
    assert given.stdout_bytes == b"".join(
        one.body for one in lines(Plan(cases=30, seed=9)) if one.sender == "640202000000"
    )


def test_into_a_folder_each_agency_has_its_file(tmp_path):
    agencies = ("--agencies", "640202000000", "--agencies", "640205000000")
    assert run("--cases", "40", *agencies, "--coverage", "--out", str(tmp_path)).exit_code == 0

    assert {path.stem for path in tmp_path.iterdir()} == {
        *("640202000000", "640205000000", "640202", "640205"),
        # The city's police promise the revocation of licences.
        "640200000000",
    }
    opened = [json.loads(line) for line in (tmp_path / "640205000000.ndjson").read_bytes().splitlines()]
    assert sum("notified" in one for one in opened) == 20


def test_a_file_holds_one_sender_who_can_be_chosen(tmp_path):
    out = tmp_path / "office.ndjson"
    assert run("--cases", "30", "--sender", "640202", "--out", str(out)).exit_code == 0

    types = {json.loads(line).get("event", {}).get("type") for line in out.read_bytes().splitlines()}
    assert "case.proceeding_opened" in types
    assert "case.filed" not in types


@pytest.mark.parametrize(
    "words", [("--cases", "-1"), ("--cases", "1", "--agencies", "1"), ("--cases", "1", "--to", "2023-01-01")]
)
def test_a_plan_that_cannot_be_is_refused_in_words(words):
    given = run(*words)

    assert given.exit_code == 2
    assert "Traceback" not in given.output
