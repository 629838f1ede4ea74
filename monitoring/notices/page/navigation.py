"""The navigation entries of cases and of delegations."""

from sil.accounts.roles import Permission
from sil.web.navigation import Entry

from ..case.permissions import READS

ENTRIES = (
    Entry(label="Cases", route="cases", order=36, shown=lambda who: who.may(*READS)),
    Entry(
        label="Who signs while a director is away",
        route="delegations",
        order=62,
        shown=lambda who: who.may(Permission.CONCERN_SIGN),
    ),
)
