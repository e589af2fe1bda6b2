"""Every branch of every model is run by a table: what no case needs, nobody has shown to be the law."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from architecture.sources import ROOT

MODELS = "services/screening/models"
# What a branch never taken looks like in the report: from one line to another, or out of the function.
_EXIT = "the end"


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, list[list[int]]]]:
    """Run the tables alone, each case once, and return what of each model was not run."""
    folder = tmp_path_factory.mktemp("branches")
    # A process of its own: models that other tests have imported are not counted again.
    path = os.pathsep.join(str(ROOT / one) for one in ("services", "shared", "tests", "."))
    environment = {**os.environ, "COVERAGE_FILE": str(folder / "counted"), "PYTHONPATH": path}
    for command in (
        ["run", "--branch", f"--source={MODELS}", "-m", "law.every_case"],
        ["json", "-q", "-o", str(folder / "counted.json")],
    ):
        done = subprocess.run(
            [sys.executable, "-m", "coverage", *command],
            cwd=ROOT,
            env=environment,
            check=False,
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == 0, done.stdout + done.stderr
    files: dict[str, dict[str, list[list[int]]]] = json.loads((folder / "counted.json").read_text())["files"]
    return files


@pytest.mark.parametrize("path", sorted((ROOT / MODELS).glob("*.py")), ids=lambda path: path.stem)
def test_every_branch_of_a_model_is_run_by_a_case_of_a_table(
    path: Path, counted: dict[str, dict[str, list[list[int]]]]
) -> None:
    of_file = counted[str(path.relative_to(ROOT))]

    arcs = [f"{first} -> {last if last > 0 else _EXIT}" for first, last in of_file["missing_branches"]]
    assert (of_file["missing_lines"], arcs) == ([], [])
