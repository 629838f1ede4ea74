"""How the tables of allocations are copied for an authority of any size."""

from sil.seeding.tables import shared

TABLES = shared("allocations.Round")
