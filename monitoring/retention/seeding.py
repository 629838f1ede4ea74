"""How the tables of retention are copied for an authority of any size: not at all, each authority has its own."""

from sil.seeding.tables import shared

TABLES = shared("retention.Hold", "retention.Disposal", "retention.DisposalRecord", "retention.Outcome")
