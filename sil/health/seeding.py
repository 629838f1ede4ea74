"""How the tables of health are copied for an authority of any size."""

from sil.seeding.tables import shared

TABLES = shared("health.Heartbeat")
