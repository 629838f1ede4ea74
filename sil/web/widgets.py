"""Draw the plain controls of forms without a template: a long form is mostly these, and a template for each, with
another for its attributes, takes a good part of the page. What is drawn is what Django's own templates draw."""

from collections.abc import Callable, Mapping
from typing import Any

from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString

_INPUTS = ("checkbox", "email", "file", "hidden", "input", "number", "password", "search", "tel", "text", "time", "url")


def _attributes(widget: Mapping[str, Any]) -> SafeString:
    return flatatt(widget["attrs"])


def _input(widget: Mapping[str, Any]) -> SafeString:
    value = "" if widget["value"] is None else format_html(' value="{}"', widget["value"])
    return format_html('<input type="{}" name="{}"{}{}>', widget["type"], widget["name"], value, _attributes(widget))


def _textarea(widget: Mapping[str, Any]) -> SafeString:
    return format_html(
        '<textarea name="{}"{}>\n{}</textarea>', widget["name"], _attributes(widget), widget["value"] or ""
    )


# How to draw a control, by the name of its template; every other is drawn by its template.
DRAWN: dict[str, Callable[[Mapping[str, Any]], SafeString]] = {
    **{f"django/forms/widgets/{kind}.html": _input for kind in _INPUTS},
    "django/forms/widgets/textarea.html": _textarea,
}
