"""What is asked about a person at a trust."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from sil.dates.sense import NOW, YEAR, Sense
from sil.web.forms import DateField, PrintedField, area
from sil.web.search.fields import SearchField, offer

from ..models import School, TrustPost
from .actions import Details

LONGEST_ADDRESS = 500


class DetailsForm(forms.Form):
    """How a person at a trust is written to, and where that was read."""

    name = PrintedField(label="Name", max_length=150, error_messages={"required": "Enter the name of the person."})
    email = forms.EmailField(
        label="Email address",
        help_text="Enter this or the postal address. Letters go by email where there is one.",
        required=False,
        max_length=254,
    )
    address = area(
        "Postal address", "Letters go here if there is no email address.", rows=4, longest=LONGEST_ADDRESS, printed=True
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


class TrustField(SearchField):
    """A trust by its name, which is all that says which one it is: the first of its academies."""

    one, many = "trust", "trusts"

    def find(self, rows: QuerySet[School], text: str) -> QuerySet[School]:
        for word in text.split():
            rows = rows.filter(trust_name__icontains=word)
        return rows.order_by("trust_name").distinct("trust_name")

    def label_of(self, row: School) -> str:
        return row.trust_name

    def with_key(self, rows: QuerySet[School], key: str) -> QuerySet[School]:
        return rows.filter(trust_name=key)

    def key_of(self, row: School) -> str:
        return row.trust_name


class TrustPostForm(DetailsForm):
    """A new post: at which trust, which one, and from which day."""

    trust = TrustField(
        label="Which trust?",
        help_text="Type a part of its name.",
        error_messages={"required": "Enter the name of the trust."},
    )
    role = forms.ChoiceField(
        label="Which post?",
        choices=TrustPost.Role.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select the post."},
    )
    starts_on = DateField(
        sense=Sense(past=10 * YEAR, future=YEAR),
        label="First day",
        help_text="If you do not know it, the day from which you know that they hold the post.",
        error_messages={"required": "Enter the first day."},
    )

    field_order = ("trust", "role", "name", "email", "address", "source", "starts_on")

    def __init__(self, *args: Any, academies: QuerySet[School], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "trust", academies)


class LastDayForm(forms.Form):
    """The last day of a post."""

    ends_on = DateField(
        sense=Sense(past=YEAR, future=NOW),
        label="Last day",
        help_text="If the post was entered by mistake, the day before its first day.",
        error_messages={"required": "Enter the last day."},
    )
