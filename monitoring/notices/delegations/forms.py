"""Form of a delegation: who signs in a director's place, and when."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet

from sil.accounts.models import User
from sil.dates.sense import NOW, YEAR, Sense
from sil.web.forms import DateField, Typed, area
from sil.web.search.fields import offer
from sil.web.search.people import PersonField


class DelegateForm(Typed):
    """Who signs in a director's place, from a day to a day."""

    role = forms.ChoiceField(label="In which role?", widget=forms.RadioSelect)
    to = PersonField(
        label="Who signs in your place?",
        help_text="Anyone with a role that reads the cases of all schools. Type a part of their name or email address.",
        error_messages={"required": "Enter who signs in your place."},
    )
    starts_on = DateField(
        sense=Sense(past=NOW, future=YEAR), label="From which day?", error_messages={"required": "Enter the first day."}
    )
    ends_on = DateField(
        sense=Sense(past=None, future=YEAR),
        label="Until which day?",
        help_text="The last day counts.",
        error_messages={"required": "Enter the last day."},
    )
    authority = forms.CharField(
        label="What authority is it given under?",
        help_text="For example, the part and paragraph of the council's scheme of delegation.",
        max_length=200,
        error_messages={"required": "Enter the authority that it is given under."},
    )
    reason = area("Why?", "For example, annual leave. They will see this.", rows=2, longest=500, missing="Say why.")

    def __init__(self, *args: Any, roles: Sequence[tuple[str, str]], people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "to", people)
        role = self.fields["role"]
        assert isinstance(role, forms.ChoiceField)
        role.choices = roles
        if len(roles) == 1:
            role.widget = forms.HiddenInput()
            self.initial["role"] = roles[0][0]
