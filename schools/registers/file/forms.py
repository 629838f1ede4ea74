"""The form to send a file in, and the filter of earlier readings."""

from datetime import date
from typing import Any, BinaryIO, cast

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from sil.framework.years import academic_year, label

from ..catalogue import REGISTERS, owners
from ..table.archive import FileRefused
from ..table.reading import Header, table_in
from .actions import Sent

# How far back results are published in files of their own.
YEARS = 12
_TITLES = [(slug, register.title) for slug, register in REGISTERS.items()]


class FileForm(forms.Form):
    """Cleans to a `sent`. The register is asked for only where the columns of the file do not say it."""

    file = forms.FileField(
        label="The file as you downloaded it",
        help_text="A CSV file, or the .zip file that it came in.",
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.zip"}),
        error_messages={"required": "Select the file.", "empty": "The file is empty."},
    )
    register = forms.ChoiceField(
        label="Which register is it from?",
        required=False,
        choices=_TITLES,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Select one of the registers."},
    )
    year = forms.TypedChoiceField(
        label="Academic year, if the file does not say it",
        help_text="Some results files need this. For any other file, leave it as it is.",
        required=False,
        coerce=int,
        empty_value=None,
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        last = academic_year(today)
        field = self.fields["year"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [("", "The file says it"), *((year, label(year)) for year in range(last, last - YEARS, -1))]
        if not self.data.get("register"):
            self._asked = self.fields.pop("register")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if file := cleaned.get("file"):
            try:
                with table_in(cast(BinaryIO, file.file)) as table:
                    about, header = table.about, table.header
            except FileRefused as refused:
                self.add_error("file", refused.sentence[:1].upper() + refused.sentence[1:])
                return cleaned
            if slug := self._register(header, cleaned):
                cleaned["sent"] = Sent(REGISTERS[slug], file.file, about, file.name or "", file.size)
        return cleaned

    def _register(self, header: Header, cleaned: dict[str, Any]) -> str:
        fitting = [register.slug for register in owners(header)]
        if len(fitting) == 1:
            return fitting[0]
        if chosen := cleaned.get("register"):
            return str(chosen)
        if "register" not in self.fields:
            self.fields = {"file": self.fields["file"], "register": self._asked, "year": self.fields["year"]}
        known = "more than one register" if fitting else "none of the registers"
        self.add_error(
            "register",
            ValidationError(
                f"The columns of this file fit {known}. If you know which register it is from, choose it here and "
                "select the file again."
            ),
        )
        return ""

    @property
    def largest(self) -> int:
        """In megabytes."""
        return int(settings.REGISTER_MAX_BYTES // 1024**2)


class RunFilter(forms.Form):
    register = forms.ChoiceField(label="Register", required=False, choices=[("", "All"), *_TITLES])
