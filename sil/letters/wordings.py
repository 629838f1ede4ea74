"""The wordings of letters and the release that first had each (ADR 68).

`templates/letters/wordings.txt` has a line for each template that is a version of a wording: its sha256, the release,
and its path. What a release has does not change any more, since an authority may have sent letters in it.
"""

import hashlib
import re
from dataclasses import dataclass, replace
from pathlib import Path

from django.conf import settings

LISTED = "wordings.txt"
UNRELEASED = "-"
_VERSION = re.compile(r"(.*_)?\d{4}-\d{2}\.html")
_HEAD = "last release: "


class Changed(Exception):
    """A wording that a release has was changed or removed; the text says what to do."""


@dataclass(frozen=True, kw_only=True)
class Wording:
    path: str
    sha256: str
    release: str


@dataclass(frozen=True, kw_only=True)
class Wordings:
    """The list: the last release, and each wording by its path."""

    last_release: str
    by_path: dict[str, Wording]

    def __str__(self) -> str:
        lines = (f"{each.sha256}  {each.release}  {each.path}" for _, each in sorted(self.by_path.items()))
        return "\n".join((f"{_HEAD}{self.last_release}", *lines, ""))


def names() -> list[str]:
    """Return the wordings by kind and version, as a framework file names them: "visit_report/2020-09"."""
    folder = settings.BASE_DIR / "templates" / "letters"
    return sorted(file.relative_to(folder).with_suffix("").as_posix() for file in folder.glob("[a-z]*/*.html"))


def listed(folder: Path) -> Wordings:
    """Return what is on record of the templates of a folder."""
    head, *lines = (folder / LISTED).read_text(encoding="utf-8").splitlines()
    found = (line.split("  ", 2) for line in lines)
    by_path = {path: Wording(path=path, sha256=sha, release=release) for sha, release, path in found}
    return Wordings(last_release=head.removeprefix(_HEAD), by_path=by_path)


def there(folder: Path) -> dict[str, str]:
    """Return the sha256 of each template that is a version of a wording, or belongs to one, by its path."""
    files = (file for file in folder.rglob("*.html") if _VERSION.fullmatch(file.name))
    return {file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def recorded(folder: Path, release: str = "") -> Wordings:
    """Return the list as it has to be: the wordings of no release yet as they are now. With `release`, that one has all
    that there are.

    Raises Changed for one that a release has.
    """
    before, now = listed(folder), there(folder)
    for each in before.by_path.values():
        if each.release != UNRELEASED and now.get(each.path) != each.sha256:
            raise Changed(
                f"templates/letters/{each.path} is a wording of release {each.release}, and letters may have been sent "
                "in it. Put it back as it was, write the new words as a new version beside it, and name that version "
                "with its first day in the framework file (docs/how-to/letter-kind.md)."
            )
    found = {
        path: before.by_path.get(path, Wording(path=path, sha256=sha, release=UNRELEASED)) for path, sha in now.items()
    }
    found = {path: replace(each, sha256=now[path]) for path, each in found.items()}
    if release:
        found = {
            path: replace(each, release=release) if each.release == UNRELEASED else each for path, each in found.items()
        }
    return Wordings(last_release=release or before.last_release, by_path=found)
