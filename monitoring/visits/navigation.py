"""Entries of the main navigation."""

from sil.accounts.roles import GOVERNANCE, LEADS, Part, Permission
from sil.web.navigation import Entry

ENTRIES = (
    Entry(
        label="Visits",
        route="visits",
        order=32,
        shown=lambda who: (
            who.may(Permission.VISIT_RECORD, Permission.VISITS_READ_ALL)
            or who.holds(*LEADS, *GOVERNANCE, Part.VISITS, Part.PROMPTS)
        ),
    ),
    Entry(label="Terms", route="terms", order=72, shown=lambda who: who.may(Permission.SETTINGS_MANAGE)),
)
