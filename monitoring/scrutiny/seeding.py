"""How the tables of reports are copied for an authority of any size."""

from sil.seeding.tables import shared

# A report of a term is the authority's, not a school's.
TABLES = (*shared("scrutiny.TermReport", "scrutiny.TermReportFile"),)
