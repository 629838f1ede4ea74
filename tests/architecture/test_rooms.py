"""The floor plan: a folder can be seen at once, and a module is called after its room, not after two things."""

import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PACKAGES = ("sil", "schools", "allocations", "monitoring")
MOST = 15
ROOMS = (
    "states",
    "transitions",
    "policies",
    "permissions",
    "queries",
    "actions",
    "forms",
    "views",
    "urls",
    "letters",
    "notifications",
    "reminders",
    "panels",
    "panel",
    "page",
    "work",
    "handover",
    "tasks",
    "events",
    "timeline",
    "shown",
    "lists",
)
_TWO_WORDS = re.compile(rf"({'|'.join(ROOMS)})_\w+|\w+_({'|'.join(ROOMS)})")


def modules() -> list[Path]:
    """Every module of the product. Migrations are numbered, and a command is called what people type."""
    found = (file for package in PACKAGES for file in (ROOT / package).rglob("*.py") if file.name != "__init__.py")
    return [f.relative_to(ROOT) for f in found if not {"migrations", "commands"} & set(f.parts)]


FOLDERS = Counter(module.parent.as_posix() for module in modules())


def test_a_folder_can_be_seen_at_once() -> None:
    crowded = {folder: number for folder, number in FOLDERS.items() if number > MOST}
    assert crowded == {}, "give its nouns packages"


def test_a_module_is_named_after_its_room_alone() -> None:
    named = [module.as_posix() for module in modules() if _TWO_WORDS.fullmatch(module.stem)]
    assert named == [], "what the room is about is a package, and the room a module in it"
