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


def kind_taken(request: HttpRequest, response: HttpResponseBase) -> str:
    """Return which kind of event an answer to somebody signed in is, LIST or DOCUMENT; blank for what is no file of
    theirs, such as a page, a calendar or an empty template."""
    if request.method != "GET" or response.status_code != 200 or not request.user.is_authenticated:
        return ""
    if not response.get("Content-Disposition", "").startswith("attachment") or _route(request) in _TEMPLATES:
        return ""
    if response.get("Content-Type", "").startswith(_NOT_RECORDED):
        return ""
    return LIST if "export" in request.GET else DOCUMENT


class FilesTakenMiddleware:
    """Comes after UserRolesMiddleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if kind := kind_taken(request, response):
            _record(request, response, kind)
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


def _record(request: HttpRequest, response: HttpResponseBase, kind: str) -> None:
    by, file = actor(request), _file(response["Content-Disposition"])
    said: dict[str, Any] = {"name": by.name, "file": file, "page": _route(request), "path": request.path}
    if filters := getattr(response, "list_filters", None):
        said["filters"] = filters
    events.record(kind, subject=by, by=by, scope=SCOPE, **said)


def _route(request: HttpRequest) -> str:
    match = request.resolver_match
    return match.url_name or "" if match else ""


def _file(disposition: str) -> str:
    found = _NAME.search(disposition)
    return (unquote(found[1]) if found[1] else found[2]) if found else ""
