"""The page of promises, and the list of the records behind each of its figures."""

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from sil.accounts.access import allow, user_roles
from sil.accounts.roles import Permission
from sil.deadlines.promises import STATES
from sil.web.lists.export import file_of, files_of, wants_file
from sil.web.lists.listing import Column, Listing

from .forms import PromisesFilter, RecordsFilter
from .page import LABELS, MOST_PARTS, cut, lines_of, picture, shown
from .queries import for_list, narrowed, partners, records, shown_to

_COLUMNS = (
    Column(slug="school", label="School", order=("school_name",), value=lambda row: row.school_name),
    Column(slug="urn", label="URN", value=lambda row: row.of_school, shown=False),
    Column(slug="partner", label="Partner", order=("partner_name",), value=lambda row: row.partner_name),
    Column(slug="band", label="Band", order=("in_band",), value=lambda row: row.in_band),
    Column(slug="due", label="Due", order=("due",), value=lambda row: row.due),
    Column(slug="kept", label="Done", order=("kept",), value=lambda row: row.kept),
    Column(slug="state", label="State", order=("state",), value=lambda row: STATES[row.state]),
    Column(slug="why", label="Reason for being late", value=lambda row: row.why),
)


@require_safe
@allow(Permission.VISITS_READ_ALL, Permission.VISIT_RECORD)
def promises(request: HttpRequest) -> HttpResponseBase:
    """How many of each promise were kept on time; a partner sees those that are theirs. It names bands."""
    who = user_roles(request)
    filters = PromisesFilter(request.GET, on=who.on)
    filters.is_valid()
    by = filters.cleaned_data.get("by", "")
    found = shown(who, filters.chosen, filters.span, by, filters.spans)
    if wants_file(request):
        return file_of(request, f"promises-{filters.chosen}", LABELS, lines_of(found))
    found, is_cut = cut(found)
    context = {
        "filters": filters,
        "files": files_of(request),
        "shown_of_each": MOST_PARTS if is_cut else 0,
        "year": filters.chosen,
        "span": filters.span,
        "by": by,
        "promises": found,
        "picture": picture(who, filters.chosen),
        "every_school": who.may(Permission.VISITS_READ_ALL),
    }
    return render(request, "oversight/promises.html", context)


@require_safe
@allow(Permission.VISITS_READ_ALL, Permission.VISIT_RECORD)
def promise(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The records of a promise, as the page of promises counts them."""
    who = user_roles(request)
    found = next((each for each in shown_to(who) if each.slug == slug), None)
    if found is None:
        raise Http404
    filters = RecordsFilter(request.GET, on=who.on, partners=partners())
    filters.is_valid()
    year = filters.chosen
    listing = Listing(
        request,
        for_list(records(found, who, year, filters.span), year),
        columns=_COLUMNS,
        sort="due",
        filters=filters,
        narrow=lambda rows, asked: narrowed(rows, year, **filters.narrowed),
    )
    if listing.wants_export:
        return listing.export(f"{slug}-{year}")
    rows = [(row, reverse(found.route, args=[row.target])) for row in listing.page]
    context = {"listing": listing, "rows": rows, "promise": found, "year": year, "states": STATES}
    part = "#results" if request.headers.get("HX-Request") else ""
    return render(request, f"oversight/promise.html{part}", context)
