"""Rules about the text of the sources that no linter knows (style: 4.7, 4.8)."""

import ast
import re

from architecture.sources import ROOT, functions, name_of, parsed, python_files, text_files

# Where an error of any kind may end: the outermost loops and handlers, each of which logs it.
CATCH_EVERYTHING = {
    "services/exchange/serving/handlers.py": {"CatchAll.__call__"},
    "services/exchange/serving/days.py": {"Calendar.turn"},
    "services/exchange/feed/scribe.py": {"Scribe._settle"},
    "services/exchange/feed/tailer.py": {"Tailer._run"},
    "services/screening/app.py": {"_to_the_end"},
    # A model that fails on one case silences no other model and no other case.
    # Nor do the remarks on the form of its reports.
    "services/screening/course.py": {"_answered", "_remarked"},
    # A watch that ended would be the stall that nobody hears of.
    "shared/zhenxie/kit/stalls.py": {"Watch._ask"},
    # Gives the lock back and raises again.
    "shared/zhenxie/local/postgres.py": {"EmbeddedPostgres.__enter__"},
}
SAYS_NOTHING = re.compile(r"(^|_)(utils?|helpers?|managers?|common|misc|data|info|models)\.py$")
# Folders of somebody's machine; /var/lib and /opt are places of every machine.
MACHINE_PATH = re.compile(r"/(?:home|Users)/\w+/|/root/\w|/" + r"work/\w")
SECRET = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----\s+\w|AKIA[0-9A-Z]{16}|gh[pousr]_\w{36}")


def test_no_file_is_longer_than_three_hundred_lines() -> None:
    lengths = {name_of(path): len(path.read_text().splitlines()) for path in python_files()}

    assert {name: length for name, length in lengths.items() if length > 300} == {}


def test_no_function_is_longer_than_forty_lines_beside_its_docstring() -> None:
    lengths = {
        f"{name_of(path)} {name}": _length(function) for path in python_files() for name, function in functions(path)
    }

    assert {name: length for name, length in lengths.items() if length > 40} == {}


def test_no_class_has_more_than_ten_public_methods() -> None:
    counts = {
        f"{name_of(path)} {node.name}": _public_methods(node)
        for path in python_files()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ClassDef)
    }

    assert {name: count for name, count in counts.items() if count > 10} == {}


def test_no_file_bears_a_name_that_says_nothing() -> None:
    assert [name_of(path) for path in python_files() if SAYS_NOTHING.search(path.name)] == []


def test_an_init_file_holds_a_docstring_and_no_code() -> None:
    # zhenxie.wire.events derives the list of event types from its union, and screening.parameters reads the files beside
    # it: that is their whole purpose.
    full = {name_of(path) for path in python_files() if path.name == "__init__.py" and len(parsed(path).body) > 1} - {
        "shared/zhenxie/wire/events/__init__.py",
        "services/screening/parameters/__init__.py",
    }

    assert full == set()


def test_every_error_is_caught_only_at_the_outermost_edges() -> None:
    caught: dict[str, set[str]] = {}
    for path in python_files():
        for name, function in functions(path):
            if any(_catches_everything(node) for node in _own_nodes(function)):
                caught.setdefault(name_of(path), set()).add(name)

    assert caught == CATCH_EVERYTHING


def test_operations_and_queries_leave_the_transaction_to_the_edge() -> None:
    ending = [
        f"{name_of(path)}:{node.lineno}"
        for path in python_files()
        if path.name in {"operations.py", "queries.py", "tables.py"}
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"commit", "rollback", "begin", "begin_nested"}
    ]

    assert ending == []


def test_locks_name_no_address() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        lock = (ROOT / name).read_text()

        assert "--hash=sha256:" in lock
        assert "://" not in lock


def test_no_file_holds_a_path_of_somebodys_machine_or_a_secret() -> None:
    found = [
        f"{name_of(path)}:{number}"
        for path in text_files()
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        if MACHINE_PATH.search(line) or SECRET.search(line)
    ]

    assert found == []


def _length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    first = function.body[0]
    docstring = (first.end_lineno or 0) - first.lineno + 1 if ast.get_docstring(function) else 0
    return (function.end_lineno or 0) - function.lineno + 1 - docstring


def _public_methods(node: ast.ClassDef) -> int:
    return sum(
        isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) and not child.name.startswith("_")
        for child in node.body
    )


def _own_nodes(function: ast.AST) -> list[ast.AST]:
    """Return the nodes of a function without those of the functions inside it."""
    found: list[ast.AST] = []
    for child in ast.iter_child_nodes(function):
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            found += [child, *_own_nodes(child)]
    return found


def _catches_everything(node: ast.AST) -> bool:
    if not isinstance(node, ast.ExceptHandler):
        return False
    named = ast.unparse(node.type) if node.type else "BaseException"
    return bool(re.search(r"\b(Base)?Exception\b", named))
