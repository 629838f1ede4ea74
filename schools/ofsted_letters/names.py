"""The name and the number of a school, in the title of a letter and in the address above it."""

import re
from collections.abc import Iterator

from .plain import Plain, plain

# What a title holds beside a name: the law under which inspectors came, and when they came.
_LAW = re.compile(
    r",? ?\(?\b(?:(?:made |carried out |conducted )?(?:under|in accordance with|pursuant to) )?"
    r"(?:[Ss]ections? ?[0-9]+[A-Z]?(?:\([0-9]\))?(?: of the)? ?,? ?)?"
    r"(?:the )?Education(?: and Inspections)? Act [0-9]{4}"
    r"(?:,? ?[Ss]ections? ?[0-9]+(?:\([0-9]\))?)?\)?",
    re.IGNORECASE,
)
_SECTION = re.compile(r",? \(?under [Ss]ections? ?[0-9]+\)?|\([Ss]ections? ?[0-9]+\)", re.IGNORECASE)
_INSPECTED = re.compile(r"\b(?:inspections?|visits?|monitoring)(?: inspection| visit)? (?:to|of|at|in) ", re.IGNORECASE)
# What stands on its own on one side of a colon or dash, or before “: inspection”.
_APART = re.compile(r"\s*(?::|;| - )\s*")
_CONNECTS = r"(?:of|the|and|in|for|with|on|upon|at|by|le|de|la|under|next|&)"
_PROPER = r"(?:[A-Z0-9(À-ÖØ-Þ][\w'.&()/-]*|&)"
_NAME = re.compile(rf"{_PROPER}(?:(?: {_CONNECTS})*,? {_PROPER})*")
_NO_NAME = re.compile(
    r"\b(?:monitoring|inspections?|visits?|special measures|serious weaknesses|requires? improvement|designation"
    r"|notice to improve|report card|ofsted|grade [0-9]|satisfactory|ungraded|urgent|dear)\b|^section\b|^[0-9]",
    re.IGNORECASE,
)
_KIND_OF_SCHOOL = re.compile(
    r"\b(?:Schools?|Academy|Academies|College|UTC|Unit|Centre|Nursery|Infants?|Juniors?|Federation|Provision)\b"
)
_POSTS = re.compile(
    r"(?:(?:The |Acting |Interim |Executive |Co-?)*(?:Head ?teacher|Head of School|Principal|Chair of [A-Z]\w+)s?\b)"
    r"|(?:Chief Executive(?: Officer)?)\b"
)
_URN = re.compile(r"\b(?:URN|[Uu]nique [Rr]eference [Nn]umber)\b[ :.-]{0,3}(?P<urn>[0-9]{5,7})\b")
# A line that holds a person or a street beside the school cannot be told apart.
_MORE = re.compile(r"^(?:Mr|Mrs|Ms|Miss|Mx|Dr|Sir|Dame|Rev)\b| [0-9]")
_LONGEST = 120


def in_title(title: Plain) -> str | None:
    """The name that a title gives, without the law and the kind of inspection; None where it gives none."""
    words = _without(title, _LAW, _SECTION)
    for found in reversed(list(_INSPECTED.finditer(words.text))):
        name = _NAME.match(words.text, found.end())
        if name and len(name[0]) > 2 and not _NO_NAME.search(name[0]):
            return _tidy(words.cut(*name.span()))
    for piece in _pieces(words):
        if _NAME.fullmatch(piece.text.strip()) and len(piece.text) > 2 and not _NO_NAME.search(piece.text):
            return _tidy(piece)
    return None


def _without(title: Plain, *patterns: re.Pattern[str]) -> Plain:
    for pattern in patterns:
        while found := pattern.search(title.text):
            if found.start() == 0:
                title = title.cut(found.end(), len(title.text))
            elif found.end() == len(title.text):
                title = title.cut(0, found.start())
            else:
                # The words after the law belong to no name that began before it.
                before, after = title.cut(0, found.start()), title.cut(found.end(), len(title.text))
                title = before if _INSPECTED.search(before.text) else after
    return title


def _pieces(title: Plain) -> Iterator[Plain]:
    """The stretches of a title that may be a name, the likeliest first."""
    start = 0
    edges = [*((each.start(), each.end()) for each in _APART.finditer(title.text)), (len(title.text),) * 2]
    apart = []
    for stop, following in edges:
        apart.append(title.cut(start, stop))
        start = following
    if len(apart) > 1:
        yield from reversed(apart)
    for found in re.finditer(r", ", title.text):
        yield title.cut(found.end(), len(title.text))


def _tidy(name: Plain) -> str:
    tidy = name.tidy().rstrip(".:;, ")
    return tidy.removesuffix(")") if tidy.count(")") > tidy.count("(") else tidy


def alone(words: Plain) -> str | None:
    """A line that is a school's name and nothing more."""
    text = words.text.strip()
    is_name = len(text) <= _LONGEST and _NAME.fullmatch(text.rstrip(".")) and not _MORE.search(text)
    return _tidy(words) if is_name and _KIND_OF_SCHOOL.search(words.text) and not _NO_NAME.search(words.text) else None


def as_addressed(name: str, head: tuple[str, ...]) -> str:
    """A name in capitals as the address writes it, where that has it."""
    for line in head:
        if found := re.search(re.escape(plain(name).text), plain(line).text, re.IGNORECASE):
            return line[found.start() : found.end()]
    return name


def in_address(head: tuple[str, ...]) -> str | None:
    """The one name of a school that stands on a line of the address, or on its own between two commas."""
    parts = [part for line in head for each in line.split(", ") for part in _after_a_post(each)]
    found = dict.fromkeys(name for part in parts if (name := alone(plain(part))) and not _POSTS.search(part))
    return next(iter(found)) if len(found) == 1 else None


def _after_a_post(part: str) -> list[str]:
    """A line, or what stands in it between the post of the person and the number of the street."""
    posts = list(_POSTS.finditer(part))
    if not posts:
        return [part]
    after = re.split(r" (?=[0-9])", part[posts[-1].end() :].strip(), maxsplit=1)
    return after[:1] if len(after) == 2 else []


def urn(head: tuple[str, ...], title: str) -> int | None:
    """The school's number in the register, where the letterhead or the title names exactly one."""
    found = {int(each["urn"]) for line in (*head, title) for each in _URN.finditer(plain(line).text)}
    return found.pop() if len(found) == 1 else None
