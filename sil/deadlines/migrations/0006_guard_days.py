"""No day of a period changes without an event of the record that it runs for."""

from django.db import migrations

from sil.audit import sql

COUNTED = ("rule", "subject_table", "subject_id", "starts_on", "count", "unit", "day_one", "due_on", "basis")


class Migration(migrations.Migration):
    dependencies = [("deadlines", "0005_subject_as_a_number"), ("audit", "0003_guard_columns")]

    operations = [sql.guard_columns("deadlines_deadline", *COUNTED, subject="", key="subject_id")]
