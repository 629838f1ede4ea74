"""Forms to arrange cover and to change its last day."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from sil.accounts.models import User
from sil.dates.sense import NOW, YEAR, Sense
from sil.web.forms import DateField

from ..models import AssignmentRole, Cover
from ..people.forms import PersonChoice, Titles

LONG_NOTE = 4000


class ArrangeForm(forms.Form):
    """Who is away in which role, who covers, from when to when."""

    away = forms.ChoiceField(label="Who is away?", error_messages={"required": "Choose the officer who is away."})
    covering = PersonChoice(
        label="Who covers for them?",
        help_text="They must hold the same role on all of these days.",
        queryset=User.objects.none(),
        empty_label="Choose an officer",
        error_messages={
            "required": "Choose the officer who covers.",
            "invalid_choice": "Choose an officer from the list.",
        },
    )
    starts_on = DateField(
        sense=Sense(past=NOW, future=YEAR),
        label="First day",
        help_text="Access starts on this day, or now if it is past.",
        error_messages={"required": "Enter the first day."},
    )
    ends_on = DateField(
        sense=Sense(past=None, future=YEAR),
        label="Last day",
        help_text="Access ends automatically after this day. You can change it later.",
        error_messages={"required": "Enter the last day."},
    )
    note = forms.CharField(
        label="What should they know? (optional)",
        help_text="The officer who covers will read this. Nobody at a school can.",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=LONG_NOTE,
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        today: date,
        holders: dict[AssignmentRole, QuerySet[User]],
        titles: Titles,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts_on"].initial = today
        groups = [(titles[role], [(f"{role}:{u.pk}", u.name) for u in people]) for role, people in holders.items()]
        away, covering = self.fields["away"], self.fields["covering"]
        assert isinstance(away, forms.ChoiceField) and isinstance(covering, forms.ModelChoiceField)
        away.choices = [("", "Choose an officer"), *groups]
        keys = {user.pk for people in holders.values() for user in people}
        covering.queryset = User.objects.filter(pk__in=keys)

    @property
    def chosen(self) -> tuple[AssignmentRole, int]:
        """The role and the key of the person behind the choice of who is away."""
        role, _, key = self.cleaned_data["away"].partition(":")
        return AssignmentRole(role), int(key)


class LastDayForm(forms.Form):
    """Another last day of a cover."""

    ends_on = DateField(
        sense=Sense(past=None, future=YEAR),
        label="Last day",
        help_text="Access ends automatically after this day.",
        error_messages={"required": "Enter the last day."},
    )

    def __init__(self, *args: Any, cover: Cover, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ends_on"].initial = cover.ends_on
