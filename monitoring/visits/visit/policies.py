"""Policies of a visit: do its state, its dates and the framework allow the act?"""

from dataclasses import dataclass, field
from datetime import date, time, timedelta
from decimal import Decimal

from schools.models import School
from sil.accounts.models import User
from sil.clock import in_words
from sil.framework.models import FrameworkVersion
from sil.framework.queries import version_for
from sil.framework.years import academic_year, label
from sil.workflow import Denied, Transition, find

from ..models import Visit
from ..states import SHOWN, ReportState
from ..transitions import VISIT_ROWS

FAR = timedelta(days=365)
# A visit of more days is one of several visits.
LONGEST = timedelta(days=13)
HALF = Decimal("0.5")
MOST = Decimal(30)
_REFUSALS = {
    "reschedule": "You can only move a planned visit.",
    "hold": "You can only record a planned visit as held.",
    "cancel": "You can only cancel a planned visit.",
    "miss": "You can only record that a planned visit did not take place.",
    "undo": "This visit is planned, so there is nothing to undo.",
}


@dataclass(frozen=True, kw_only=True)
class VisitDates:
    """The first and last day of a visit, and the hour it starts where that is agreed."""

    starts_on: date
    ends_on: date
    starts_at: time | None = None

    @property
    def words(self) -> str:
        return in_words(self.starts_on) + (f" to {in_words(self.ends_on)}" if self.ends_on != self.starts_on else "")


@dataclass(frozen=True, kw_only=True)
class VisitDetails:
    """What is on record of a visit besides its dates, by the names of its columns. `days` is the length it charges."""

    kind: str
    mode: str
    days: Decimal
    lead: User
    purpose: str = ""
    priorities: tuple[str, ...] = ()
    met: str = ""
    others: tuple[User, ...] = field(default_factory=tuple)


def dates_of(visit: Visit) -> VisitDates:
    """Return the dates of a visit."""
    return VisitDates(starts_on=visit.starts_on, ends_on=visit.ends_on, starts_at=visit.starts_at)


def row_for(visit: Visit, action: str) -> Transition:
    """Return the transition of an action from the visit's state. Raises Denied("wrong_state")."""
    return find(VISIT_ROWS, action=action, source=visit.status, refusal=_REFUSALS[action])


def check_dates(dates: VisitDates) -> None:
    """Raises Denied("ends_before", "too_long")."""
    if dates.ends_on < dates.starts_on:
        raise Denied("ends_before", "The last day must be on or after the first day.")
    if dates.ends_on - dates.starts_on > LONGEST:
        raise Denied("too_long", "A visit can last up to 14 days. Record several visits instead.")


def check_took_place(dates: VisitDates, on: date) -> None:
    """Raises Denied("not_yet"): a visit is held when its last day has come."""
    if dates.ends_on > on:
        raise Denied("not_yet", "You can record a visit as held on its last day or later.")


def check_undo(visit: Visit, report: str) -> Transition:
    """Return the transition that makes a visit planned again. `report` is the state of its report, "" without one.

    Raises Denied("wrong_state"), Denied("issued") where the school has read the report, and Denied("being_checked")
    where the report has to be withdrawn from checking first.
    """
    row = row_for(visit, "undo")
    if report in SHOWN:
        raise Denied(
            "issued",
            "The report of this visit has been sent to the school, so you cannot undo it. Correct the record instead.",
        )
    if report == ReportState.IN_REVIEW:
        raise Denied("being_checked", "The report of this visit is being checked. Withdraw it from checking first.")
    return row


def framework_version_of(dates: VisitDates) -> FrameworkVersion:
    """Return the framework of the academic year of a visit. Raises Denied("no_visits") where it has none."""
    year = academic_year(dates.starts_on)
    found = version_for(year)
    if found is None or found.framework.visits is None:
        raise Denied("no_visits", f"The framework for {label(year)} does not cover visits.")
    return found


def check_details(details: VisitDetails, version: FrameworkVersion) -> None:
    """Raises Denied("no_kind", "no_mode", "no_priority") for what the framework does not have, and Denied("length")."""
    framework = version.framework
    assert framework.visits is not None, "the caller asked version_of"
    if framework.visits.kind(details.kind) is None:
        raise Denied("no_kind", "Select a kind of visit from the framework for that academic year.")
    if framework.visits.mode(details.mode) is None:
        raise Denied("no_mode", "Select how the visit takes place, from the framework for that academic year.")
    if not {*details.priorities} <= {priority.id for priority in framework.priorities}:
        raise Denied("no_priority", "Select priorities from the framework for that academic year.")
    check_length(details.days)


def check_length(days: Decimal) -> None:
    """Raises Denied("length") unless the length is in half days."""
    if not 0 <= days <= MOST or days % HALF:
        raise Denied("length", "Enter the length in half days, like 0.5 or 1, up to 30 days.")


def closing_warnings(school: School, dates: VisitDates) -> list[str]:
    """Return that a visit would end after the school has closed, where the register names the day."""
    if school.close_date is None or dates.ends_on <= school.close_date:
        return []
    return [f"{school.name} is due to close on {in_words(school.close_date)}, before this visit ends."]


def date_warnings(dates: VisitDates, on: date) -> list[str]:
    """Return what is unusual about the dates of a plan; none of it is forbidden."""
    if dates.starts_on < on:
        return [f"{in_words(dates.starts_on)} is in the past."]
    if dates.starts_on - on > FAR:
        return [f"{in_words(dates.starts_on)} is more than a year away."]
    return []
