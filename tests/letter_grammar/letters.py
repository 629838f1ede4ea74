"""One made-up letter from a seed, with what a person would read in it."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from . import authority, content, judgements, layout, names, openings
from .draw import Draw, Facts, Part, heading, paragraph

# The letters in the repository's measure: every third is kept aside.
CORPUS = range(20000, 20180)
_THIRD = 3
_LISTS = ("inspectors", "copied_to", "further_actions", "areas_for_improvement", "additional_areas", "external_reviews")
EMPTY: dict[str, Any] = {
    "school_name": None, "school_urn": None, "addressee": None, "letter_date": None, "visit_start": None,
    "visit_end": None, "visit_number": None, "previous_inspection": None, "effective_action": None,
    "plan_fit_for_purpose": None, "authority_statement_fit": None, "may_appoint_new_teachers": None,
    "safeguarding_effective": None, "external_support": None, "tallies": [], "strengths": [], "areas": [],
    "contradictions": [],
    **{name: [] for name in _LISTS},
}  # fmt: skip


@dataclass(frozen=True)
class Made:
    seed: int
    kind: str
    year: int
    text: str
    expected: dict[str, Any]
    kept_aside: bool


def is_kept_aside(seed: int) -> bool:
    return seed % _THIRD == _THIRD - 1


def made(seed: int) -> Made:
    """The letter of a seed. Kinds take turns, so that each is there in both parts."""
    draw = Draw(seed, kept_aside=is_kept_aside(seed))
    kinds = [*openings.KINDS, openings.SPECIAL, openings.IMPROVEMENT, authority.KIND]
    kind = kinds[(seed // _THIRD) % len(kinds)]
    if kind == authority.KIND:
        facts, parts, dated = authority.letter(draw)
    else:
        facts, parts, dated = _about_a_school(draw, kind)
    text = layout.written(draw, facts, parts, dated)
    return Made(seed, kind, facts.year, text, EMPTY | facts.expected, draw.kept_aside)


def _about_a_school(draw: Draw, kind: str) -> tuple[Facts, list[Part], date]:
    first, last, _ = openings.KINDS[kind]
    facts = Facts(kind, draw.random.randint(first, last), names.school(draw))
    facts.expected |= {"kind": kind, "school_name": facts.school}
    visit = openings.visit(draw, facts)
    lead, *beside = names.inspectors(draw, draw.one((1, 1, 2, 2, 3)))
    facts.expected["inspectors"] = [lead]
    parts = [*openings.title(draw, facts), *_opening(draw, facts, visit, beside)]
    parts += content.told(draw, facts)
    if draw.chance(60):
        parts += content.support(draw, facts)
    annex = _annex(draw, facts, visit)
    copied = content.copied(draw, facts)
    is_line = copied[0].what == "lines"
    end = [] if is_line else copied
    signed = layout.signature(draw, facts, lead)
    parts += [*end, signed, *(copied if is_line else []), *annex]
    if facts.year >= 2019 and beside and draw.chance(25 if len(facts.expected["inspectors"]) > 1 else 80):
        parts += _team(draw, facts, lead, beside)
    return facts, parts, _dated(draw, facts, visit)


def _opening(draw: Draw, facts: Facts, visit: openings.Visit, beside: list[str]) -> list[Part]:
    """The first paragraphs; the judgements stand in any order after the days of the visit."""
    said = openings.visited(draw, facts, visit, beside)
    if draw.chance(60):
        said += f" {draw.wording(content.THANKS)}"
    found = [paragraph(said)]
    later = [paragraph(openings.why(draw, facts, visit))]
    if draw.chance(25):
        later.append(paragraph(openings.before(draw, visit)))
    if facts.kind not in (openings.SHORT, openings.UNGRADED) and draw.chance(92):
        later.append(paragraph(judgements.action(draw, facts)))
    elif facts.kind in (openings.SHORT, openings.UNGRADED):
        later.append(paragraph(draw.wording(("This school continues to be good.", "The school remains good."))))
    later += [paragraph(each) for each in judgements.others(draw, facts)]
    if draw.chance(25):
        draw.random.shuffle(later)
    if safe := judgements.safeguarding(draw, facts):
        later.insert(draw.random.randint(1, len(later)), paragraph(safe))
    if draw.chance(20):
        found = [paragraph(" ".join(part.text for part in (*found, *later)))]
        later = []
    if draw.chance(70):
        later += content.further(draw, facts)
    return [*found, *later]


def _team(draw: Draw, facts: Facts, lead: str, beside: list[str]) -> list[Part]:
    """The inspectors as a list of their own, as letters have given them since 2019."""
    facts.expected["inspectors"][1:] = beside
    joint = draw.wording((", ", " – ", "\t", " (", ", "))
    end = ")" if joint == " (" else ""
    lines = [f"{lead}, lead inspector{joint}{facts.crown} Inspector{end}"]
    lines += [f"{each}{joint}Ofsted Inspector{end}" for each in beside]
    title = draw.wording(("Inspection team", "Inspectors", "Inspection team", "The inspection team"))
    return [heading(title), Part("lines", lines=tuple(lines))]


def _annex(draw: Draw, facts: Facts, visit: openings.Visit) -> list[Part]:
    if facts.kind not in (openings.SPECIAL, openings.SERIOUS, openings.NOTICE) or not draw.chance(60):
        return []
    parts = content.areas(draw, facts, visit)
    if draw.chance(30):
        parts += content.review(draw, facts)
    if draw.chance(25):
        parts += content.additional(draw, facts)
    return parts


def _dated(draw: Draw, facts: Facts, visit: openings.Visit) -> date:
    """The day of the letter; one in twenty is dated before the visit that it reports."""
    day = visit.last + timedelta(days=draw.random.randint(7, 30))
    if draw.chance(5):
        day = visit.first - timedelta(days=draw.random.randint(20, 200))
        facts.expected["contradictions"] = ["dated before the visit"]
    facts.expected["letter_date"] = day.isoformat()
    return day
