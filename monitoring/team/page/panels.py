"""The panel about the Team Around the School on a school's page."""

from typing import Any

from schools.models import School
from sil.accounts.roles import LEADS, Permission
from sil.accounts.user_roles import UserRoles
from sil.web.panels import Panel

from ..team.permissions import may_set_up
from ..team.queries import readable, with_counts


def content(school: School, who: UserRoles) -> dict[str, Any] | None:
    """Return the latest team of the school, an open one first; None where there is none and the reader sets up none,
    but for those who read the teams of all schools."""
    team = with_counts(readable(who).filter(school=school), who.on).order_by("-status", "-pk").first()
    sets_up = school.is_open and may_set_up(school, by=who.user, on=who.on) and not (team and team.is_open)
    is_shown = team or sets_up or who.may(Permission.VISITS_READ_ALL)
    return {"team": team, "sets_up": sets_up} if is_shown else None


PANEL = Panel(
    slug="team",
    title="Team Around the School",
    order=27,
    template="team/panel.html",
    content=content,
    shown=lambda who: who.may(Permission.VISIT_RECORD, Permission.VISITS_READ_ALL) or who.holds(*LEADS, "chair"),
    on_all=False,
)
