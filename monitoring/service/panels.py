"""The panel about the quality of the service on a school's page."""

from typing import Any

from schools.models import School
from sil.accounts.roles import GOVERNANCE, LEADS
from sil.accounts.user_roles import UserRoles
from sil.web.panels import Panel

from .permissions import speaks_for
from .queries import readable, with_due

SHOWN = 3


def content(school: School, who: UserRoles) -> dict[str, Any] | None:
    """Return the latest concerns of one's own school, to its head and governors; None for anybody else."""
    if not who.holds(*LEADS, *GOVERNANCE) or not speaks_for(who.user, school, who.on):
        return None
    return {"concerns": list(with_due(readable(who)).filter(school=school)[:SHOWN])}


PANEL = Panel(
    slug="service",
    title="Quality of the service",
    order=60,
    template="service/panel.html",
    content=content,
    shown=lambda who: who.holds(*LEADS, *GOVERNANCE),
)
