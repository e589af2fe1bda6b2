import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from zhenxie.wire import validation
from zhenxie.wire.wording import CODES, wording

ROOT = Path(__file__).parents[4]
SOURCES = [*(ROOT / "shared" / "zhenxie").rglob("*.py"), *(ROOT / "services").rglob("*.py")]


def calls(tree: ast.AST) -> Iterator[tuple[str, list[ast.expr]]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            yield name, node.args


def codes_used() -> set[str]:
    """Every code that stands as a literal in a fault or in a check of the wire language."""
    found = set(validation._CODES.values())
    for source in SOURCES:
        for name, arguments in calls(ast.parse(source.read_text(encoding="utf-8"))):
            place = {"Fault": 1, "PydanticCustomError": 0, "_wrong": 0}.get(name)
            if place is not None and len(arguments) > place and isinstance(arguments[place], ast.Constant):
                found.add(arguments[place].value)
    return found


def test_every_code_in_use_has_its_words() -> None:
    used = codes_used()

    assert {"duplicate-key", "suspect-ref-required", "unmapped-code"} <= used
    assert used - CODES == set()


@pytest.mark.parametrize("code", sorted(CODES))
def test_a_code_is_said_in_chinese_and_in_english(code: str) -> None:
    chinese, english = wording(code, ("7", "9"), "zh"), wording(code, ("7", "9"), "en")

    assert re.fullmatch(r"[a-z0-9-]+", code)
    assert re.search(r"[\u4e00-\u9fa5]", chinese)
    assert english.isascii()
    assert "{" not in chinese + english


def test_the_facts_stand_in_the_sentence() -> None:
    assert wording("too-deep", ("32",), "en") == "Nested deeper than 32 levels"
    assert wording("too-deep", ("32",), "zh") == "嵌套超过 32 层"


def test_a_sentence_can_be_said_without_its_facts() -> None:
    assert wording("not-in-list", (), "en") == "Not one of the allowed values"


def test_a_code_without_words_is_still_answered() -> None:
    assert wording("no-such-code", (), "en") == "Not as it should be"
