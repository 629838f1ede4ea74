"""How the tables of seals are copied for an authority of any size."""

from sil.seeding.tables import shared

TABLES = shared(
    *("seals.Seal", "seals.SealedRow", "seals.SealFile", "seals.Verification"),
    *("seals.DisposedRow", "seals.Certificate"),
)
