"""Where on the page of their school does somebody tell what is not right with the service?"""

from typing import Any

from schools.models import School
from sil.accounts.roles import GOVERNANCE, LEADS
from sil.accounts.standing import Standing
from sil.web.panels import Panel

from .permissions import speaks_for
from .queries import readable, with_due

SHOWN = 3


def content(school: School, standing: Standing) -> dict[str, Any] | None:
    """The latest concerns of one's own school, and where to raise one; nothing for anybody else."""
    if not standing.holds(*LEADS, *GOVERNANCE) or not speaks_for(standing.user, school, standing.on):
        return None
    return {"concerns": list(with_due(readable(standing)).filter(school=school)[:SHOWN])}


PANEL = Panel(slug="service", title="Quality of the service", order=60, template="service/panel.html", content=content)
