"""How the tables of teams are copied for an authority of any size."""

from sil.seeding.tables import Table

TABLES = (Table("team.Meeting", apart={"uid": "md5(t.uid::text || {n})::uuid"}),)
