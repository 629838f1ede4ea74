"""Letters to an authority about its schools, with schools counted in words up to a hundred."""

from datetime import date, timedelta
from typing import Any

from . import days, layout, names
from .draw import Draw, Facts, Part, Point, bullets, heading, paragraph

KIND = "letter_to_authority"
_TITLES = (
    "{authority} LA – focused inspections – {days}",
    "Focused inspections of schools in {authority}, {days}",
    "{authority} local authority: focused inspections, {days}",
    "Focused school inspections in {authority}: {days}",
)
_ONES = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_TEENS = ("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SORTS = ("primary schools", "secondary schools", "special schools")
_GRADES = (
    "{n} of these were judged to be satisfactory at their last inspection",
    "{n} were good",
    "{n} were outstanding",
)
_OUTCOMES = (
    "{n} schools were judged to be good",
    "{n} schools were judged to require improvement",
    "{n} schools were placed in special measures",
    "{n} schools kept the grade that they had",
)
_STRENGTHS = (
    "Officers know the schools well and visit them often.",
    "Headteachers value the training of new governors.",
    "Data are shared with schools early in the year.",
    "Schools in difficulty are found sooner than they were.",
)
_AREAS = (
    "Few schools could say what had come of the authority's visits.",
    "Good schools are seldom asked to help others.",
    "The plan for school improvement is not known to governors.",
    "Support for small schools depends on who is asked.",
)


def in_words(number: int) -> str:
    if number <= 12:
        return _ONES[number]
    if number < 20:
        return _TEENS[number - 13]
    if number == 100:
        return "one hundred"
    tens, ones = divmod(number, 10)
    return f"{_TENS[tens]}-{_ONES[ones]}" if ones else _TENS[tens]


def letter(draw: Draw) -> tuple[Facts, list[Part], date]:
    name = draw.one(names.AUTHORITIES)
    facts = Facts(KIND, draw.random.randint(2013, 2015), name)
    first = days.school_day(draw, facts.year)
    first -= timedelta(days=first.weekday())
    last = first + timedelta(days=4)
    lead = names.inspectors(draw, 1)[0]
    facts.expected |= {
        "kind": KIND,
        "visit_start": first.isoformat(),
        "visit_end": last.isoformat(),
        "inspectors": [lead],
        "contradictions": [],
    }
    span = days.span(draw, first, last)
    parts = [
        Part("title", draw.wording(_TITLES).format(authority=name, days=span)),
        paragraph("I write to tell you what came of the inspections and of the telephone survey of that week."),
        heading("Outline of inspection activities"),
        *_counted(draw, facts),
        heading("Strengths"),
        bullets(_said(draw, facts, "strengths", _STRENGTHS)),
        heading("Areas for improvement"),
        bullets(_said(draw, facts, "areas", _AREAS)),
        paragraph("I hope that this is of use to you."),
        layout.signature(draw, facts, lead),
    ]
    if draw.chance(50):
        facts.expected["copied_to"] = ["Secretary of State for Education"]
        parts.append(Part("lines", lines=("Cc Secretary of State for Education",)))
    day = last + timedelta(days=draw.random.randint(7, 40))
    facts.expected["letter_date"] = day.isoformat()
    return facts, parts, day


def _counted(draw: Draw, facts: Facts) -> list[Part]:
    total = draw.one((8, 11, 17, 20, 23, 28, 34, 45, 61, 72, 99))
    kinds, grades, outcomes = _shares(draw, total), _shares(draw, total), _shares(draw, total)
    tallies: list[dict[str, Any]] = [
        {"about": "inspected", "total": total, "parts": kinds},
        {"about": "inspected_earlier_grades", "total": total, "parts": grades},
        {"about": "outcomes", "total": total, "parts": outcomes},
    ]
    facts.expected["tallies"] = tallies
    sorts = [f"{in_words(n)} {sort}" for n, sort in zip(kinds, _SORTS, strict=True)]
    before = [_GRADES[0].format(n=in_words(grades[0]).capitalize())]
    before += [template.format(n=in_words(n)) for n, template in zip(grades[1:], _GRADES[1:], strict=True)]
    joint = draw.wording((" during the week, including: ", ", including ", ": "))
    ending = draw.wording(("", " during the focused inspection week"))
    templates = draw.random.sample(_OUTCOMES, 3)
    return [
        paragraph(
            f"{in_words(total).capitalize()} schools were inspected{joint}{', '.join(sorts[:-1])} and {sorts[-1]}."
            f" {', '.join(before[:-1])} and {before[-1]}."
        ),
        heading("Inspection and survey outcomes"),
        paragraph(f"Of the schools inspected{ending}:"),
        bullets([Point(text.format(n=in_words(n))) for n, text in zip(outcomes, templates, strict=True)]),
    ]


def _shares(draw: Draw, total: int) -> list[int]:
    """Three numbers of two or more that make up the total."""
    first = draw.random.randint(2, total - 4)
    second = draw.random.randint(2, total - first - 2)
    return [first, second, total - first - second]


def _said(draw: Draw, facts: Facts, name: str, pool: tuple[str, ...]) -> list[Point]:
    found = [Point(text) for text in draw.some(pool, 1, 3)]
    facts.expected[name] = [point.as_json() for point in found]
    return found
