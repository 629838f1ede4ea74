"""Pages of organisations that give support."""

from functools import partial
from typing import Any

from django.db.models import Q, QuerySet
from django.forms.models import model_to_dict
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from sil.accounts.access import actor, allow, user_roles
from sil.accounts.roles import Permission
from sil.audit.events import history
from sil.submissions.once import once
from sil.web.forms import posted
from sil.web.lists.listing import Column, Listing
from sil.web.timeline import entry_of

from ..keeping import keep, know_days
from ..models import Provider
from ..permissions import READS_BUDGETS
from . import actions
from .forms import ProviderFilter, ProviderForm

ANY = ["GET", "HEAD", "POST"]
_COLUMNS = (
    Column(slug="name", label="Name", order=("name",), value=lambda p: p.name),
    Column(slug="kind", label="Kind", order=("kind",), value=lambda p: p.kind_name),
    Column(slug="contact", label="Contact", order=("contact_name",), value=lambda p: p.contact_name),
    Column(slug="email", label="Email", value=lambda p: p.email),
    Column(slug="from", label="From", order=("active_from",), value=lambda p: p.active_from),
    Column(slug="to", label="To", order=("active_to",), value=lambda p: p.active_to),
)


@require_safe
@allow(Permission.SUPPORT_READ)
def providers(request: HttpRequest) -> HttpResponseBase:
    who = user_roles(request)
    listing = Listing(
        request,
        Provider.objects.all(),
        columns=_COLUMNS,
        sort="name",
        filters=ProviderFilter(request.GET),
        narrow=partial(_narrow, on=who.on),
    )
    if listing.wants_export:
        return listing.export("providers-of-support")
    reads_budgets = who.may(*READS_BUDGETS)
    part = "#results" if request.headers.get("HX-Request") else ""
    context = {
        "listing": listing,
        "keeps": who.may(Permission.SUPPORT_KEEP),
        "here": "providers",
        "reads_budgets": reads_budgets,
    }
    return render(request, f"support/providers.html{part}", context)


@require_safe
@allow(Permission.SUPPORT_READ)
def provider(request: HttpRequest, pk: int) -> HttpResponse:
    found, who = get_object_or_404(Provider, pk=pk), user_roles(request)
    context = {
        "provider": found,
        "active": found.is_active(who.on),
        "keeps": who.may(Permission.SUPPORT_KEEP),
        "entries": [entry_of(event) for event in history(found)],
    }
    return render(request, "support/provider.html", context)


@require_http_methods(ANY)
@allow(Permission.SUPPORT_KEEP)
@once
def provider_add(request: HttpRequest) -> HttpResponse:
    return _kept(request, None)


@require_http_methods(ANY)
@allow(Permission.SUPPORT_KEEP)
def provider_change(request: HttpRequest, pk: int) -> HttpResponse:
    return _kept(request, get_object_or_404(Provider, pk=pk))


def _kept(request: HttpRequest, found: Provider | None) -> HttpResponse:
    form = ProviderForm(posted(request), initial=model_to_dict(found) if found else {})
    know_days(form, found, "active_from", "active_to")
    return keep(
        request,
        form,
        lambda typed: actions.keep_provider(found, typed, by=actor(request), on=user_roles(request).on),
        heading=f"Change the details of {found.name}" if found else "Add a provider",
        button="Save the provider",
        makes=found is None,
        back=(found.get_absolute_url(), found.name) if found else (reverse("support_providers"), "Providers"),
        done=lambda made: f"You saved {made.name}. Officers can propose them to schools on the days that you entered.",
        beside={"order": "active_to"},
    )


def _narrow(rows: QuerySet[Provider], asked: dict[str, Any], *, on: Any) -> QuerySet[Provider]:
    if asked.get("search"):
        rows = rows.filter(Q(name__icontains=asked["search"]) | Q(contact_name__icontains=asked["search"]))
    if asked.get("kind"):
        rows = rows.filter(kind=asked["kind"])
    return rows if asked.get("ended") else rows.filter(Q(active_to__isnull=True) | Q(active_to__gte=on))
