"""The panel about support from others on a school's page."""

from typing import Any

from django.db.models import Q

from schools.models import School
from sil.accounts.roles import LEADS, Permission
from sil.accounts.user_roles import UserRoles
from sil.web.panels import Panel

from ..models import SchoolOffer
from ..permissions import brokers, leads
from ..states import ENDED
from .queries import readable

# How many that have ended.
SHOWN = 3


def content(school: School, who: UserRoles) -> dict[str, Any] | None:
    """Return all support of a school that has not ended with the latest that has, and what it offers or will offer to
    others; None for somebody who does not read them."""
    takes_part = leads(school, who) or brokers(school, who)
    if not takes_part and not who.may(Permission.SCHOOLS_READ_ALL):
        return None
    there = list(readable(who).filter(school=school))
    found = [each for each in there if each.status not in ENDED]
    found += [each for each in there if each.status in ENDED][:SHOWN]
    offers = SchoolOffer.objects.filter(Q(ends_on=None) | Q(ends_on__gte=who.on), school=school)
    shown = [(each, each.starts_on > who.on) for each in offers]
    return {"support": found, "offers": shown, "takes_part": takes_part}


PANEL = Panel(
    slug="support",
    title="Support from others",
    order=25,
    template="support/panel.html",
    content=content,
    shown=lambda who: who.may(Permission.SUPPORT_READ) or who.holds(*LEADS),
    on_all=False,
)
