"""Pages of requests: ask, the list, one request with its answer, and withdraw."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from monitoring.visits.visit.forms import day_in
from monitoring.visits.visit.permissions import check_plan
from monitoring.visits.visit.policies import dates_of
from monitoring.visits.visit.queries import lines_of, visitors
from monitoring.visits.visit.views.acts import TELL, ask_about, refuse_beside, suggested_lead
from schools.queries import receivers, visible
from schools.receipts.queries import receipts_of
from sil.accounts.access import actor, signed_in, user_roles
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.audit.events import history
from sil.clock import weekday_in_words
from sil.dates.sense import Known
from sil.framework.queries import framework_on
from sil.submissions.once import once
from sil.web.forms import know, posted, refuse
from sil.web.lists.listing import Column, Listing
from sil.web.search.fields import suggest
from sil.web.timeline import entry_of
from sil.workflow import Denied, can

from ..booking.permissions import BOOKERS, OFFICERS, READERS, books_for_school
from ..booking.queries import entitlement_of
from ..models import OfferRequest
from ..sent import ASKED
from . import actions
from .forms import ArrangeForm, AskForm, DeclineForm, LinkVisitForm, PlanVisitForm, RequestFilter, WithdrawForm
from .notifications import receipts_key
from .permissions import check_answer
from .policies import check_days, check_offered, check_withdraws, line_of, visit_kind_of
from .queries import answerer, days_of, readable, visits_to_link

ANY = ["GET", "HEAD", "POST"]
SCHOOL = "headteachers and chairs of the school"
WHO = "those who lead or govern the school, its officers, and those who read every allocation"
_COLUMNS = (
    Column(slug="what", label="What the school needs", order=("what",), value=lambda r: r.what),
    Column(slug="school", label="School", order=("school__name",), value=lambda r: r.school.name),
    Column(slug="asked", label="Asked", order=("asked_on",), value=lambda r: r.asked_on),
    Column(slug="status", label="State", order=("status",), value=lambda r: r.state_in_words),
    Column(slug="due", label="Answer due", order=("due_on",), value=lambda r: r.due_on),
    Column(slug="day", label="Arranged for", order=("on_day",), value=lambda r: r.takes_place),
)


@require_safe
@signed_in(WHO)
def requests_list(request: HttpRequest) -> HttpResponseBase:
    who = user_roles(request)
    if not (who.may(*OFFICERS) or who.holds(*READERS)):
        raise Http404
    listing = Listing(
        request,
        readable(who),
        columns=_COLUMNS,
        sort="-asked",
        filters=RequestFilter(request.GET),
        narrow=partial(_narrowed, who=who),
    )
    if listing.wants_export:
        return listing.export("requests")
    part = "#results" if request.headers.get("HX-Request") else ""
    return render(request, f"offer/requests.html{part}", {"listing": listing, "in_service": who.may(*OFFICERS)})


@require_http_methods(ANY)
@signed_in(SCHOOL)
@once
def ask(request: HttpRequest, urn: int, slug: str) -> HttpResponse:
    """Ask for something under the offer; a school that is not offered it reads why."""
    who = user_roles(request)
    school = get_object_or_404(visible(who), pk=urn)
    if not books_for_school(school, who):
        raise Http404
    given, sentence = entitlement_of(school, who.on), ""
    offer = given.framework.offer(slug) if given.framework else None
    if offer is None or offer.answered_within is None:
        raise Http404
    row = days_of(school, line_of(offer, given.framework), who.on)
    try:
        check_offered(slug, given)
        check_days(offer, given, row.allowed if row else Decimal(0))
    except Denied as denied:
        sentence = denied.sentence
    form = AskForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.ask(school, slug, by=actor(request), on=who.on, **form.cleaned_data)
        except Denied as denied:
            refuse(form, denied.sentence)
        else:
            due = f" by {weekday_in_words(made.due_on)}" if made.due_on else ""
            messages.success(request, f"We have your request and will answer{due}.")
            return redirect(made)
    context = {
        "school": school,
        "offer": offer,
        "form": form,
        "sentence": sentence,
        "who": answerer(school, who.on),
        "row": row,
        "waiting": OfferRequest.objects.filter(school=school, offer=slug, status=OfferRequest.Status.ASKED).first(),
    }
    return render(request, "offer/ask.html", context)


@require_safe
@signed_in(WHO)
def offer_request(request: HttpRequest, pk: int) -> HttpResponse:
    who = user_roles(request)
    found = _found(request, pk)
    answers = can(check_answer)(found.school, by=who.user, on=who.on)
    plans = answers and can(check_plan)(found.school, by=who.user, on=who.on)
    context = {
        "asked": found,
        "school": found.school,
        "heading": found.what,
        "who": answerer(found.school, who.on),
        "arranges": answers and (found.waits or found.is_arranged),
        "plans": plans and (found.waits or found.is_arranged) and not found.has_visit,
        "plans_visits": plans,
        "by_visit": bool(found.visit_id or visit_kind_of(found, entitlement_of(found.school, who.on))),
        "declines": answers and found.waits,
        "withdraws": books_for_school(found.school, who) and can(check_withdraws)(found, who.on),
        "receipt": receipts_of([key := receipts_key(found, ASKED)]).get(key),
        "entries": [entry_of(event) for event in history(found)],
    }
    return render(request, "offer/request.html", context)


@require_http_methods(ANY)
@signed_in("officers of the school")
def arrange(request: HttpRequest, pk: int) -> HttpResponse:
    found = _to_answer(request, pk, OfferRequest.Status.ASKED, OfferRequest.Status.ARRANGED)
    form = ArrangeForm(posted(request), initial={"day": found.day, "answer": found.answer})
    know(form, "day", Known(school=found.school, recorded=found.day))
    return _answered(request, found, form, actions.arrange, "offer/arrange.html", "You arranged it.")


@require_http_methods(ANY)
@signed_in("officers of the school")
def plan_visit(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan the visit that comes of a request."""
    who, found = user_roles(request), _to_answer(request, pk, OfferRequest.Status.ASKED, OfferRequest.Status.ARRANGED)
    if not can(check_plan)(found.school, by=who.user, on=who.on):
        raise Http404
    if found.has_visit:
        messages.warning(request, "A visit for this request is planned or was held, so nothing has been planned again.")
        return redirect(found)
    day = (day_in(request.POST) if request.method == "POST" else None) or who.on
    framework = framework_on(day)
    if framework is None or framework.visits is None:
        # The day is refused beside its field, with what was typed.
        framework = framework_on(who.on)
    if framework is None or framework.visits is None:
        raise Http404
    kind = visit_kind_of(found, entitlement_of(found.school, who.on))
    form = PlanVisitForm(
        posted(request),
        kind=kind,
        framework=framework,
        people=visitors(who.on),
        lines=lines_of(found.school, day),
        initial={"kind": kind, "lead": suggested_lead(found.school, who.user), "purpose": found.details},
    )
    if suggested := suggest(request, form):
        return suggested
    form.know_school(found.school)
    if request.method == "POST" and form.is_valid():
        sure = ask_about(form, found.school, dates=form.dates, details=form.details)
        try:
            if form.is_valid():
                said = {"answer": form.cleaned_data["answer"], "by": actor(request), "on": who.on, "sure": sure}
                made = actions.plan_visit(found, dates=form.dates, details=form.details, **said)
                messages.success(request, f"The visit on {form.dates.words} is planned. {_told(found, who)}")
                return redirect(made)
        except Denied as denied:
            refuse_beside(form, denied)
    approves = who.may(Permission.DAYS_APPROVE)
    context = {"form": form, "asked": found, "school": found.school, "approves": approves}
    return render(request, "offer/plan_visit.html", context)


@require_http_methods(ANY)
@signed_in("officers of the school")
def link_visit(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which planned visit comes of a request."""
    who, found = user_roles(request), _to_answer(request, pk, OfferRequest.Status.ASKED, OfferRequest.Status.ARRANGED)
    there = visits_to_link(found, visit_kind_of(found, entitlement_of(found.school, who.on)), who.on)
    form = LinkVisitForm(posted(request), visits=there, initial={"visit": found.visit_id, "answer": found.answer})
    if request.method == "POST" and form.is_valid():
        visit, answer = there.filter(pk=form.cleaned_data["visit"]).first(), form.cleaned_data["answer"]
        try:
            if visit is None:
                raise Denied("not_planned", "Select a visit that is still planned.")
            made = actions.link_visit(found, visit, answer=answer, by=actor(request), on=who.on)
        except Denied as denied:
            refuse(form, denied.sentence, "visit")
        else:
            said = f"You arranged it by the visit on {dates_of(visit).words}. {_told(found, who)}"
            messages.success(request, said)
            return redirect(made)
    context = {"form": form, "asked": found, "school": found.school, "there": there.exists()}
    return render(request, "offer/link_visit.html", context)


@require_http_methods(ANY)
@signed_in("officers of the school")
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    found = _to_answer(request, pk, OfferRequest.Status.ASKED)
    form = DeclineForm(posted(request))
    return _answered(request, found, form, actions.decline, "offer/decline.html", "You declined the request.")


@require_http_methods(ANY)
@signed_in(SCHOOL)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    found, who = _found(request, pk), user_roles(request)
    if not books_for_school(found.school, who) or not can(check_withdraws)(found, who.on):
        raise Http404
    form = WithdrawForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw(found, by=actor(request), on=who.on, **form.cleaned_data)
        except Denied as denied:
            refuse(form, denied.sentence)
        else:
            messages.success(request, "You withdrew the request. We will email the officer.")
            return redirect(found)
    return render(request, "offer/withdraw.html", {"form": form, "asked": found, "school": found.school})


def _told(found: OfferRequest, who: UserRoles) -> str:
    """What is said of emails: a school at which nobody can be reached is told by its officer."""
    there = receivers(found.school, who.on, BOOKERS)
    return "We will email the school." if there else TELL.format(school=found.school.name)


def _answered(
    request: HttpRequest,
    found: OfferRequest,
    form: Form,
    act: Callable[..., OfferRequest],
    template: str,
    said: str,
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            act(found, by=actor(request), on=user_roles(request).on, **form.cleaned_data)
        except Denied as denied:
            refuse(form, denied.sentence, "day" if denied.code == "past" else None)
        else:
            messages.success(request, f"{said} We will email the school.")
            return redirect(found)
    return render(request, template, {"form": form, "asked": found, "school": found.school})


def _found(request: HttpRequest, pk: int) -> OfferRequest:
    return get_object_or_404(readable(user_roles(request)), pk=pk)


def _to_answer(request: HttpRequest, pk: int, *states: str) -> OfferRequest:
    who, found = user_roles(request), _found(request, pk)
    if found.status not in states or not can(check_answer)(found.school, by=who.user, on=who.on):
        raise Http404
    return found


def _narrowed(found: QuerySet[Any], asked: dict[str, Any], *, who: UserRoles) -> QuerySet[Any]:
    for word in (asked.get("search") or "").split():
        found = found.filter(Q(school__name__icontains=word) | Q(what__icontains=word))
    if asked.get("status"):
        found = found.filter(status=asked["status"])
    return found.filter(due_on__lt=who.on) if asked.get("late") else found
