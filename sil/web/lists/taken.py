"""Who downloaded which file, and exported which list: recorded in one place for every page, when the answer is a file.

What somebody searched for is not recorded, only that they searched. Nothing else that is merely read leaves an event.
"""

import re
from collections.abc import Callable
from typing import Any, cast
from urllib.parse import unquote

from django import forms
from django.http import HttpRequest, HttpResponseBase

from sil.accounts.access import actor
from sil.audit import events
from sil.audit.kinds import APART, kinds

LIST, DOCUMENT = "file.list", "file.document"
SCOPE = "files"
_KINDS = {
    LIST: "{name} exported a list as the file {file}",
    DOCUMENT: "{name} downloaded a file of a record",
}
KINDS = tuple(kinds(_KINDS, dict.fromkeys(_KINDS, APART)))
# A calendar is fetched again and again by a program, and a template says nothing.
_NOT_RECORDED = ("text/calendar",)
_TEMPLATES = frozenset({"bulk_template"})
_NAME = re.compile(r"filename\*=utf-8''([^;]+)|filename=\"?([^\";]+)", re.IGNORECASE)
_SEARCHED = "searched"


class FilesTakenMiddleware:
    """Comes after UserRolesMiddleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.method == "GET" and response.status_code == 200 and request.user.is_authenticated:
            disposition = response.get("Content-Disposition", "")
            is_plain = not response.get("Content-Type", "").startswith(_NOT_RECORDED)
            if disposition.startswith("attachment") and is_plain:
                _record(request, response, disposition)
        return response


class _Exported(HttpResponseBase):
    """The answer with a list, and the filters that it was exported with."""

    list_filters: dict[str, str]


def with_filters(response: HttpResponseBase, filters: forms.Form) -> HttpResponseBase:
    """Return an answer that brings along, for the record, the filters of the list in it."""
    cast("_Exported", response).list_filters = asked(filters)
    return response


def asked(filters: forms.Form) -> dict[str, str]:
    """Return the filters that a list was exported with, by their names: a choice as it reads, and of what was typed
    only that something was."""
    found = {}
    for name, field in filters.fields.items():
        value = filters.cleaned_data.get(name)
        if value in (None, "", False):
            continue
        choices = {str(key): str(text) for key, text in getattr(field, "choices", [])}
        is_plain = isinstance(field, forms.BooleanField | forms.DateField | forms.IntegerField)
        found[str(field.label or name)] = choices.get(str(value)) or (str(value) if is_plain else _SEARCHED)
    return found


def _record(request: HttpRequest, response: HttpResponseBase, disposition: str) -> None:
    match = request.resolver_match
    route = match.url_name or "" if match else ""
    if route in _TEMPLATES:
        return
    by, is_list = actor(request), "export" in request.GET
    said: dict[str, Any] = {"name": by.name, "file": _file(disposition), "page": route, "path": request.path}
    if filters := getattr(response, "list_filters", None):
        said["filters"] = filters
    events.record(LIST if is_list else DOCUMENT, subject=by, by=by, scope=SCOPE, **said)


def _file(disposition: str) -> str:
    found = _NAME.search(disposition)
    return (unquote(found[1]) if found[1] else found[2]) if found else ""
