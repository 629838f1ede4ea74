"""Forms that plan, move, record, cancel and correct a visit, and the filter of the list."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict

from schools.models import School
from schools.search.fields import SchoolField
from sil.accounts.models import User
from sil.dates.sense import NOW, YEAR, Known, Place, Sense
from sil.framework.schema import Framework, Line, days_in_words, plain
from sil.framework.visits import Visits
from sil.web.forms import ANY_DAY, DateField, DateParts, PrintedField, TimeField, know
from sil.web.search.fields import offer
from sil.web.search.people import PeopleField, PersonField, PersonFilter

from ..states import ReportState, VisitState
from .policies import HALF, MOST, VisitDates, VisitDetails, kind_is_contact
from .queries import charged_to, usual_length

EVERY = ("", "All")
# By whom a visit was cancelled, as it is kept.
ENDED_BY = ("The school", "The authority")


PLANNED = Sense(past=NOW, future=YEAR, place=Place.SCHOOL)
# The action refuses a day that is to come.
HELD = Sense(past=YEAR, future=None, place=Place.SCHOOL)


class DatesFields(forms.Form):
    starts_on = DateField(
        sense=PLANNED,
        label="Day",
        help_text="For example, 27 11 2026",
        error_messages={"required": "Enter the day of the visit, like 27 11 2026."},
    )
    ends_on = DateField(sense=PLANNED, label="Last day, if more than one", required=False)

    def know_school(self, school: School, *, held: VisitDates | None = None) -> None:
        """Ask about days on which the school is closed; not about those that the visit has on record."""
        for name in ("starts_on", "ends_on"):
            know(self, name, Known(school=school, recorded=getattr(held, name, None)))

    @property
    def dates(self) -> VisitDates:
        """The dates that were filled in. The form is valid."""
        data = self.cleaned_data
        return VisitDates(
            starts_on=data["starts_on"], ends_on=data["ends_on"] or data["starts_on"], starts_at=data.get("starts_at")
        )


class DatesAndTimeFields(DatesFields):
    starts_at = TimeField(
        label="Start time, if agreed",
        required=False,
        error_messages={"invalid": "Enter a start time, like 9.30am or 2pm."},
    )


class PastDatesFields(DatesFields):
    """The dates of a visit that was held."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("starts_on", "ends_on"):
            know(self, name, sense=HELD)


class DetailsForm(forms.Form):
    """Fields of a visit by the framework; `ASKS` names those of a form, in order. `kind` is the only one to choose."""

    ASKS: tuple[str, ...] = ()
    # Whether the visit has taken place.
    PAST = False

    def __init__(
        self,
        *args: Any,
        framework: Framework,
        people: QuerySet[User] | None = None,
        lines: Sequence[Line] = (),
        held: VisitDetails | None = None,
        kind: str = "",
        **kwargs: Any,
    ) -> None:
        assert framework.visits is not None, "the view asks whether there are any"
        self.framework, self.lines, self.held = framework, lines, held
        if held:
            kwargs["initial"] = {**_initial(held), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        makers = {
            "kind": lambda: _kind(framework, lines, kind),
            "mode": lambda: mode_field(framework.visits, past=self.PAST),
            "days": length_field,
            "purpose": _purpose,
            "priorities": lambda: _priorities(framework),
            "lead": lambda: _lead(self._offered(people)),
            "others": lambda: _others(self._offered(people)),
            "met": _met,
        }
        gone = set() if framework.priorities else {"priorities"}
        if held and kind_is_contact(framework, held.kind):
            # A call has no length and no place.
            gone |= {"mode", "days"}
        there = {name: makers[name]() for name in self.ASKS if name not in gone}
        self.fields.update(there)

    @property
    def details(self) -> VisitDetails:
        """What was filled in, over what is on record. A length left empty is the usual one of the kind."""
        said = {name: self.cleaned_data[name] for name in self.ASKS if name in self.cleaned_data}
        if "priorities" in said:
            said["priorities"] = tuple(said["priorities"])
        if "others" in said:
            said["others"] = tuple(user for user in said["others"] if user != said.get("lead"))
        values = {**(vars(self.held) if self.held else {}), **said}
        if values.get("days") is None:
            values["days"] = self._usual(values["kind"])
        return VisitDetails(**values)

    def _offered(self, people: QuerySet[User] | None) -> QuerySet[User]:
        """Return who can be chosen: `people`, and who is on record."""
        assert people is not None, "the form asks for people"
        recorded = [user.pk for user in (self.held.lead, *self.held.others)] if self.held else []
        return User.objects.filter(Q(pk__in=people.order_by().values("pk")) | Q(pk__in=recorded))

    def _usual(self, kind_id: str) -> Decimal:
        kind = self.framework.visits.kind(kind_id) if self.framework.visits else None
        return usual_length(kind, self.lines) if kind else Decimal(1)


class PlanForm(DetailsForm, DatesAndTimeFields):
    ASKS = ("kind", "mode", "days", "lead", "others", "purpose", "priorities")
    field_order = ("kind", "starts_on", "ends_on", "starts_at", *ASKS[1:])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(self.field_order)


class RecordForm(DetailsForm, PastDatesFields):
    ASKS = ("kind", "mode", "days", "met", "priorities", "lead", "others")
    PAST = True
    field_order = ("kind", "starts_on", "ends_on", *ASKS[1:])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(self.field_order)


class HoldForm(DetailsForm, PastDatesFields):
    ASKS = ("mode", "days", "met", "priorities")
    PAST = True


class ChangePlanForm(DetailsForm):
    ASKS = PlanForm.ASKS


class CorrectForm(DetailsForm):
    ASKS = RecordForm.ASKS
    PAST = True

    reason = forms.CharField(
        label="Why are you correcting it?",
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=500,
        error_messages={"required": "Enter why you are correcting it."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([*self.ASKS, "reason"])


class RescheduleForm(DatesAndTimeFields):
    reason = forms.CharField(
        label="Why are you moving the visit?",
        help_text="The school can read this. For example, the headteacher is ill.",
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=500,
        required=False,
    )


class CancelForm(forms.Form):
    ended_by = forms.ChoiceField(
        label="Who is cancelling the visit?",
        choices=[(each, each) for each in ENDED_BY],
        widget=forms.RadioSelect,
        error_messages={"required": "Select who is cancelling the visit."},
    )
    reason = forms.CharField(
        label="Why is it cancelled?",
        help_text="The school can read this.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        error_messages={"required": "Enter why the visit is cancelled."},
    )


class MissForm(forms.Form):
    reason = forms.CharField(
        label="Why did the visit not take place?",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        error_messages={"required": "Enter why the visit did not take place."},
    )


class UndoForm(forms.Form):
    reason = forms.CharField(
        label="What was wrong?",
        help_text="This is kept in the history of the visit. For example, the visit was to another school.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        error_messages={"required": "Enter what was wrong."},
    )

    def __init__(self, *args: Any, told: bool, **kwargs: Any) -> None:
        """`told`: whether the school was told of what is undone, and so is told of this."""
        super().__init__(*args, **kwargs)
        if told:
            self.fields["reason"].help_text = "The school can read this. It is kept in the history of the visit."


class LogForm(forms.Form):
    """The school, and whether the visit is to be planned or was held already."""

    school = SchoolField(
        label="School",
        help_text="Type a part of its name, its town or its URN.",
        error_messages={"required": "Enter the name or URN of the school."},
    )
    when = forms.ChoiceField(
        label="What do you want to do?",
        choices=[
            ("plan", "Plan a visit"),
            ("record", "Record a visit that was held"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Select what you want to do."},
    )

    def __init__(self, *args: Any, schools: QuerySet[School], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "school", schools)


class VisitsFilter(forms.Form):
    search = forms.CharField(label="School or URN", required=False, max_length=200)
    state = forms.ChoiceField(label="State", required=False, choices=[EVERY, *VisitState.choices])
    kind = forms.ChoiceField(label="Kind", required=False)
    lead = PersonFilter(label="Lead")
    report = forms.ChoiceField(label="Report", required=False)
    from_ = forms.DateField(label="From", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    to = forms.DateField(label="To", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    overdue = forms.BooleanField(label="Past, outcome not recorded", required=False)
    late = forms.BooleanField(label="Report late", required=False)

    def __init__(
        self,
        *args: Any,
        kinds: Iterable[tuple[str, str]],
        leads: QuerySet[User],
        reports: Iterable[ReportState],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "report", [EVERY, *((state.value, str(state.label)) for state in reports)])
        _offer(self, "kind", [EVERY, *kinds])
        offer(self, "lead", leads)


def day_in(data: QueryDict) -> date | None:
    """Return the first day that was posted, or None: its academic year decides on the framework."""
    field = DateField(required=False, sense=ANY_DAY)
    try:
        found: date | None = field.clean(DateParts().value_from_datadict(data, {}, "starts_on"))
    except forms.ValidationError:
        return None
    return found


def _initial(held: VisitDetails) -> dict[str, Any]:
    return {
        **vars(held),
        "days": plain(held.days),
    }


def _kind(framework: Framework, lines: Sequence[Line], only: str) -> forms.Field:
    assert framework.visits is not None
    choices = []
    for kind in framework.visits.kinds:
        if kind.contact or only not in ("", kind.id):
            continue
        length = usual_length(kind, lines)
        days = days_in_words(length)
        choices.append((kind.id, f"{kind.name} ({days}). {charged_to(kind, framework, lines)}"))
    return forms.ChoiceField(
        label="Kind of visit, its usual length and what it is charged to",
        choices=choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select a kind of visit."},
    )


def mode_field(visits: Visits | None, *, past: bool) -> forms.Field:
    assert visits is not None
    return forms.ChoiceField(
        label="How did it take place?" if past else "How will it take place?",
        choices=[(mode.id, mode.name) for mode in visits.modes],
        initial=visits.modes[0].id,
        widget=forms.RadioSelect,
        error_messages={"required": "Select how the visit takes place."},
    )


def length_field() -> forms.Field:
    return forms.DecimalField(
        label="Length in days, including preparation and report",
        help_text="In half days, such as 0.5 or 1. Leave this empty to use the usual length for this kind of visit.",
        required=False,
        min_value=Decimal(0),
        max_value=MOST,
        step_size=HALF,
        decimal_places=1,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "govuk-input--width-3"}),
        error_messages={
            "invalid": "Enter the length as a number, like 0.5 or 1.",
            "min_value": "The length must be 0 or more.",
            "max_value": "The length must be 30 days or fewer.",
            "step_size": "Enter the length in half days, like 0.5 or 1.",
            "max_decimal_places": "Enter the length in half days, like 0.5 or 1.",
        },
    )


def _purpose() -> forms.Field:
    return forms.CharField(
        label="Purpose",
        help_text="The school can read this.",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def _met() -> forms.Field:
    return PrintedField(
        label="Who did you meet?",
        help_text="For example, the headteacher and two Year 5 teachers",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def _priorities(framework: Framework) -> forms.Field:
    return forms.MultipleChoiceField(
        label="Which priorities does it support?",
        choices=[(priority.id, priority.name) for priority in framework.priorities],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


def _lead(people: QuerySet[User]) -> forms.Field:
    return PersonField(
        label="Who leads the visit?",
        help_text="Type a part of their name or email address.",
        queryset=people,
        error_messages={"required": "Enter who leads the visit."},
    )


def _others(people: QuerySet[User]) -> forms.Field:
    return PeopleField(
        label="Who else takes part?",
        help_text="Type a part of their name or email address. Put commas between several people.",
        queryset=people,
        required=False,
    )


def _offer(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices
