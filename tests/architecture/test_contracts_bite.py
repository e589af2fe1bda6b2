"""Each import contract is broken once on purpose: a rule that cannot fail is not a rule."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]

# For each contract: the file that breaks it, and the line that does.
PLANTED = {
    "services": ("services/screening/settings.py", "import exchange.settings"),
    "shared": ("shared/zhenxie/kit/clock.py", "import zhenxie.local.server"),
    "slices": ("services/exchange/feed/tables.py", "import exchange.cases.tables"),
    "inside-a-slice": ("services/exchange/feed/chain.py", "import exchange.feed.tables"),
    "documents": ("services/exchange/documents/paper.py", "import exchange.documents.press"),
    "reports": ("services/exchange/reports/basis.py", "import exchange.reports.work"),
    "typesetting": ("services/exchange/settings.py", "import typst"),
    "screening": ("services/screening/store/tables.py", "import screening.app"),
    "pure": ("shared/zhenxie/record/__init__.py", "import zhenxie.kit.clock"),
    "sqlalchemy": ("services/exchange/feed/chain.py", "import sqlalchemy"),
    "asyncpg": ("services/exchange/feed/chain.py", "import asyncpg"),
    "httpx2": ("services/screening/settings.py", "import httpx2"),
    "httpx": ("services/exchange/settings.py", "import httpx"),
    "fastapi": ("services/exchange/feed/chain.py", "import fastapi"),
}


@pytest.fixture(scope="module")
def copied_tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sources that may be spoilt."""
    tree = tmp_path_factory.mktemp("tree")
    for root in ("services", "shared"):
        shutil.copytree(ROOT / root, tree / root, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tree)
    return tree


def test_every_contract_is_broken_below() -> None:
    assert {contract["id"] for contract in CONTRACTS} == set(PLANTED)


@pytest.mark.parametrize("contract", PLANTED)
def test_a_contract_notices_the_import_it_forbids(contract: str, copied_tree: Path) -> None:
    name, line = PLANTED[contract]
    spoilt = copied_tree / name
    before = spoilt.read_text()

    spoilt.write_text(f"{before}\n{line}\n")
    said = _lint(copied_tree, contract)
    spoilt.write_text(before)

    assert said.returncode == 1, said.stdout
    assert "BROKEN" in said.stdout
    assert line.removeprefix("import ") in said.stdout


def _lint(tree: Path, contract: str) -> "subprocess.CompletedProcess[str]":
    program = "from importlinter.cli import lint_imports_command as run; run()"
    # The copy's own folders come first on the path, before the checkout that is installed.
    return subprocess.run(
        [sys.executable, "-c", program, "--contract", contract, "--no-cache", "--no-logo"],
        check=False,
        cwd=tree,
        env={**os.environ, "PYTHONPATH": f"{tree}/services:{tree}/shared"},
        capture_output=True,
        text=True,
    )
