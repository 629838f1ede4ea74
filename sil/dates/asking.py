"""Ask once, beside a field, about what was typed. The second post of the same passes.

The field carries each sentence that was asked, in a hidden control beside it (forms/_error.html), so that another
answer is asked about anew. It works without JavaScript, and everything typed stays.
"""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.forms import BaseForm, BoundField

ASKED = "asked"


def name_of(field: BoundField) -> str:
    """Return the name of the hidden control that says what was asked beside a field."""
    return f"{ASKED}-{field.html_name}"


def ask(field: BoundField, sentences: Iterable[str]) -> None:
    """Remember what is asked beside a field. Raises ValidationError("asked") with what the post does not confirm."""
    field.form.__dict__.setdefault("questions", {}).setdefault(field.name, []).extend(filter(None, sentences))
    data = field.form.data
    confirmed = data.getlist(name_of(field)) if hasattr(data, "getlist") else [data.get(name_of(field), "")]
    if new := [each for each in questions_of(field) if each not in confirmed]:
        raise ValidationError([ValidationError(each, code=ASKED) for each in new])


def ask_of(form: BaseForm, name: str, sentences: Iterable[str]) -> None:
    """Ask beside a field of a form that was read, from a view that knows more than the form."""
    try:
        ask(form[name], sentences)
    except ValidationError as error:
        form.add_error(name, error)


def questions_of(field: BoundField) -> list[str]:
    """Return what is asked beside a field, confirmed or not."""
    found: list[str] = getattr(field.form, "questions", {}).get(field.name, [])
    return found
