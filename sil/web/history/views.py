"""The history of a record, at one address for all kinds: who did what and when, old and new, and why."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sil.accounts.access import signed_in, user_roles
from sil.audit import events
from sil.audit.models import Event
from sil.clock import local

from ..lists.listing import Column, Listing
from ..lists.paging import PAGE_SIZE
from ..timeline import PRINTED, changes_in_words, entry_of
from .forms import HistoryFilter
from .kinds import HISTORIES
from .queries import about, kinds_in, people_in, readable, record_for

_TOLD = (
    Column(slug="when", label="When", order=("at", "pk"), value=lambda event: event.at),
    Column(slug="time", label="Time", value=lambda event: f"{local(event.at):%H:%M}", shown=False),
    Column(slug="who", label="Who", value=lambda event: event.actor_name),
    Column(slug="what", label="What", value=events.sentence),
)
_WHOLE = (
    *_TOLD,
    Column(slug="changes", label="Old and new", value=changes_in_words, shown=False),
    Column(slug="why", label="Why", value=lambda event: event.reason, shown=False),
)


@require_safe
@signed_in("those who may open the record, and no more than they may read")
def history(request: HttpRequest, slug: str, key: str) -> HttpResponseBase:
    """What happened to one record, the latest first, page by page or all on one page to be printed."""
    who = user_roles(request)
    if slug not in HISTORIES:
        raise Http404
    kind = HISTORIES[slug]
    record = record_for(kind, key, who)
    if record is None:
        raise Http404
    whole = kind.whole(record, who)
    rows = readable(kind, record, who, whole=whole)
    is_long = rows.values("pk")[: PAGE_SIZE + 1].count() > PAGE_SIZE
    people, kinds = (people_in(rows), kinds_in(rows)) if is_long else ([], [])
    listing = Listing(
        request,
        rows,
        columns=_WHOLE if whole else _TOLD,
        sort="-when",
        filters=HistoryFilter(request.GET, people=people, kinds=kinds),
        narrow=_narrow,
    )
    if listing.wants_export:
        return listing.export(f"history-{kind.slug}")
    printed = listing.query.pop("all", None) is not None
    part = "#results" if request.headers.get("HX-Request") else ""
    context = {
        "listing": listing,
        "rows": [(event, entry_of(event)) for event in (listing.rows[:PRINTED] if printed else listing.page)],
        "kind": kind,
        "back": kind.address(record),
        "whole": whole,
        "is_long": is_long,
        "printed": printed,
        "about": about(record),
    }
    return render(request, f"web/history.html{part}", context)


def _narrow(rows: QuerySet[Event], asked: dict[str, Any]) -> QuerySet[Event]:
    if person := asked.get("person"):
        rows = rows.filter(actor_name=person)
    return rows.filter(kind=kind) if (kind := asked.get("kind")) else rows
