"""docs/explanation/flows.md names files and functions: each of them is there, and each list is worth reading."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
TEXT = (ROOT / "docs/explanation/flows.md").read_text(encoding="utf-8")
FLOWS = dict(re.findall(r"^## (.+?)\n\n(.+?)(?=^## |\Z)", TEXT, flags=re.MULTILINE | re.DOTALL))
NAMED = sorted(set(re.findall(r"`([\w/]+\.py)::(\w+)`", TEXT)))


def test_there_are_three_flows_of_at_most_twelve_lines() -> None:
    counts = [flow.count("::") for flow in FLOWS.values()]
    assert len(counts) == 3
    assert all(9 <= count <= 12 for count in counts)
    assert TEXT.count("::") == sum(counts)


@pytest.mark.parametrize(("file", "name"), NAMED)
def test_each_function_is_there(file: str, name: str) -> None:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
