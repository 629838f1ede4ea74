"""The panel about partnership plans on a school's page."""

from typing import Any

from schools.models import School
from sil.accounts.roles import GOVERNANCE, LEADS, Part, Permission
from sil.accounts.user_roles import UserRoles
from sil.web.panels import Panel

from ..reviews.queries import has_not_moved, latest_of
from .queries import plans_of_school

SHOWN = 5


def content(school: School, who: UserRoles) -> dict[str, Any] | None:
    """Return the plans of a school, the latest first; None where a person may read none."""
    found = list(plans_of_school(school, who)[:SHOWN])
    if not found:
        return None
    latest = latest_of([plan for plan in found if plan.is_in_force])
    rows = [(plan, [(each, has_not_moved(each)) for each in latest.get(plan.pk, [])]) for plan in found]
    return {"plans": found, "rows": rows}


PANEL = Panel(
    slug="partnership_plans",
    title="Improvement plan",
    order=22,
    template="plans/panel.html",
    content=content,
    given_by=(Part.PLAN,),
    on_all=False,
    shown=lambda who: (
        who.may(Permission.VISITS_READ_ALL, Permission.VISIT_RECORD, Permission.CASEWORK_BY_GRANT)
        or who.holds(*LEADS, *GOVERNANCE)
    ),
)
