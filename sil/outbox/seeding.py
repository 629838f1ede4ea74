"""How the tables of outbox are copied for an authority of any size."""

from sil.seeding.tables import Table

TABLES = (
    Table(
        "outbox.Message",
        apart={
            "email": "replace(t.email, '@', '.' || {n} || '@')",
            "dedupe_key": "{n} || ' ' || left(t.dedupe_key, 130)",
        },
    ),
)
