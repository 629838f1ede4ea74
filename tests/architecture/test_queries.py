"""What no query does, whatever its plan: join by a key turned into text, or read a framework's text beside rows."""

import ast

from .test_one_place import TREES, users_of

# Where a key is turned into text in a query, and why that costs little.
CAST_KEYS = {
    "sil/audit/queries.py": "since when the few things wait that one person has to do",
    "monitoring/notices/page/timeline.py": "the scopes of the few cases of one school: the history is found by them",
    "monitoring/notices/giving/delivery.py": "the key of the message about a letter, by which it is written once",
    "schools/watching/queries.py": "the scopes of the few schools that somebody watches: the history is found by them",
    "monitoring/visits/report/queries.py": "whether a report was returned stands in the history alone",
}


def _is_key(value: ast.expr) -> bool:
    """Whether an expression is a row's key, or a reference to an outer row."""
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name):
        return value.func.id == "OuterRef" or (value.func.id == "F" and _is_key(value.args[0]))
    return isinstance(value, ast.Constant) and value.value in {"pk", "id"}


def test_no_key_is_cast() -> None:
    """What points at a row holds its key as a number (docs/adr/0073)."""
    found = {
        name
        for name, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Cast"
        if _is_key(node.args[0])
    }
    assert found == set(CAST_KEYS)


def test_the_text_of_a_framework_is_read_alone() -> None:
    """A process keeps what it parsed; a join would read 55 kB for each row (docs/adr/0072)."""
    assert users_of("models.FrameworkFile", "sil.framework.models.FrameworkFile") == {"sil/framework/actions.py"}
    joined = {
        name
        for name, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "version__file" in node.value
    }
    assert joined == set()
