"""Visits of the made-up authority, and its terms.

Made by the real actions, as partners would have: nothing here writes a row directly.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from monitoring.visits.models import Term, Visit
from monitoring.visits.terms import actions as terms
from monitoring.visits.terms.policies import TermInput
from monitoring.visits.terms.queries import term_of
from monitoring.visits.visit import actions
from monitoring.visits.visit.policies import VisitDates, VisitDetails
from monitoring.visits.visit.queries import clashes
from schools.models import AssignmentRole, School
from schools.queries import officer, open_schools
from sil import clock
from sil.accounts.models import User
from sil.framework.years import academic_year

from ..authority import CODE

# Names of terms with (month, day) of their first and last day.
TERMS = (("Autumn term", (9, 2), (12, 18)), ("Spring term", (1, 5), (3, 26)), ("Summer term", (4, 13), (7, 21)))
YEARS = 3
WEEK = timedelta(days=7)
# Schools with a partner, of which each gets so many visits; more would make the demonstration slow to start.
SCHOOLS = 20
MET = (
    "The headteacher and the deputy",
    "The headteacher, two governors and a group of pupils",
    "Leaders of English and mathematics",
)
PURPOSES = (
    "How far the improvement plan has got, and what the summer results say.",
    "Reading in the early years: lessons seen with the leader of English.",
    "What the school thinks of itself, and the evidence behind it.",
)
# The priorities of the framework that each of these supports.
SERVED = dict(zip(PURPOSES, ((), ("reading",), ("inclusion", "wellbeing")), strict=True))


@dataclass(frozen=True)
class Step:
    """One visit of a school: so many weeks from today, what it is and what came of it."""

    weeks: int
    kind: str
    came: str


# Over two terms; a school takes those of its row, one after the other.
ROWS = (
    (Step(-30, "core-visit", "held"), Step(-9, "termly-contact", "held"), Step(3, "core-visit", "planned")),
    (Step(-26, "termly-contact", "held"), Step(-1, "core-visit", "held"), Step(5, "termly-contact", "planned")),
    (Step(-28, "core-visit", "cancelled"), Step(-24, "core-visit", "held"), Step(2, "termly-contact", "planned")),
    (Step(-27, "performance-management", "held"), Step(-7, "core-visit", "held"), Step(4, "brokered", "planned")),
    (Step(-25, "termly-contact", "missed"), Step(-5, "core-visit", "held"), Step(6, "termly-contact", "planned")),
)
# What a school gets in the terms of a year.
EACH_TERM = ("core-visit", "termly-contact", "termly-contact")
# The first school has a visit that nobody has recorded yet.
OVERDUE = Step(-1, "termly-contact", "planned")


def terms_of(known: dict[str, User], today: date) -> None:
    """The authority's terms of the present academic year and the ones before."""
    year = academic_year(today)
    for each in range(year - YEARS + 1, year + 1):
        for name, first, last in TERMS:
            begins, ends = (date(each + (month < 9), month, day) for month, day in (first, last))
            dates = TermInput(academic_year=each, name=name, starts_on=begins, ends_on=ends)
            with clock.at(today - timedelta(days=60)):
                terms.add(dates, by=known["admin"], on=today)


def make(known: dict[str, User], today: date) -> None:
    """Two terms of visits. `known` has accounts by what stands before the @."""
    found = open_schools(CODE).filter(assignments__role=AssignmentRole.SIP).order_by("urn").distinct()
    for place, school in enumerate(found[:SCHOOLS]):
        partner = officer(school, AssignmentRole.SIP, today)
        if partner:
            steps = ROWS[place % len(ROWS)] + ((OVERDUE,) if place == 0 else ())
            for step in steps:
                visit(school, partner, step, Random(f"{school.urn} {step.weeks}"), today)


def year_of(year: int, today: date) -> None:
    """A held visit in each term of a past academic year, for every school with a partner."""
    found = open_schools(CODE).filter(assignments__role=AssignmentRole.SIP).order_by("urn").distinct()
    terms = Term.objects.filter(school=None, academic_year=year).order_by("starts_on")
    for school in found:
        for kind, term in zip(EACH_TERM, terms, strict=True):
            middle = term.starts_on + (term.ends_on - term.starts_on) / 2
            partner = officer(school, AssignmentRole.SIP, middle)
            if partner:
                step = Step((middle - today).days // 7, kind, "held")
                visit(school, partner, step, Random(f"{school.urn} {term.name}"), today)


def visit(school: School, partner: User, step: Step, chance: Random, today: date) -> None:
    """Plan a visit, and record what came of it."""
    day = _weekday(today + WEEK * step.weeks + timedelta(days=chance.randrange(5)))
    if step.came != "planned" or step is OVERDUE:
        day = _in_term(min(day, _weekday_before(today)), -WEEK)
    else:
        day = _in_term(day, WEEK)
    days = VisitDates(starts_on=day, ends_on=day)
    asked = min(day - WEEK * 2, today - timedelta(days=2))
    facts = VisitDetails(
        kind=step.kind,
        mode=chance.choice(("face-to-face", "face-to-face", "virtual")),
        days=Decimal("0.5") if step.kind == "termly-contact" else Decimal(1),
        lead=partner,
        purpose=(purpose := chance.choice(PURPOSES)),
        priorities=SERVED[purpose],
    )
    with clock.at(asked):
        # Days on which a partner has another visit are as likely here as anywhere.
        warned = " ".join(clashes(school, partner, days, days=facts.days))
        planned = actions.plan(school, dates=days, details=facts, by=partner, on=asked, sure=warned)
    with clock.at(max(asked, min(day, today))):
        _came(planned, step.came, chance, days, by=partner, on=max(asked, min(day, today)))


def _came(visit: Visit, came: str, chance: Random, days: VisitDates, **who: Any) -> None:
    if came == "held":
        actions.hold(visit, dates=days, details=replace(actions.details_of(visit), met=chance.choice(MET)), **who)
    elif came == "cancelled":
        actions.cancel(visit, reason="The headteacher is ill.", ended_by="The school", **who)
    elif came == "missed":
        actions.miss(visit, reason="The road was closed by snow.", **who)


def _in_term(day: date, by: timedelta) -> date:
    """The day, or the nearest one of the same weekday that is in a term; of the next year none is known."""
    tried = (day + by * weeks for weeks in range(12))
    return next((each for each in tried if term_of(each)), day)


def _weekday(day: date) -> date:
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def _weekday_before(day: date) -> date:
    before = day - timedelta(days=1)
    return before - timedelta(days=max(0, before.weekday() - 4))
