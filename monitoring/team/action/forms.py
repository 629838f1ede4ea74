"""Forms of the actions of a team, and the filter of the list."""

from collections.abc import Iterable
from typing import Any

from django import forms

from sil.accounts.models import User
from sil.dates.sense import NOW, YEAR, Sense
from sil.web.forms import LONGEST_LINE, LONGEST_NOTE, DateField, area

from ..models import TeamAction
from .policies import ActionInput

# What forms say for the state that has no value of its own, and for an owner who is not in the team.
TO_DO, SCHOOL, SOMEBODY = "to_do", "school", "other"
THE_SCHOOL = "The school"
STATES = [(value or TO_DO, label) for value, label in TeamAction.Progress.choices]


class AddForm(forms.Form):
    text = area("What is to be done?", rows=3, longest=LONGEST_NOTE, missing="Enter what is to be done.")
    owner = forms.ChoiceField(
        label="Who will do it?",
        widget=forms.RadioSelect,
        error_messages={"required": "Select who will do it."},
    )
    owner_name = forms.CharField(
        label="Who else?",
        help_text="Enter this if you selected “Somebody else”, for example the school business manager.",
        max_length=LONGEST_LINE,
        required=False,
    )
    due_on = DateField(
        sense=Sense(past=NOW, future=YEAR),
        label="By when?",
        error_messages={"required": "Enter the day by which it is to be done, like 27 11 2026."},
    )

    def __init__(self, *args: Any, people: Iterable[tuple[User, str]], **kwargs: Any) -> None:
        """`people` are those who can own it, each with their service."""
        super().__init__(*args, **kwargs)
        self.people = {str(user.pk): user for user, _ in people}
        owner: Any = self.fields["owner"]
        named = [(str(user.pk), f"{user.name}, {service}") for user, service in people]
        owner.choices = [*named, (SCHOOL, THE_SCHOOL), (SOMEBODY, "Somebody else")]

    @property
    def said(self) -> ActionInput:
        """What was filled in."""
        data = self.cleaned_data
        name = THE_SCHOOL if data["owner"] == SCHOOL else data["owner_name"]
        owner = self.people.get(data["owner"])
        return ActionInput(text=data["text"], owner=owner, owner_name=name, due_on=data["due_on"])


class ChangeForm(AddForm):
    reason = area(
        "Why is it changed?",
        "Everybody who can read the team can read this.",
        rows=2,
        longest=LONGEST_NOTE,
        missing="Enter why the action is changed.",
    )


def initial_of(action: TeamAction) -> dict[str, Any]:
    """Return what the form shows of an action on record."""
    shown = {"text": action.text, "due_on": action.due_on}
    if action.owner_id:
        return shown | {"owner": str(action.owner_id)}
    if action.owner_name == THE_SCHOOL:
        return shown | {"owner": SCHOOL}
    return shown | {"owner": SOMEBODY, "owner_name": action.owner_name}


class UpdateForm(forms.Form):
    state = forms.ChoiceField(
        label="What became of it?",
        choices=[*STATES[1:], STATES[0]],
        widget=forms.RadioSelect,
        error_messages={"required": "Select what became of the action."},
    )
    note = area(
        "What was found?",
        "Everybody who reads the team can read this: its members, the headteacher and the chair.",
        rows=4,
        longest=LONGEST_NOTE,
        missing="Enter what was found.",
    )

    @property
    def progress(self) -> str:
        """The state that was chosen."""
        state: str = self.cleaned_data["state"]
        return "" if state == TO_DO else state


class ActionsFilter(forms.Form):
    """Which actions of a team to show: all, unless `state` says otherwise."""

    search = forms.CharField(label="Action or owner", required=False, max_length=LONGEST_LINE)
    state = forms.ChoiceField(label="State", required=False, choices=[("", "All"), ("open", "Still to do"), *STATES])
    late = forms.BooleanField(label="Late", required=False)
