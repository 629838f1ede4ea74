"""What does a school's page show of concern cases, to those who may read them?"""

from typing import Any

from schools.models import School
from sil.accounts.user_roles import UserRoles
from sil.web.panels import Panel

from ..case.permissions import READS, may_open
from ..case.queries import of_school, with_next
from ..case.stages import next_step
from ..ends.state_notices import standing_notice

SHOWN = 5


def content(school: School, who: UserRoles) -> dict[str, Any] | None:
    """The latest cases of a school and of those it took the place of; nothing for the school's side. Two queries."""
    if not who.may(*READS):
        return None
    opens = may_open(school, who)
    found = list(with_next(of_school(school, who))[:SHOWN])
    if not found and not opens:
        return None
    return {
        "cases": [(case, next_step(case, who.on)) for case in found],
        "opens": opens,
        "of_state": standing_notice(school),
    }


PANEL = Panel(slug="cases", title="Concern cases", order=25, template="notices/panel.html", content=content)
