"""Forms to arrange cover and to change its last day."""

from datetime import date
from typing import Any

from django import forms

from sil.accounts.models import User
from sil.dates.sense import NOW, YEAR, Sense
from sil.web.forms import DateField
from sil.web.search.fields import offer
from sil.web.search.people import PersonField

from ..models import AssignmentRole, Cover
from ..people.forms import OfficerField, Titles, offer_officers
from ..people.queries import officers

LONG_NOTE = 4000


class ArrangeForm(forms.Form):
    """Who is away in which role, who covers, from when to when."""

    away = OfficerField(
        label="Who is away?",
        help_text="Type a part of their name or email address.",
        error_messages={"required": "Enter the name of the officer who is away."},
    )
    covering = PersonField(
        label="Who covers for them?",
        help_text="They must hold the same role on all of these days.",
        error_messages={"required": "Enter the name of the officer who covers."},
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
        titles: Titles,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts_on"].initial = today
        offer_officers(self, "away", on=today, titles=titles)
        offer(self, "covering", User.objects.filter(pk__in=officers(today).values("user")))

    @property
    def chosen(self) -> tuple[AssignmentRole, User]:
        """The role and the person behind the choice of who is away."""
        grant = self.cleaned_data["away"]
        return AssignmentRole(grant.role), grant.user


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
