"""How the tables of conversations are copied for an authority of any size."""

from sil.seeding.tables import Table

TABLES = (
    Table("conversations.Conversation", keys={"last": "conversations.Entry"}),
    Table("conversations.Taken", shared=True),
    Table("conversations.Reader", keys={"seen": "conversations.Entry"}),
)
