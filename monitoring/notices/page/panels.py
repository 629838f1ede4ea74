"""The panel of concern cases on a school's page, for those who may read them."""

from typing import Any

from schools.models import School
from sil.accounts.user_roles import UserRoles
from sil.web.panels import Panel

from ..case.permissions import READS, may_open
from ..case.queries import cases_of_school, with_next
from ..case.stages import next_step_in_words
from ..ends.state_notices import notice_of_state_in_force

SHOWN = 5


def content(school: School, who: UserRoles) -> dict[str, Any] | None:
    """Return the latest cases of a school and of those it took the place of; None for
    the school's side. Two queries."""
    if not who.may(*READS):
        return None
    opens = may_open(school, who)
    found = list(with_next(cases_of_school(school, who))[:SHOWN])
    if not found and not opens:
        return None
    return {
        "cases": [(case, next_step_in_words(case, who.on)) for case in found],
        "opens": opens,
        "of_state": notice_of_state_in_force(school),
    }


PANEL = Panel(slug="cases", title="Concern cases", order=25, template="notices/panel.html", content=content)
