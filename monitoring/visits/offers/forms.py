"""Forms that offer times for a visit, choose one, say that none suits and withdraw them."""

from collections.abc import Iterable
from typing import Any

from django import forms

from schools.models import School
from sil.dates.sense import NOW, YEAR, Known, Sense
from sil.framework.schema import plain
from sil.web.forms import DateField, TimeField, know

from ..models import OfferedTime, TimesOffer
from ..planning.forms import DayField
from ..visit.forms import DetailsForm
from .policies import MOST, OfferInput, TimeInput, words_of_time

_LENGTH = 1000
_CAN_READ = "{reader} can read this."
_REPLY = Sense(past=NOW, future=YEAR)


class TimesFields(forms.Form):
    """Up to five days, each with an hour. The controls of one are `day_<n>` and `at_<n>`."""

    def add_times(self, school: School, *, number: int = MOST) -> None:
        """Add the controls; days on which the school is closed are asked about."""
        self.rows = range(1, number + 1)
        for n in self.rows:
            self.fields[f"day_{n}"] = DayField(label=f"Time {n}: day", required=False)
            self.fields[f"at_{n}"] = TimeField(label=f"Time {n}: start time", help_text="", required=False)
            know(self, f"day_{n}", Known(school=school))

    def check_pairs(self) -> None:
        """A day needs an hour and an hour needs a day."""
        for n in self.rows:
            day, at = f"day_{n}", f"at_{n}"
            if self.cleaned_data.get(day) and at in self.cleaned_data and not self.cleaned_data[at]:
                self.add_error(at, "Enter the start time as well, like 9.30am.")
            if self.cleaned_data.get(at) and day in self.cleaned_data and not self.cleaned_data[day]:
                self.add_error(day, "Enter the day as well, or clear the time.")

    def time_rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"day_{n}"], self[f"at_{n}"]) for n in self.rows]

    def typed_times(self) -> dict[str, TimeInput]:
        """Return the times that were filled in by the name of the control of their day."""
        data = self.cleaned_data
        return {
            f"day_{n}": TimeInput(day=data[f"day_{n}"], at=data[f"at_{n}"])
            for n in self.rows
            if data.get(f"day_{n}") and data.get(f"at_{n}")
        }


class OfferForm(DetailsForm, TimesFields):
    """What is offered. A school is not asked for the length, which is the usual one of the kind."""

    ASKS = ("kind", "mode", "days", "purpose")

    place = forms.CharField(
        label="Where, if it is not at the school? (optional)",
        max_length=200,
        required=False,
        error_messages={"max_length": "It must be 200 characters or fewer."},
    )
    reply_by = DateField(
        sense=_REPLY,
        label="Last day to answer",
        help_text="After this day the times are free again. For example, 27 11 2026",
        error_messages={"required": "Enter the last day to answer, like 27 11 2026."},
    )

    def __init__(self, *args: Any, school: School, by_school: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if by_school:
            del self.fields["days"]
        self.fields["purpose"].label = "What is the visit about? (optional)"
        self.fields["purpose"].help_text = "" if by_school else "The school can read this."
        self.add_times(school)
        times = [f"{part}_{n}" for n in self.rows for part in ("day", "at")]
        self.order_fields(["kind", "mode", *times, "reply_by", "days", "place", "purpose"])

    def clean(self) -> None:
        self.check_pairs()

    def usual(self) -> list[forms.BoundField]:
        """The fields below the times."""
        return [self[name] for name in ("reply_by", "days", "place", "purpose") if name in self.fields]

    @property
    def offered(self) -> OfferInput:
        """What was filled in. The form is valid."""
        data = self.cleaned_data
        days = data.get("days")
        return OfferInput(
            kind=data["kind"],
            mode=data["mode"],
            days=self._usual(data["kind"]) if days is None else days,
            times=tuple(self.typed_times().values()),
            reply_by=data["reply_by"],
            place=data["place"],
            purpose=data["purpose"],
        )


def values_of(offer: TimesOffer) -> dict[str, Any]:
    """Return what a form that offers other times instead starts with."""
    said = {name: getattr(offer, name) for name in ("kind", "mode", "place", "purpose")}
    return said | {"days": plain(offer.days)}


class ChooseForm(forms.Form):
    """The times that can be chosen."""

    time = forms.TypedChoiceField(
        label="Which time suits you?",
        widget=forms.RadioSelect,
        coerce=int,
        error_messages={"required": "Select one of the times.", "invalid_choice": "Select one of the times."},
    )

    def __init__(self, *args: Any, times: Iterable[OfferedTime], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(times)

    def offer(self, times: Iterable[OfferedTime]) -> None:
        """Show these times. Those that are judged may be more: one that is no longer free is refused by its name."""
        field = self.fields["time"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(each.pk), words_of_time(each)) for each in times]
        self.has_times = bool(field.choices)


class NoneForm(TimesFields):
    """Why none of the times suits, and times of one's own."""

    reason = forms.CharField(
        label="Why does none of the times suit? (optional if you offer times)",
        max_length=_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": f"It must be {_LENGTH} characters or fewer."},
    )
    reply_by = DateField(
        sense=_REPLY,
        label="Last day to answer, if you offer times",
        help_text="For example, 27 11 2026",
        required=False,
        error_messages={"required": "Enter the last day to answer, like 27 11 2026."},
    )

    def __init__(self, *args: Any, school: School, reader: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _CAN_READ.format(reader=reader)
        self.add_times(school, number=3)

    def clean(self) -> None:
        self.check_pairs()
        offers = any(self.cleaned_data.get(f"day_{n}") for n in self.rows)
        if offers and "reply_by" in self.cleaned_data and not self.cleaned_data["reply_by"]:
            self.add_error("reply_by", "Enter the last day to answer, like 27 11 2026.")


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label="Why do you withdraw the times?",
        max_length=_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Enter why you withdraw the times.",
            "max_length": f"It must be {_LENGTH} characters or fewer.",
        },
    )

    def __init__(self, *args: Any, reader: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _CAN_READ.format(reader=reader)
