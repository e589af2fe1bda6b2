"""Mutants of a module: each comparison flipped between strict and not, each day constant one more and one less."""

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType
from typing import Any, Final

_FLIPPED: Final[dict[type[ast.cmpop], ast.cmpop]] = {
    ast.Lt: ast.LtE(),
    ast.LtE: ast.Lt(),
    ast.Gt: ast.GtE(),
    ast.GtE: ast.Gt(),
}


@dataclass(frozen=True)
class Mutant:
    """One change of one place: `name` tells file, function, what stood there and what stands there now.

    `lines` are those of the statement, by which the cases that run it are known; `code` is the changed module.
    """

    name: str
    path: Path
    lines: range
    code: CodeType


def mutants_of(path: Path, shown: str) -> list[Mutant]:
    """Return the mutants of a Python file, each compiled; `shown` is the file as it is named."""
    return list(mutants_in(path.read_text(encoding="utf-8"), path, shown))


def mutants_in(source: str, path: Path, shown: str) -> Iterator[Mutant]:
    """Yield the mutants of a source text, in the order of their lines."""
    tree = ast.parse(source)
    seen: dict[str, int] = {}
    for where, statement, node in _places(tree):
        for before, after, change in _changes(node):
            name = f"{shown}::{where}: {before} → {after}"
            seen[name] = seen.get(name, 0) + 1
            name += f" #{seen[name]}" if seen[name] > 1 else ""
            undo = change()
            code = compile(ast.fix_missing_locations(tree), str(path), "exec")
            undo()
            yield Mutant(name, path, range(statement.lineno, (statement.end_lineno or statement.lineno) + 1), code)


def _places(tree: ast.Module) -> Iterator[tuple[str, ast.stmt, ast.AST]]:
    """Yield every expression with the function and the statement in which it stands."""

    def walk(node: ast.AST, where: str, statement: ast.stmt | None) -> Iterator[tuple[str, ast.stmt, ast.AST]]:
        for child in ast.iter_child_nodes(node):
            inside, closest = where, statement
            if isinstance(child, ast.FunctionDef | ast.ClassDef):
                inside = f"{where}.{child.name}" if where else child.name
            if isinstance(child, ast.stmt):
                closest = child
            elif isinstance(child, ast.comprehension) and statement is None:
                continue
            if closest is not None and isinstance(child, ast.expr):
                yield inside or "the module", closest, child
            yield from walk(child, inside, closest)

    yield from walk(tree, "", None)


Change = tuple[str, str, Callable[[], Callable[[], None]]]


def _changes(node: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.Compare):
        for place, operator in enumerate(node.ops):
            if type(operator) in _FLIPPED:
                yield _set(node, node.ops, place, _FLIPPED[type(operator)])
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        if isinstance(node.right, ast.Name) and node.right.id.endswith("ONE_DAY"):
            twice = ast.BinOp(node.right, ast.Mult(), ast.Constant(2))
            nothing = ast.BinOp(node.right, ast.Mult(), ast.Constant(0))
            yield from (_put(node, "right", other) for other in (nothing, twice))
        elif _is_number(node.right):
            yield from _around(node, node.right)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "timedelta":
        for said in node.keywords:
            if _is_number(said.value):
                yield from _around(node, said.value)


def constants_of(path: Path, shown: str) -> list[Mutant]:
    """Return the mutants of the whole numbers that a module names (`_HALF_A_MONTH_DAYS: Final = 15`)."""
    tree, found = ast.parse(path.read_text(encoding="utf-8")), []
    for one in tree.body:
        if isinstance(one, ast.AnnAssign) and one.value is not None and _is_number(one.value):
            for before, after, change in _around(one, one.value):
                undo = change()
                code = compile(tree, str(path), "exec")
                undo()
                lines = range(one.lineno, one.lineno + 1)
                found.append(Mutant(f"{shown}::the module: {before} → {after}", path, lines, code))
    return found


def _is_number(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) is int


def _around(node: ast.AST, number: Any) -> Iterator[Change]:
    yield from (_put_value(node, number, number.value + step) for step in (-1, 1))


def _put_value(node: ast.AST, number: ast.Constant, value: int) -> Change:
    before, old = ast.unparse(node), number.value

    def change() -> Callable[[], None]:
        number.value = value
        return lambda: setattr(number, "value", old)

    undo = change()
    after = ast.unparse(node)
    undo()
    return before, after, change


def _put(node: ast.AST, field: str, other: ast.expr) -> Change:
    before, old = ast.unparse(node), getattr(node, field)

    def change() -> Callable[[], None]:
        setattr(node, field, ast.copy_location(other, old))
        return lambda: setattr(node, field, old)

    undo = change()
    after = ast.unparse(node)
    undo()
    return before, after, change


def _set(node: ast.AST, items: list[Any], place: int, other: ast.AST) -> Change:
    before, old, other = ast.unparse(node), items[place], copy.copy(other)

    def change() -> Callable[[], None]:
        items[place] = other
        return lambda: items.__setitem__(place, old)

    undo = change()
    after = ast.unparse(node)
    undo()
    return before, after, change
