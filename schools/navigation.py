"""Entries of this app in the navigation, and who sees each."""

from sil.accounts.roles import Permission
from sil.web.navigation import Entry

ENTRIES = (
    Entry(
        label="Schools",
        route="schools",
        order=20,
        shown=lambda who: who.may(Permission.SCHOOLS_READ_ALL, Permission.ALLOCATION_PROPOSE),
    ),
    Entry(
        label="Letters from Ofsted",
        route="ofsted_letters",
        order=35,
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
