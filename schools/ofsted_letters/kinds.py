"""The kind of a letter and the school it is about."""

import re
from dataclasses import dataclass

from . import names
from .layout import Block, Layout
from .letter import TO_AUTHORITY, Declined

# Title lines by kind (domain notes §4.1); the first that fits is the kind.
_TITLES: tuple[tuple[str | None, str], ...] = (
    (TO_AUTHORITY, r"\bfocus+ed (?:\w+ )?inspections?\b|\b(?:LA|local authority|council)\b.*\binspections\b"),
    ("urgent", r"\burgent\b.*\b(?:inspection|visit)\b"),
    ("short", r"\bshort\b.*\binspection\b"),
    ("ungraded", r"\bungraded\b.*\binspection\b"),
    ("no_formal_designation", r"\bno formal designation\b"),
    ("notice_to_improve_monitoring", r"^(?=.*\b(?:monitoring|inspection|visit)\b).*\bnotice to improve\b"),
    ("satisfactory_monitoring", r"^(?=.*\b(?:monitoring|inspection|visit)\b).*\b(?:grade (?:3|three)|satisfactory)\b"),
    ("report_card_monitoring", r"^(?=.*\b(?:monitoring|visit)\b).*\breport card\b"),
    ("special_measures_monitoring", r"^(?=.*\b(?:monitoring|visit)\b).*\bspecial measures\b"),
    ("serious_weaknesses_monitoring", r"^(?=.*\b(?:monitoring|visit)\b).*\bserious weaknesses\b"),
    ("requires_improvement_monitoring", r"^(?=.*\b(?:monitoring|visit)\b).*\brequir(?:es?|ing) improvement\b"),
    # Titles since 2021 leave it to the letter to say why the school is visited.
    (None, r"\bmonitoring (?:inspection|visit)\b"),
)
# “The first short inspection since” is no monitoring visit.
NOT_NUMBERED = ("short", "ungraded")
# Each kind with the words that say so outright, and those that name it alone.
_WHY_VISITED = (
    (
        "special_measures_monitoring",
        r"\b(?:subject to|in|into|require[sd]?|placed in|removal of) special measures\b"
        r"|\bspecial measures (?:were|was|have been|had been)\b",
    ),
    (
        "serious_weaknesses_monitoring",
        r"\b(?:have|has|having|had|with) serious weaknesses\b|\bserious weaknesses (?:were|was|have been|had been)\b",
    ),
    ("notice_to_improve_monitoring", r"\bnotice to improve\b"),
    (
        "requires_improvement_monitoring",
        r"\b(?:judged|found|graded) (?:to require|as requir\w+|requir\w+|that it requires) improvement\b"
        r"|\bjudgements? of requires improvement\b|\b(?:school|it) requires improvement\b",
    ),
    ("report_card_monitoring", r"\breport card\b|\bneeds attention\b"),
)
_OPENS = (
    r"(?=(?:Following (?:my|our|the)|Further to|Thank you|This letter|I (?:write|visited|inspected)"
    r"|We (?:write|visited)|I am (?:writing|grateful)|Your school|On [0-9A-Z]\w* ?[0-9A-Z])\b)"
)
_OPENING = re.compile(f" {_OPENS}")
_LETTERHEAD = re.compile(r"^[O0]fsted\b|@ofsted\.|\bofsted\.gov\.uk|\bgov\.uk/ofsted", re.IGNORECASE)
_ON_BEHALF = re.compile(r"\bon behalf of (?:Her|His) Majesty's Chief [Il1]nspector\b")
SIGNING_ROLE = (
    r"(?:(?:Senior )?(?:Her|His)\s+Majesty's\s+[Il1]nspector|(?:Senior )?HMI\b|Ofsted [Il1]nspector"
    r"|Additional [Il1]nspector|Lead [Il1]nspector|(?:Interim |Acting )?Regional Director,? Ofsted)"
)
_SIGNED = re.compile(SIGNING_ROLE)
_REPORT = re.compile(r"\binspection report\b|\boverall effectiveness\b|\bunique reference number\b", re.IGNORECASE)
_LONGEST_TITLE = 250


@dataclass(frozen=True)
class About:
    """What the title says; `title` is as compared, `place` the number of its block."""

    kind: str | None
    school_name: str | None
    title: str
    place: int


def no_letter(text: str) -> Declined:
    """Why a text in which nobody is greeted is no letter."""
    if not text.strip():
        return Declined("There is no text in it.")
    if _REPORT.search(text):
        return Declined("It is an inspection report, not a letter: it has no greeting.")
    return Declined("It is not a letter: it has no greeting.")


def about(letter: Layout) -> About | Declined:
    """The kind and the school of a letter; Declined when it is not from Ofsted or not of these kinds."""
    if not _from_ofsted(letter):
        return Declined("It does not come from Ofsted: neither its letterhead nor its signature says so.")
    for place, block in enumerate(letter.blocks[1:4], start=1):
        if re.match(_OPENS, block.text):
            break
        title = _title(block)
        if block.marker or len(title) > _LONGEST_TITLE:
            continue
        for kind, pattern in _TITLES:
            if re.search(pattern, title, re.IGNORECASE):
                name = None if kind == TO_AUTHORITY else _school(letter, place, title)
                return About(kind or _why_visited(letter), name, title, place)
    return Declined(
        "It is a letter from Ofsted, but its title is not one of a monitoring letter, of a short, ungraded or urgent"
        " inspection, or of focused inspections."
    )


def named(words: str) -> str | None:
    """The kind that words name as a title does, or as an opening says why a school is visited; None for none or two."""
    for kind, pattern in _TITLES:
        if kind and re.search(pattern, words, re.IGNORECASE) and len(words) <= _LONGEST_TITLE:
            return kind
    found = [kind for kind, pattern in _WHY_VISITED if re.search(pattern, words, re.IGNORECASE)]
    return found[0] if len(found) == 1 else None


def _from_ofsted(letter: Layout) -> bool:
    if any(_LETTERHEAD.search(line) for line in letter.head):
        return True
    text = [block.text for block in letter.blocks]
    if any(_ON_BEHALF.search(each) for each in text):
        return True
    signed = next((place for place, each in enumerate(text) if each.startswith("Yours ")), len(text))
    return any(_SIGNED.search(each) for each in text[signed : signed + 5])


def _title(block: Block) -> str:
    return _OPENING.split(block.text, maxsplit=1)[0]


def _school(letter: Layout, place: int, title: str) -> str | None:
    """The name in the title, in the line below it, or else the only one in the address."""
    words = letter.blocks[place].words
    if name := names.in_title(words.cut(0, len(title))):
        return names.as_addressed(name, letter.head) if name.isupper() else name
    below = letter.blocks[place + 1] if len(title) == len(words.text) and place + 1 < len(letter.blocks) else None
    return (names.alone(below.words) if below else None) or names.in_address(letter.head)


def _why_visited(letter: Layout) -> str | None:
    for block in letter.blocks[1:]:
        if block.text.startswith(("Yours ", "Annex")):
            break
        kinds = [
            kind for kind, pattern in _WHY_VISITED if not block.marker and re.search(pattern, block.text, re.IGNORECASE)
        ]
        if kinds:
            return kinds[0] if len(kinds) == 1 else None
    return None
