"""Forms of bookings: who comes, one person put right, and the filter of what a school can book."""

from collections.abc import Sequence
from typing import Any

from django import forms

from sil.framework.parts import Offer
from sil.web.forms import LONGEST_LINE

from .policies import ROWS, PersonInput

EVERY = ("", "All")
_LONGEST = 120


class BookForm(forms.Form):
    """The names and roles of so many people. A row that is left blank books nobody."""

    def __init__(self, *args: Any, rows: int = ROWS, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._rows = range(1, rows + 1)
        for n in self._rows:
            self.fields[f"name_{n}"] = forms.CharField(
                label="Name" if n == 1 else f"Name of person {n} (optional)",
                help_text="The person who is coming. They do not need an account." if n == 1 else "",
                required=n == 1,
                max_length=_LONGEST,
                error_messages={"required": "Enter the name of the person who is coming."},
            )
            self.fields[f"role_{n}"] = forms.CharField(
                label="Role at the school" if n == 1 else f"Role of person {n} (optional)",
                help_text="For example, headteacher or English lead" if n == 1 else "",
                required=n == 1,
                max_length=_LONGEST,
                error_messages={"required": "Enter their role at the school."},
            )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        for n in self._rows[1:]:
            name, role = said.get(f"name_{n}"), said.get(f"role_{n}")
            if name and not role:
                self.add_error(f"role_{n}", "Enter their role at the school.")
            if role and not name:
                self.add_error(f"name_{n}", "Enter the name of the person who is coming.")
        return said

    @property
    def people(self) -> list[PersonInput]:
        said = self.cleaned_data
        rows = [(said[f"name_{n}"], said[f"role_{n}"]) for n in self._rows]
        return [PersonInput(name=name, role=role) for name, role in rows if name]


class PersonForm(forms.Form):
    name = forms.CharField(
        label="Name",
        max_length=_LONGEST,
        error_messages={"required": "Enter the name of the person who is coming."},
    )
    role = forms.CharField(
        label="Role at the school",
        max_length=_LONGEST,
        error_messages={"required": "Enter their role at the school."},
    )

    @property
    def person(self) -> PersonInput:
        return PersonInput(**self.cleaned_data)


class CancelForm(forms.Form):
    reason = forms.CharField(
        label="Why is it cancelled? (optional)",
        help_text="We keep it in the history. If an officer cancels, the school can read it.",
        required=False,
        max_length=LONGEST_LINE,
    )


class OfferFilter(forms.Form):
    """Which events a school is shown."""

    search = forms.CharField(label="Title, place or who leads it", required=False, max_length=LONGEST_LINE)
    offer = forms.ChoiceField(label="Part of the offer", required=False)

    def __init__(self, *args: Any, offers: Sequence[Offer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["offer"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [EVERY, *((each.id or "", each.text) for each in offers)]
