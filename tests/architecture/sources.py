"""The source files of the house, as the guards look at them."""

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parents[2]
_GENERATED = {"__pycache__", "build", "dist", "node_modules"}
_TEXT = {".py", ".md", ".toml", ".sh", ".yaml", ".yml", ".json", ".ini", ".mako", ".service", ".example", ".lock", ""}


@cache
def python_files() -> tuple[Path, ...]:
    """Return every Python file of the services and the shared package."""
    found = sorted(path for root in ("services", "shared") for path in (ROOT / root).rglob("*.py"))
    assert found
    return tuple(found)


def text_files() -> Iterator[Path]:
    """Yield every text file that may be committed."""
    for path in sorted(ROOT.rglob("*")):
        inside = path.relative_to(ROOT).parts
        # What tools write begins with a dot; of ours only .ci does, and single files.
        if any(part in _GENERATED or (part.startswith(".") and part != ".ci") for part in inside[:-1]):
            continue
        if path.is_file() and path.suffix in _TEXT:
            yield path


def name_of(path: Path) -> str:
    """Return a path as the messages of the guards write it."""
    return str(path.relative_to(ROOT))


@cache
def parsed(path: Path) -> ast.Module:
    """Return the syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"))


def functions(path: Path) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    """Yield every function of a file with its name, methods as `Class.method`."""
    yield from _functions(parsed(path), "")


def _functions(node: ast.AST, prefix: str) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{prefix}{child.name}", child
        inner = f"{prefix}{child.name}." if isinstance(child, ast.ClassDef) else prefix
        yield from _functions(child, inner)


@cache
def modules(package: str) -> tuple[ModuleType, ...]:
    """Import every module of a package, but none that would run when imported."""
    top = importlib.import_module(package)
    names = [found.name for found in pkgutil.walk_packages(top.__path__, f"{package}.")]
    return tuple(importlib.import_module(name) for name in names if not name.endswith("__main__"))
