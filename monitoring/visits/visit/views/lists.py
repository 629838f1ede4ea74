"""The list of visits, and the page of one."""

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from monitoring.conversations.page import section_of
from schools.models import School
from schools.queries import assists as is_assistant
from schools.queries import by_name_or_urn, parts_only
from sil.accounts.access import signed_in, user_roles
from sil.accounts.roles import LEADS, Part, Permission
from sil.accounts.user_roles import UserRoles
from sil.audit.events import history
from sil.dates.cells import YEARS
from sil.framework.queries import framework_on
from sil.framework.schema import Framework
from sil.framework.years import academic_year
from sil.web import timeline
from sil.web.lists.listing import Column, Listing
from sil.web.lists.paging import LAST_KEY
from sil.web.search.fields import suggest

from ...days.queries import ledgers
from ...models import Visit
from ...states import SHOWN, ReportState, VisitState
from ..conversation import subject_of
from ..forms import VisitsFilter
from ..permissions import may_change, may_correct, may_plan, may_put_right, records_every_school
from ..queries import (
    charged_to,
    leads_of,
    lines_of,
    readable,
    reads_all,
    report_tag,
    report_words,
    with_period,
    with_report,
)
from ..sources import causes_of

if TYPE_CHECKING:
    from ..queries import VisitPage, VisitRow

# Filter -> what it narrows.
_COLUMN_OF = {
    "state": "status",
    "kind": "kind",
    "report": "report_status",
    "from_": "ends_on__gte",
    "to": "starts_on__lte",
}
# What the columns of the list read.
EXPORTED = (
    "starts_on",
    "school__name",
    "kind",
    "framework_version__sha256",
    "status",
    "lead__name",
    "days",
    "due_on",
    "report_status",
)
WHO = "officers of the school, people who take part in the visit, the school's headteacher, oversight"


@require_safe
@signed_in("everyone: the visits they may read")
def visits(request: HttpRequest) -> HttpResponseBase:
    who = user_roles(request)
    rows = with_report(readable(who))
    framework = framework_on(who.on)
    kinds = [(kind.id, kind.name) for kind in framework.visits.kinds] if framework and framework.visits else []
    of_school = _is_of_school(who)
    # A school finds by what it may read of a report.
    reports = [state for state in ReportState if not of_school or state in SHOWN or state is ReportState.WITHDRAWN]
    filters = VisitsFilter(request.GET, kinds=kinds, leads=leads_of(readable(who)), reports=reports)
    if found := suggest(request, filters):
        return found
    filters.is_valid()
    monday = who.on - timedelta(days=who.on.weekday())
    listing = Listing(
        request,
        rows,
        columns=_columns(of_school),
        # What is looked for by filters is mostly past.
        sort="-date" if any(filters.cleaned_data.values()) else "date",
        filters=filters,
        narrow=lambda found, asked: _narrow(found, asked, who),
        start=(monday - timedelta(days=1), None, LAST_KEY),
    )
    if listing.wants_export:
        return listing.export("visits", only=EXPORTED)
    for each in listing.page:
        _word(each, who, of_school=of_school)
    begins = bool(listing.start and listing.page) and listing.page[0].starts_on >= monday
    context = {
        "listing": listing,
        "begins": begins,
        "records": who.may(Permission.VISIT_RECORD),
        "leads": who.holds(*LEADS),
        "oversees": records_every_school(who),
        "plans": who.may(Permission.DAYS_APPROVE),
    }
    part = "#results" if request.headers.get("HX-Request") else ""
    return render(request, f"visits/visits.html{part}", context)


@require_safe
@signed_in(WHO)
def visit(request: HttpRequest, pk: int) -> HttpResponse:
    who = user_roles(request)
    found: VisitPage = get_object_or_404(with_period(with_report(readable(who))), pk=pk)
    all_of_it = reads_all(found, who)
    _word(found, who, of_school=not all_of_it)
    leads = not all_of_it and found.school.posts.filter(user=who.user).exists()
    assists = not leads and bool(parts_only(found.school, who))
    framework = found.framework
    named = {priority.id: priority.name for priority in framework.priorities}
    context = {
        "visit": found,
        "school": found.school,
        "others": found.others.order_by("name"),
        "causes": causes_of(found, who),
        "priorities": [named.get(each, each) for each in found.priorities],
        "charged_to": charged_to(found.kind_of, framework, lines_of(found.school, found.starts_on)),
        "over": _over(found) if all_of_it and found.days and (found.is_planned or found.is_held) else None,
        "reads_all": all_of_it,
        "reads_facts": all_of_it or assists or not _is_governance(who),
        "leads": leads,
        "assists": assists,
        "prepares": found.is_planned and _may_prepare(found, who, leads=leads) and _has_prompts(framework),
        "may_change": found.is_planned and may_change(found, who),
        "may_correct": found.is_held and may_correct(found, who),
        "may_put_right": may_put_right(found, who),
        "kept": all_of_it and found.is_planned and found.has_text,
        "has_come": found.ends_on <= who.on,
        "has_begun": found.starts_on <= who.on,
        "entries": [timeline.entry_of(event) for event in history(found)] if all_of_it else (),
    }
    context |= section_of(subject_of(found), who)
    return render(request, "visits/visit.html", context)


def _may_prepare(found: Visit, who: UserRoles, *, leads: bool) -> bool:
    """Whether a person writes what the school says before a visit: its head, or an assistant who prepares it."""
    return (leads and who.holds(*LEADS)) or is_assistant(who.user, found.school, Part.PROMPTS, who.on)


def _over(found: Visit) -> Decimal:
    """Return by how many days the school is over in the year of a visit. One query."""
    if found.starts_on.year not in YEARS:
        return Decimal(0)
    ledger = ledgers(School.objects.filter(pk=found.school_id), academic_year(found.starts_on)).get(found.school_id)
    return ledger.over if ledger else Decimal(0)


def _has_prompts(framework: Framework) -> bool:
    return framework.visits is not None and bool(framework.visits.prompts)


def _columns(of_school: bool) -> tuple[Column, ...]:
    return (
        Column(slug="date", label="Date", order=("starts_on", "starts_at"), value=lambda v: v.starts_on),
        Column(slug="school", label="School", order=("school__name",), value=lambda v: v.school.name),
        Column(slug="kind", label="Kind", order=("kind",), value=lambda v: v.kind_name),
        Column(slug="state", label="State", order=("status",), value=lambda v: VisitState(v.status).label),
        Column(slug="lead", label="Lead", order=("lead__name",), value=lambda v: v.lead.name),
        Column(slug="days", label="Days", order=("days",), value=lambda v: v.days, numeric=True),
        Column(
            slug="report",
            label="Report",
            order=("report_status",),
            value=lambda v: report_words(v, of_school=of_school),
        ),
        Column(slug="due", label="Report due", order=("due_on",), value=lambda v: v.due_on),
    )


def _word(visit: Any, who: UserRoles, *, of_school: bool) -> None:
    """What a row shows beside its columns."""
    visit.report_words = report_words(visit, of_school=of_school)
    visit.report_colour = report_tag(visit, of_school=of_school)
    visit.overdue = visit.is_overdue(who.on)
    visit.again = visit.status == VisitState.MISSED and visit.school.is_open and may_plan(visit.school, who)
    visit.report_late = bool(visit.due_on and not visit.met_on and visit.due_on < who.on)


def _narrow(rows: "QuerySet[VisitRow]", asked: dict[str, Any], who: UserRoles) -> "QuerySet[VisitRow]":
    if text := asked.get("search"):
        rows = rows.filter(by_name_or_urn(text, school="school__"))
    rows = rows.filter(**{column: asked[name] for name, column in _COLUMN_OF.items() if asked.get(name)})
    if lead := asked.get("lead"):
        rows = rows.filter(lead__in=lead.keys)
    if asked.get("overdue"):
        rows = rows.filter(status=VisitState.PLANNED, ends_on__lt=who.on)
    if asked.get("late"):
        rows = rows.filter(owed_on__lt=who.on)
    return rows


def _is_of_school(who: UserRoles) -> bool:
    return not who.may(Permission.VISIT_RECORD, Permission.VISITS_READ_ALL)


def _is_governance(who: UserRoles) -> bool:
    return _is_of_school(who) and not who.holds("headteacher", "acting_headteacher")
