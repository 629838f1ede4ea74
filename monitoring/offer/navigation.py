"""Entries of the menu: the list of events for officers, and what a school is offered for its head and governors."""

from django.urls import reverse

from schools.queries import schools_in_post
from sil.accounts.user_roles import UserRoles
from sil.web.navigation import Entry

from .booking.permissions import OFFICERS, READERS


def _posts(who: UserRoles) -> list[int]:
    """The keys of the schools for which a person reads the offer, read with the person."""
    return schools_in_post(who.user, who.on, READERS) if who.holds(*READERS) else []


ENTRIES = (
    Entry(
        label="What we offer you",
        route="offer",
        order=36,
        shown=lambda who: len(_posts(who)) == 1,
        href=lambda who: reverse("offer", kwargs={"urn": _posts(who)[0]}),
    ),
    Entry(
        label="Events",
        route="events",
        order=60,
        shown=lambda who: who.may(*OFFICERS),
    ),
)
