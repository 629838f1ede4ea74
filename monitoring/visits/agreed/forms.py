"""The filters of the list of agreed actions, and the forms on which somebody says what became of one."""

from datetime import date
from typing import Any

from django import forms

from schools.people.queries import partners_of_schools
from sil.dates.sense import YEAR, Sense
from sil.web.forms import LONGEST_NOTE, DateField, area
from sil.web.search.fields import offer
from sil.web.search.people import PersonFilter

from ..models import AgreedAction
from .policies import OF_SCHOOL, Update

EVERY = "all"
PARTNER, OTHERS, NOBODY = "partner", "others", "nobody"


class ActionsFilter(forms.Form):
    """Which agreed actions to show: those to do, unless `state` says otherwise. `owner` is a part of what was typed as
    the owner, `whose` what it means (`queries.owned_by_partner`)."""

    search = forms.CharField(label="School, URN or action", required=False, max_length=200)
    owner = forms.CharField(label="Owner", required=False, max_length=200)
    whose = forms.ChoiceField(
        label="Owned by",
        required=False,
        choices=[
            ("", "Everybody"),
            (PARTNER, "The partner"),
            (OTHERS, "The school or others"),
            (NOBODY, "Nobody named"),
        ],
    )
    sip = PersonFilter(label="Partner", others={"none": "Nobody"})
    state = forms.ChoiceField(
        label="State",
        required=False,
        choices=[
            ("", "To do"),
            *((value, label) for value, label in AgreedAction.Progress.choices if value),
            (EVERY, "All"),
        ],
    )
    late = forms.BooleanField(label="Late", required=False)

    def __init__(self, *args: Any, officer: bool, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if officer:
            offer(self, "sip", partners_of_schools(on))
        else:
            del self.fields["sip"]


# What a form says for the state that has no value of its own.
TO_DO = "to_do"
_STATES = [(value or TO_DO, label if value else "To do") for value, label in AgreedAction.Progress.choices]
_OF_SCHOOL = {AgreedAction.Progress.NOT_DONE: "Not done yet"}


class UpdateForm(forms.Form):
    """What the partner's side found of an action."""

    state = forms.ChoiceField(
        label="What became of it?",
        choices=[*_STATES[1:], _STATES[0]],
        widget=forms.RadioSelect,
        error_messages={"required": "Select what became of the action."},
    )
    note = area("What was found?", rows=4, longest=LONGEST_NOTE)
    day = DateField(
        sense=Sense(past=YEAR, future=None),
        label="Day",
        help_text="When it was found, like 27 11 2026.",
        error_messages={"required": "Enter the day on which it was found, like 27 11 2026."},
    )
    reason = area("Why is the earlier update corrected?", rows=2, longest=LONGEST_NOTE)

    def __init__(self, *args: Any, action: AgreedAction, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].help_text = "The headteacher can read this. Not needed where it is still to do."
        if action.progress:
            self.fields["reason"].help_text = "Needed where you open the action again, or where the day is earlier."
        else:
            del self.fields["reason"]
            state: Any = self.fields["state"]
            state.choices = _STATES[1:]

    @property
    def said(self) -> Update:
        """What was filled in."""
        data = self.cleaned_data
        progress = "" if data["state"] == TO_DO else data["state"]
        return Update(progress=progress, note=data["note"], day=data["day"], reason=data.get("reason", ""))


class TellForm(forms.Form):
    """What the school says that it has done."""

    progress = forms.ChoiceField(
        label="How far is the school?",
        choices=[(each.value, _OF_SCHOOL.get(each, each.label)) for each in OF_SCHOOL],
        widget=forms.RadioSelect,
        error_messages={"required": "Select how far the school is."},
    )
    note = area(
        "What has the school done, or what has stopped it?",
        rows=4,
        longest=LONGEST_NOTE,
        missing="Enter what the school has done, or what has stopped it.",
    )
