"""Pages of capacity: what partners have to give in a year, what if that changes, and the days and leave of one."""

from collections.abc import Iterator
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from sil import clock
from sil.accounts.access import actor, allow, user_roles
from sil.accounts.models import User
from sil.accounts.roles import Permission
from sil.framework.schema import days_in_words
from sil.framework.years import academic_year, label
from sil.submissions.once import once
from sil.web.forms import posted, refuse
from sil.web.lists.export import file_among, file_of, files_of, wants_file
from sil.web.search.fields import suggest
from sil.workflow import Denied

from ..days.ledger import ZERO
from ..days_table.queries import framework_of
from ..models import Leave
from . import actions
from .files import scenario_tables
from .forms import ContractForm, LeaveForm, ScenarioForm
from .page import bands_of, compare, draw, total
from .queries import (
    Base,
    capacity,
    contracted_of,
    leave_of,
    partners,
    people_with_capacity,
    planned_schools,
    years_offered,
)
from .scenario import Changes, changed

ANY = ["GET", "HEAD", "POST"]
_BESIDE = {"ends_before": "ends_on", "two_years": "ends_on", "bad_leave": "days", "overlaps": "starts_on"}


@require_safe
@allow(Permission.DAYS_APPROVE)
def capacities(request: HttpRequest) -> HttpResponseBase:
    """What each partner has to give in a year, against what their schools are owed."""
    on = user_roles(request).on
    year = _year(request)
    base = capacity(year, on)
    if wants_file(request):
        return file_of(request, f"capacity-{year}", _labels(base), _rows(base))
    context = {
        "year": year,
        "years": [(each, label(each)) for each in years_offered(on)],
        "base": base,
        "chart": draw(base.rows, year),
        "total": total(base.rows),
        "by_band": [(row, [(band, row.owed.get(band, ZERO)) for band in base.bands]) for row in base.rows],
        "band_totals": [(band, base.totals[band]) for band in base.bands],
        "files": files_of(request),
    }
    return render(request, "visits/capacity.html", context)


@require_safe
@allow(Permission.DAYS_APPROVE)
def scenario(request: HttpRequest) -> HttpResponseBase:
    """What if bands move, schools change hands or a partner leaves. It is all in the address, and keeps nothing."""
    on = user_roles(request).on
    _, present, following = years_offered(on)
    year = present if request.GET.get("year") == str(present) else following
    framework = framework_of(year)
    form = ScenarioForm(request.GET or None, framework=framework, on=on)
    if matches := suggest(request, form):
        return matches
    is_asked = form.is_valid()
    changes, rate = (form.changes, form.cleaned_data["rate"]) if is_asked else (Changes(), None)
    bands = framework.bands if framework else ()
    before = planned_schools(year, on)
    after = changed(before, changes, {band.name: band.headline_days for band in bands})
    rows = compare(before, after, partners(year, on), list(changes.leaving), rate)
    by_band = bands_of(before, after, [band.name for band in bands])
    tables = scenario_tables(year, rows, by_band, with_costs=rate is not None)
    if wants_file(request):
        return file_among(request, tables)
    context = {
        "form": form,
        "year": year,
        "is_asked": is_asked,
        "rate": rate,
        "rows": rows,
        "bands": by_band,
        "files": {slug: files_of(request, slug) for slug in tables},
    }
    return render(request, "visits/capacity_scenario.html", context)


@require_http_methods(ANY)
@allow(Permission.DAYS_APPROVE)
@once
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """The contracted days and the leave of one partner in a year, with a form for more leave."""
    on = clock.today()
    user = get_object_or_404(people_with_capacity(on), pk=pk)
    year = _year(request)
    form = LeaveForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            leave = actions.add_leave(user, form.typed_leave, by=actor(request), on=on)
        except Denied as denied:
            refuse(form, denied.sentence, _BESIDE.get(denied.code))
        else:
            messages.success(request, f"You added {days_in_words(leave.days)} of leave for {user.name}.")
            return _to(user, leave.academic_year)
    context = {
        "user_shown": user,
        "form": form,
        "year": year,
        "years": [(each, label(each)) for each in years_offered(on)],
        "contract": contracted_of(user, year),
        "leave": leave_of(user, year),
    }
    return render(request, "visits/capacity_person.html", context)


@require_http_methods(ANY)
@allow(Permission.DAYS_APPROVE)
def contract(request: HttpRequest, pk: int) -> HttpResponse:
    on = clock.today()
    user = get_object_or_404(people_with_capacity(on), pk=pk)
    year = _year(request)
    found = contracted_of(user, year)
    form = ContractForm(posted(request), initial={"days": found.days if found else None})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.set_contracted(user, year=year, by=actor(request), on=on, **form.cleaned_data)
        except Denied as denied:
            refuse(form, denied.sentence, "days" if denied.code == "bad_days" else None)
        else:
            messages.success(request, f"{user.name} has {days_in_words(made.days)} by contract for {label(year)}.")
            return _to(user, year)
    return render(request, "visits/capacity_contract.html", {"user_shown": user, "form": form, "year": year})


@require_http_methods(ANY)
@allow(Permission.DAYS_APPROVE)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """After a page that asks."""
    leave = get_object_or_404(Leave.objects.select_related("user"), pk=pk)
    sentence = ""
    if request.method == "POST":
        try:
            actions.remove_leave(leave, by=actor(request), on=clock.today())
        except Denied as denied:
            sentence = denied.sentence
        else:
            messages.success(request, f"You removed {days_in_words(leave.days)} of leave of {leave.user.name}.")
            return _to(leave.user, leave.academic_year)
    return render(request, "visits/capacity_leave_remove.html", {"leave": leave, "sentence": sentence})


def _year(request: HttpRequest) -> int:
    """The year that the address names, the present one where it names none that is offered."""
    on = clock.today()
    return next((year for year in years_offered(on) if str(year) == request.GET.get("year")), academic_year(on))


def _to(user: User, year: int) -> HttpResponse:
    return redirect(f"{reverse('capacity_person', kwargs={'pk': user.pk})}?{urlencode({'year': year})}")


def _labels(base: Base) -> list[str]:
    bands = [f"Owed: {band or 'no band'}" for band in base.bands]
    return [
        *("Partner", "Contracted", "Leave", "Available", "Schools", "Owed"),
        *bands,
        *("Used", "Planned", "Left", "Available beyond owed"),
    ]


def _rows(base: Base) -> Iterator[tuple[object, ...]]:
    for row in base.rows:
        bands = [row.owed.get(band, 0) for band in base.bands]
        begun = (row.name, row.contracted, row.leave, row.available, row.schools, row.owed_days)
        yield (*begun, *bands, row.used, row.planned, row.left, row.spare)
