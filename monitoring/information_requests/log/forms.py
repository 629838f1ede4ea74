"""Forms of requests for information: log and correct one, and each act on it."""

from datetime import date
from typing import Any

from django import forms

from schools.models import School
from schools.search.fields import SchoolField
from sil.accounts.models import User
from sil.dates.sense import NOW, YEAR, Sense
from sil.web.forms import LONGEST_NOTE, DateField, area
from sil.web.search.fields import offer
from sil.web.search.people import PersonField

from ..law import exemptions
from ..models import InformationRequest
from ..states import Kind, RequestState
from .actions import Said

_PAST = Sense(past=YEAR, future=NOW)
_ABOUT = ("person", "named", "school")


class LogForm(forms.Form):
    kind = forms.ChoiceField(
        label="What do they want to know?",
        choices=[
            (Kind.SUBJECT_ACCESS, "What is held about the person who asks (subject access)"),
            (Kind.FREEDOM, "Other information (freedom of information)"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Select what they want to know."},
    )
    asker = forms.CharField(
        label="Who asks?", max_length=200, error_messages={"required": "Enter the name of the person who asks."}
    )
    reach = area(
        "How can they be reached?",
        "Their email or postal address.",
        rows=3,
        longest=LONGEST_NOTE,
        missing="Enter how they can be reached.",
    )
    received_on = DateField(
        label="When did it come in?",
        help_text="The day on which anybody at the authority received it. The time runs from it.",
        sense=_PAST,
        error_messages={"required": "Enter the day on which it came in."},
    )
    wanted = area(
        "What do they ask, in their words?", rows=6, longest=20_000, missing="Enter what they ask, in their words."
    )
    person = PersonField(label="Which account is it about?", required=False, help_text="Somebody who signs in here.")
    named = forms.CharField(
        label="Or which other person?",
        help_text="Somebody without an account, by the name that records have.",
        max_length=200,
        required=False,
    )
    school = SchoolField(label="Or which school?", required=False, help_text="For freedom of information only.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "person", User.objects.all())
        offer(self, "school", School.objects.all())

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        chosen = [name for name in _ABOUT if said.get(name)]
        if len(chosen) > 1:
            self.add_error(chosen[1], "Select only one: an account, another person or a school.")
        elif said.get("kind") == Kind.SUBJECT_ACCESS and "school" in chosen:
            self.add_error("school", "Subject access is about a person. Select the person.")
        elif said.get("kind") == Kind.SUBJECT_ACCESS and not chosen and not self.errors:
            self.add_error("person", "Select the person it is about.")
        return said

    @property
    def said(self) -> Said:
        return Said(**{name: self.cleaned_data[name] for name in Said.__dataclass_fields__})


class CorrectForm(LogForm):
    """The same with a reason; the kind stays."""

    reason = area("Why is it corrected?", rows=2, longest=LONGEST_NOTE, missing="Enter why it is corrected.")

    def __init__(self, *args: Any, found: InformationRequest, **kwargs: Any) -> None:
        initial = {name: getattr(found, name) for name in Said.__dataclass_fields__}
        super().__init__(*args, **kwargs | {"initial": initial})
        self.fields["kind"].disabled = True


class ActForm(forms.Form):
    """An act with its day and a text."""

    day = DateField(label="On which day?", sense=_PAST, error_messages={"required": "Enter the day."})
    text = area("Note", rows=4, longest=LONGEST_NOTE, missing="Enter a note.")

    def __init__(
        self, *args: Any, found: InformationRequest, on: date, label: str, hint: str, missing: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs | {"initial": {"day": on}})
        self.fields["text"].label, self.fields["text"].help_text = label, hint
        self.fields["text"].error_messages["required"] = missing

    @property
    def said(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class IdentityForm(ActForm):
    was_asked = forms.BooleanField(
        label="They were asked for proof, which came on this day: the time runs from it", required=False
    )


class RefuseForm(ActForm):
    exemption = forms.ChoiceField(label="By which exemption?", error_messages={"required": "Select the exemption."})
    field_order = ("day", "exemption", "text")

    def __init__(self, *args: Any, found: InformationRequest, **kwargs: Any) -> None:
        super().__init__(*args, found=found, **kwargs)
        exemption = self.fields["exemption"]
        assert isinstance(exemption, forms.ChoiceField)
        exemption.choices = [("", "Select"), *exemptions(found.kind, refuses=True)]


class ReasonForm(ActForm):
    """A reason alone: it happens today."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["day"]

    @property
    def said(self) -> dict[str, Any]:
        return {"reason": self.cleaned_data["text"]}


class ExtendForm(ReasonForm):
    """A reason, and for freedom of information until when."""

    until = DateField(
        label="Until which day?",
        help_text="The Commissioner’s code expects no more than 20 further working days.",
        sense=Sense(past=NOW, future=YEAR),
        error_messages={"required": "Enter the day until which you need."},
    )

    def __init__(self, *args: Any, found: InformationRequest, **kwargs: Any) -> None:
        super().__init__(*args, found=found, **kwargs)
        if found.is_access:
            del self.fields["until"]

    @property
    def said(self) -> dict[str, Any]:
        return super().said | {"until": self.cleaned_data.get("until")}


class RequestsFilter(forms.Form):
    search = forms.CharField(label="Name, school or words", required=False, max_length=200)
    kind = forms.ChoiceField(label="Kind", required=False, choices=[("", "All"), *Kind.choices])
    state = forms.ChoiceField(
        label="State", required=False, choices=[("", "All"), ("late", "Late"), *RequestState.choices]
    )
