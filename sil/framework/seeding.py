"""How the tables of framework are copied for an authority of any size."""

from sil.seeding.tables import shared

TABLES = shared("framework.FrameworkVersion", "framework.FrameworkFile")
