"""Pages of concerns about the service."""

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from schools.queries import visible
from schools.receipts.queries import receipts_of
from sil import clock
from sil.accounts.access import actor, allow, signed_in, user_roles
from sil.accounts.models import User, in_force
from sil.accounts.roles import ROLES, Permission
from sil.audit.events import history
from sil.clock import in_words
from sil.framework.queries import titles
from sil.submissions.once import once
from sil.web.forms import posted, refuse
from sil.web.lists.listing import Column, Listing
from sil.web.search.fields import suggest
from sil.web.timeline import entry_of
from sil.workflow import Denied
from sil.workflow.corrections import Effects

from . import actions
from .forms import AnswerForm, ConcernFilter, CorrectForm, PassOnForm, RaiseForm, ReopenForm
from .models import ServiceConcern
from .notifications import receipts_key, times_sent
from .permissions import may_answer, speaks_for
from .queries import readable, with_due

if TYPE_CHECKING:
    from .queries import ConcernWithDue

WHO = "people who lead or govern the school, and those who answer for the service"
COLUMNS = (
    Column(slug="school", label="School", order=("school__name",), value=lambda c: c.school.name),
    Column(slug="raised", label="Raised", order=("raised_on",), value=lambda c: c.raised_on),
    Column(slug="state", label="State", order=("status",), value=lambda c: c.get_status_display()),
    Column(
        slug="owner", label="Looking into it", order=("owner__name",), value=lambda c: c.owner.name if c.owner else ""
    ),
    Column(slug="due", label="Answer due", order=("due_on",), value=lambda c: c.due_on),
    Column(slug="answered", label="Answered", order=("answered_on",), value=lambda c: c.answered_on),
    Column(slug="outcome", label="Outcome", order=("outcome",), value=lambda c: c.get_outcome_display()),
)


@require_safe
@allow(Permission.SERVICE_ANSWER)
def concerns(request: HttpRequest) -> HttpResponseBase:
    who = user_roles(request)
    listing = Listing(
        request,
        with_due(readable(who)),
        columns=COLUMNS,
        sort="-raised",
        filters=ConcernFilter(request.GET),
        narrow=partial(_narrow, on=who.on),
    )
    if listing.wants_export:
        return listing.export("concerns-about-the-service")
    part = "#results" if request.headers.get("HX-Request") else ""
    return render(request, f"service/concerns.html{part}", {"listing": listing})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in("people who lead or govern the school")
@once
def raise_concern(request: HttpRequest, urn: int) -> HttpResponse:
    who = user_roles(request)
    school = get_object_or_404(visible(who), pk=urn)
    if speaks_for(who.user, school, who.on) is None:
        raise Http404
    form = RaiseForm(posted(request))
    if request.method == "POST" and form.is_valid():
        made = actions.raise_concern(school=school, text=form.cleaned_data["text"], by=actor(request), on=who.on)
        to = f"{made.owner.name} will look into it" if made.owner else "Somebody will look into it"
        messages.success(request, f"We have your concern. {to} and answer here.")
        return redirect(made)
    earlier = with_due(readable(who)).filter(school=school)
    return render(request, "service/raise.html", {"form": form, "school": school, "earlier": earlier})


@require_safe
@signed_in(WHO)
def concern(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _found(request, pk))


@require_POST
@signed_in(WHO)
@once
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    found, form = _to_answer(request, pk), AnswerForm(request.POST)
    if form.is_valid():
        try:
            actions.answer(found, by=actor(request), on=clock.today(), **form.cleaned_data)
        except Denied as denied:
            refuse(form, denied.sentence)
        else:
            messages.success(request, f"You answered the concern. We will email {found.raised_by.name}.")
            return redirect(found)
    return _page(request, found, answer_form=form)


@require_POST
@signed_in(WHO)
@once
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Put an answer right, with the reason."""
    found, form = _to_answer(request, pk), CorrectForm(request.POST)
    if form.is_valid():
        try:
            actions.correct_answer(found, by=actor(request), on=clock.today(), **form.cleaned_data)
        except Denied as denied:
            refuse(form, denied.sentence)
        else:
            messages.success(request, f"You corrected the answer. We will email {found.raised_by.name}.")
            return redirect(found)
    return _page(request, found, correct_form=form)


@require_POST
@signed_in(WHO)
@once
def pass_on(request: HttpRequest, pk: int) -> HttpResponse:
    found = _to_answer(request, pk)
    form = PassOnForm(request.POST, people=_people(clock.today()), page=found.get_absolute_url())
    if form.is_valid():
        try:
            actions.pass_on(found, to=form.cleaned_data["to"], by=actor(request), on=clock.today())
        except Denied as denied:
            refuse(form, denied.sentence, "to")
        else:
            messages.success(request, f"{form.cleaned_data['to'].name} will look into it. We will email them.")
            return redirect(found)
    return _page(request, found, pass_on_form=form)


@require_POST
@signed_in("people who lead or govern the school")
@once
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    found, who = _found(request, pk), user_roles(request)
    if speaks_for(who.user, found.school, who.on) is None:
        raise Http404
    form = ReopenForm(request.POST)
    if form.is_valid():
        try:
            actions.reopen(found, text=form.cleaned_data["text"], by=actor(request), on=clock.today())
        except Denied as denied:
            refuse(form, denied.sentence)
        else:
            messages.success(request, "We have your concern again and will look into it.")
            return redirect(found)
    return _page(request, found, reopen_form=form)


def _found(request: HttpRequest, pk: int) -> ServiceConcern:
    return get_object_or_404(with_due(readable(user_roles(request))), pk=pk)


def _to_answer(request: HttpRequest, pk: int) -> ServiceConcern:
    found = _found(request, pk)
    if not may_answer(found, user_roles(request)):
        raise Http404
    return found


def _page(request: HttpRequest, found: ServiceConcern, **forms: Form) -> HttpResponse:
    """The concern with the forms of whoever reads it, one of them perhaps as it was refused."""
    who = user_roles(request)
    answers = found.is_open and may_answer(found, who)
    speaks = not found.is_open and speaks_for(who.user, found.school, who.on) is not None
    corrects = not found.is_open and may_answer(found, who)
    pass_on = (
        (forms.get("pass_on_form") or PassOnForm(people=_people(who.on), page=found.get_absolute_url()))
        if answers
        else None
    )
    if pass_on and (asked := suggest(request, pass_on)):
        return asked
    answered = {"text": found.answer, "outcome": found.outcome}
    context = {
        "concern": found,
        "school": found.school,
        "heading": "Concern about the service",
        "raised_as": titles()[found.raised_as],
        "answer_form": (forms.get("answer_form") or AnswerForm()) if answers else None,
        "pass_on_form": pass_on if answers else None,
        "reopen_form": (forms.get("reopen_form") or ReopenForm()) if speaks else None,
        "correct_form": (forms.get("correct_form") or CorrectForm(initial=answered)) if corrects else None,
        "effects": _effects_of_correcting(found) if corrects else None,
        "receipt": receipts_of([key := receipts_key(found, times_sent(found))]).get(key),
        "refused": next((form for form in forms.values() if form.errors), None),
        "entries": [entry_of(event) for event in history(found)],
    }
    return render(request, "service/concern.html", context)


def _effects_of_correcting(found: ServiceConcern) -> Effects:
    assert found.answered_on is not None, "it is answered"
    name = found.raised_by.name
    return Effects(
        changes=("The answer and its outcome are what you enter here.",),
        told=(f"{name} was told on {in_words(found.answered_on)} that the concern was answered.",),
        tells=(f"We will email {name} that the answer was corrected.",),
    )


def _people(on: date) -> QuerySet[User]:
    """Those who answer for the service."""
    roles = [slug for slug, role in ROLES.items() if Permission.SERVICE_ANSWER in role.permissions]
    holders = User.objects.filter(in_force(on, prefix="grants__"), grants__role__in=roles, is_active=True)
    return holders.distinct().order_by("name", "pk")


def _narrow(rows: "QuerySet[ConcernWithDue]", asked: dict[str, Any], *, on: date) -> "QuerySet[ConcernWithDue]":
    for name in ("status", "outcome"):
        if value := asked.get(name):
            rows = rows.filter(**{name: value})
    return rows.filter(due_on__lt=on) if asked.get("late") else rows
