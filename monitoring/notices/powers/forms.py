"""What is asked about the review of a power in use."""

from django import forms

from sil.dates.sense import YEAR, Place, Sense
from sil.web.forms import DateField, Typed, area

from ..letters.policies import LONGEST_NOTE
from ..models import PeriodicReview
from .policies import NO_NEXT, NO_OUTCOME, NO_REASON, NO_WORDS, NOBODY

_TO_COME = Sense(past=None, future=YEAR, place=Place.SCHOOL)


class ReviewForm(Typed):
    """A review that was held."""

    held_on = DateField(
        sense=Sense(past=YEAR, future=None),
        label="On which day was the review held?",
        error_messages={"required": "Enter the day of the review, like 27 11 2026."},
    )
    present = area(
        "Who was there?",
        "One name with its role on each line.",
        rows=4,
        longest=LONGEST_NOTE,
        missing=NOBODY,
    )
    found = area(
        "What did the review find?",
        "What has changed since the last one, and on which evidence. For a suspended budget, also what the governing "
        "body and the headteacher said.",
        rows=8,
        longest=LONGEST_NOTE,
        missing=NO_WORDS,
    )
    outcome = forms.ChoiceField(
        label="What was decided?",
        choices=PeriodicReview.Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": NO_OUTCOME},
    )
    next_on = DateField(sense=_TO_COME, label="If it continues, on which day is the next review?", required=False)


class ReviewDayForm(Typed):
    """The day of the next review."""

    day = DateField(
        sense=_TO_COME,
        label="On which day is the next review?",
        error_messages={"required": NO_NEXT},
    )
    reason = area(
        "Why this day?",
        "This is kept with the case.",
        rows=3,
        longest=LONGEST_NOTE,
        missing=NO_REASON,
    )
