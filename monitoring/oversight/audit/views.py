"""The audit: who did what and when, with the old and the new values and the reason, as a list."""

from datetime import date, timedelta
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sil.accounts.access import allow, user_roles
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.audit import events
from sil.audit.models import Event
from sil.clock import local
from sil.web.lists.listing import Column, Listing
from sil.web.search.fields import suggest
from sil.web.timeline import changes_in_words, entry_of

from . import queries
from .forms import AuditFilter, kinds_for

WHO = (Permission.PEOPLE_MANAGE, Permission.ALLOCATIONS_READ_ALL)
# Without a person, a school or a first day, so many days are shown.
DAYS = timedelta(days=30)
# Words are looked for within so many days.
SEARCHED = timedelta(days=366)


def filters_in_words(event: Event) -> str:
    """Return what a list was narrowed to when it was exported."""
    return "; ".join(f"{name}: {words}" for name, words in event.data.get("filters", {}).items())


COLUMNS = (
    Column(slug="when", label="When", order=("at", "pk"), value=lambda event: event.at),
    Column(slug="time", label="Time", value=lambda event: f"{local(event.at):%H:%M}", shown=False),
    Column(slug="who", label="Who", value=lambda event: event.actor_name),
    Column(slug="what", label="What", value=events.sentence),
    Column(slug="about", label="About", value=lambda event: event.about or ""),
    Column(slug="changes", label="Old and new", value=changes_in_words, shown=False),
    Column(slug="why", label="Why", value=lambda event: event.reason, shown=False),
    Column(slug="filters", label="Filters of the list", value=filters_in_words, shown=False),
)


@require_safe
@allow(*WHO)
def audit(request: HttpRequest) -> HttpResponseBase:
    """What happened, the latest first, by person, school, kind, days and words."""
    who = user_roles(request)
    filters = AuditFilter(request.GET, who=who)
    if found := suggest(request, filters):
        return found
    narrow = partial(_narrow, who=who)
    listing = Listing(
        request,
        queries.with_about(queries.readable(who)),
        columns=COLUMNS,
        sort="-when",
        filters=filters,
        narrow=narrow,
    )
    if listing.wants_export:
        return listing.export("audit")
    part = "#results" if request.headers.get("HX-Request") else ""
    context = {
        "listing": listing,
        "rows": [(event, entry_of(event), filters_in_words(event)) for event in listing.page],
        "since": _first(filters.cleaned_data, who.on),
        "casework": who.may(Permission.ALLOCATIONS_READ_ALL),
    }
    return render(request, f"oversight/audit.html{part}", context)


def _first(asked: dict[str, Any], on: date) -> date | None:
    """The first day that is shown; None for all there is."""
    if asked.get("from_"):
        return date.fromisoformat(str(asked["from_"]))
    if asked.get("search"):
        return (asked.get("to") or on) - SEARCHED
    return None if asked.get("person") or asked.get("school") or asked.get("to") else on - DAYS


def _narrow(rows: QuerySet[Event], asked: dict[str, Any], *, who: UserRoles) -> QuerySet[Event]:
    if person := asked.get("person"):
        rows = queries.by_person(rows, person)
    if school := asked.get("school"):
        rows = queries.of_school(rows, school, who)
    if kind := asked.get("kind"):
        rows = queries.of_kinds(rows, kinds_for(who)[kind][1])
    first, last = _first(asked, who.on), asked.get("to")
    if first or last:
        rows = queries.between(rows, first or date(2000, 1, 1), last or who.on)
    return queries.with_words(rows, text) if (text := asked.get("search")) else rows
