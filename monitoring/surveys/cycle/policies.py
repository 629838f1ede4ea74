"""Policies of surveys: what the state of one allows."""

from dataclasses import dataclass
from datetime import date

from sil.clock import weekday_in_words
from sil.workflow import Denied

from ..models import Cycle


@dataclass(frozen=True, kw_only=True)
class CycleInput:
    """What an officer enters for a survey."""

    name: str
    opens_on: date
    closes_on: date
    asks_heads: bool
    asks_chairs: bool
    phases: tuple[str, ...]
    in_confidence: bool


def check_input(typed: CycleInput, on: date) -> None:
    """Raises Denied("no_name", "nobody", "past", "order")."""
    if not typed.name.strip():
        raise Denied("no_name", "Enter a name for the survey.")
    if not (typed.asks_heads or typed.asks_chairs):
        raise Denied("nobody", "Select who is asked.")
    if typed.closes_on < on:
        raise Denied("past", "The last day for answers must be today or in the future.")
    if typed.closes_on < typed.opens_on:
        raise Denied("order", "The last day for answers must not be before the day on which the survey opens.")


def check_planned(cycle: Cycle) -> None:
    """Raises Denied("opened") where a survey is open or has ended: what people were told when they were asked holds."""
    if not cycle.is_planned:
        raise Denied("opened", "This survey has been opened, so this cannot be changed.")


def check_may_open(cycle: Cycle, on: date) -> None:
    """Raises Denied("too_early", "too_late")."""
    if on < cycle.opens_on:
        day = weekday_in_words(cycle.opens_on)
        raise Denied("too_early", f"You can open this survey from {day}. To open it now, change the day first.")
    if on > cycle.closes_on:
        raise Denied("too_late", "The last day for answers has passed. Change the days first.")


def check_open(cycle: Cycle) -> None:
    """Raises Denied("not_open")."""
    if not cycle.is_open:
        raise Denied("not_open", "This survey is not open.")


def check_closed(cycle: Cycle) -> None:
    """Raises Denied("not_closed"): themes and the summary are of a survey that is complete."""
    if not cycle.is_closed:
        raise Denied("not_closed", "You can do this once the survey has closed.")


def check_extension(cycle: Cycle, day: date, on: date) -> None:
    """Raises Denied("not_later")."""
    if day <= cycle.closes_on or day < on:
        raise Denied("not_later", f"Enter a day after {weekday_in_words(cycle.closes_on)}.")
