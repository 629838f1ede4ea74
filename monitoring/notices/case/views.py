"""The list of cases, the page of one, and the way to open one."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from schools.models import School
from schools.queries import assigned, by_name_or_urn, open_schools
from sil import clock
from sil.accounts.access import allow, user_roles
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.framework.queries import framework_on
from sil.submissions.once import once
from sil.web.forms import posted, refuse
from sil.web.lists.listing import Column, Listing
from sil.web.search.fields import suggest
from sil.workflow import Denied

from .actions import open_case
from .forms import CasesFilter, OpenForm, SchoolForm
from .permissions import READS, may_open, owners
from .queries import in_list, owners_in_list, readable
from .stages import next_step_in_words

ANY = ["GET", "HEAD", "POST"]
# Code of a refusal -> the field it stands beside.
BESIDE = {"no_source": "source", "no_concern": "concern", "not_an_owner": "owner"}


@require_safe
@allow(*READS)
def cases(request: HttpRequest) -> HttpResponseBase:
    who = user_roles(request)
    rows = in_list(who)
    filters = CasesFilter(request.GET, owners=owners_in_list(who))
    if found := suggest(request, filters):
        return found
    listing = Listing(
        request,
        rows,
        columns=_columns(who),
        sort="due",
        filters=filters,
        narrow=_narrow,
    )
    if listing.wants_export:
        return listing.export("cases")
    context = {
        "listing": listing,
        "rows": [(case, next_step_in_words(case, who.on)) for case in listing.page],
        "records": who.may(Permission.CONCERN_RECORD),
        "every_school": who.may(Permission.CONCERNS_READ_ALL),
    }
    part = "#results" if request.headers.get("HX-Request") else ""
    return render(request, f"notices/cases.html{part}", context)


@require_http_methods(ANY)
@allow(Permission.CONCERN_RECORD)
def choose_school(request: HttpRequest) -> HttpResponse:
    """Choose the school first, of those about which the person may open cases."""
    form = SchoolForm(posted(request), schools=_to_choose_from(user_roles(request)))
    if found := suggest(request, form):
        return found
    if request.method == "POST" and form.is_valid():
        return redirect("case_open", urn=form.cleaned_data["school"].pk)
    return render(request, "notices/choose_school.html", {"form": form})


@require_http_methods(ANY)
@allow(Permission.CONCERN_RECORD)
@once
def open_one(request: HttpRequest, urn: int) -> HttpResponse:
    who, on = user_roles(request), clock.today()
    school = get_object_or_404(School, pk=urn)
    if not may_open(school, who):
        raise Http404
    framework = framework_on(on)
    context: dict[str, Any] = {"school": school, "back": school.get_absolute_url()}
    if framework is None or framework.intervention is None:
        return render(request, "notices/none.html", context)
    form = OpenForm(
        posted(request),
        rules=framework.intervention,
        people=owners(school, on),
        initial={"owner": who.user, "since": on},
    )
    if found := suggest(request, form):
        return found
    context |= {"form": form, "there": readable(who).filter(school=school, ended_on__isnull=True)}
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = open_case(
                school,
                source=data["source"],
                since=data["since"],
                concern=data["concern"],
                by=who.user,
                on=on,
                owner=data["owner"],
                high_risk=data["high_risk"],
                restricted=data["restricted"],
            )
        except Denied as denied:
            beside(form, denied)
        else:
            messages.success(request, f"Case {made.reference} is open. Next, add evidence to it.")
            return redirect(made)
    return render(request, "notices/open.html", context)


def beside(form: Any, denied: Denied, fields: Mapping[str, str] | None = None) -> None:
    """Show a refusal beside its field."""
    field = (fields or BESIDE).get(denied.code)
    refuse(form, denied.sentence, field if field in form.fields else None)


def _to_choose_from(who: UserRoles) -> QuerySet[School]:
    framework = framework_on(who.on)
    if framework is None:
        return School.objects.none()
    schools = open_schools(framework.authority.code)
    if who.may(Permission.ALLOCATIONS_READ_ALL):
        return schools
    return schools.filter(assigned(who.user, who.on, school="pk"))


def _columns(who: UserRoles) -> tuple[Column, ...]:
    return (
        Column(slug="school", label="School", order=("school__name",), value=lambda c: c.school.name),
        Column(slug="urn", label="URN", value=lambda c: c.school_id, shown=False),
        Column(slug="reference", label="Case", order=("opened_on",), value=lambda c: c.reference),
        Column(slug="stage", label="Stage", order=("status",), value=lambda c: c.state_words),
        Column(slug="branch", label="Type of school", value=lambda c: c.get_branch_display(), shown=False),
        Column(slug="owner", label="Owner", order=("owner__name",), value=lambda c: c.owner.name),
        Column(slug="due", label="Days left", order=("due_on",), value=lambda c: c.due_on),
        Column(slug="next", label="Next step", value=lambda c: next_step_in_words(c, who.on)),
    )


def _narrow(rows: QuerySet[Any], asked: dict[str, Any]) -> QuerySet[Any]:
    if text := asked.get("search"):
        rows = rows.filter(by_name_or_urn(text, school="school__") | Q(reference__iexact=text.strip()))
    if ended := asked.get("ended"):
        rows = rows.filter(ended_on__isnull=False) if ended == "ended" else rows
    else:
        rows = rows.filter(ended_on__isnull=True)
    if owner := asked.get("owner"):
        rows = rows.filter(owner__in=owner.keys)
    named = {"stage": "status", "branch": "branch"}
    return rows.filter(**{column: asked[name] for name, column in named.items() if asked.get(name)})
