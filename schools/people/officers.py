"""The page that shows and sets which officer works with which school, for one or many at a time."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from sil import clock
from sil.accounts.access import actor, allow
from sil.accounts.roles import Permission
from sil.framework.queries import current, titles
from sil.submissions.once import once
from sil.web.forms import posted, refuse
from sil.web.lists.listing import Column, Listing
from sil.web.lists.paging import MOST_COUNTED
from sil.web.search.fields import suggest
from sil.workflow import Denied

from ..models import Assignment, AssignmentRole, School
from ..queries import IN_SCOPE, by_name_or_urn, can_act, open_schools, with_officer
from . import actions
from .forms import AssignForm, OfficerFilter
from .queries import holders_of

SIP, PO = AssignmentRole.SIP, AssignmentRole.PRINCIPAL_OFFICER


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Permission.ASSIGN_OFFICERS)
@once
def officers(request: HttpRequest) -> HttpResponseBase:
    """The schools with their officers; posting assigns an officer to those that are ticked."""
    on, called = clock.today(), titles()
    sips, principals = holders_of(SIP, on), holders_of(PO, on)
    schools = _schools()
    phases = [p for p in schools.order_by("phase").values_list("phase", flat=True).distinct() if p]
    filters = OfficerFilter(request.GET, phases=phases, sips=sips, principals=principals, titles=called)
    listing = Listing(
        request,
        schools.annotate(sip_name=_name(SIP), po_name=_name(PO)),
        columns=_columns(called),
        sort="school",
        filters=filters,
        narrow=_narrow,
    )
    form = AssignForm(posted(request), today=on, schools=schools, fitting=listing.rows, titles=called)
    if found := suggest(request, filters, form):
        return found
    if listing.wants_export:
        return listing.export("officers")
    if request.method == "POST" and form.is_valid():
        role, officer = form.chosen
        try:
            changed = actions.assign(
                list(form.cleaned_data["schools"]),
                user=officer,
                role=role,
                starts_on=form.cleaned_data["starts_on"],
                by=actor(request),
                on=on,
            )
        except Denied as denied:
            refuse(form, denied.sentence, "officer" if denied.code == "both_sides" else "starts_on")
        else:
            messages.success(request, _done(officer.name, called[role], changed))
            return redirect(request.get_full_path())
    part = "#results" if request.headers.get("HX-Request") else ""
    may_tick_all = listing.count <= MOST_COUNTED
    context = {
        "listing": listing,
        "form": form,
        "may_tick_all": may_tick_all,
        "ticked": set(request.POST.getlist("schools")),
    }
    return render(request, f"schools/people/officers.html{part}", context)


def _columns(called: Mapping[str, str]) -> tuple[Column, ...]:
    return (
        Column(slug="school", label="School", order=("name",), value=lambda s: s.name),
        Column(slug="urn", label="URN", order=("urn",), value=lambda s: s.urn),
        Column(slug="phase", label="Phase", order=("phase",), value=lambda s: s.phase),
        Column(slug="sip", label=called[SIP], order=("sip_name",), value=lambda s: s.sip_name),
        Column(slug="po", label=called[PO], order=("po_name",), value=lambda s: s.po_name),
    )


def _schools() -> QuerySet[School]:
    framework = current()
    if framework is None:
        return School.objects.filter(is_open=True, sector__in=IN_SCOPE)
    return open_schools(framework.authority.code)


def _name(role: AssignmentRole) -> Subquery:
    present = Assignment.objects.filter(can_act(clock.today()), school=OuterRef("pk"), role=role)
    return Subquery(present.values("user__name")[:1])


def _narrow(rows: QuerySet[School], asked: dict[str, Any]) -> QuerySet[School]:
    if text := asked.get("search"):
        rows = rows.filter(by_name_or_urn(text))
    if phase := asked.get("phase"):
        rows = rows.filter(phase=phase)
    for name, role in (("sip", SIP), ("po", PO)):
        if who := asked.get(name):
            nobody = Q(**{f"{name}_name__isnull": True})
            rows = rows.filter(nobody if who.nobody else with_officer(who.keys, role, clock.today(), school="pk"))
    return rows


def _done(name: str, title: str, changed: int) -> str:
    if not changed:
        return f"{name} was already {title} of these schools. Nothing changed."
    number = f"{changed} school{'' if changed == 1 else 's'}"
    return f"{name} is {title} of {number} from the day you entered."
