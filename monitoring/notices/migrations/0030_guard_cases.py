"""Nothing that matters of a case changes without an event of it: who reads it, who owns it, what it is about, and its
evidence."""

from django.db import migrations

from sil.audit import sql

MATTERS = ("restricted", "owner_id", "source", "since", "concern", "high_risk")


class Migration(migrations.Migration):
    dependencies = [("notices", "0029_service_officer"), ("audit", "0003_guard_columns")]

    operations = [
        sql.guard_columns("notices_case", *MATTERS),
        sql.guard_rows("notices_case_named", subject="notices_case", key="case_id"),
        sql.guard_rows("notices_caseevidence", subject="notices_case", key="case_id"),
    ]
