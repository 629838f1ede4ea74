"""The filters of the list of agreed actions."""

from datetime import date
from typing import Any

from django import forms

from schools.people.queries import partners_of_schools
from sil.web.search.fields import offer
from sil.web.search.people import PersonFilter

from ..models import AgreedAction

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
