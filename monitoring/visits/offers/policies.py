"""Policies of times offered for a visit: how many, until when, and whether they can still be answered."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal

from sil.clock import time_in_words, weekday_in_words
from sil.workflow import Denied, Transition, find

from ..models import OfferedTime, TimesOffer
from ..states import OfferState
from ..transitions import OFFER_ROWS
from ..visit.policies import VisitDates

FEWEST, MOST = 2, 5


@dataclass(frozen=True, kw_only=True)
class TimeInput:
    """A day and the hour at which a visit would start."""

    day: date
    at: time

    @property
    def dates(self) -> VisitDates:
        return VisitDates(starts_on=self.day, ends_on=self.day, starts_at=self.at)


@dataclass(frozen=True, kw_only=True)
class OfferInput:
    """What is offered: a kind of visit, how and where, its length in days, its times and the last day to answer."""

    kind: str
    mode: str
    days: Decimal
    times: Sequence[TimeInput] = field(default_factory=tuple)
    reply_by: date
    place: str = ""
    purpose: str = ""


def dates_of_time(offered: OfferedTime) -> VisitDates:
    """Return an offered time as the dates of a visit."""
    return VisitDates(starts_on=offered.day, ends_on=offered.day, starts_at=offered.at)


def words_of_time(offered: OfferedTime | TimeInput) -> str:
    """Return an offered time in words: Thursday 3 December 2026, 9.30am."""
    return f"{weekday_in_words(offered.day)}, {time_in_words(offered.at)}"


def check_times(times: Sequence[TimeInput], *, fewest: int = FEWEST, on: date) -> None:
    """Raises Denied("times") unless there are enough different times, none too many, and none of them past."""
    if not fewest <= len(times) <= MOST:
        least = f"{fewest} to {MOST}" if fewest > 1 else f"1 to {MOST}"
        raise Denied("times", f"Enter {least} times for the visit.")
    if len({(each.day, each.at) for each in times}) < len(times):
        raise Denied("times", "You entered the same time twice. Enter each time once.")
    if past := next((each for each in times if each.day < on), None):
        raise Denied("times", f"{weekday_in_words(past.day)} is in the past. Enter days that are still to come.")


def check_reply_by(reply_by: date, times: Sequence[TimeInput], *, on: date) -> None:
    """Raises Denied("reply_by") unless there is time to answer, before the last of the times."""
    last = max(each.day for each in times)
    if reply_by < on:
        raise Denied("reply_by", "The last day to answer must be today or later.")
    if reply_by > last:
        raise Denied(
            "reply_by", f"The last day to answer must be on or before {weekday_in_words(last)}, the last time."
        )


def row_for(offer: TimesOffer, action: str) -> Transition:
    """Return the transition of an action from the offer's state. Raises Denied("wrong_state") with what came of it."""
    return find(OFFER_ROWS, action=action, source=offer.status, refusal=came_of(offer))


def came_of(offer: TimesOffer) -> str:
    """Return the sentence that says what came of an offer that nobody can answer any more."""
    who = offer.answered_by.name if offer.answered_by else "The service"
    if offer.status == OfferState.CHOSEN and offer.visit:
        day = weekday_in_words(offer.visit.starts_on)
        return f"{who} has chosen a time, and the visit was planned for {day}."
    return {
        OfferState.NONE_SUITS: f"{who} said that none of these times suits.",
        OfferState.REPLACED: f"{who} has offered other times instead.",
        OfferState.WITHDRAWN: f"{who} has withdrawn these times.",
        OfferState.LAPSED: "The last day to answer has passed.",
    }.get(OfferState(offer.status), "These times are still waiting for an answer.")
