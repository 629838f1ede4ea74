"""Forms of events: plan or change one, cancel it, record who came, and the filter of the list."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.db.models import QuerySet

from schools.establishments import PHASES
from schools.models import School
from schools.search.fields import SchoolField
from sil.accounts.models import User
from sil.dates.sense import NOW, YEAR, Place, Sense
from sil.framework.parts import Offer
from sil.web.forms import LONGEST_LINE, LONGEST_NOTE, DateField, TimeField, WholeNumberField, area
from sil.web.search.fields import offer
from sil.web.search.people import PersonField

from ..models import Audience, Booking, OfferedEvent
from .policies import EventInput

EVERY = ("", "All")


class EventForm(forms.Form):
    title = forms.CharField(
        label="Title",
        help_text="Schools read it, for example “Headteacher briefing, spring term”",
        max_length=120,
        error_messages={"required": "Enter a title."},
    )
    offer = forms.ChoiceField(
        label="Which part of the framework’s offer is it?",
        help_text="The framework says which schools can book.",
        widget=forms.RadioSelect,
        error_messages={"required": "Select which part of the offer it is."},
    )
    audiences = forms.MultipleChoiceField(
        label="Who is it for?",
        choices=Audience.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Select who it is for."},
    )
    phases = forms.MultipleChoiceField(
        label="Which phases? (optional)",
        help_text="Select none for schools of every phase.",
        required=False,
        choices=[(each, each) for each in PHASES],
        widget=forms.CheckboxSelectMultiple,
    )
    day = DateField(
        label="On which day is it?",
        sense=Sense(past=NOW, future=YEAR, place=Place.SCHOOL),
        error_messages={"required": "Enter the day of the event."},
    )
    starts_at = TimeField(label="When does it start?", error_messages={"required": "Enter when it starts."})
    ends_at = TimeField(label="When does it end?", error_messages={"required": "Enter when it ends."})
    place = forms.CharField(label="Where is it? (optional if it is online)", required=False, max_length=LONGEST_LINE)
    link = forms.CharField(
        label="Link to join online (optional)",
        help_text="Only schools that have a place can read it.",
        required=False,
        max_length=500,
        validators=[URLValidator(schemes=["https"], message="Enter a link that begins with https://")],
    )
    leader = PersonField(
        label="Who leads it?",
        help_text="Type a part of their name or email address.",
        error_messages={"required": "Enter who leads it."},
    )
    places = WholeNumberField(
        label="How many places are there?",
        min_value=1,
        max_value=1000,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-4", "inputmode": "numeric"}),
        error_messages={"required": "Enter how many places there are."},
    )
    per_school = WholeNumberField(
        label="How many people can come from each school at most? (optional)",
        required=False,
        min_value=1,
        max_value=1000,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-4", "inputmode": "numeric"}),
    )
    closes_on = DateField(
        label="What is the last day for bookings?",
        sense=Sense(past=NOW, future=YEAR),
        error_messages={"required": "Enter the last day for bookings."},
    )
    waiting_list = forms.BooleanField(
        label="Keep a waiting list when the places are gone", required=False, initial=True
    )
    details = area("What is it about? (optional)", rows=5, longest=LONGEST_NOTE)

    def __init__(self, *args: Any, offers: Sequence[Offer], people: QuerySet[User], **kwargs: Any) -> None:
        """`offers` are those of the framework that schools book places at, and `people` those who can lead it."""
        super().__init__(*args, **kwargs)
        field = self.fields["offer"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(each.id or "", each.text) for each in offers]
        offer(self, "leader", people)

    @property
    def typed(self) -> EventInput:
        said = self.cleaned_data
        lists = {name: tuple(said[name]) for name in ("audiences", "phases")}
        return EventInput(**(said | lists))


def initial_of(event: OfferedEvent, *, copies: bool = False) -> dict[str, Any]:
    """Return what the form shows of an event on record. A copy has neither day nor last day for bookings."""
    names = [name for name in EventForm.base_fields if not copies or name not in ("day", "closes_on")]
    return {name: getattr(event, name) for name in names} | {"leader": event.leader_id}


class CancelForm(forms.Form):
    reason = area(
        "Why is it cancelled?",
        "Every school that booked reads it in our email.",
        rows=3,
        longest=LONGEST_NOTE,
        missing="Enter why the event is cancelled.",
    )


class ForSchoolForm(forms.Form):
    """The school for which an officer books."""

    school = SchoolField(
        label="Which school do you book for?",
        help_text="Type a part of its name, its town or its URN.",
        error_messages={"required": "Enter the name or URN of the school."},
    )

    def __init__(self, *args: Any, schools: QuerySet[School], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "school", schools)


class AttendanceForm(forms.Form):
    came = forms.MultipleChoiceField(
        label="Who came?",
        help_text="Select everybody who came. We record everybody else as not there.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, booked: Sequence[Booking], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["came"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(str(each.pk), f"{each.name}, {each.role}, {each.school.name}") for each in booked]

    @property
    def keys(self) -> set[int]:
        return {int(key) for key in self.cleaned_data["came"]}


class EventFilter(forms.Form):
    """Which events to show. `offers` are the parts of the offer in the framework in force."""

    search = forms.CharField(label="Title, place or who leads it", required=False, max_length=LONGEST_LINE)
    status = forms.ChoiceField(label="State", required=False, choices=[EVERY, *OfferedEvent.Status.choices])
    offer = forms.ChoiceField(label="Part of the offer", required=False)
    month = forms.ChoiceField(label="Month", required=False)

    def __init__(self, *args: Any, offers: Sequence[Offer], months: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = {"offer": [(each.id or "", each.text) for each in offers], "month": list(months)}
        for name, found in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [EVERY, *found]


class BookingsFilter(forms.Form):
    status = forms.ChoiceField(label="State", required=False, choices=[EVERY, *Booking.Status.choices])
