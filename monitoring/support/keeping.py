"""The page that adds a record of the directory or of the budgets, or changes one."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from sil.dates.sense import Known
from sil.web.forms import know, refuse
from sil.workflow import Denied

# The field beside which each refusal stands.
BESIDE = {
    "name": "name",
    "email": "email",
    "no_topic": "topics",
    "too_few": "days_a_year",
    "too_little": "amount",
}


def know_days(form: Form, found: Model | None, *names: str) -> None:
    """Have the days of a form say nothing of what is recorded already."""
    for name in names if found else ():
        know(form, name, Known(recorded=getattr(found, name)))


def keep(
    request: HttpRequest,
    form: Form,
    act: Callable[[dict[str, Any]], Any],
    *,
    heading: str,
    button: str,
    back: tuple[str, str],
    done: Callable[[Any], str],
    makes: bool = False,
    says: str = "",
    beside: Mapping[str, str] | None = None,
) -> HttpResponse:
    """Show a form, and do what it asks for once it is posted; `done` says of the record what was done. `makes` is for
    a page that makes something, whose view is `once`."""
    if request.method == "POST" and form.is_valid():
        try:
            made = act(form.cleaned_data)
        except Denied as denied:
            refuse(form, denied.sentence, {**BESIDE, **(beside or {})}.get(denied.code))
        else:
            messages.success(request, done(made))
            return redirect(made)
    context = {"form": form, "heading": heading, "says": says, "button": button, "makes": makes, "back": back}
    return render(request, "support/keep.html", context)
