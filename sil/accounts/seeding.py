"""How the tables of accounts are copied for an authority of any size."""

from sil.seeding.tables import Table

TABLES = (
    Table(
        "accounts.User",
        scope="person",
        apart={"email": "replace(t.email, '@', '.' || {n} || '@')", "name": "t.name || '-' || {place}"},
    ),
)
