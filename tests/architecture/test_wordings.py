"""A wording of a letter that a release has does not change: letters may have been sent in it (ADR 68)."""

import re
import tomllib
from pathlib import Path

import pytest

from sil.letters.wordings import UNRELEASED, Changed, listed, recorded, there

ROOT = Path(__file__).parent.parent.parent
LETTERS = ROOT / "templates" / "letters"
FILE = ROOT / "sil" / "framework" / "files" / "liverpool.toml"


def test_each_wording_is_recorded_as_it_is() -> None:
    """Raises Changed, with what to do, for one that a release has."""
    assert listed(LETTERS) == recorded(LETTERS), (
        "A wording of a letter is new or was changed. Read it as the person who gets it, then run "
        "`manage.py wordings`, which records it."
    )


def test_the_list_knows_the_last_release() -> None:
    """Whoever makes a release freezes its wordings (docs/how-to/release.md)."""
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.findall(r"^## \[(\d+\.\d+\.\d+)\]", changelog, re.MULTILINE)[0]
    found = listed(LETTERS)
    assert found.last_release == newest, f"Run `manage.py wordings --release {newest}` and commit the list."


def test_each_version_that_the_framework_file_names_is_a_recorded_wording() -> None:
    file = tomllib.loads(FILE.read_text(encoding="utf-8"))
    rules = file["intervention"]
    named = {
        f"{kind}/{each['version']}.html"
        for kind, step in (file["letters"] | rules).items()
        if isinstance(step, dict)
        for each in step.get("versions", ())
    }
    assert "formal_notice/2026-09.html" in named and "allocation_agreed/2020-09.html" in named
    assert named <= set(listed(LETTERS).by_path)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One wording with a part of its own, of no release yet; and what is no wording."""
    (tmp_path / "notice").mkdir()
    for name in ("notice/2026-09.html", "_found_2026-09.html", "base.html", "_recipients.html"):
        (tmp_path / name).write_text(f"<p>{name}</p>")
    (tmp_path / "wordings.txt").write_text("last release: 0.2.0\n")
    return tmp_path


def record(folder: Path, release: str = "") -> None:
    (folder / "wordings.txt").write_text(str(recorded(folder, release)))


def test_a_wording_of_no_release_can_be_changed_and_is_recorded_again(folder: Path) -> None:
    record(folder)
    assert set(listed(folder).by_path) == {"notice/2026-09.html", "_found_2026-09.html"} == set(there(folder))
    assert {each.release for each in listed(folder).by_path.values()} == {UNRELEASED}
    (folder / "notice/2026-09.html").write_text("<p>Better.</p>")
    assert listed(folder) != recorded(folder)
    record(folder)
    assert listed(folder) == recorded(folder)


@pytest.mark.parametrize("path", ["notice/2026-09.html", "_found_2026-09.html"])
def test_one_that_a_release_has_is_refused(folder: Path, path: str) -> None:
    record(folder, "0.3.0")
    assert (folder / "wordings.txt").read_text().startswith("last release: 0.3.0\n")
    # A new version beside it is welcome, and is frozen by the release after.
    (folder / "notice/2027-01.html").write_text("<p>Better.</p>")
    record(folder)
    record(folder, "0.4.0")
    releases = {each.path: each.release for each in listed(folder).by_path.values()}
    assert releases == {
        "notice/2026-09.html": "0.3.0",
        "_found_2026-09.html": "0.3.0",
        "notice/2027-01.html": "0.4.0",
    }
    before = (folder / path).read_text()
    (folder / path).write_text("<p>Changed.</p>")
    with pytest.raises(Changed, match=rf"templates/letters/{path} is a wording of release 0\.3\.0"):
        recorded(folder)
    (folder / path).unlink()
    with pytest.raises(Changed, match="write the new words as a new version beside it"):
        recorded(folder, "0.5.0")
    (folder / path).write_text(before)
    assert listed(folder) == recorded(folder)
