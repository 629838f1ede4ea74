"""Forms of notes."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from schools.models import School
from schools.search.fields import SchoolField
from sil.accounts.models import User
from sil.dates.sense import YEAR, Sense
from sil.web.forms import LONGEST_LINE, LONGEST_NOTE, DateField, area
from sil.web.search.fields import offer
from sil.web.search.people import PersonFilter

from .models import NoteKind
from .policies import NoteInput

EVERY = ("", "All")


class NoteForm(forms.Form):
    """What a note says. A note of today needs its text and a name."""

    kind = forms.ChoiceField(
        label="What was it?",
        choices=NoteKind.choices,
        initial=NoteKind.CALL,
        widget=forms.RadioSelect,
        error_messages={"required": "Select what it was."},
    )
    met = forms.CharField(
        label="Who did you speak or write to?",
        max_length=LONGEST_LINE,
        error_messages={"required": "Enter who you spoke or wrote to."},
    )
    text = area("What was said?", rows=4, longest=LONGEST_NOTE, missing="Enter what was said.")
    day = DateField(
        sense=Sense(past=YEAR, future=None),
        label="Day",
        error_messages={"required": "Enter the day, like 27 11 2026."},
    )

    @property
    def said(self) -> NoteInput:
        """What was filled in."""
        return NoteInput(**{name: self.cleaned_data[name] for name in ("kind", "day", "met", "text")})


class AddForm(NoteForm):
    """A new note; `schools` are those to choose from, where the page is not one school's own."""

    school = SchoolField(
        label="School",
        help_text="Type a part of its name, its town or its URN.",
        error_messages={"required": "Enter the name or URN of the school."},
    )
    shared = forms.BooleanField(
        label="Share this note with the school",
        help_text="We will email the headteacher, who can then read it. You can share it later, but a note that is "
        "shared stays shared.",
        required=False,
    )
    field_order = ("school", "kind", "met", "text", "day", "shared")

    def __init__(self, *args: Any, schools: QuerySet[School] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if schools is None:
            del self.fields["school"]
        else:
            offer(self, "school", schools)


class CorrectForm(NoteForm):
    """A corrected note, with the reason."""

    reason = area("Why is it corrected?", rows=2, longest=LONGEST_NOTE, missing="Enter why the note is corrected.")

    def __init__(self, *args: Any, shared: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = "The headteacher can read this." if shared else ""


class WithdrawForm(forms.Form):
    reason = area("Why is it withdrawn?", rows=2, longest=LONGEST_NOTE, missing="Enter why the note is withdrawn.")

    def __init__(self, *args: Any, shared: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = "The headteacher can read this." if shared else ""


class NotesFilter(forms.Form):
    """Which notes to show."""

    search = forms.CharField(label="School, URN, person or word", required=False, max_length=LONGEST_LINE)
    kind = forms.ChoiceField(label="Kind", required=False, choices=[EVERY, *NoteKind.choices])
    state = forms.ChoiceField(
        label="State",
        required=False,
        choices=[EVERY, ("private", "Not shared"), ("shared", "Shared with the school"), ("withdrawn", "Withdrawn")],
    )
    by = PersonFilter(label="Written by")
    from_ = forms.DateField(label="From", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    to = forms.DateField(label="To", required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, writers: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "by", writers)
