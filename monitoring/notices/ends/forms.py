"""What is asked about a warning notice of the Secretary of State, and about one that the authority gave despite it."""

from django import forms

from sil.dates.sense import YEAR, Sense
from sil.web.forms import DateField, Typed, area

from ..case.forms import REASON
from ..letters.policies import LONGEST_NOTE
from ..models import ForbiddenNoticeDecision
from .decisions import NO_OUTCOME, NO_REASON
from .state_notices import AUTHORITY, STATE


class StateNoticeForm(forms.Form):
    """A warning notice that the Secretary of State says she gave."""

    given_on = DateField(
        sense=Sense(past=YEAR, future=None),
        label="On which day did the Secretary of State give the notice?",
        error_messages={"required": "Enter the day on which the notice was given."},
    )
    told_on = DateField(
        sense=Sense(past=YEAR, future=None),
        label="On which day was the authority told?",
        error_messages={"required": "Enter the day on which the authority was told."},
    )
    first = forms.ChoiceField(
        label="If the authority gave a formal warning notice on the same day, which was given first?",
        help_text="Leave this blank if it did not. The authority's notice ends only if it was given first.",
        required=False,
        choices=[(AUTHORITY, "The authority's notice"), (STATE, "The notice of the Secretary of State")],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label="What is it about?",
        help_text="For example, the reference of the letter",
        required=False,
        max_length=REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class DecisionForm(Typed):
    """Whether a notice that section 60(4A) forbade is kept, on whose advice and why."""

    outcome = forms.ChoiceField(
        label="What do you decide?",
        choices=ForbiddenNoticeDecision.Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": NO_OUTCOME},
    )
    advised_by = forms.CharField(
        label="Who gave the legal advice?",
        help_text="The name and the post or firm. Needed if the notice is kept.",
        required=False,
        max_length=200,
    )
    advised_on = DateField(
        sense=Sense(past=YEAR, future=None),
        label="On which day was the advice given?",
        help_text="Needed if the notice is kept.",
        required=False,
    )
    reason = area(
        "Why?",
        "Kept with the notice, with your name. It is printed in the evidence bundle.",
        rows=5,
        longest=LONGEST_NOTE,
        missing=NO_REASON,
    )
