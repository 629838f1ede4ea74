"""Policies of reviews: is the power one that is reviewed, and does what was typed of a review hold together?"""

from dataclasses import dataclass
from datetime import date, timedelta

from sil.clock import in_words
from sil.workflow import Denied

from ..act import POWERS
from ..case.in_use import powers_in_use
from ..case.policies import check_open_still
from ..models import CaseLetter, PeriodicReview

NOBODY, NO_WORDS = "Say who was there.", "Say what the review found."
NO_OUTCOME = "Select whether it continues or is to end."
NO_NEXT = "Enter the day of the next review, like 27 11 2026."
NO_REASON = "Say why this day was chosen."
# A review further away than this is none.
LONGEST = timedelta(days=400)


@dataclass(frozen=True, kw_only=True)
class Held:
    """A review as it was typed. `outcome` is one of `PeriodicReview.Outcome`; `next_on` is the day of the next review
    of a power that continues."""

    held_on: date
    present: str
    found: str
    outcome: str
    next_on: date | None = None


def reviewed_in(letter: CaseLetter) -> str:
    """Return what is reviewed of the power that a letter uses: "the interim executive board"; blank for others."""
    chosen = [slug for slug in letter.powers if slug in POWERS] if letter.kind_of.power else []
    return POWERS[chosen[0]].reviewed if chosen else ""


def check_reviewed(letter: CaseLetter, on: date) -> None:
    """Raises Denied("not_reviewed", "ended", "not_in_use")."""
    if not reviewed_in(letter):
        raise Denied("not_reviewed", "Only an interim executive board and a suspended budget are reviewed.")
    check_open_still(letter.case)
    if not powers_in_use(on).filter(pk=letter.pk).exists():
        raise Denied("not_in_use", "This power is not in use, so it is not reviewed.")


def check_held(letter: CaseLetter, held: Held, on: date) -> None:
    """Raises Denied("to_come", "before_use", "nobody", "no_words", "no_outcome", "no_next", "next_passed",
    "next_too_late")."""
    if held.held_on > on:
        raise Denied("to_come", f"{in_words(held.held_on)} is in the future. Record the review once it has been held.")
    if letter.given_on and held.held_on < letter.given_on:
        raise Denied("before_use", f"The letter that uses the power was given on {in_words(letter.given_on)}.")
    if not held.present.strip():
        raise Denied("nobody", NOBODY)
    if not held.found.strip():
        raise Denied("no_words", NO_WORDS)
    if held.outcome not in PeriodicReview.Outcome.values:
        raise Denied("no_outcome", NO_OUTCOME)
    if held.outcome == PeriodicReview.Outcome.CONTINUES:
        check_next(held.next_on, on)


def check_next(day: date | None, on: date) -> date:
    """Return the day of a next review. Raises Denied("no_next", "next_passed", "next_too_late")."""
    if day is None:
        raise Denied("no_next", NO_NEXT)
    if day <= on:
        raise Denied("next_passed", "The next review must be after today.")
    if day > on + LONGEST:
        raise Denied("next_too_late", f"The next review must be by {in_words(on + LONGEST)}.")
    return day
