"""Figures about the reports of each partner, by term.

Terms are a school's own where it has any in that academic year, else the authority's.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from sil.framework.years import academic_year

from ..terms.queries import BETWEEN, AllTerms

NO_TERMS = "Whole year (no terms recorded)"


class ReportFacts(Protocol):
    """What is counted of the report of a visit that was held; `lead` and `school` are keys."""

    @property
    def lead(self) -> int: ...
    @property
    def school(self) -> int: ...
    @property
    def ended_on(self) -> date: ...
    @property
    def issued_on(self) -> date | None: ...
    @property
    def due_on(self) -> date | None: ...
    @property
    def was_returned(self) -> bool: ...
    @property
    def check_rule(self) -> str: ...


@dataclass
class Figures:
    """Figures of one person in one term, who led the visits. `since` is the first day of a visit that counts,
    `days` the sum of days from the visit to the first issue."""

    lead: int
    year: int
    term: str
    since: date
    written: int = 0
    checked: int = 0
    returned: int = 0
    issued: int = 0
    late: int = 0
    days: int = 0


def figures(reports: Iterable[ReportFacts], terms: AllTerms, on: date) -> list[Figures]:
    """Return the figures by partner, in the order of time. A report that is not issued counts as late once its day is
    past."""
    found: dict[tuple[int, int, str], Figures] = {}
    for report in reports:
        year, term = academic_year(report.ended_on), term_name(report.ended_on, report.school, terms)
        new = Figures(report.lead, year, term, report.ended_on)
        of = found.setdefault((report.lead, year, term), new)
        of.written += 1
        of.checked += bool(report.check_rule)
        of.returned += report.was_returned
        of.late += report.due_on is not None and (report.issued_on or on) > report.due_on
        if report.issued_on:
            of.issued += 1
            of.days += (report.issued_on - report.ended_on).days
    return list(found.values())


def holds_until(reports: Iterable[ReportFacts], on: date) -> date | None:
    """Return the last day on which the figures counted on a day still hold, while nobody changes anything: the next day
    on which a report is due that is not issued. None where there is no such day."""
    coming = (r.due_on for r in reports if r.due_on is not None and r.issued_on is None and r.due_on >= on)
    return min(coming, default=None)


def term_name(day: date, school: int, terms: AllTerms) -> str:
    """Return the name of the term of a day, for the school with a key, or why there is none."""
    there = terms.of(academic_year(day), school)
    if not there:
        return NO_TERMS
    return next((term.name for term in there if term.starts_on <= day <= term.ends_on), BETWEEN)
