"""Where in the navigation do the cases stand, and for whom?"""

from sil.web.navigation import Entry

from .permissions import READS

ENTRY = Entry(label="Cases", route="cases", order=36, shown=lambda who: who.may(*READS))
