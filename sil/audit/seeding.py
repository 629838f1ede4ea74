"""How the tables of audit are copied for an authority of any size."""

from sil.seeding.tables import Table

TABLES = (Table("audit.Event", pointers=(("subject_table", "subject_id"),), scopes=("scope",), people=("actor_id",)),)
