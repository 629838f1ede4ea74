"""The list of schools that cause concern, each with every reason why."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from monitoring.notices.case.stages import next_step_in_words
from schools.lacking import lacks_officer
from schools.models import AssignmentRole
from schools.people.queries import partners_of_schools
from schools.queries import by_name_or_urn, with_able_officer
from sil.accounts.access import allow, user_roles
from sil.accounts.roles import Permission
from sil.clock import in_words
from sil.framework.queries import framework_on
from sil.web.lists.listing import Column, Listing
from sil.web.search.fields import suggest

from .forms import ConcernFilter
from .queries import CASE, Records, cases_of, listed, listed_for, reasons, records

if TYPE_CHECKING:
    from monitoring.notices.case.queries import CaseWithNext

    from .queries import ListedSchool


@require_safe
@allow(Permission.ALLOCATIONS_READ_ALL, Permission.ALLOCATION_PROPOSE)
def causing_concern(request: HttpRequest) -> HttpResponseBase:
    """The whole list for oversight; a partner sees their own schools. It names bands, so nobody of
    a school's side opens it."""
    who = user_roles(request)
    found = records(who)
    framework = framework_on(who.on)
    rows = listed(who, found, framework)
    filters = ConcernFilter(request.GET, partners=partners_of_schools(who.on))
    if matches := suggest(request, filters):
        return matches
    listing = Listing(
        request, rows, columns=_columns(who.on), sort="-since", filters=filters, narrow=_narrow(found, who.on)
    )
    if listing.wants_export:
        return listing.export("causing-concern")
    part = "#results" if request.headers.get("HX-Request") else ""
    context = {
        "framework": framework,
        "listing": listing,
        "rows": [(school, reasons(school, who.on), _cases(school, who.on)) for school in listing.page],
        "every_school": who.may(Permission.ALLOCATIONS_READ_ALL),
    }
    return render(request, f"oversight/concern.html{part}", context)


def _columns(on: date) -> tuple[Column, ...]:
    return (
        Column(slug="school", label="School", order=("name",), value=lambda s: s.name),
        Column(slug="urn", label="URN", value=lambda s: s.urn, shown=False),
        Column(slug="phase", label="Phase", order=("phase",), value=lambda s: s.phase),
        Column(slug="sector", label="Maintained or academy", value=lambda s: s.sector_label, shown=False),
        Column(slug="partner", label="Partner", value=lambda s: s.sip_name),
        Column(slug="reasons", label="Reasons", value=lambda s: _in_a_cell(s, on)),
        Column(slug="since", label="Since", order=("since",), value=lambda s: s.since),
        Column(slug="stage", label="Stage", order=("stage",), value=_stage),
        Column(slug="due", label="Days left", order=("due_on",), value=_due),
        Column(slug="next", label="Next step", value=lambda s: _next(s, on)),
    )


def _cases(school: "ListedSchool", on: date) -> "list[tuple[CaseWithNext, str]]":
    """Each open case with its next step; several are told apart by their references."""
    return [(case, next_step_in_words(case, on)) for case in cases_of(school)]


def _each(school: "ListedSchool", words: "Callable[[CaseWithNext], str]") -> str:
    """Say something of each open case, in a cell."""
    there = cases_of(school)
    said = [(case, words(case)) for case in there]
    return "; ".join(f"{case.reference}: {text}" if len(there) > 1 else text for case, text in said if text)


def _stage(school: "ListedSchool") -> str:
    return _each(school, lambda case: case.state_words)


def _due(school: "ListedSchool") -> object:
    """A day where there is one case, so that a spreadsheet can sort by it."""
    there = cases_of(school)
    if len(there) == 1:
        return there[0].due_on
    return _each(school, lambda case: in_words(case.due_on) if case.due_on else "")


def _next(school: "ListedSchool", on: date) -> str:
    return _each(school, lambda case: next_step_in_words(case, on))


def _in_a_cell(school: "ListedSchool", on: date) -> str:
    return "; ".join(f"{reason.words} ({reason.source})" for reason in reasons(school, on))


def _narrow(found: Records, on: date) -> Callable[[QuerySet[Any], dict[str, Any]], QuerySet[Any]]:
    def narrow(rows: QuerySet[Any], asked: dict[str, Any]) -> QuerySet[Any]:
        if text := asked.get("search"):
            rows = rows.filter(by_name_or_urn(text))
        if kind := asked.get("reason"):
            rows = rows.filter(listed_for(found.of[kind]))
        if stage := asked.get("stage"):
            rows = rows.filter(listed_for(found.of[CASE].filter(status=stage)))
        if phase := asked.get("phase"):
            rows = rows.filter(phase=phase)
        if partner := asked.get("sip"):
            nobody = lacks_officer(AssignmentRole.SIP, on)
            able = with_able_officer(partner.keys, AssignmentRole.SIP, on, school="pk")
            rows = rows.filter(nobody if partner.nobody else able)
        return rows

    return narrow
