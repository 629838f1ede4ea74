"""Lists of the schools that are owed a visit, and of those that are over their days."""

from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from schools.lacking import lacks_officer
from schools.models import AssignmentRole
from schools.queries import by_name_or_urn, with_able_officer
from sil.accounts.access import allow, user_roles
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.framework.queries import framework_on
from sil.framework.schema import Framework
from sil.framework.years import academic_year
from sil.web.lists.listing import Column, Listing
from sil.web.search.fields import suggest

from .forms import OverFilter, OwedFilter
from .over import asked_for, counts_over
from .owed import schools_in_view, visits_owed

if TYPE_CHECKING:
    from .over import OverRow
    from .owed import VisitOwedRow

_OWED = (
    Column(slug="school", label="School", order=("school__name",), value=lambda d: d.school.name),
    Column(slug="urn", label="URN", order=("school",), value=lambda d: d.school_id),
    Column(slug="phase", label="Phase", order=("school__phase",), value=lambda d: d.school.phase),
    Column(slug="band", label="Band", order=("band",), value=lambda d: d.band),
    Column(slug="line", label="Support", order=("text",), value=lambda d: d.text),
    Column(slug="term", label="Term", value=lambda d: d.term),
    Column(slug="due", label="Owed by", order=("ends_on", "school", "place"), value=lambda d: d.ends_on),
    Column(slug="contacts", label="Visits owed", order=("contacts",), value=lambda d: d.contacts, numeric=True),
    Column(slug="partner", label="Partner", value=lambda d: d.sip_name),
)
_OVER = (
    Column(slug="school", label="School", order=("school__name",), value=lambda c: c.school.name),
    Column(slug="urn", label="URN", value=lambda c: c.school_id, shown=False),
    Column(slug="band", label="Band", order=("band",), value=lambda c: c.band),
    Column(slug="allowed", label="Allowed", order=("allowed",), value=lambda c: c.allowed, numeric=True),
    Column(slug="used", label="Used", order=("used",), value=lambda c: c.used, numeric=True),
    Column(slug="planned", label="Planned", order=("planned",), value=lambda c: c.planned, numeric=True),
    Column(slug="over", label="Over by", order=("over",), value=lambda c: c.over, numeric=True),
    Column(slug="partner", label="Partner", value=lambda c: c.sip_name),
    Column(slug="extra", label="Extra days", value=lambda c: c.asked_days),
)


@require_safe
@allow(Permission.DAYS_APPROVE, Permission.ALLOCATION_PROPOSE)
def owed(request: HttpRequest) -> HttpResponseBase:
    """Every school for Principal Officers; a partner sees their own. It names bands."""
    who = user_roles(request)
    framework = framework_on(who.on)
    filters = OwedFilter(request.GET, framework=framework, on=who.on)
    if matches := suggest(request, filters):
        return matches
    listing = Listing(
        request,
        visits_owed(who, framework),
        columns=_OWED,
        sort="due",
        filters=filters,
        narrow=lambda rows, asked: _narrow(rows, asked, who, framework),
    )
    if listing.wants_export:
        return listing.export("visits-owed")
    context = {"framework": framework, "listing": listing, "every_school": who.may(Permission.DAYS_APPROVE)}
    part = "#results" if request.headers.get("HX-Request") else ""
    return render(request, f"visits/owed.html{part}", context)


@require_safe
@allow(Permission.DAYS_APPROVE, Permission.ALLOCATION_PROPOSE)
def over(request: HttpRequest) -> HttpResponseBase:
    """The schools that are over their days: every school for Principal Officers; a partner sees their own."""
    who = user_roles(request)
    year = academic_year(who.on)
    listing = Listing(
        request,
        counts_over(who, framework_on(who.on)),
        columns=_OVER,
        sort="school",
        filters=OverFilter(request.GET),
        narrow=_by_school,
    )
    if listing.wants_export:
        return listing.export("over-their-days")
    asked = asked_for([row.school_id for row in listing.page], year)
    context = {
        "listing": listing,
        "rows": [(row, asked.get(row.school_id)) for row in listing.page],
        "year": year,
        "every_school": who.may(Permission.DAYS_APPROVE),
    }
    part = "#results" if request.headers.get("HX-Request") else ""
    return render(request, f"visits/over.html{part}", context)


def _by_school(rows: "QuerySet[OverRow]", asked: dict[str, Any]) -> "QuerySet[OverRow]":
    text = asked.get("search")
    return rows.filter(by_name_or_urn(text, school="school__")) if text else rows


def _narrow(
    rows: "QuerySet[VisitOwedRow]", asked: dict[str, Any], who: UserRoles, framework: Framework | None
) -> "QuerySet[VisitOwedRow]":
    if text := asked.get("search"):
        rows = rows.filter(by_name_or_urn(text, school="school__"))
    if phase := asked.get("phase"):
        rows = rows.filter(school__phase=phase)
    rows = rows.filter(**{name: asked[name] for name in ("band", "line", "term") if asked.get(name)})
    partner = asked.get("sip")
    if partner and partner.nobody:
        nobody = schools_in_view(who, framework).filter(lacks_officer(AssignmentRole.SIP, who.on))
        rows = rows.filter(school__in=nobody)
    elif partner:
        rows = rows.filter(with_able_officer(partner.keys, AssignmentRole.SIP, who.on))
    return rows
