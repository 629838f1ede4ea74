"""The sentences of form errors, in the product's voice.

Django's fields and validators bring sentences of their own ("This field is required."). A field that says
nothing better gets the sentence of this table, with its own label. GovukField applies it to every field of
every form before the form is checked; what a form declares in `error_messages` stays.
"""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise

DATE_EXAMPLE = "27 11 2026"
# A label that starts with one of these keeps its capital inside a sentence.
_NAMES = ("Ofsted", "School Improvement", "Principal Officer", "Director")


class Sentence(str):
    """An error whose places, written as Django's, are filled in with figures such as 1,019.

    A per cent sign elsewhere, as in the label of a field, stays as it is.
    """

    __slots__ = ()

    def __mod__(self, params: Any, /) -> str:
        return re.sub(r"%\((\w+)\)[sd]", lambda place: _written(params[place[1]]), self)


# Code of the error -> sentence. {Label} begins a sentence, {label} is inside one, {name} is between quotation marks.
_OF_EVERY_FIELD: Mapping[str, str] = {
    "required": "Enter {label}.",
    "max_length": "{Label} must be %(limit_value)d characters or fewer. You have used %(show_value)d.",
    "min_length": "{Label} must be %(limit_value)d characters or more. You have used %(show_value)d.",
    "max_value": "{Label} must be %(limit_value)s or less.",
    "min_value": "{Label} must be %(limit_value)s or more.",
    "null_characters_not_allowed": "{Label} has a character that cannot be saved. Delete the text and type it again.",
    "invalid": "Check {label}. It is not in the right format.",
}
_CHOICES: Mapping[str, str] = {
    "required": "Select {label}.",
    **dict.fromkeys(
        ("invalid_choice", "invalid_list", "list", "invalid_pk_value"), "Select one of the options for “{name}”."
    ),
}
_FILES: Mapping[str, str] = {
    "required": "Select a file.",
    "invalid": "Select a file.",
    "missing": "Select a file.",
    "empty": "The file is empty. Select another one.",
    "max_length": "The name of the file must be %(max)d characters or fewer. It has %(length)d.",
    "contradiction": "Select a file or tick the box to remove it, not both.",
}
_NUMBERS: Mapping[str, str] = {
    "invalid": "{Label} must be a number, like 2.5.",
    "max_digits": "{Label} must have no more than %(max)s digits.",
    "max_decimal_places": "{Label} must have no more than %(max)s decimal places.",
    "max_whole_digits": "{Label} must have no more than %(max)s digits before the decimal point.",
}
_DATES: Mapping[str, str] = {
    "required": "Enter the date for “{name}”.",
    "invalid": f"Enter the date for “{{name}}”, like {DATE_EXAMPLE}.",
}
_BY_KIND: tuple[tuple[tuple[type[forms.Field], ...], Mapping[str, str]], ...] = (
    ((forms.Field,), _OF_EVERY_FIELD),
    ((forms.ChoiceField, forms.ModelChoiceField), _CHOICES),
    ((forms.FileField,), _FILES),
    ((forms.IntegerField,), {"invalid": "{Label} must be a whole number, like 12."}),
    ((forms.FloatField, forms.DecimalField), _NUMBERS),
    ((forms.DateField,), _DATES),
    ((forms.EmailField,), {"invalid": "Enter an email address in the correct format, like name@example.org"}),
    ((forms.URLField,), {"invalid": "Enter a web address, like https://www.example.org"}),
    ((forms.BooleanField,), {"required": "Tick the box to confirm: {Label}."}),
)


def set_messages(field: forms.Field, label: str) -> None:
    """Give a form's copy of a field the sentences of the table in place of the libraries'.

    Where a form says what to choose, a choice that is not offered gets the same sentence.
    """
    ours = _sentences(field)
    theirs = _stock(type(field))
    stock = [code for code, message in field.error_messages.items() if message is theirs.get(code)]
    for code in [*stock, *(code for code in _codes(field) if code not in field.error_messages)]:
        field.error_messages[code] = _said(ours.get(code, ours["invalid"]), label)
    if "required" not in stock and isinstance(field, (forms.ChoiceField, forms.ModelChoiceField)):
        field.error_messages.update((code, field.error_messages["required"]) for code in stock)


def _sentences(field: forms.Field) -> dict[str, str]:
    found: dict[str, str] = {}
    for kinds, sentences in _BY_KIND:
        if isinstance(field, kinds):
            found |= sentences
    return found


def _stock(kind: type[forms.Field]) -> Mapping[str, Any]:
    """Return the sentences that a kind of field gets from Django or another library."""
    found: dict[str, Any] = {}
    for each in reversed(kind.__mro__):
        if each.__module__.split(".")[0] in ("django", "allauth"):
            found |= each.__dict__.get("default_error_messages", {})
    return found


def _codes(field: forms.Field) -> list[str]:
    """Return the codes under which the validators of a field raise sentences that Django wrote."""
    found: list[str] = []
    theirs: list[Any] = list(field.validators)
    for validator in theirs:
        if type(validator).__module__ == "django.core.validators":
            if isinstance(getattr(validator, "message", None), Promise):
                found.append(validator.code)
            found.extend(getattr(validator, "messages", {}))
    return found


def _said(sentence: str, label: str) -> Sentence:
    label = label.removesuffix("(optional)").strip().rstrip(".:")
    if label.endswith("?"):
        subject, inside = "Your answer", f"an answer to “{label}”"
    else:
        keeps = label.startswith(_NAMES) or label[1:2].isupper()
        subject, inside = label, label if keeps else label[:1].lower() + label[1:]
    said = sentence.replace("{Label}", subject).replace("{label}", inside)
    return Sentence(said.replace("{name}", label))


def _written(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)
