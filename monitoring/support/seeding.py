"""How the tables of support are copied for an authority of any size."""

from sil.seeding.tables import Table, shared

TABLES = (
    *shared("support.Provider", "support.BudgetLine"),
    Table("support.Leader", apart={"email": "{n} || '.' || t.email"}),
)
