"""The version of the project is the newest in the changelog, which is in order and has its headings."""

import re
import tomllib
from datetime import date
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
HEADINGS = re.findall(r"^## (.+)$", CHANGELOG, re.MULTILINE)
KINDS = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def released() -> list[tuple[tuple[int, ...], date]]:
    found = []
    for heading in HEADINGS[1:]:
        match = re.fullmatch(r"\[(\d+)\.(\d+)\.(\d+)\] - (\d{4}-\d\d-\d\d)", heading)
        assert match, heading
        found.append((tuple(map(int, match.groups()[:3])), date.fromisoformat(match[4])))
    return found


def test_the_project_has_the_newest_version_of_the_changelog() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == ".".join(map(str, released()[0][0]))


def test_versions_stand_in_order_below_what_is_unreleased() -> None:
    assert HEADINGS[0] == "[Unreleased]"
    assert released() == sorted(released(), reverse=True)
    assert len({version for version, _ in released()}) == len(released())


def test_what_changed_stands_under_the_kinds_of_keep_a_changelog() -> None:
    assert set(re.findall(r"^### (.+)$", CHANGELOG, re.MULTILINE)) <= KINDS
