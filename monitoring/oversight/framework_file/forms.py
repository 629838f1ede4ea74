"""The form that takes a framework file, and what is carried from looking at it to loading it."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core import signing

from sil.framework import actions
from sil.framework.loader import FrameworkError, text_of
from sil.framework.schema import Framework

# Liverpool's has 50 kB.
LARGEST = 500_000
_SALT = "framework file"
_DAY = 24 * 60 * 60


@dataclass(frozen=True)
class Looked:
    """A file that was checked: its text as it came, its name, and what it says."""

    text: str
    name: str
    framework: Framework

    @property
    def sealed(self) -> str:
        """The file as a value of a form. Signed, so that what is loaded is what was looked at."""
        return signing.dumps({"text": self.text, "name": self.name}, salt=_SALT, compress=True)


def unsealed(value: str) -> tuple[str, str] | None:
    """The text and the name of a file that was looked at within the last day; None for anything else."""
    try:
        found = signing.loads(value, salt=_SALT, max_age=_DAY)
    except signing.BadSignature:
        return None
    return found["text"], found["name"]


class FileForm(forms.Form):
    """Cleans to `looked`. What is wrong with the file itself is in `problems`, one sentence each."""

    file = forms.FileField(
        label="The framework file",
        help_text="A text file in the TOML format, saved as UTF-8. Nothing changes until you confirm.",
        widget=forms.FileInput(attrs={"accept": ".toml,.txt"}),
        error_messages={"required": "Select the file.", "empty": "The file is empty."},
    )
    problems: tuple[str, ...] = ()
    has_more = False

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST:
            raise forms.ValidationError("The file is too large to be a framework file. Select another one.")
        return file

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if file := cleaned.get("file"):
            name = (file.name or "framework.toml")[-200:]
            try:
                text = text_of(file.read(), name=name)
                cleaned["looked"] = Looked(text, name, actions.check_file(text, file_name=name))
            except FrameworkError as error:
                self.problems, self.has_more = tuple(error.problems), error.has_more
                many = "mistakes" if len(self.problems) != 1 else "mistake"
                self.add_error(
                    "file", f"The file has {len(self.problems)} {many}. Correct the file and select it again."
                )
        return cleaned
