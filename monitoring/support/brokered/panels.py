"""The panel about support from others on a school's page."""

from typing import Any

from schools.models import School
from sil.accounts.roles import LEADS, Permission
from sil.accounts.user_roles import UserRoles
from sil.web.panels import Panel

from ..models import SchoolOffer
from ..permissions import brokers, leads
from .queries import readable

SHOWN = 5


def content(school: School, who: UserRoles) -> dict[str, Any] | None:
    """Return the latest support of a school and what it offers to others; None for somebody who does not read them."""
    takes_part = leads(school, who) or brokers(school, who)
    if not takes_part and not who.may(Permission.SCHOOLS_READ_ALL):
        return None
    found = list(readable(who).filter(school=school)[:SHOWN])
    offers = [each for each in SchoolOffer.objects.filter(school=school) if each.is_open(who.on)]
    return {"support": found, "offers": offers, "takes_part": takes_part}


PANEL = Panel(
    slug="support",
    title="Support from others",
    order=25,
    template="support/panel.html",
    content=content,
    shown=lambda who: who.may(Permission.SUPPORT_READ) or who.holds(*LEADS),
    on_all=False,
)
