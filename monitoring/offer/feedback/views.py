"""Pages of feedback: a school gives it, and those who read it see figures and texts."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from sil.accounts.access import actor, allow, signed_in, user_roles
from sil.accounts.roles import Permission
from sil.web.forms import posted, refuse
from sil.web.lists.listing import Column, Listing
from sil.workflow import Denied

from ..models import OfferedEvent
from ..questions import NEXT_STEP, RECOMMEND, USEFUL
from . import actions
from .forms import FeedbackFilter, FeedbackForm, initial_of
from .permissions import reads_feedback
from .policies import DAYS_TO_ANSWER
from .queries import answerable, feedback_on, figures_of

ANY = ["GET", "HEAD", "POST"]
_COLUMNS = (
    Column(slug="useful", label=USEFUL.short, order=("useful",), value=lambda f: f.useful_in_words),
    Column(
        slug="recommend",
        label=RECOMMEND.short,
        order=("recommend",),
        value=lambda f: f.recommend_in_words,
    ),
    Column(slug="next", label=NEXT_STEP.short, order=("next_step",), value=lambda f: f.next_step_in_words),
    Column(slug="text", label="Text", value=lambda f: f.text),
    Column(slug="from", label="From", value=lambda f: f.from_in_words),
)


@require_http_methods(ANY)
@signed_in("headteachers and chairs of the school, for people who came")
def give(request: HttpRequest, pk: int) -> HttpResponse:
    """Give feedback for one person who came, or correct it."""
    who = user_roles(request)
    booking = get_object_or_404(answerable(who), pk=pk)
    said = initial_of(booking)
    form = FeedbackForm(posted(request), initial=said, booking=booking)
    if request.method == "POST" and form.is_valid():
        try:
            actions.give(booking, form.given, by=actor(request), on=who.on)
        except Denied as denied:
            refuse(form, denied.sentence)
        else:
            did = "You changed the feedback." if said else "Thank you. You gave feedback."
            messages.success(request, f"{did} You can change it until {booking.feedback_until_in_words}.")
            return redirect(booking)
    return render(request, "offer/feedback_give.html", {"form": form, "booking": booking, "given": bool(said)})


@require_safe
@allow(Permission.OFFER_KEEP)
def feedback(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The figures of an event, and what was said."""
    found = get_object_or_404(OfferedEvent.objects.select_related("leader"), pk=pk)
    if not reads_feedback(found, user_roles(request)):
        raise Http404
    listing = Listing(
        request,
        feedback_on(found),
        columns=_COLUMNS,
        sort="-useful",
        filters=FeedbackFilter(request.GET),
        narrow=_narrowed,
    )
    if listing.wants_export:
        return listing.export("feedback")
    context = {"listing": listing, "event": found, "days": DAYS_TO_ANSWER}
    if request.headers.get("HX-Request"):
        return render(request, "offer/feedback.html#results", context)
    return render(request, "offer/feedback.html", context | {"figures": figures_of(found)})


def _narrowed(found: QuerySet[Any], asked: dict[str, Any]) -> QuerySet[Any]:
    for word in (asked.get("search") or "").split():
        found = found.filter(text__icontains=word)
    if asked.get("with_text"):
        found = found.exclude(text="")
    return found.filter(useful=asked["useful"]) if asked.get("useful") else found
