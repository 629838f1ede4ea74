"""Framework files of other authorities, made from Liverpool's: with steps left out, renamed or otherwise changed."""

import re

from sil.framework import actions
from sil.framework.loader import LIVERPOOL
from sil.framework.models import FrameworkVersion, read_version


def liverpool() -> str:
    """The text of the file that comes with the product."""
    return LIVERPOOL.read_text(encoding="utf-8")


def without(text: str, *kinds: str) -> str:
    """A file without the tables of some steps of intervention."""
    blocks = re.split(r"(?m)^(?=\[)", text)
    dropped = re.compile(rf"\[+intervention\.({'|'.join(kinds)})(\.|\])")
    return "".join(block for block in blocks if not dropped.match(block))


def renamed(text: str, kind: str, name: str) -> str:
    """A file that has a name of its own for a step."""
    head = f"[intervention.{kind}]\n"
    assert head in text
    return text.replace(head, f'{head}name = "{name}"\n', 1)


def load(text: str) -> FrameworkVersion:
    """Keep it as the version in force."""
    return actions.load(text, file_name="other.toml", by=None)[0]


def moderated(*, first_year: int = 2020) -> FrameworkVersion:
    """Liverpool's file, but that proposals are checked before schools read them; the version in force from a year."""
    asked = liverpool().replace("academies = true\n", "academies = true\nmoderated = true\n", 1)
    asked = asked.replace("first_academic_year = 2020", f"first_academic_year = {first_year}", 1)
    version = load(asked)
    assert version.framework.allocation.moderated
    read_version.cache_clear()
    return version
