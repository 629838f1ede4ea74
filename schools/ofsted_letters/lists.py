"""What the letter asks for in its lists, and what it says about external support."""

import re
from collections import defaultdict

from .bullets import tree
from .layout import HEADINGS, Block
from .letter import Item
from .people import COPY

# Who is asked to do what a list holds.
_ASKED = (
    "school|academy|college|nursery|leaders?|managers|governors|trustees|trust|governance|headteacher|principal|those"
    " responsible|governing body|board"
)
_HAS_TO = r"should|must|needs? to|ha(?:s|ve) to|(?:is|are) (?:asked|required) to"
# The words before a list that say which list it is; the first row that fits counts.
_LEADS = tuple(
    (name, re.compile(pattern, re.IGNORECASE))
    for name, pattern in (
        (
            "additional_areas",
            r"\b(?:additional|further|new) areas? for improvement\b|^(?:in addition|additionally)\b[^.]*:$",
        ),
        (
            "areas_for_improvement",
            r"\b(?:areas?|issues?|points?) for improvement\b[^.]*:$"
            r"|^(?:annex[ :-]*)?(?:the )?areas? for improvement\b[^.]{0,120}[.:]?$"
            r"|\bareas? for improvement (?:that (?:were|was) )?(?:identified|from|of|at)\b"
            r"|^what does the school need to do|\b(?:was|were) asked to (?:improve|address|do)\b[^.]*:$",
        ),
        (
            "further_actions",
            r"\baction(?: is taken| be taken)?,? to:?$|^(?:priorities|areas) for further improvement:?$"
            rf"|^next steps\b[^.]{{0,40}}$|\b(?:{_ASKED})\b[^.]*\b(?:{_HAS_TO})\b[^.]*:$",
        ),
    )
)
_TO_AUTHORITY = (
    ("strengths", re.compile(r"^strengths:?$", re.IGNORECASE)),
    ("areas", re.compile(r"^areas for (?:improvement|development):?$", re.IGNORECASE)),
)
_SUPPORT = re.compile(r"External support:?$", re.IGNORECASE)
_SUPPORT_ENDS = re.compile(
    rf"(?:{'|'.join(HEADINGS)}):?$|Yours |Annex|I am copying|This letter |[Cc][Cc]\b"
    r"|(?:Additional|Further|New) areas? for"
)
# A line as short as a heading that does not end as a sentence does.
_ANOTHER_HEADING = re.compile(r"[A-Z][^.:;?!]{2,70}$")
_REVIEW = re.compile(r"\bexternal review\b", re.IGNORECASE)
_ASKED_FOR = re.compile(r"\b(?:should|must|needs? to|recommend(?:s|ed)?|required)\b", re.IGNORECASE)
_NOT_ASKED_FOR = re.compile(r"\b(?:not|no longer|no)\b(?! later)", re.IGNORECASE)


def lists(blocks: tuple[Block, ...], *, to_authority: bool = False) -> dict[str, tuple[Item, ...]]:
    """Each list that a lead-in announces, as a tree, under the name of its field."""
    gathered: dict[str, list[Block]] = defaultdict(list)
    name: str | None = None
    begun = False
    for block in blocks:
        if block.marker:
            begun = True
            if name:
                gathered[name].append(block)
            continue
        lead = _lead(block, (*_TO_AUTHORITY, *_LEADS) if to_authority else _LEADS)
        if lead or begun or not block.text.endswith((":", "?")):
            name, begun = lead, False
    return {name: tree(bullets) for name, bullets in gathered.items()}


def _lead(block: Block, table: tuple[tuple[str, re.Pattern[str]], ...]) -> str | None:
    *_, last = block.sentences()
    return next((name for name, pattern in table if pattern.search(last.text)), None)


def support(blocks: tuple[Block, ...]) -> str | None:
    """What stands under the heading “External support”, its paragraphs apart by an empty line."""
    for place, block in enumerate(blocks):
        if _SUPPORT.match(block.text) and not block.marker:
            paragraphs = []
            for below in blocks[place + 1 :]:
                if not below.marker and _ends_support(below.text):
                    break
                paragraphs.append(below.words.tidy())
            return "\n\n".join(paragraphs) or None
    return None


def _ends_support(text: str) -> bool:
    return any(pattern.match(text) for pattern in (_SUPPORT_ENDS, COPY, _ANOTHER_HEADING))


def reviews(blocks: tuple[Block, ...]) -> tuple[str, ...]:
    """The sentences that ask for an external review; one that was done or is not asked for is none."""
    return tuple(
        sentence.tidy()
        for block in blocks
        for sentence in block.sentences()
        if _REVIEW.search(sentence.text)
        and _ASKED_FOR.search(sentence.text)
        and not _NOT_ASKED_FOR.search(sentence.text)
    )
