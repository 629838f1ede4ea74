"""How the tables of sign in are copied for an authority of any size."""

from sil.seeding.tables import shared

TABLES = shared("sign_in.FailedAttempt", "sign_in.Session")
