"""The panel about days of support on a school's page."""

from typing import Any

from schools.models import School
from schools.queries import IN_SCOPE
from sil.accounts.roles import GOVERNANCE, LEADS, Permission
from sil.accounts.user_roles import UserRoles
from sil.framework.years import academic_year
from sil.web.panels import Panel

from .page import ledger_page
from .queries import ledger_for


def content(school: School, who: UserRoles) -> dict[str, Any] | None:
    """Return this year's ledger of days. One query."""
    found = ledger_for(school, academic_year(who.on), who)
    if found is None or (found.is_empty and not (school.is_open and school.sector in IN_SCOPE)):
        return None
    return {"shown": ledger_page(found, who.on), "ledger": found, "ours": who.holds(*LEADS, *GOVERNANCE)}


PANEL = Panel(
    slug="days",
    title="Days of support",
    order=15,
    template="visits/days_panel.html",
    content=content,
    shown=lambda who: (
        who.may(Permission.VISITS_READ_ALL, Permission.VISIT_RECORD, Permission.CASEWORK_BY_GRANT)
        or who.holds(*LEADS, *GOVERNANCE)
    ),
    in_summary=True,
)
