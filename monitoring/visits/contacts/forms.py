"""The form of a telephone call or an email with a school."""

from decimal import Decimal
from typing import Any

from django import forms

from sil.accounts.models import User
from sil.dates.sense import YEAR, Sense
from sil.framework.visits import Visits
from sil.web.forms import DateField

from ..visit.policies import VisitDetails


class ContactForm(forms.Form):
    """A telephone call or an email: the day, with whom and what about."""

    kind = forms.ChoiceField(
        label="What was it?", widget=forms.RadioSelect, error_messages={"required": "Select what it was."}
    )
    day = DateField(
        sense=Sense(past=YEAR, future=None),
        label="Day",
        error_messages={"required": "Enter the day, like 27 11 2026."},
    )
    met = forms.CharField(
        label="Who did you speak or write to?",
        max_length=200,
        error_messages={"required": "Enter who you spoke or wrote to."},
    )
    purpose = forms.CharField(
        label="What was it about?",
        help_text="One line is enough. The school can read this.",
        max_length=500,
        error_messages={"required": "Enter what it was about."},
    )

    def __init__(self, *args: Any, visits: Visits, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = [(each.id, each.name) for each in visits.contacts]
        if len(visits.contacts) == 1:
            kind.widget = forms.HiddenInput()
            self.initial["kind"] = visits.contacts[0].id

    def details(self, lead: User) -> VisitDetails:
        """What was filled in, as a visit of no days."""
        said = {name: self.cleaned_data[name] for name in ("kind", "met", "purpose")}
        return VisitDetails(**said, mode="", days=Decimal(0), lead=lead)
