"""Forms of a plan as a whole: why it is changed, why it ends, why it goes on; and the filters of the list."""

from datetime import date
from typing import Any

from django import forms

from schools.people.queries import partners_of_schools
from sil.framework.queries import titles
from sil.web.forms import LONGEST_NOTE, area
from sil.web.search.fields import offer
from sil.web.search.people import PersonFilter

from ..states import EndReason

# States of the list: those of a plan, and whom a text waits for.
WAITS_HEAD, WAITS_PARTNER, LATE, OPEN, EVERY = "waits_head", "waits_partner", "late", "open", "all"
STATES = (
    ("", "Not ended"),
    (OPEN, "To be agreed"),
    ("asked", "Asked for"),
    ("writing", "Being written"),
    (WAITS_HEAD, "Waiting for the {headteacher}"),
    (WAITS_PARTNER, "Waiting for the {sip}"),
    ("agreed", "Agreed"),
    ("changing", "Agreed, a change is being written"),
    ("ended", "Ended"),
    (EVERY, "All"),
)


class ChangeForm(forms.Form):
    reason = area(
        "Why do you want to change the plan?",
        "The others who write the plan can read this. It is shown with the new version.",
        rows=3,
        longest=LONGEST_NOTE,
        missing="Enter why you want to change the plan.",
    )


class EndForm(forms.Form):
    why = forms.ChoiceField(
        label="Why are you ending the plan?",
        choices=EndReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select why you are ending the plan."},
    )
    note = area("Anything else", "Optional. The school can read this.", rows=3, longest=LONGEST_NOTE)


class ReopenForm(forms.Form):
    reason = area(
        "Why are you reopening the plan?",
        "The school can read this.",
        rows=3,
        longest=LONGEST_NOTE,
        missing="Enter why you are reopening the plan.",
    )


class PlansFilter(forms.Form):
    """Which plans to show. `sip` is offered to those who see every school."""

    search = forms.CharField(label="School or URN", required=False, max_length=200)
    state = forms.ChoiceField(label="State", required=False)
    sip = PersonFilter(label="Partner", others={"none": "Nobody"})
    late = forms.BooleanField(label="Late", required=False)
    review_late = forms.BooleanField(label="Review overdue", required=False)
    stuck = forms.BooleanField(label="Not moving", required=False)

    def __init__(self, *args: Any, officer: bool, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field, named = self.fields["state"], titles()
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(state, words.format(**named)) for state, words in STATES]
        if officer:
            offer(self, "sip", partners_of_schools(on))
        else:
            del self.fields["sip"]
