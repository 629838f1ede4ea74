"""Entries of this app in the navigation, and who sees each."""

from django.urls import reverse

from sil.accounts.roles import GOVERNANCE, LEADS, Permission
from sil.accounts.user_roles import UserRoles
from sil.web.navigation import Entry, finds_schools

from .models.assistants import PARTS
from .queries import schools_in_post

_AT_A_SCHOOL = (*LEADS, *GOVERNANCE, *PARTS)


def _posts(who: UserRoles) -> list[int]:
    """The keys of the schools at which a person holds a post or is an assistant, read with the person."""
    return schools_in_post(who.user, who.on, _AT_A_SCHOOL) if who.holds(*_AT_A_SCHOOL) else []


ENTRIES = (
    Entry(
        label="My school",
        route="school",
        order=15,
        shown=lambda who: len(_posts(who)) == 1,
        href=lambda who: reverse("school", kwargs={"urn": _posts(who)[0]}),
    ),
    Entry(
        label="My schools",
        route="schools",
        order=15,
        shown=lambda who: len(_posts(who)) > 1 and not finds_schools(who),
    ),
    Entry(
        label="Schools",
        route="schools",
        order=20,
        shown=finds_schools,
    ),
    Entry(
        label="Early signs",
        route="early_signs",
        order=35,
        shown=lambda who: who.may(Permission.ALLOCATIONS_READ_ALL, Permission.ALLOCATION_PROPOSE),
    ),
    Entry(
        label="Letters from Ofsted",
        route="ofsted_letters",
        order=39,
        shown=lambda who: who.may(Permission.RECORD_KEEP),
    ),
    Entry(label="People", route="people", order=40, shown=lambda who: who.may(Permission.PEOPLE_MANAGE)),
    Entry(
        label="Registers",
        route="registers",
        order=45,
        shown=lambda who: who.may(Permission.REGISTERS_MANAGE),
    ),
    Entry(label="Officers", route="officers", order=50, shown=lambda who: who.may(Permission.ASSIGN_OFFICERS)),
)
