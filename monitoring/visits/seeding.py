"""How the tables of visits are copied for an authority of any size."""

from sil.seeding.tables import Table, shared

TABLES = (
    *shared("visits.Term"),
    Table("visits.Visit", apart={"uid": "md5(t.uid::text || {n})::uuid"}),
    Table("visits.OfferedTime", apart={"uid": "md5(t.uid::text || {n})::uuid"}),
    Table("visits.Feed", apart={"token": "md5(t.token || {n})"}),
)
