"""How long each kind of record is kept: a number of years of the framework file, and what they count from.

No Act sets these periods. They are the authority's retention schedule, which UK GDPR, Article 5(1)(e) (storage
limitation) asks it to have, and of which Article 13(2)(a) says that people are told.
"""

from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from ..parts import Part
from ..years import academic_year, last_day


class RecordKind(StrEnum):
    """The kinds of record, each of which has one period. The values are stable names."""

    ALLOCATIONS = "allocations"
    VISITS = "visits"
    CASES = "cases"
    PLANS = "plans"
    DOCUMENTS = "documents"
    LETTERS = "letters"
    CONVERSATIONS = "conversations"
    SURVEYS = "surveys"
    ACCOUNTS = "accounts"
    REQUESTS = "requests"
    AUDIT = "audit"

    @property
    def words(self) -> str:
        return _WORDS[self][0]

    @property
    def day(self) -> str:
        """Which day of a record its years count from: "the day the case was closed"."""
        return _WORDS[self][1]


_WORDS = {
    RecordKind.ALLOCATIONS: ("Allocations of support", "the last day of the round"),
    RecordKind.VISITS: ("Visits and reports", "the last day of the visit"),
    RecordKind.CASES: ("Concern cases and notices", "the day the case was closed"),
    RecordKind.PLANS: ("Improvement plans", "the day the plan ended"),
    RecordKind.DOCUMENTS: ("Documents of schools", "the day the document was taken off"),
    RecordKind.LETTERS: ("Letters", "the day the letter was issued"),
    RecordKind.CONVERSATIONS: ("Conversations with schools", "the day of the last entry"),
    RecordKind.SURVEYS: ("Surveys", "the day the survey closed"),
    RecordKind.ACCOUNTS: ("Accounts", "the day the person last held a post or role"),
    RecordKind.REQUESTS: ("Requests for information", "the day the request was closed"),
    RecordKind.AUDIT: ("The history of who did what", "the day it was recorded"),
}


class CountsFrom(StrEnum):
    DAY = "day"
    SCHOOL_YEAR = "school_year"


class Retention(Part):
    """How long a kind of record is kept: so many years from its day, or from the end of the school year of that day
    (31 August)."""

    kind: RecordKind
    years: Annotated[int, Field(ge=1, le=100)]
    counts_from: CountsFrom

    @property
    def words(self) -> str:
        """The period in words, for the privacy notice and for certificates."""
        of = "the end of the school year of " if self.counts_from is CountsFrom.SCHOOL_YEAR else ""
        return f"{self.years} {'year' if self.years == 1 else 'years'} from {of}{self.kind.day}"

    def last_day_kept(self, day: date) -> date:
        """Return the last day on which a record of a day is kept. What would end on 29 February in a year without one
        is kept until 28 February. Raises ValueError beyond the year 9999."""
        start = last_day(academic_year(day)) if self.counts_from is CountsFrom.SCHOOL_YEAR else day
        return _years_on(start, self.years)

    def cutoff(self, on: date) -> date:
        """Return the latest day of records whose period is over on a day: those of this day and before are due, and
        none of a later one. Raises ValueError before the year 1."""
        if self.counts_from is CountsFrom.SCHOOL_YEAR:
            end = last_day(on.year - self.years)
            while _years_on(end, self.years) >= on:
                end = last_day(end.year - 2)
            return end
        day = _years_on(on, -self.years) - timedelta(days=1)
        while self.last_day_kept(day + timedelta(days=1)) < on:
            day += timedelta(days=1)
        return day


def _years_on(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
