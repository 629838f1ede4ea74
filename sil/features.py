"""Features and the tests that prove them, read from the source of the tests.

A test that proves a row bears `@pytest.mark.feature("A4")`, on the function, its class or the module
(`pytestmark`). Nothing is imported, so a list of all rows takes a second or two and needs no database.
"""

import ast
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeGuard

LIST = "features.toml"
_MARK = "mark.feature("
_NO_TESTS = "This folder has no tests/: features are listed from the source, not from an installation."


class WrongMark(Exception):
    """A mark that names no row or marks no test; the message says where it stands."""


@dataclass(frozen=True)
class Feature:
    """A row of the list. `tests` are pytest's node ids, like tests/unit/test_a.py::TestB::test_c."""

    meaning: str
    tests: tuple[str, ...]


@dataclass(frozen=True)
class _Test:
    node: str
    ids: frozenset[str]


def features(root: Path) -> dict[str, Feature]:
    """Returns each row of `tests/features.toml` with the tests below `root` that prove it.

    Raises WrongMark, naming file and line, for an unknown id and for a mark that stands on no test.
    """
    meanings = _meanings(root)
    tests = _tests(root, meanings)
    return {
        row: Feature(meaning, tuple(test.node for test in tests if row in test.ids))
        for row, meaning in meanings.items()
    }


def page(root: Path) -> str:
    """Returns the reference page of the features in Markdown.

    Where every test of a file or class proves a row, the file or class stands for them.
    """
    meanings = _meanings(root)
    tests = _tests(root, meanings)
    sizes = _sizes(test.node for test in tests)
    lines = [
        "# Features",
        "",
        "Each row is proved by the tests that bear its id; they fail when the action behind it does nothing.",
        "",
        "| id | meaning | proved by |",
        "| --- | --- | --- |",
    ]
    for row, meaning in meanings.items():
        proofs = _shortened([test.node for test in tests if row in test.ids], sizes)
        lines.append(f"| {row} | {meaning} | {'<br>'.join(f'`{proof}`' for proof in proofs) or 'not proved yet'} |")
    return "\n".join(lines)


def _meanings(root: Path) -> dict[str, str]:
    file = root / "tests" / LIST
    if not file.exists():
        raise WrongMark(_NO_TESTS)
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _tests(root: Path, known: Mapping[str, str]) -> list[_Test]:
    """Every test, marked or not, of the files that have a mark."""
    found: list[_Test] = []
    for file in sorted((root / "tests").rglob("*.py")):
        source = file.read_text(encoding="utf-8")
        if _MARK in source:
            found += _Reader(source, file.relative_to(root).as_posix(), known).tests()
    return found


class _Reader:
    """Reads the marks of one file, and notes each that it used, so that a stray one is seen."""

    def __init__(self, source: str, name: str, known: Mapping[str, str]) -> None:
        self.source, self.name, self.known = source, name, known
        self.tree = ast.parse(source)
        self.used: set[ast.Call] = set()

    def tests(self) -> list[_Test]:
        """Returns every test of the file; raises WrongMark."""
        found = self._inside(self.tree, self.name, frozenset())
        if self.source.count(_MARK) > len(self.used):  # looking at every node takes as long as all the rest
            stray = [call for call in ast.walk(self.tree) if _is_mark(call) and call not in self.used]
            if stray:
                raise WrongMark(f"{self.name}:{stray[0].lineno} this mark stands on no test.")
        return found

    def _inside(self, place: ast.Module | ast.ClassDef, prefix: str, around: frozenset[str]) -> list[_Test]:
        marks = [n.value for n in place.body if isinstance(n, ast.Assign) and _is_named(n.targets[0], "pytestmark")]
        marks += place.decorator_list if isinstance(place, ast.ClassDef) else []
        own = self._ids(marks)
        tests: list[_Test] = []
        for node in place.body:
            if isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
                tests += self._inside(node, f"{prefix}::{node.name}", around | own)
            elif isinstance(node, ast.FunctionDef) and node.name.startswith("test"):
                tests.append(_Test(f"{prefix}::{node.name}", around | own | self._ids(node.decorator_list)))
        if own and not tests:
            raise WrongMark(f"{prefix} has a mark and no test.")
        return tests

    def _ids(self, marks: Iterable[ast.expr]) -> frozenset[str]:
        ids: set[str] = set()
        for mark in marks:
            for call in mark.elts if isinstance(mark, ast.List | ast.Tuple) else [mark]:
                if _is_mark(call):
                    self.used.add(call)
                    if not call.args:
                        raise WrongMark(f"{self.name}:{call.lineno} this mark names no row.")
                    ids.update(self._row(argument) for argument in call.args)
        return frozenset(ids)

    def _row(self, argument: ast.expr) -> str:
        row = argument.value if isinstance(argument, ast.Constant) else None
        if isinstance(row, str) and row in self.known:
            return row
        raise WrongMark(f"{self.name}:{argument.lineno} {ast.unparse(argument)} is no row of tests/{LIST}.")


def _is_mark(node: ast.AST) -> TypeGuard[ast.Call]:
    """Is this a call of `pytest.mark.feature` or `mark.feature`?"""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "feature"):
        return False
    return ast.unparse(node.func).endswith("mark.feature")


def _is_named(target: ast.expr, name: str) -> bool:
    return isinstance(target, ast.Name) and target.id == name


def _shortened(proofs: Iterable[str], sizes: Mapping[str, int]) -> list[str]:
    """The node ids with each whole file or class in place of its tests."""
    proofs = list(proofs)
    proved = _sizes(proofs)
    short = (next((p for p in _places(node) if proved[p] == sizes[p]), node) for node in proofs)
    return list(dict.fromkeys(short))


def _sizes(nodes: Iterable[str]) -> Counter[str]:
    """How many tests each file and each class has."""
    return Counter(place for node in nodes for place in _places(node))


def _places(node: str) -> list[str]:
    """The file of a test and its classes, the file first."""
    parts = node.split("::")
    return ["::".join(parts[:length]) for length in range(1, len(parts))]
