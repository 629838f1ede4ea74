"""Forms of meetings of teams."""

from datetime import date
from typing import Any

from django import forms

from schools.models import School
from sil.dates.sense import NOW, YEAR, Known, Place, Sense
from sil.web.forms import LONGEST_LINE, LONGEST_NOTE, DateField, TimeField, area, know

from ..models import Meeting
from .policies import MeetingInput, NotesInput, WhenInput


class WhenForm(forms.Form):
    """When and where a team meets."""

    day = DateField(
        sense=Sense(past=NOW, future=YEAR, place=Place.WORK),
        label="Day",
        error_messages={"required": "Enter the day of the meeting, like 27 11 2026."},
    )
    begins = TimeField(label="Time", error_messages={"required": "Enter the time, like 9.30am or 2pm."})
    mode = forms.ChoiceField(
        label="How will you meet?",
        choices=Meeting.Mode.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select how you will meet."},
    )
    place = forms.CharField(
        label="Place",
        help_text="Enter the place if you meet in person. For an online meeting, enter the link.",
        max_length=LONGEST_LINE,
        required=False,
    )

    def __init__(self, *args: Any, school: School, recorded: date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        know(self, "day", Known(school=school, recorded=recorded))


class PlanForm(WhenForm):
    purpose = area("What is the meeting for?", rows=3, longest=LONGEST_NOTE, missing="Enter what the meeting is for.")
    invites_head = forms.BooleanField(
        label="Invite the headteacher",
        help_text="Those who are invited can read the notes of the meeting.",
        required=False,
        initial=True,
    )
    invites_chair = forms.BooleanField(label="Invite the chair of governors", required=False)

    @property
    def said(self) -> MeetingInput:
        """What was filled in."""
        return MeetingInput(**self.cleaned_data)


class MoveForm(WhenForm):
    reason = area(
        "Why is the meeting moved?",
        "We will email this to everybody who is invited.",
        rows=2,
        longest=LONGEST_NOTE,
        missing="Enter why the meeting is moved.",
    )

    @property
    def said(self) -> WhenInput:
        """What was filled in, without the reason."""
        return WhenInput(**{name: value for name, value in self.cleaned_data.items() if name != "reason"})


class NotesForm(forms.Form):
    """What was discussed and decided; `corrects` asks why, where there are notes already."""

    present = area("Who came?", rows=3, longest=LONGEST_NOTE, missing="Enter who came.")
    discussed = area("What was discussed?", rows=6, missing="Enter what was discussed.")
    decided = area("What was decided?", "If somebody has something to do, add it as an action of the team.", rows=4)
    reason = area("Why are the notes corrected?", rows=2, longest=LONGEST_NOTE)

    def __init__(self, *args: Any, corrects: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["present"].help_text = "Everybody who was invited can read these notes."
        if not corrects:
            del self.fields["reason"]

    @property
    def said(self) -> NotesInput:
        """What was filled in."""
        return NotesInput(**{name: self.cleaned_data[name] for name in ("present", "discussed", "decided")})


class CancelForm(forms.Form):
    reason = area(
        "Why is the meeting cancelled?", rows=2, longest=LONGEST_NOTE, missing="Enter why the meeting is cancelled."
    )
