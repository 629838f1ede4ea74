"""The panel about visits on a school's page."""

from typing import Any

from schools.models import School
from schools.queries import parts_only, reads_casework
from sil.accounts.roles import GOVERNANCE, LEADS, Part, Permission
from sil.accounts.user_roles import UserRoles
from sil.web.panels import Panel

from .permissions import may_plan
from .queries import readable, report_tag, report_words, with_report

LAST = 12
SHOWN = 5
# What the panel says of each.
_RELATED = ("lead", "framework_version")
_NAMED = (
    *("kind", "status", "starts_on", "ends_on", "starts_at", "due_on", "met_on", "report_status"),
    *("lead__name", "framework_version__sha256"),
)


def content(school: School, who: UserRoles) -> dict[str, Any] | None:
    """Return the next visit and the last ones. One query."""
    there = with_report(readable(who).filter(school=school)).select_related(None).select_related(*_RELATED)
    found: list[Any] = list(there.only(*_NAMED).order_by("-starts_on", "-pk")[:LAST])
    plans = may_plan(school, who)
    if not found and not plans:
        return None
    officers = reads_casework(school, who)
    for visit in found:
        visit.report_words = report_words(visit, of_school=not officers)
        visit.report_colour = report_tag(visit, of_school=not officers)
        visit.overdue = visit.is_overdue(who.on)
    coming = sorted((v for v in found if v.is_planned and not v.overdue), key=lambda v: (v.starts_on, v.pk))
    return {
        "next": coming[0] if coming else None,
        "visits": [v for v in found if v not in coming[:1]][:SHOWN],
        "plans": plans,
        "offers": who.holds(*LEADS) and not parts_only(school, who),
    }


PANEL = Panel(
    slug="visits",
    title="Visits",
    order=20,
    template="visits/panel.html",
    content=content,
    given_by=(Part.VISITS, Part.PROMPTS),
    shown=lambda who: (
        who.may(Permission.VISITS_READ_ALL, Permission.VISIT_RECORD, Permission.CASEWORK_BY_GRANT)
        or who.holds(*LEADS, *GOVERNANCE)
    ),
    in_summary=True,
)
