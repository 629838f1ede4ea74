"""Pages on which the review of a power in use is recorded, and the day of the next one is set."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from sil import clock
from sil.accounts.access import actor, signed_in
from sil.submissions.once import once
from sil.web.forms import posted, refuse
from sil.workflow import Denied

from ..act import POWERS
from ..letters.views import ANY, KEEPERS, kept_by
from ..models import CaseLetter
from . import actions
from .forms import ReviewDayForm, ReviewForm
from .policies import Held, check_reviewed, reviewed_in
from .queries import reviews_of

_BESIDE = {
    "to_come": "held_on",
    "before_use": "held_on",
    "nobody": "present",
    "no_words": "found",
    "no_outcome": "outcome",
    "no_next": "next_on",
    "next_passed": "next_on",
    "next_too_late": "next_on",
}


@require_http_methods(ANY)
@signed_in(KEEPERS)
@once
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Record a review of a board or a suspended budget."""
    found, on = kept_by(request, pk), clock.today()
    if not reviewed_in(found):
        raise Http404
    if refused := _refused(request, found):
        return refused
    usual = actions.next_by_framework(found, on)
    initial = {"held_on": on, "next_on": usual} if usual else {"held_on": on}
    form = ReviewForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.record_review(found, held=Held(**form.cleaned_data), by=actor(request), on=on)
        except Denied as denied:
            refuse(form, denied.sentence, _BESIDE.get(denied.code))
        else:
            messages.success(request, f"The review is recorded: {made.get_outcome_display().lower()}.")
            return redirect(found.case)
    return _page(request, found, form, "periodic_review")


@require_http_methods(ANY)
@signed_in(KEEPERS)
@once
def day(request: HttpRequest, pk: int) -> HttpResponse:
    """Set or change the day of the next review."""
    found, on = kept_by(request, pk), clock.today()
    if not reviewed_in(found):
        raise Http404
    if refused := _refused(request, found):
        return refused
    form = ReviewDayForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_review_day(found, by=actor(request), on=on, **form.cleaned_data)
        except Denied as denied:
            refuse(form, denied.sentence, "reason" if denied.code == "no_reason" else "day")
        else:
            messages.success(request, "The day of the next review is set.")
            return redirect(found.case)
    return _page(request, found, form, "review_day")


def _refused(request: HttpRequest, found: CaseLetter) -> HttpResponse | None:
    """Where a power cannot be reviewed now, the person is told why on the page of its letter."""
    try:
        check_reviewed(found, clock.today())
    except Denied as denied:
        messages.warning(request, denied.sentence)
        return redirect(found)
    return None


def _page(request: HttpRequest, found: CaseLetter, form: Any, name: str) -> HttpResponse:
    context = {
        "letter": found,
        "case": found.case,
        "school": found.case.school,
        "power": POWERS[found.powers[0]],
        "reviews": reviews_of(found),
        "form": form,
    }
    return render(request, f"notices/{name}.html", context)
