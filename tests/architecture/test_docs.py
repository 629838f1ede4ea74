"""Whether the documentation for people names files and folders that exist."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
PAGES = (
    ROOT / "README.md",
    *sorted((ROOT / "docs" / "how-to").glob("*.md")),
    *(ROOT / "docs" / "explanation").glob("*.md"),
)
# Templates are named as Django finds them, the rest from the project's folder.
BELOW = (ROOT, ROOT / "templates")
_QUOTED = re.compile(r"`([^`\n]+)`")
_PATH = re.compile(r"\.?[\w.*-]+(/[\w.*-]+)*(/|\.(py|html|txt|toml|md|js|css|csv|yml))")
_LINK = re.compile(r"\]\(([^)#:]+)\)")


def named(text: str) -> Iterator[str]:
    """The paths in backticks: words with a slash that end in one, or in the suffix of a kind of file."""
    for quoted in _QUOTED.findall(text):
        path = quoted.split("::")[0]
        if "/" in path and _PATH.fullmatch(path):
            yield path


def is_there(path: str) -> bool:
    """Whether a path names a file, or a folder if it ends in a slash. A star stands for any characters."""
    if path.endswith("/"):
        return any((folder / path).is_dir() for folder in BELOW)
    return any(next(folder.glob(path), None) for folder in BELOW)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_path_in_the_documentation_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert [path for path in named(text) if not is_there(path)] == []
    assert [link for link in _LINK.findall(text) if not (page.parent / link).exists()] == []


def test_paths_are_told_from_other_words() -> None:
    text = "`sil/web/` and `sil/clock.py`, `tests/a.py::TestB`, not `a/<kind>/b.html`, `and/or`, `a|b` or `--port N`."
    assert list(named(text)) == ["sil/web/", "sil/clock.py", "tests/a.py"]
    assert is_there("sil/web/") and is_there("web/_draft_*.html") and not is_there("sil/nothing.py")


def test_the_readme_leads_to_every_how_to() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [
        page.name for page in PAGES if page.parent.name == "how-to" and f"docs/how-to/{page.name}" not in readme
    ] == []
