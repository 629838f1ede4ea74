"""Forms of a team, and the filter of the list."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from sil.accounts.models import User
from sil.dates.sense import YEAR, Sense
from sil.framework.parts import TeamRules
from sil.web.forms import LONGEST_LINE, LONGEST_NOTE, DateField, area
from sil.web.search.fields import offer
from sil.web.search.people import PersonField, PersonFilter

from ..models import Team
from .policies import JoinInput


class SetUpForm(forms.Form):
    """Who leads the team; and why there is one, where the school's band asks for none."""

    lead = PersonField(
        label="Who leads the team?",
        help_text="An officer of School Improvement. Type a part of their name or email address.",
        error_messages={"required": "Enter who leads the team."},
    )
    reason = area(
        "Why does this school need a team?",
        "Its band does not ask for one. Only School Improvement reads this.",
        rows=3,
        longest=LONGEST_NOTE,
        missing="Enter why this school needs a team, although its band does not ask for one.",
    )

    def __init__(self, *args: Any, leads: QuerySet[User], asks_why: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "lead", leads)
        if not asks_why:
            del self.fields["reason"]


class LeadForm(forms.Form):
    lead = PersonField(
        label="Who leads the team now?",
        help_text="An officer of School Improvement. Type a part of their name or email address.",
        error_messages={"required": "Enter who leads the team."},
    )

    def __init__(self, *args: Any, leads: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "lead", leads)


class JoinForm(forms.Form):
    user = PersonField(
        label="Who joins the team?",
        help_text="Somebody with an account as an officer, which an administrator gives. Type a part of their name or "
        "email address.",
        error_messages={"required": "Enter who joins the team."},
    )
    service = forms.ChoiceField(
        label="Which service are they from?",
        widget=forms.RadioSelect,
        error_messages={"required": "Select the service."},
    )
    starts_on = DateField(
        sense=Sense(past=YEAR, future=None),
        label="First day",
        error_messages={"required": "Enter the first day, like 27 11 2026."},
    )

    def __init__(self, *args: Any, people: QuerySet[User], rules: TeamRules, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "user", people)
        service: Any = self.fields["service"]
        service.choices = [(each.id, each.name) for each in rules.services]

    @property
    def said(self) -> JoinInput:
        """For which service they join, and from when."""
        first: date = self.cleaned_data["starts_on"]
        return JoinInput(service=self.cleaned_data["service"], starts_on=first)


class LeaveForm(forms.Form):
    reason = area(
        "Why are they leaving the team?",
        "We will email this to them. School Improvement can read it too.",
        rows=2,
        longest=LONGEST_NOTE,
        missing="Enter why they are leaving the team.",
    )


class EndForm(forms.Form):
    reason = area("Why is the team ending?", rows=3, longest=LONGEST_NOTE, missing="Enter why the team is ending.")


class ReopenForm(forms.Form):
    reason = area(
        "Why are you reopening the team?", rows=3, longest=LONGEST_NOTE, missing="Enter why you are reopening the team."
    )


class TeamsFilter(forms.Form):
    """Which teams to show: those that are open, unless `state` says otherwise."""

    search = forms.CharField(label="School or URN", required=False, max_length=LONGEST_LINE)
    state = forms.ChoiceField(
        label="State", required=False, choices=[("", "Open"), (Team.Status.ENDED, "Ended"), ("all", "All")]
    )
    lead = PersonFilter(label="Led by")
    late = forms.BooleanField(label="With late actions", required=False)

    def __init__(self, *args: Any, leads: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "lead", leads)
