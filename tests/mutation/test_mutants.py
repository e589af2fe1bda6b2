"""The mutants themselves: which changes are tried, and at night that every one of them is noticed."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from architecture.sources import ROOT
from mutation.mutants import mutants_in
from mutation.numbers import numbers_of

SOURCE = """
ONE_DAY: Final = timedelta(days=1)

class Rule:
    def late(self, day, due):
        return day > due + ONE_DAY and day <= due + timedelta(days=7)

def place(order, one):
    return [each for each in order if each >= one][0 + 1] < 3 < 4
"""


LISTED = "[each for each in order if each >= one][0 + 1]"


def test_each_bound_and_each_day_is_changed_in_its_place() -> None:
    assert [one.name for one in mutants_in(SOURCE, Path("rule.py"), "rule.py")] == [
        "rule.py::the module: timedelta(days=1) → timedelta(days=0)",
        "rule.py::the module: timedelta(days=1) → timedelta(days=2)",
        "rule.py::Rule.late: day > due + ONE_DAY → day >= due + ONE_DAY",
        "rule.py::Rule.late: due + ONE_DAY → due + ONE_DAY * 0",
        "rule.py::Rule.late: due + ONE_DAY → due + ONE_DAY * 2",
        "rule.py::Rule.late: day <= due + timedelta(days=7) → day < due + timedelta(days=7)",
        "rule.py::Rule.late: timedelta(days=7) → timedelta(days=6)",
        "rule.py::Rule.late: timedelta(days=7) → timedelta(days=8)",
        f"rule.py::place: {LISTED} < 3 < 4 → {LISTED} <= 3 < 4",
        f"rule.py::place: {LISTED} < 3 < 4 → {LISTED} < 3 <= 4",
        "rule.py::place: each >= one → each > one",
        "rule.py::place: 0 + 1 → 0 + 0",
        "rule.py::place: 0 + 1 → 0 + 2",
    ]


def test_a_mutant_changes_what_the_code_does_and_the_next_one_starts_from_the_original() -> None:
    answers = []
    for one in mutants_in("def late(day): return day > 5 or day < 2", Path("x.py"), "x.py"):
        named: dict[str, object] = {}
        exec(one.code, named)  # noqa: S102 - the mutant of a line above
        late = named["late"]
        assert callable(late)
        answers.append([late(day) for day in (1, 2, 5, 6)])

    assert answers == [[True, False, True, True], [True, True, False, True]]


def test_each_number_and_each_day_on_which_it_changed_is_tried(tmp_path: Path) -> None:
    path = tmp_path / "rule.toml"
    path.write_text(
        """
[months]
values = [{ since = 1997-01-01, value = 12 }, { since = 2013-01-01, value = 12 }, { since = 2018-10-26, value = 6 }]
[days]
values = [{ since = 1997-01-01, value = [3, 30] }, { since = 2018-01-01, value = 2018-01-01 }]
[list]
values = [{ since = 1997-01-01, value = ["a"] }]
""",
        encoding="utf-8",
    )
    mutants = {one.name: one.read for one in numbers_of(path, "rule.toml")}

    assert list(mutants) == [
        *(f"rule.toml::months since 1997-01-01: 12 → {value}" for value in (11, 13)),
        *(f"rule.toml::months since 2013-01-01: 12 → {value}" for value in (11, 13)),
        *(f"rule.toml::months since 2018-10-26: since 2018-10-26 → 2018-10-{day}" for day in (25, 27)),
        *(f"rule.toml::months since 2018-10-26: 6 → {value}" for value in (5, 7)),
        *(
            f"rule.toml::days since 1997-01-01: {value} → {other}"
            for value, other in ((3, 2), (3, 4), (30, 29), (30, 31))
        ),
        *(f"rule.toml::days since 2018-01-01: since 2018-01-01 → {day}" for day in ("2017-12-31", "2018-01-02")),
        *(f"rule.toml::days since 2018-01-01: 2018-01-01 → {day}" for day in ("2017-12-31", "2018-01-02")),
    ]
    assert mutants["rule.toml::days since 1997-01-01: 30 → 31"]["days"]["values"][0]["value"] == [3, 31]
    assert tomllib.loads(path.read_text(encoding="utf-8"))["days"]["values"][0]["value"] == [3, 30]


@pytest.mark.nightly
def test_every_mutant_of_the_law_and_of_the_models_is_noticed() -> None:
    # A process of its own: nothing that a mutant changes may have been imported before it.
    path = ":".join(str(ROOT / one) for one in ("services", "shared", "tests", "."))
    done = subprocess.run(
        [sys.executable, "-m", "mutation"],
        cwd=ROOT,
        env={"PYTHONPATH": path, "PATH": "/usr/bin:/bin"},
        check=False,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stdout + done.stderr
