"""Forms of cases: open one, correct it, assign it, and filter the list."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from schools.models import School
from schools.search.fields import SchoolField
from sil.accounts.models import User
from sil.dates.sense import NOW, YEAR, Sense
from sil.framework.intervention import Intervention
from sil.web.forms import DateField
from sil.web.search.fields import offer
from sil.web.search.people import PersonField, PersonFilter

from ..states import Branch
from .stages import open_states

REASON = 2000
CONCERN = 4000


class SchoolForm(forms.Form):
    """Which school a case is about."""

    school = SchoolField(
        label="Which school is it about?",
        help_text="Type a part of its name, its town or its URN.",
        error_messages={"required": "Enter the name or URN of the school that the case is about."},
    )

    def __init__(self, *args: Any, schools: QuerySet[School], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "school", schools)


class ConcernForm(forms.Form):
    """Where a concern comes from, since when it is, and what it is."""

    source = forms.ChoiceField(
        label="Where does the concern come from?",
        widget=forms.RadioSelect,
        error_messages={"required": "Select where the concern comes from."},
    )
    since = DateField(
        sense=Sense(past=YEAR, future=NOW),
        label="When did this concern arise?",
        help_text="For example, the day of the visit or of the letter: 27 11 2026",
        error_messages={"required": "Enter the day the concern arose, like 27 11 2026."},
    )
    concern = forms.CharField(
        label="What is the concern?",
        help_text="Name the matter, not a pupil or a member of staff. Officers and directors read this.",
        max_length=CONCERN,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={
            "required": "Say what the concern is.",
            "max_length": f"The concern must be {CONCERN} characters or fewer.",
        },
    )

    def __init__(self, *args: Any, rules: Intervention, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "source", [(source.id, source.name) for source in rules.sources])


class OpenForm(ConcernForm):
    """A new case: who looks after it, how high the risk is, and whether others may read it."""

    owner = PersonField(
        label="Who will be the case owner?",
        help_text="Type a part of their name or email address.",
        error_messages={"required": "Enter the case owner."},
    )
    flagged = forms.BooleanField(label="Flag it as high-risk", required=False)
    high_risk = forms.CharField(
        label="Why is the risk high?",
        help_text="Only if you flag the case",
        max_length=REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    restricted = forms.BooleanField(
        label="Restrict the case",
        help_text="Only the case owner and the people named on the case can read it or know of it.",
        required=False,
    )

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "owner", people)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("flagged") and not data.get("high_risk"):
            self.add_error("high_risk", "Say why the risk is high.")
        if data.get("high_risk") and not data.get("flagged"):
            self.add_error("flagged", "Flag the case as high-risk, or leave the reason blank.")
        return data


class ReasonForm(forms.Form):
    """A reason that stays on record."""

    reason = forms.CharField(
        label="Reason",
        max_length=REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": "Give a reason.",
            "max_length": f"The reason must be {REASON} characters or fewer.",
        },
    )


class PersonForm(forms.Form):
    """One of several people."""

    person = PersonField(
        label="Who?",
        help_text="Type a part of their name or email address.",
        error_messages={"required": "Enter the name or email address of a person."},
    )

    def __init__(self, *args: Any, people: QuerySet[User], label: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].label = label or self.fields["person"].label
        offer(self, "person", people)

    @property
    def chosen(self) -> User:
        """Who was chosen, once the form is valid."""
        found: User = self.cleaned_data["person"]
        return found


class CasesFilter(forms.Form):
    search = forms.CharField(label="School, URN or reference", required=False)
    stage = forms.ChoiceField(label="Stage", required=False, choices=[("", "All"), *open_states().items()])
    branch = forms.ChoiceField(label="Type of school", required=False, choices=[("", "All"), *Branch.choices])
    owner = PersonFilter(label="Owner")
    ended = forms.ChoiceField(
        label="Open or ended", required=False, choices=[("", "Open"), ("ended", "Ended"), ("all", "Open and ended")]
    )

    def __init__(self, *args: Any, owners: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "owner", owners)


def choose(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices
