"""How long each kind of record is kept: a number of years or months of the framework file, and what they count from.

No Act sets these periods. They are the authority's retention schedule, which UK GDPR, Article 5(1)(e) (storage
limitation) asks it to have, and of which Article 13(2)(a) says that people are told.
"""

from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from sil.clock import months_on

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
    NOTES = "notes"
    SUMMARIES = "summaries"
    SUPPORT = "support"
    DIRECTORY = "directory"
    TEAMS = "teams"
    EVENTS = "events"
    REQUESTS = "requests"
    SERVICE_CONCERNS = "service_concerns"
    SIGNS = "signs"
    AUTHORITY_ACTIONS = "authority_actions"
    SCRUTINY = "scrutiny"
    ACCESS_REVIEWS = "access_reviews"
    EMAILS = "emails"
    ACCOUNTS = "accounts"
    INFORMATION_REQUESTS = "information_requests"
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
    RecordKind.NOTES: ("Notes of calls, emails and conversations", "the day of the note"),
    RecordKind.SUMMARIES: ("Summaries of terms", "the last day of the term"),
    RecordKind.SUPPORT: ("Brokered support", "the day the support was closed, declined or withdrawn"),
    RecordKind.DIRECTORY: ("The directory of who gives support", "the last day of the entry"),
    RecordKind.TEAMS: ("Teams Around the School", "the day the team ended"),
    RecordKind.EVENTS: ("Events, bookings and feedback", "the day of the event"),
    RecordKind.REQUESTS: (
        "Requests for visits and days, and times offered",
        "the day they were made, answered or arranged for, whichever is last",
    ),
    RecordKind.SERVICE_CONCERNS: ("Concerns of schools about the service", "the day the concern was answered"),
    RecordKind.SIGNS: ("Decisions on early signs", "the day of the decision"),
    RecordKind.AUTHORITY_ACTIONS: (
        "Actions of the authority after an inspection",
        "the day an action that is over was last changed",
    ),
    RecordKind.SCRUTINY: ("Reports for scrutiny", "the day the report was asked for"),
    RecordKind.ACCESS_REVIEWS: ("Access reviews", "the day the review was finished"),
    RecordKind.EMAILS: ("Emails that the service sent", "the day the email was written"),
    RecordKind.ACCOUNTS: ("Accounts", "the day the person last held a post or role"),
    RecordKind.INFORMATION_REQUESTS: ("Requests for information", "the day the request was closed"),
    RecordKind.AUDIT: ("The history of who did what", "the day it was recorded"),
}


class CountsFrom(StrEnum):
    DAY = "day"
    SCHOOL_YEAR = "school_year"


class Retention(Part):
    """How long a kind of record is kept: so many years or months from its day, or from the end of the school year of
    that day (31 August)."""

    kind: RecordKind
    years: Annotated[int, Field(ge=1, le=100)] | None = None
    # At least six: what was sent is also what keeps a reminder of the same term from being sent twice.
    months: Annotated[int, Field(ge=6, le=120)] | None = None
    counts_from: CountsFrom

    @model_validator(mode="after")
    def years_or_months(self) -> Self:
        if (self.years is None) == (self.months is None):
            raise ValueError(f"retention of {self.kind} needs either years or months, and not both")
        return self

    @property
    def words(self) -> str:
        """The period in words, for the privacy notice and for certificates."""
        of = "the end of the school year of " if self.counts_from is CountsFrom.SCHOOL_YEAR else ""
        count = (
            f"{self.months} months" if self.years is None else f"{self.years} {'year' if self.years == 1 else 'years'}"
        )
        return f"{count} from {of}{self.kind.day}"

    def last_day_kept(self, day: date) -> date:
        """Return the last day on which a record of a day is kept. What would end on a day that the month does not have,
        such as 29 February, is kept until the last day of that month. Raises ValueError beyond the year 9999."""
        start = last_day(academic_year(day)) if self.counts_from is CountsFrom.SCHOOL_YEAR else day
        return months_on(start, self._months)

    def cutoff(self, on: date) -> date:
        """Return the latest day of records whose period is over on a day: those of this day and before are due, and
        none of a later one. Raises ValueError before the year 1."""
        if self.counts_from is CountsFrom.SCHOOL_YEAR:
            end = last_day(on.year - self._months // 12)
            while months_on(end, self._months) >= on:
                end = last_day(end.year - 2)
            return end
        day = months_on(on, -self._months) - timedelta(days=1)
        while self.last_day_kept(day + timedelta(days=1)) < on:
            day += timedelta(days=1)
        return day

    @property
    def _months(self) -> int:
        return self.months or 12 * (self.years or 0)
