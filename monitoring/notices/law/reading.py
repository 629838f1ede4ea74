"""Find in the code of this app what refuses a step of a case: each Denied and Missing with its sentences."""

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

APP = Path(__file__).parent.parent
REFUSALS = frozenset({"Denied", "Missing", "Question"})


def refusals() -> dict[str, list[str]]:
    """Return the sentences of each refusal and question by "<package>.<code>"; what is filled in stands as "…"."""
    found: dict[str, list[str]] = defaultdict(list)
    trees = [(file, ast.parse(file.read_text(encoding="utf-8"))) for file in sorted(APP.rglob("*.py"))]
    own = {file: dict(_constants(tree)) for file, tree in trees}
    for file, tree in trees:
        names = {**dict(_imported(file, tree, own)), **own[file]}
        package = file.relative_to(APP).parts[0].removesuffix(".py")
        for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
            for call in _calls(function):
                for code in _codes(_argument(call, 0, "code"), names):
                    found[f"{package}.{code}"] += _sentences(call, function, names)
    return dict(found)


def _constants(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """The names of texts in a module."""
    for node in tree.body:
        if isinstance(node, ast.Assign):
            names = [each for target in node.targets for each in getattr(target, "elts", [target])]
            values = getattr(node.value, "elts", [node.value])
            for name, value in zip(names, values, strict=False):
                if isinstance(name, ast.Name) and isinstance(value, ast.Constant) and isinstance(value.value, str):
                    yield name.id, value.value


def _imported(file: Path, tree: ast.Module, own: Mapping[Path, Mapping[str, str]]) -> Iterator[tuple[str, str]]:
    """The names of texts that a module has from another one of this app."""
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.level and node.module:
            source = file.parents[node.level - 1].joinpath(*node.module.split(".")).with_suffix(".py")
            there = own.get(source, {})
            yield from ((each.asname or each.name, there[each.name]) for each in node.names if each.name in there)


def _calls(function: ast.FunctionDef) -> Iterator[ast.Call]:
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in REFUSALS:
            yield node


def _argument(call: ast.Call, place: int, name: str) -> ast.expr | None:
    """An argument of a call by its place or its name."""
    named = (each.value for each in call.keywords if each.arg == name)
    return call.args[place] if len(call.args) > place else next(named, None)


def _sentences(call: ast.Call, function: ast.FunctionDef, names: Mapping[str, str]) -> list[str]:
    """The sentence of a refusal, which may have been given a name before, in the function or for a form as well."""
    said = _argument(call, 1, "sentence")
    if isinstance(said, ast.Name):
        given = [node for node in ast.walk(function) if isinstance(node, ast.Assign)]
        named = [node.value for node in given if any(isinstance(t, ast.Name) and t.id == said.id for t in node.targets)]
        return [words for words in (*map(_words, named), names.get(said.id, "")) if words]
    return [words for words in [_words(said) if said else ""] if words]


def _codes(node: ast.expr | None, names: Mapping[str, str]) -> Iterator[str]:
    """The codes that a call can have: those of the parts of a letter stand in the kinds."""
    ways = (node.body, node.orelse) if isinstance(node, ast.IfExp) else (node,)
    for way in ways:
        if isinstance(way, ast.Constant) and isinstance(way.value, str):
            yield way.value
        elif isinstance(way, ast.Name) and way.id in names:
            yield names[way.id]


def _words(node: ast.expr) -> str:
    """A sentence as it stands in the code; blank where it is made up elsewhere."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(each.value) if isinstance(each, ast.Constant) else "…" for each in node.values)
    return ""
