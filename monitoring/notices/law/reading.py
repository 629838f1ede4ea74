"""Find in the code of this app what refuses a step of a case: each Denied and Missing with its sentences."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

APP = Path(__file__).parent.parent
REFUSALS = frozenset({"Denied", "Missing", "Question"})


def refusals() -> dict[str, list[str]]:
    """Return the sentences of each refusal by "<package>.<code>"; what is filled in stands as "…"."""
    found: dict[str, list[str]] = defaultdict(list)
    for file in sorted(APP.rglob("*.py")):
        package = file.relative_to(APP).parts[0].removesuffix(".py")
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
            for call in _calls(function):
                for code in _codes(call.args[0]):
                    found[f"{package}.{code}"] += _sentences(call, function)
    return dict(found)


def _calls(function: ast.FunctionDef) -> Iterator[ast.Call]:
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in REFUSALS and node.args:
            yield node


def _sentences(call: ast.Call, function: ast.FunctionDef) -> list[str]:
    """The sentence of a refusal, which may have been given a name before."""
    said = call.args[1:2]
    if said and isinstance(name := said[0], ast.Name):
        given = [node for node in ast.walk(function) if isinstance(node, ast.Assign)]
        said = [node.value for node in given if any(isinstance(t, ast.Name) and t.id == name.id for t in node.targets)]
    return [words for words in map(_words, said) if words]


def _codes(node: ast.expr) -> Iterator[str]:
    """The codes that a call can have: those of the parts of a letter stand in the kinds."""
    ways = (node.body, node.orelse) if isinstance(node, ast.IfExp) else (node,)
    for way in ways:
        if isinstance(way, ast.Constant) and isinstance(way.value, str):
            yield way.value


def _words(node: ast.expr) -> str:
    """A sentence as it stands in the code; blank where it is made up elsewhere."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(each.value) if isinstance(each, ast.Constant) else "…" for each in node.values)
    return ""
