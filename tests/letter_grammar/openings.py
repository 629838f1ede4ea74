"""Titles, and the sentences that say when inspectors came, who came and why."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from . import days
from .draw import Draw, Facts, Part

SPECIAL, SERIOUS = "special_measures_monitoring", "serious_weaknesses_monitoring"
NOTICE, SATISFACTORY = "notice_to_improve_monitoring", "satisfactory_monitoring"
IMPROVEMENT, CARD = "requires_improvement_monitoring", "report_card_monitoring"
NO_DESIGNATION, URGENT, SHORT, UNGRADED = "no_formal_designation", "urgent", "short", "ungraded"
# First and last year of each kind, and its titles. "Plain" titles leave the kind to the text.
_PLAIN = (
    "Monitoring inspection of {school}",
    "Monitoring visit to {school}",
    "Monitoring inspection: {school}",
    "Section 8 monitoring inspection of {school}",
    "Monitoring inspection of {school} under section 8 of the Education Act 2005",
)
KINDS: dict[str, tuple[int, int, tuple[str, ...]]] = {
    SPECIAL: (
        2005,
        2026,
        (
            "Special measures: monitoring inspection of {school}",
            "Special measures monitoring inspection of {school}",
            "{school}: special measures monitoring visit",
            "Monitoring inspection of a school in special measures: {school}",
            "Special measures monitoring inspection of {school} (Education Act 2005, section 8)",
        ),
    ),
    SERIOUS: (
        2012,
        2025,
        (
            "Serious weaknesses monitoring inspection of {school}",
            "Serious weaknesses: monitoring visit to {school}",
            "Monitoring of a school with serious weaknesses: inspection of {school}",
            "{school} – serious weaknesses monitoring inspection",
        ),
    ),
    NOTICE: (
        2005,
        2012,
        (
            "Ofsted monitoring of schools with notice to improve: {school}",
            "Notice to improve: monitoring inspection of {school}",
            "Monitoring visit to {school}, a school with a notice to improve",
            "{school}: notice to improve, monitoring inspection",
        ),
    ),
    SATISFACTORY: (
        2009,
        2012,
        (
            "Ofsted monitoring of Grade 3 schools: monitoring inspection of {school}",
            "Monitoring of satisfactory schools: visit to {school}",
            "Grade 3 monitoring inspection of {school}",
            "Satisfactory schools: monitoring inspection of {school}",
        ),
    ),
    IMPROVEMENT: (
        2012,
        2025,
        (
            "Requires improvement: monitoring inspection visit to {school}",
            "Requires improvement monitoring inspection of {school}",
            "Monitoring inspection of {school}, a school that requires improvement",
            "{school}: requires improvement monitoring visit",
            "Requires improvement: monitoring inspection visit to {school} under section 8 of the Education Act 2005",
        ),
    ),
    NO_DESIGNATION: (
        2012,
        2025,
        (
            "No formal designation monitoring inspection of {school}",
            "No formal designation: inspection of {school}",
            "Inspection of a school with no formal designation: {school}",
            "{school}: no formal designation monitoring inspection",
        ),
    ),
    URGENT: (
        2021,
        2026,
        (
            "Urgent inspection of {school}",
            "Urgent monitoring visit to {school}",
            "Urgent section 8 inspection of {school}",
            "{school}: urgent inspection",
        ),
    ),
    SHORT: (
        2015,
        2020,
        (
            "Short inspection of {school}",
            "Short inspection: {school}",
            "Section 8 short inspection of {school}",
            "{school}: short inspection",
        ),
    ),
    UNGRADED: (
        2021,
        2025,
        (
            "Ungraded inspection of {school}",
            "Ungraded (section 8) inspection of {school}",
            "Ungraded inspection: {school}",
            "{school}: ungraded inspection",
        ),
    ),
    CARD: (
        2026,
        2026,
        (
            "Report card monitoring inspection of {school}",
            "Monitoring inspection of {school} following its report card",
            "Report card: monitoring visit to {school}",
            "{school}: monitoring inspection after a report card",
        ),
    ),
}
_PLAIN_TITLES_SINCE = 2021
_MAY_BE_PLAIN = (SPECIAL, SERIOUS, IMPROVEMENT)
_WHY: dict[str, tuple[str, ...]] = {
    SPECIAL: (
        "The inspection was the {nth} monitoring inspection since the school became subject to special measures"
        " following the inspection that took place in {when}.",
        "This was the {nth} monitoring visit since the school was judged to require special measures in {when}.",
        "It was the {nth} monitoring inspection since inspectors placed the school in special measures in {when}.",
        "Special measures were imposed after the inspection of {when}, and this was the {nth} visit to monitor them.",
        "The visit was your {nth} monitoring inspection since the school went into special measures in {when}.",
    ),
    SERIOUS: (
        "The inspection was the {nth} monitoring inspection since the school was judged to have serious weaknesses"
        " following the section 5 inspection that took place in {when}.",
        "The visit was the {nth} since the school was found to have serious weaknesses at its inspection in {when}.",
        "This was the {nth} monitoring inspection since the inspection of {when}, at which the school was judged to"
        " have serious weaknesses.",
        "Serious weaknesses were found in {when}. This is the {nth} monitoring inspection since then.",
    ),
    NOTICE: (
        "This was the {nth} monitoring visit since the school was given a notice to improve in {when}.",
        "The school was given a notice to improve when it was inspected in {when}.",
        "The visit was the {nth} monitoring inspection since the school received its notice to improve at the"
        " inspection in {when}.",
        "Notice to improve was served after the inspection in {when}.",
    ),
    SATISFACTORY: (
        "The school was judged to be satisfactory at its inspection in {when}.",
        "The visit follows the school's last inspection in {when}, when it was found to be satisfactory.",
        "Inspectors came because the school was judged satisfactory in {when}.",
        "At its section 5 inspection in {when} the school was graded satisfactory.",
    ),
    IMPROVEMENT: (
        "The visit was the {nth} monitoring inspection since the school was judged to require improvement following"
        " the section 5 inspection in {when}.",
        "It has taken place because the school was judged to require improvement at its last inspection in {when}.",
        "This was the {nth} monitoring inspection since the school was judged to require improvement in {when}.",
        "The school's most recent inspection, in {when}, found that it requires improvement.",
        "The monitoring inspection was carried out under section 8 of the Education Act 2005 because the school has"
        " received two judgements of requires improvement in a row.",
    ),
    NO_DESIGNATION: (
        "The inspection was carried out because the Chief Inspector had concerns about the behaviour of pupils.",
        "It was made under section 8 of the Education Act 2005 because of worries about safeguarding arrangements.",
        "The school was chosen because of concerns that had been raised about its leadership.",
        "Complaints about the school had led to the visit.",
    ),
    URGENT: (
        "The visit was made without notice because of concerns about safeguarding.",
        "Ofsted had received complaints that raised concerns about the care of pupils.",
        "It was carried out without notice under section 8 of the Education Act 2005.",
        "We came without notice after several qualifying complaints.",
    ),
    SHORT: (
        "It was the first short inspection since the school was judged to be good in {when}.",
        "The visit was the first short inspection carried out since the inspection in {when} found the school good.",
        "The school was judged to be good at its previous inspection in {when}.",
        "No short inspection had been made since the school's last inspection in {when}.",
    ),
    UNGRADED: (
        "It was the first ungraded inspection since the school was judged to be good in {when}.",
        "The school was judged to be good at its last graded inspection in {when}.",
        "This was the first ungraded inspection since the graded inspection that took place in {when}.",
        "The school's previous inspection, in {when}, had found it to be good.",
    ),
    CARD: (
        "This was the {nth} monitoring inspection since the school's full inspection in {when}, after which its report"
        " card showed ‘needs attention’ for leadership and governance.",
        "The school's report card of {when} said that two areas need attention.",
        "It was the {nth} monitoring visit since the inspection in {when}, when inclusion was graded ‘needs"
        " attention’ on the report card.",
        "Two areas were graded ‘needs attention’ on the report card that followed the inspection in {when}.",
    ),
}
# Kinds whose visits are not numbered, whatever a sentence calls the first.
_NOT_NUMBERED = (SHORT, UNGRADED)
_VISITED = (
    "Following my visit{who} to your school on {days}, I write on behalf of {crown} Chief Inspector of Education,"
    " Children's Services and Skills to report what was found.",
    "This letter sets out the findings of the inspection of your school that took place on {days}{comma_who}.",
    "I write to tell you what we found when I visited your school{who} on {days}.",
    "Thank you for the help that your staff gave when I inspected the school{who} on {days}.",
    "I am writing to confirm the findings of my inspection of the school{who} on {days}.",
    "Further to my visit{who} on {days}, I write on behalf of {crown} Chief Inspector to set out my findings.",
    "On {days} I visited your school{who} to see what had been done since its last inspection.",
    "Your school was inspected on {days}. I write on behalf of {crown} Chief Inspector to confirm the findings.",
)

# What an opening may tell of the time before; it judges nothing today.
_BEFORE = (
    "At the previous monitoring inspection, leaders were not taking effective action.",
    "When I last came, the school was taking effective action but had much to do.",
    "At the last inspection, safeguarding was not effective.",
    "The school's action plan was not fit for purpose when I first read it.",
    "Since the previous monitoring inspection in {month}, two leaders have left.",
    "I last visited the school on {day}.",
)


@dataclass(frozen=True)
class Visit:
    first: date
    last: date
    number: int
    led_to_it: date


def visit(draw: Draw, facts: Facts) -> Visit:
    first = days.school_day(draw, facts.year)
    last = first + timedelta(days=draw.one((0, 0, 1, 1, 1, 2)))
    before = days.school_day(draw, facts.year - draw.one((1, 1, 2)))
    return Visit(first, last, draw.random.randint(1, 6), before)


def title(draw: Draw, facts: Facts) -> list[Part]:
    """The title; in some letters the school stands on a line below it, or in the address alone."""
    pool = KINDS[facts.kind][2]
    if facts.kind in _MAY_BE_PLAIN and facts.year >= _PLAIN_TITLES_SINCE and draw.chance(60):
        pool = _PLAIN
    template = draw.wording(pool)
    bare = re.sub(r"(?: of| to|:) {school}$", "", template)
    if bare != template and draw.chance(12):
        below = [Part("title", facts.school)] if draw.chance(60) else []
        return [Part("title", bare), *below]
    whole = template.format(school=facts.school)
    return [Part("title", whole.upper() if draw.chance(8) else whole)]


def visited(draw: Draw, facts: Facts, made: Visit, beside: list[str]) -> str:
    """The sentence with the days of the visit, and sometimes with the inspectors who came too."""
    facts.expected |= {"visit_start": made.first.isoformat(), "visit_end": made.last.isoformat()}
    template = draw.wording(_VISITED)
    role = draw.wording(("Ofsted Inspector", "Additional Inspector", f"{facts.crown} Inspector", "HMI"))
    plural = f"{facts.crown} Inspectors" if role.endswith("Majesty's Inspector") else f"{role}s".replace("HMIs", "HMI")
    names = " and ".join(f"{each}, {role}," if len(beside) == 1 else each for each in beside)
    who = f" with {names}{f', {plural},' if len(beside) > 1 else ''}" if beside else ""
    if "who}" not in template or draw.chance(10):
        who = ""
    if who:
        facts.expected["inspectors"] += beside
    return template.format(
        who=who, comma_who=who.rstrip(","), days=days.span(draw, made.first, made.last), crown=facts.crown
    ).replace(",,", ",")


def why(draw: Draw, facts: Facts, made: Visit) -> str:
    """Why the school is visited, with the number of the visit and the inspection before it."""
    template = draw.wording(_WHY[facts.kind])
    exact = draw.chance(20)
    when = days.written(draw, made.led_to_it) if exact and " in {when}" not in template else days.month(made.led_to_it)
    if "{when}" in template:
        day = made.led_to_it.isoformat()
        facts.expected["previous_inspection"] = day[:7] if when == days.month(made.led_to_it) else day
    if "{nth}" in template and facts.kind not in _NOT_NUMBERED:
        facts.expected["visit_number"] = made.number
    ordinal = draw.wording((days.ORDINALS, days.ORDINALS, ("1st", "2nd", "3rd", "4th", "5th", "6th"), days.ORDINALS))
    return template.format(nth=ordinal[made.number - 1], when=when)


def before(draw: Draw, made: Visit) -> str:
    """A sentence about an earlier visit, in which nothing of this one is to be read."""
    day = made.first - timedelta(days=draw.random.randint(60, 150))
    return draw.wording(_BEFORE).format(month=days.month(day), day=days.written(draw, day))
