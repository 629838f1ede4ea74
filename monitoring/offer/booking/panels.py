"""The panel on a school's page about events: what is booked, and which the school attended this year."""

from typing import Any

from schools.models import School
from sil.accounts.user_roles import UserRoles
from sil.framework.years import academic_year, first_day, label
from sil.web.panels import Panel

from .permissions import OFFICERS, READERS, books_for_school, reads_offer
from .queries import bookings_of

SHOWN = 10


def content(school: School, who: UserRoles) -> dict[str, Any] | None:
    """Return the events of the academic year that people of a school came to or have a place at. One query."""
    if not reads_offer(school, who):
        return None
    since = first_day(academic_year(who.on))
    there = list(bookings_of(school).filter(event__day__gte=since).order_by("event__day", "pk"))
    return {
        "attended": [each for each in there if each.attended],
        "coming": [each for each in there if each.event.is_open and each.event.day >= who.on][:SHOWN],
        "year": label(academic_year(who.on)),
        "is_own": books_for_school(school, who),
    }


PANEL = Panel(
    slug="offer",
    title="Events and offer",
    order=58,
    template="offer/panel.html",
    content=content,
    shown=lambda who: who.holds(*READERS) or who.may(*OFFICERS),
    on_all=False,
)
