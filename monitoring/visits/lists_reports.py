"""By what are lists of reports narrowed, and what do they count?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from schools.queries import by_name_or_urn

from .queries_reports import days_between
from .terms import term_of


class SchoolFilter(forms.Form):
    search = forms.CharField(label="School or URN", required=False)


def by_school(rows: QuerySet[Any], asked: dict[str, Any]) -> QuerySet[Any]:
    text = asked.get("search")
    return rows.filter(by_name_or_urn(text, school="visit__school__")) if text else rows


@dataclass
class Figures:
    """Of one partner in one term; `days` are those from the visit to the first issue, of what was issued."""

    partner: str
    term: str
    written: int = 0
    checked: int = 0
    returned: int = 0
    issued: int = 0
    late: int = 0
    days: int = 0

    @property
    def mean_days(self) -> str:
        return f"{self.days / self.issued:.1f}" if self.issued else ""

    @property
    def row(self) -> list[object]:
        return [self.partner, self.term, self.written, self.checked, self.returned, self.mean_days, self.late]


# Where no term is recorded, or a visit was made in the holidays.
OUTSIDE = "Outside the terms"
HEADS = ("Partner", "Term", "Reports", "To be checked", "Returned", "Days to issue", "Late")


def figures(reports: Iterable[Any], returned: set[str], on: date) -> list[Figures]:
    """By partner and term. `reports` have `issued_on` and `due_on`, `returned` are keys of those that came back."""
    found: dict[tuple[str, str], Figures] = {}
    for report in reports:
        term = term_of(report.visit.ends_on)
        key = (report.visit.lead.name, str(term) if term else OUTSIDE)
        of = found.setdefault(key, Figures(*key))
        of.written += 1
        of.checked += bool(report.check_rule)
        of.returned += str(report.pk) in returned
        if report.issued_on:
            of.issued += 1
            of.days += days_between(report.visit.ends_on, report.issued_on)
        of.late += report.due_on is not None and (report.issued_on or on) > report.due_on
    return list(found.values())
