"""How the tables of events are copied for an authority of any size."""

from sil.seeding.tables import shared

TABLES = (*shared("offer.OfferedEvent"),)
