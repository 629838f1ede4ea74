"""What the service promises to its users, read from the docstrings of the tests that hold it.

Such a test bears `@pytest.mark.promise("kept")` with a key of `tests/promises.toml`, and its docstring is the promise.
Nothing is imported, so that the page can be printed without a database.
"""

import ast
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

LIST = "promises.toml"
_MARK = "mark.promise("


class WrongPromise(Exception):
    """A promise of no known kind, or without words; the message says where it stands."""


@dataclass(frozen=True)
class Promise:
    """A promise in words, its kind, and the test that holds it as pytest's node id."""

    kind: str
    words: str
    test: str


def promises(root: Path) -> list[Promise]:
    """Return the promises that the tests below `root` hold, in the order of the files. Raises WrongPromise."""
    kinds = _kinds(root)
    found: list[Promise] = []
    for file in sorted((root / "tests").rglob("test_*.py")):
        source = file.read_text(encoding="utf-8")
        if _MARK in source:
            found += _promises(ast.parse(source), file.relative_to(root).as_posix())
    for promise in found:
        if promise.kind not in kinds:
            raise WrongPromise(f"{promise.test}: “{promise.kind}” is no key of tests/{LIST}.")
        if not promise.words:
            raise WrongPromise(f"{promise.test}: its docstring has to say what it promises.")
    return found


def page(root: Path) -> str:
    """Return the reference page of the promises in Markdown."""
    found = promises(root)
    lines = ["# Promises", "", "What the service promises to those who use it. Each is held by the test named with it."]
    for kind, title in _kinds(root).items():
        if held := [promise for promise in found if promise.kind == kind]:
            lines += ["", f"## {title}", "", *(f"- {promise.words}<br>`{promise.test}`" for promise in held)]
    return "\n".join(lines)


def _kinds(root: Path) -> dict[str, str]:
    return tomllib.loads((root / "tests" / LIST).read_text(encoding="utf-8"))


def _promises(place: ast.Module | ast.ClassDef, prefix: str) -> Iterator[Promise]:
    for node in place.body:
        if isinstance(node, ast.ClassDef):
            yield from _promises(node, f"{prefix}::{node.name}")
        elif isinstance(node, ast.FunctionDef):
            for mark in node.decorator_list:
                if isinstance(mark, ast.Call) and ast.unparse(mark.func).endswith("mark.promise"):
                    words = " ".join((ast.get_docstring(node) or "").split())
                    yield Promise(str(ast.literal_eval(mark.args[0])), words, f"{prefix}::{node.name}")
