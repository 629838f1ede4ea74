"""Pages of what strong schools offer to others."""

from datetime import date
from functools import partial
from typing import Any

from django.db.models import Q, QuerySet
from django.forms.models import model_to_dict
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from schools.models import School
from schools.queries import by_name_or_urn, visible
from schools.receipts.queries import receipts_of
from sil.accounts.access import actor, allow, signed_in, user_roles
from sil.accounts.roles import Permission
from sil.audit.events import history
from sil.submissions.once import once
from sil.web.forms import posted
from sil.web.lists.listing import Column, Listing
from sil.web.timeline import entry_of

from ..keeping import keep, know_days
from ..models import SchoolOffer
from ..permissions import READS_BUDGETS, may_speak
from . import actions
from .forms import OfferFilter, OfferForm
from .notifications import receipts_key
from .queries import readable

ANY = ["GET", "HEAD", "POST"]
WHO = "those who lead the school, and officers"
_COLUMNS = (
    Column(slug="school", label="School", order=("school__name",), value=lambda o: o.school.name),
    Column(slug="topic", label="Topic", order=("topic",), value=lambda o: o.topic_name),
    Column(slug="phases", label="Phases", value=lambda o: "; ".join(o.phases) or "All"),
    Column(slug="from", label="From", order=("starts_on",), value=lambda o: o.starts_on),
    Column(slug="to", label="To", order=("ends_on",), value=lambda o: o.ends_on),
    Column(slug="days", label="Days a year", order=("days_a_year",), value=lambda o: o.days_a_year, numeric=True),
    Column(slug="left", label="Days left", order=("left",), value=lambda o: o.left, numeric=True),
    Column(slug="text", label="What it offers", value=lambda o: o.text, shown=False),
)


@require_safe
@allow(Permission.SUPPORT_READ)
def offers(request: HttpRequest) -> HttpResponseBase:
    who = user_roles(request)
    listing = Listing(
        request,
        readable(who),
        columns=_COLUMNS,
        sort="school",
        filters=OfferFilter(request.GET),
        narrow=partial(_narrow, on=who.on),
    )
    if listing.wants_export:
        return listing.export("what-schools-offer")
    reads_budgets = who.may(*READS_BUDGETS)
    part = "#results" if request.headers.get("HX-Request") else ""
    return render(
        request,
        f"support/offers.html{part}",
        {
            "listing": listing,
            "here": "offers",
            "reads_budgets": reads_budgets,
        },
    )


@require_safe
@signed_in(WHO)
def offer(request: HttpRequest, pk: int) -> HttpResponse:
    who = user_roles(request)
    found = get_object_or_404(readable(who), pk=pk)
    entries = list(history(found))
    key = receipts_key(found, len(entries))
    context = {
        "offer": found,
        "school": found.school,
        "heading": f"Offer to other schools: {found.topic_name}",
        "is_open": found.is_open(who.on),
        "changes": may_speak(found.school, by=who.user, on=who.on),
        "receipt": receipts_of([key]).get(key),
        "entries": [entry_of(event) for event in entries],
    }
    return render(request, "support/offer.html", context)


@require_http_methods(ANY)
@signed_in(WHO)
@once
def offer_add(request: HttpRequest, urn: int) -> HttpResponse:
    return _kept(request, get_object_or_404(visible(user_roles(request)), pk=urn), None)


@require_http_methods(ANY)
@signed_in(WHO)
def offer_change(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(readable(user_roles(request)), pk=pk)
    return _kept(request, found.school, found)


def _kept(request: HttpRequest, school: School, found: SchoolOffer | None) -> HttpResponse:
    on = user_roles(request).on
    if not may_speak(school, by=actor(request), on=on):
        raise Http404
    form = OfferForm(posted(request), initial=model_to_dict(found) if found else {})
    know_days(form, found, "starts_on", "ends_on")
    return keep(
        request,
        form,
        lambda typed: actions.keep_offer(school, found, typed, by=actor(request), on=on),
        heading="Change the offer" if found else f"Offer help from {school.name} to other schools",
        says="Officers can see this offer and propose it to other schools. Other schools see it only when it is "
        "proposed to them.",
        button="Save the offer",
        makes=found is None,
        back=(found.get_absolute_url(), "The offer") if found else (school.get_absolute_url(), school.name),
        done=lambda made: _saved(made, on),
        beside={"order": "ends_on"},
    )


def _saved(offer: SchoolOffer, on: date) -> str:
    if offer.ends_on and offer.ends_on < on:
        return "You saved the offer. It has ended, so officers no longer propose it to other schools."
    return "You saved the offer. Officers can now propose it to other schools."


def _narrow(rows: QuerySet[Any], asked: dict[str, Any], *, on: date) -> QuerySet[Any]:
    if asked.get("search"):
        rows = rows.filter(by_name_or_urn(asked["search"], school="school__"))
    if asked.get("topic"):
        rows = rows.filter(topic=asked["topic"])
    if asked.get("phase"):
        rows = rows.filter(Q(phases=[]) | Q(phases__contains=[asked["phase"]]))
    if asked.get("left"):
        rows = rows.filter(left__gt=0)
    return rows if asked.get("ended") else rows.filter(Q(ends_on=None) | Q(ends_on__gte=on))
