"""Pages of access reviews: all of them, one with its lines, ending one access, and finishing.

Those who may not review are shown what they are asked to end, and nothing else.
"""

from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sil.accounts.access import actor, allow, user_roles
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.web.forms import posted, refuse
from sil.web.lists.listing import Column, Listing
from sil.web.timeline import PRINTED
from sil.workflow import Denied

from . import actions
from .forms import QUIET, WAITING, EndForm, LineFilter, keys_of
from .held import waits_of
from .models import AccessReview, ReviewedAccess
from .permissions import WHO, may_read, may_review, to_end_by
from .queries import lines_of, progress_of, readable

ANY = ["GET", "HEAD", "POST"]
COLUMNS = (
    Column(slug="person", label="Person", order=("person__name", "pk"), value=lambda line: line.person.name),
    Column(slug="email", label="Email address", value=lambda line: line.person.email, shown=False),
    Column(slug="kind", label="What they have", order=("kind", "pk"), value=lambda line: line.get_kind_display()),
    Column(slug="what", label="Role or part", value=lambda line: line.what_in_words, shown=False),
    Column(slug="school", label="School", value=lambda line: line.school.name if line.school else "", shown=False),
    Column(slug="since", label="Since", order=("starts_on", "pk"), value=lambda line: line.starts_on),
    Column(slug="until", label="Until", value=lambda line: line.ends_on, shown=False),
    Column(slug="signed_in", label="Last signed in", order=("rank", "pk"), value=lambda line: line.last_signed_in),
    Column(slug="state", label="State", order=("decision", "pk"), value=lambda line: state_of(line)),
    Column(slug="by", label="By", value=lambda line: line.decided_by.name if line.decided_by else "", shown=False),
    Column(slug="on", label="On", value=lambda line: line.decided_on, shown=False),
    Column(slug="why", label="Why", value=lambda line: line.reason, shown=False),
    Column(
        slug="ended_by", label="Ended by", value=lambda line: line.ended_by.name if line.ended_by else "", shown=False
    ),
    Column(slug="ended", label="Ended on", value=lambda line: line.ended_on, shown=False),
)


def state_of(line: ReviewedAccess) -> str:
    return line.get_decision_display() if line.decision else "To confirm or end"


@require_safe
@allow(*WHO)
def access_reviews(request: HttpRequest) -> HttpResponse:
    """The reviews, the latest first."""
    who = user_roles(request)
    found = [(review, review.is_late(who.on)) for review in readable(who)]
    return render(request, "access_review/reviews.html", {"reviews": found, "reads": may_read(who)})


@require_http_methods(ANY)
@allow(*WHO)
def access_review(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One review with its lines, who has not signed in for a term first, page by page or all to be printed; those that
    are ticked are confirmed."""
    who = user_roles(request)
    found = get_object_or_404(readable(who), pk=pk)
    refusal = ""
    if request.method == "POST":
        if not may_read(who):
            raise Http404
        try:
            number = actions.confirm(found, keys_of(request.POST), by=actor(request), on=who.on)
        except Denied as denied:
            refusal = denied.sentence
        else:
            messages.success(request, f"{number} {'line' if number == 1 else 'lines'} confirmed.")
            return redirect(request.get_full_path())
    lines, filters = lines_of(found, who), LineFilter(request.GET)
    listing = Listing(request, lines, columns=COLUMNS, sort="signed_in", filters=filters, narrow=_narrow)
    if listing.wants_export:
        return listing.export("access-review")
    part = "#results" if request.headers.get("HX-Request") else ""
    ticked = keys_of(request.POST) if refusal else []
    return render(request, f"access_review/review.html{part}", _shown(found, listing, who, refusal, ticked))


def _shown(review: AccessReview, listing: Listing, who: UserRoles, refusal: str, ticked: list[int]) -> dict[str, Any]:
    """What the page of a review is given."""
    printed = listing.query.pop("all", None) is not None
    lines = listing.rows[:PRINTED] if printed else listing.page
    reads, is_open = may_read(who), not review.finished_on
    asked = set(review.lines.filter(to_end_by(who)).values_list("pk", flat=True)) if is_open else set()
    return {
        "review": review,
        "listing": listing,
        "lines": [(line, line.pk in asked) for line in lines],
        "printed": printed,
        "refusal": refusal,
        "ticked": ticked,
        "progress": progress_of(review) if reads else None,
        "is_late": review.is_late(who.on),
        "reviews": is_open and may_review(who),
        "me": who.user,
    }


@require_http_methods(ANY)
@allow(*WHO)
def access_review_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End what one line says: a reviewer with a reason, others what a reviewer has decided is to be ended."""
    who, by = user_roles(request), actor(request)
    line = get_object_or_404(
        ReviewedAccess.objects.select_related("person", "school", "decided_by", "review__term"), pk=pk
    )
    is_asked = ReviewedAccess.objects.filter(to_end_by(who), pk=pk).exists()
    if not may_read(who) and not is_asked:
        raise Http404
    waits = waits_of(line, who.on) if is_asked else ()
    form = EndForm(posted(request), is_asked=is_asked, waits=bool(waits))
    if not is_asked and request.method != "POST" and (line.decision or line.review.finished_on or line.person == by):
        messages.warning(request, "You cannot end this access here.")
        return redirect(line.review)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            if is_asked:
                line = actions.end_as_asked(line, left=said.get("left", ""), by=by, on=who.on)
            else:
                line = actions.end(line, reason=said["reason"], by=by, on=who.on)
        except Denied as denied:
            beside = {"no_reason": "reason", "waits": "left"}.get(denied.code)
            refuse(form, denied.sentence, beside if beside in form.fields else None)
        else:
            _tell_ended(request, line)
            return redirect(line.review if readable(who).filter(pk=line.review_id).exists() else "access_reviews")
    context = {"form": form, "line": line, "review": line.review, "is_asked": is_asked, "waits": waits}
    return render(request, "access_review/end.html", context)


def _tell_ended(request: HttpRequest, line: ReviewedAccess) -> None:
    if line.decision == ReviewedAccess.Decision.TO_END:
        said = f"You cannot end this yourself: {line.person.name}, {line.in_words}. We have emailed those who can."
    else:
        said = f"{line.person.name} no longer has this access: {line.in_words}."
    messages.success(request, said)


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
