"""Read a letter from Ofsted."""

import re
from dataclasses import replace
from typing import Any

from . import authority, contradictions, names, people, visits
from .judgements import FORMULAE, judged
from .kinds import NOT_NUMBERED, About, about, no_letter
from .layout import Block, Layout, layout
from .letter import TO_AUTHORITY, Declined, Judgement, Letter
from .lists import lists, reviews, support
from .plain import Plain

LONGEST = 100_000
# Where the opening, which holds the judgements, is over.
_OPENING_ENDS = re.compile(
    r"(?:Evidence|Context|External support|Annex|Report on the|Yours )\b|(?:EVIDENCE|CONTEXT|ANNEX|MAIN FINDINGS)\b"
)


def read(text: str) -> Letter | Declined:
    """The values of one letter, each as the letter gives it; nothing that it does not say is filled in.

    Offsets count characters of `text`. Raises nothing: what is no such letter is Declined, with the reason.
    """
    if len(text) > LONGEST:
        return Declined(f"It is longer than any letter: more than {LONGEST:,} characters.")
    parts = layout(text)
    if parts is None:
        return no_letter(text)
    title = about(parts)
    return title if isinstance(title, Declined) else _letter(parts, title)


def _letter(parts: Layout, title: About) -> Letter:
    front = opening(parts.blocks[title.place :])
    texts = [block.text for block in parts.blocks if not block.marker]
    dated, report = visits.letter_date(parts.head), visits.of_report(texts)
    visit = visits.visit(title.title, front)
    number = None if title.kind in NOT_NUMBERED else visits.number(front, report)
    everywhere = [sentence for block in parts.blocks if not block.marker for sentence in block.sentences()]
    previous = visits.previous(everywhere, front, visit.start)
    to_authority = title.kind == TO_AUTHORITY
    judgements, unclear = ({}, []) if to_authority else _judgements(front, everywhere)
    # Names of fields of a letter, from the tables of formulae and of lead-ins.
    told: dict[str, Any] = {**judgements, **lists(parts.blocks, to_authority=to_authority)}
    letter = Letter(
        kind=title.kind,
        school_name=title.school_name,
        school_urn=None if to_authority else names.urn(parts.head, title.title),
        addressee=people.addressee(parts, title.school_name),
        letter_date=dated,
        visit_start=visit.start,
        visit_end=visit.end,
        visit_number=number,
        previous_inspection=None if to_authority else previous,
        inspectors=people.inspectors(parts, visit.sentence),
        copied_to=people.copied_to(parts.blocks),
        external_reviews=reviews(parts.blocks),
        external_support=support(parts.blocks),
        contradictions=(
            *contradictions.of_dates(dated, visit, None if to_authority else previous),
            *contradictions.of_meetings(dated, [sentence.text for sentence in everywhere]),
            *contradictions.of_report(number, visit, report),
            *unclear,
        ),
        **told,
    )
    return _with_tallies(letter, parts.blocks) if to_authority else letter


def opening(blocks: tuple[Block, ...]) -> list[Plain]:
    """The sentences of the opening; bullets are what is asked for, not what was found."""
    sentences: list[Plain] = []
    for block in blocks:
        if _OPENING_ENDS.match(block.text) and not block.marker:
            break
        if not block.marker:
            sentences += block.sentences()
    return sentences


def _judgements(front: list[Plain], everywhere: list[Plain]) -> tuple[dict[str, Judgement], list[str]]:
    others = [sentence for sentence in everywhere if sentence not in front]
    answers = {question: judged(question, front, others) for question in FORMULAE}
    unclear = [sentence for _, sentence in answers.values() if sentence]
    return {question: judgement for question, (judgement, _) in answers.items()}, unclear


def _with_tallies(letter: Letter, blocks: tuple[Block, ...]) -> Letter:
    tallies = authority.tallies(blocks)
    return replace(
        letter,
        tallies=tallies,
        contradictions=(*letter.contradictions, *authority.differences(tallies, blocks)),
    )
