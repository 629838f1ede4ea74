"""Pages of reviews: the progress of a plan, one review, and the acts on it."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from monitoring.visits.models import Visit
from schools.documents.queries import citable
from schools.queries import parts_only
from sil.accounts.access import actor, signed_in, user_roles
from sil.dates.sense import Known, Limit
from sil.submissions.once import once
from sil.uploads.responses import attachment
from sil.web.forms import know, posted, refuse
from sil.web.search.fields import suggest
from sil.workflow import Denied
from sil.workflow.corrections import Effects

from ..models import PartnershipPlan, PlanReview
from ..sides.queries import emailed, titles_of
from ..sides.queries import readable as readable_plans
from ..states import Side
from . import actions
from .forms import CommentForm, CorrectForm, ReviewForm, WithdrawForm, typed_of
from .page import progress_of, review_of, section_of, uncommented
from .permissions import may_comment, may_review
from .policies import is_in_force, is_on_record, stands
from .queries import cited_in, first_agreed_on, readable, visits_for, with_ratings

ANY = ["GET", "HEAD", "POST"]
READERS = "officers of the school, those who lead it, and its chair and clerk"
SERVICE = "the partner of the school and Principal Officers"
HEADS = "those who lead the school"


@require_safe
@signed_in(READERS)
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Objectives by reviews, with what has not moved."""
    plan, who = _plan_for(request, pk), user_roles(request)
    if not plan.number:
        raise Http404
    context = {"plan": plan, "school": plan.school, **progress_of(plan), **section_of(plan, who)}
    return render(request, "plans/progress.html", context)


@require_http_methods(ANY)
@signed_in(SERVICE)
@once
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Say how each objective in force is going, and record it."""
    plan, who = _plan_for(request, pk), user_roles(request)
    if not may_review(plan, by=who.user, on=who.on):
        raise Http404
    if not is_in_force(plan):
        return redirect(plan)
    form = _review_form(request, plan, who.on)
    if matches := suggest(request, form):
        return matches
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        visit = Visit.objects.get(pk=said["visit"]) if said["visit"] else None
        try:
            made = actions.record(plan, by=actor(request), on=who.on, day=said["day"], visit=visit, said=form.said())
        except Denied as denied:
            plan = _plan_for(request, pk)
            # It comes back about the version that is in force now, if another one was agreed this very moment.
            form = _review_form(request, plan, who.on)
            if form.is_valid():
                refuse(form, denied.sentence, _FIELDS.get(denied.code))
        else:
            messages.success(request, f"You recorded the review. {emailed(plan, Side.HEAD, who)}")
            return redirect(made)
    context = {"plan": plan, "school": plan.school, "form": form, "titles": titles_of(plan)}
    return render(request, "plans/review_form.html", context | {"act": "Record the review", "back": plan})


# Which field a refusal of `actions.record` is about.
_FIELDS = {"future": "day", "too_early": "day", "reviewed": "visit", "not_its_visit": "visit"}


def _review_form(request: HttpRequest, plan: PartnershipPlan, on: date) -> ReviewForm:
    versions = citable(plan.school)
    form = ReviewForm(posted(request), plan=plan, visits=visits_for(plan), versions=versions, initial={"day": on})
    know(form, "day", Known(first=Limit(first_agreed_on(plan), "the day on which the plan was agreed")))
    return form


@require_safe
@signed_in(READERS)
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """A review: what it says of each objective, what it said before it was corrected, and the comments of the head."""
    found, who = _review_for(request, pk), user_roles(request)
    context = review_of(found, who) | {"assists": bool(parts_only(found.plan.school, who))}
    return render(request, "plans/review.html", context)


@require_safe
@signed_in(READERS)
def document(request: HttpRequest, pk: int, rating: int) -> HttpResponse:
    """A document that the review cites, or cited before it was corrected, whatever became of the document since."""
    shown = review_of(_review_for(request, pk), user_roles(request))["told"]
    cited = {each.pk: each.cited for told in shown for each in (told.rating, *told.before)}
    version = cited.get(rating)
    if version is None:
        raise Http404
    return attachment(version.upload)


@require_http_methods(ANY)
@signed_in(SERVICE)
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what the review should have said, and why it is corrected."""
    found, who = _of_service(request, pk), user_roles(request)
    if request.method != "POST" and not stands(found):
        return redirect(found)
    ratings = list(found.ratings.all())
    form = CorrectForm(
        posted(request),
        objectives=[each.agreed for each in ratings],
        versions=citable(found.plan.school, kept=cited_in(ratings)),
        initial=typed_of(ratings),
    )
    if matches := suggest(request, form):
        return matches
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct(found, by=actor(request), on=who.on, said=form.said(), reason=form.cleaned_data["reason"])
        except Denied as denied:
            refuse(form, denied.sentence)
        else:
            done = f"You corrected the review. {emailed(found.plan, Side.HEAD, who, ', with your reason')}"
            messages.success(request, done)
            return redirect(found)
    context = {"plan": found.plan, "school": found.plan.school, "form": form, "back": found}
    context["titles"] = titles_of(found.plan)
    return render(request, "plans/review_form.html", context | {"act": "Correct the review", "corrects": True})


@require_http_methods(ANY)
@signed_in(SERVICE)
@once
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Say why the review should not have been recorded, and withdraw it."""
    found, who = _of_service(request, pk), user_roles(request)
    if request.method != "POST" and not stands(found):
        return redirect(found)
    effects = Effects(
        changes=("The review no longer counts: not for the progress of the plan, and not as the review of the term.",),
        tells=(f"We will email the {found.plan.title_of(Side.HEAD)}, with your reason.",),
        stays=("The review and its comments stay on record, marked as withdrawn.",),
    )
    form = WithdrawForm(posted(request))

    def act(form: Form) -> None:
        actions.withdraw(found, by=actor(request), on=who.on, **form.cleaned_data)

    done = f"You withdrew the review. {emailed(found.plan, Side.HEAD, who, ', with your reason')}"
    return _acted(request, found, form, act, "Withdraw the review", done, {"effects": effects})


@require_http_methods(ANY)
@signed_in(HEADS)
@once
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Comment on objectives of a review, once on each."""
    found, who = _review_for(request, pk), user_roles(request)
    if not may_comment(found.plan, by=who.user, on=who.on):
        raise Http404
    objectives = uncommented(found)
    if request.method != "POST" and not (is_on_record(found) and objectives):
        return redirect(found)
    form = CommentForm(posted(request), objectives=objectives)

    def act(form: Form) -> None:
        assert isinstance(form, CommentForm)
        actions.comment(found, by=actor(request), on=who.on, said=form.said())

    effects = Effects(
        changes=(
            "Everybody who can read the review can read your comments, beside what it says.",
            "A comment cannot be changed afterwards.",
        ),
        tells=(f"We will email the {found.plan.title_of(Side.PARTNER)}.",),
        stays=("The ratings stay as they are.",),
    )
    done = f"You commented on the review. {emailed(found.plan, Side.PARTNER, who)}"
    return _acted(request, found, form, act, "Comment on the review", done, {"effects": effects})


def _acted(
    request: HttpRequest,
    found: PlanReview,
    form: Form,
    act: Callable[[Form], None],
    name: str,
    done: str,
    more: dict[str, Any],
) -> HttpResponse:
    """The page of an act on a review: what it does and its form; or what came of it."""
    if request.method == "POST" and form.is_valid():
        try:
            act(form)
        except Denied as denied:
            refuse(form, denied.sentence)
        else:
            messages.success(request, done)
            return redirect(found)
    context = {"review": found, "plan": found.plan, "school": found.plan.school, "form": form, "act": name, **more}
    return render(request, "plans/review_act.html", context)


def _plan_for(request: HttpRequest, pk: int) -> PartnershipPlan:
    return get_object_or_404(readable_plans(user_roles(request)), pk=pk)


def _review_for(request: HttpRequest, pk: int) -> PlanReview:
    found = with_ratings(readable(user_roles(request)))
    return get_object_or_404(found, pk=pk)


def _of_service(request: HttpRequest, pk: int) -> PlanReview:
    found, who = _review_for(request, pk), user_roles(request)
    if not may_review(found.plan, by=who.user, on=who.on):
        raise Http404
    return found
