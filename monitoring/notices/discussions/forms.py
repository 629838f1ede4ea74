"""Form of a discussion that was held with a school."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from sil.accounts.models import User
from sil.dates.sense import YEAR, Place, Sense
from sil.web.forms import DateField
from sil.web.search.fields import offer
from sil.web.search.people import PersonField

from ..case.forms import REASON
from ..evidence.forms import LONG
from .actions import Held


class DiscussionForm(forms.Form):
    """What the Director discussed with the headteacher and the chair."""

    held_on = DateField(
        sense=Sense(past=YEAR, future=None, place=Place.WORK),
        label="When was it held?",
        help_text="For example, 27 11 2026",
        error_messages={"required": "Enter the day of the discussion, like 27 11 2026."},
    )
    director = PersonField(
        label="Who held it for the authority?",
        help_text="Type a part of their name or email address.",
        error_messages={"required": "Enter who held it."},
    )
    head_present = forms.BooleanField(label="The headteacher was there", required=False)
    chair_present = forms.BooleanField(label="The chair of governors was there", required=False)
    absence = forms.CharField(
        label="If one of them was not there, why?",
        help_text="For example, the chair was invited on 5 November and could not come before December",
        max_length=REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    others = forms.CharField(
        label="Who else was there?", max_length=REASON, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    said = forms.CharField(
        label="What was said?",
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": "Say what was said.", "max_length": f"It must be {LONG} characters or fewer."},
    )
    agreed = forms.CharField(
        label="What was agreed?", max_length=LONG, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, directors: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "director", directors)

    @property
    def held(self) -> Held:
        """What was filled in, once the form is valid."""
        return Held(**self.cleaned_data)
