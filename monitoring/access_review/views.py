"""Pages of access reviews: all of them, one with its lines, ending one access, and finishing."""

from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sil.accounts.access import actor, allow, user_roles
from sil.accounts.roles import Permission
from sil.web.forms import posted, refuse
from sil.web.lists.listing import Column, Listing
from sil.workflow import Denied

from . import actions
from .forms import QUIET, WAITING, EndForm, LineFilter, keys_of
from .models import ReviewedAccess
from .permissions import may_review
from .queries import lines_of, progress_of, readable

ANY = ["GET", "HEAD", "POST"]
COLUMNS = (
    Column(slug="person", label="Person", order=("person__name", "pk"), value=lambda line: line.person.name),
    Column(slug="email", label="Email address", value=lambda line: line.person.email, shown=False),
    Column(slug="kind", label="What they have", order=("kind", "pk"), value=lambda line: line.get_kind_display()),
    Column(slug="what", label="Role or part", value=lambda line: line.what, shown=False),
    Column(slug="school", label="School", value=lambda line: line.school.name if line.school else "", shown=False),
    Column(slug="since", label="Since", order=("starts_on", "pk"), value=lambda line: line.starts_on),
    Column(slug="until", label="Until", value=lambda line: line.ends_on, shown=False),
    Column(slug="signed_in", label="Last signed in", order=("rank", "pk"), value=lambda line: line.last_signed_in),
    Column(slug="state", label="State", order=("decision", "pk"), value=lambda line: state_of(line)),
    Column(slug="by", label="By", value=lambda line: line.decided_by.name if line.decided_by else "", shown=False),
    Column(slug="on", label="On", value=lambda line: line.decided_on, shown=False),
    Column(slug="why", label="Why", value=lambda line: line.reason, shown=False),
)


def state_of(line: ReviewedAccess) -> str:
    return line.get_decision_display() if line.decision else "To confirm or end"


@require_safe
@allow(Permission.CASEWORK_GRANT)
def access_reviews(request: HttpRequest) -> HttpResponse:
    """The reviews, the latest first."""
    who = user_roles(request)
    found = [(review, review.is_late(who.on)) for review in readable(who)]
    return render(request, "access_review/reviews.html", {"reviews": found})


@require_http_methods(ANY)
@allow(Permission.CASEWORK_GRANT)
def access_review(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One review with its lines, who has not signed in for a term first; those that are ticked are confirmed."""
    who = user_roles(request)
    found = get_object_or_404(readable(who), pk=pk)
    refusal = ""
    if request.method == "POST":
        try:
            number = actions.confirm(found, keys_of(request.POST), by=actor(request), on=who.on)
        except Denied as denied:
            refusal = denied.sentence
        else:
            messages.success(request, f"{number} {'line' if number == 1 else 'lines'} confirmed.")
            return redirect(request.get_full_path())
    listing = Listing(
        request,
        lines_of(found),
        columns=COLUMNS,
        sort="signed_in",
        filters=LineFilter(request.GET),
        narrow=_narrow,
    )
    if listing.wants_export:
        return listing.export("access-review")
    context = {
        "review": found,
        "listing": listing,
        "refusal": refusal,
        "ticked": keys_of(request.POST) if refusal else [],
        "progress": progress_of(found),
        "is_late": found.is_late(who.on),
        "reviews": not found.finished_on and may_review(who),
        "me": who.user,
    }
    part = "#results" if request.headers.get("HX-Request") else ""
    return render(request, f"access_review/review.html{part}", context)


@require_http_methods(ANY)
@allow(Permission.CASEWORK_GRANT)
def access_review_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End what one line says, with a reason."""
    who = user_roles(request)
    line = get_object_or_404(ReviewedAccess.objects.select_related("person", "school", "review__term"), pk=pk)
    form = EndForm(posted(request))
    if request.method != "POST" and (line.decision or line.review.finished_on or line.person == who.user):
        messages.warning(request, "You cannot end this access here.")
        return redirect(line.review)
    if request.method == "POST" and form.is_valid():
        try:
            actions.end(line, reason=form.cleaned_data["reason"], by=actor(request), on=who.on)
        except Denied as denied:
            refuse(form, denied.sentence, "reason" if denied.code == "no_reason" else None)
        else:
            messages.success(request, f"{line.person.name} no longer has this access: {line.what}.")
            return redirect(line.review)
    return render(request, "access_review/end.html", {"form": form, "line": line, "review": line.review})


@require_POST
@allow(Permission.CASEWORK_GRANT)
def access_review_finish(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(readable(user_roles(request)), pk=pk)
    try:
        actions.finish(found, by=actor(request), on=user_roles(request).on)
    except Denied as denied:
        messages.warning(request, denied.sentence)
    else:
        messages.success(request, f"The review of the {found.term.words} is finished.")
    return redirect(found)


def _narrow(rows: QuerySet[ReviewedAccess], asked: dict[str, Any]) -> QuerySet[ReviewedAccess]:
    if text := asked.get("search"):
        rows = rows.filter(Q(person__name__icontains=text) | Q(school__name__icontains=text))
    if kind := asked.get("kind"):
        rows = rows.filter(kind=kind)
    if state := asked.get("state"):
        rows = rows.filter(decision="" if state == WAITING else state)
    return rows.filter(rank=0) if asked.get("signed_in") == QUIET else rows
