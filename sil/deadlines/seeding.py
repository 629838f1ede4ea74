"""How the tables of deadlines are copied for an authority of any size."""

from sil.seeding.tables import Table, shared

TABLES = (
    *shared("deadlines.BankHoliday"),
    Table("deadlines.Deadline", pointers=(("subject_table", "subject_id"),)),
)
