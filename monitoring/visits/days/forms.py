"""Forms that approve and withdraw extra days, and the filters of the lists."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from schools.establishments import PHASES
from schools.people.queries import partners_of_schools
from sil.framework.schema import Framework
from sil.framework.years import academic_year
from sil.web.search.fields import offer
from sil.web.search.people import PersonFilter

from ..terms.queries import terms_of
from .policies import HALF, MOST

LENGTH = 2000
EVERY = ("", "All")
# No id of a line can be this: chosen, not left out.
BEYOND, NO_LINE = "-", "Other support"


def _reason(label: str, missing: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="This is kept on record, and the school can read it.",
        error_messages={
            "required": missing,
            "max_length": f"The reason must be {LENGTH} characters or fewer.",
        },
    )


class ApproveForm(forms.Form):
    days = forms.DecimalField(
        label="How many days?",
        help_text="Whole or half days, for example 1.5",
        max_digits=4,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "govuk-input--width-3"}),
        error_messages={"required": "Enter the number of days.", "invalid": "Enter the days as a number, like 1.5."},
    )
    line = forms.ChoiceField(
        label="What are they for?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Select what the days are for.",
            "invalid_choice": "Select what the days are for.",
        },
    )
    reason = _reason("Why does the school need extra days?", "Enter why the school needs extra days.")

    def __init__(self, *args: Any, lines: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        line = self.fields["line"]
        assert isinstance(line, forms.ChoiceField)
        line.choices = [*lines.items(), (BEYOND, NO_LINE)]

    def clean_line(self) -> str:
        line: str = self.cleaned_data["line"]
        return "" if line == BEYOND else line

    def clean_days(self) -> Decimal:
        days: Decimal = self.cleaned_data["days"]
        if days <= 0:
            raise ValidationError("Enter more than 0 days.")
        if days > MOST:
            raise ValidationError(f"Enter {MOST} days or fewer.")
        if days % HALF:
            raise ValidationError("Enter whole or half days, like 1 or 1.5.")
        return days


class TakeBackForm(forms.Form):
    reason = _reason("Why are you withdrawing them?", "Enter why you are withdrawing the days.")


class OverFilter(forms.Form):
    """Which of the schools over their days to show."""

    search = forms.CharField(label="School or URN", required=False)


class OwedFilter(forms.Form):
    """Which of the visits owed to show: `line` is a line of the year's framework, `band` the name of a band."""

    search = forms.CharField(label="School or URN", required=False)
    sip = PersonFilter(label="Partner", others={"none": "Nobody"})
    phase = forms.ChoiceField(label="Phase", required=False, choices=[EVERY, *((each, each) for each in PHASES)])
    band = forms.ChoiceField(label="Band", required=False)
    line = forms.ChoiceField(label="Support", required=False)
    term = forms.ChoiceField(label="Term", required=False)

    def __init__(self, *args: Any, framework: Framework | None, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bands = framework.bands if framework else ()
        lines = {line.id: line.id.replace("-", " ").capitalize() for band in bands for line in band.lines}
        offer(self, "sip", partners_of_schools(on))
        self._offer("band", [(band.name, band.name) for band in bands])
        self._offer("line", lines.items())
        self._offer("term", [(term.name, term.name) for term in terms_of(academic_year(on))])

    def _offer(self, name: str, choices: Iterable[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [EVERY, *choices]
