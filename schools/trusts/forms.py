"""What is asked about a person at a trust."""

from collections.abc import Iterable
from typing import Any

from django import forms

from sil.dates.sense import NOW, YEAR, Sense
from sil.web.forms import DateField, PrintedField, area

from ..models import TrustPost
from .actions import Details

LONGEST_ADDRESS = 500


class DetailsForm(forms.Form):
    """How a person at a trust is written to, and where that was read."""

    name = PrintedField(label="Name", max_length=150, error_messages={"required": "Enter the name of the person."})
    email = forms.EmailField(label="Email address", required=False, max_length=254)
    address = area(
        "Postal address", "If there is no email address, letters go here", rows=4, longest=LONGEST_ADDRESS, printed=True
    )
    source = forms.CharField(
        label="Where is this from?",
        help_text="For example, the trust's website, 12 November 2026",
        max_length=200,
        error_messages={"required": "Say where this is from, and from when."},
    )

    @property
    def details(self) -> Details:
        """What was filled in, once the form is valid."""
        data = self.cleaned_data
        return Details(name=data["name"], email=data["email"], address=data["address"], source=data["source"])


class TrustPostForm(DetailsForm):
    """A new post: at which trust, which one, and from which day."""

    trust = forms.ChoiceField(label="Which trust?", error_messages={"required": "Choose the trust."})
    role = forms.ChoiceField(
        label="Which post?",
        choices=TrustPost.Role.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the post."},
    )
    starts_on = DateField(
        sense=Sense(past=10 * YEAR, future=YEAR),
        label="First day",
        help_text="If you do not know it, the day from which you know that they hold the post.",
        error_messages={"required": "Enter the first day."},
    )

    field_order = ("trust", "role", "name", "email", "address", "source", "starts_on")

    def __init__(self, *args: Any, trusts: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["trust"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "Choose a trust"), *((name, name) for name in trusts)]


class LastDayForm(forms.Form):
    """The last day of a post."""

    ends_on = DateField(
        sense=Sense(past=YEAR, future=NOW),
        label="Last day",
        help_text="If the post was entered by mistake, the day before its first day.",
        error_messages={"required": "Enter the last day."},
    )
