"""How the tables of notices are copied for an authority of any size."""

from sil.seeding.tables import Table

TABLES = (Table("notices.Case", scope="case", apart={"reference": "t.reference || '-' || {n}"}),)
