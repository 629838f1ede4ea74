"""The entry of the main navigation."""

from sil.accounts.roles import Permission
from sil.web.navigation import Entry

# Those who review, and administrators, who end what a reviewer may not.
WHO = (Permission.CASEWORK_GRANT, Permission.PEOPLE_MANAGE)
ENTRY = Entry(label="Access reviews", route="access_reviews", order=61, shown=lambda who: who.may(*WHO))
