"""Statuses change with an event; what was issued, said and answered does not change at all."""

from django.db import migrations

from sil.audit import sql


class Migration(migrations.Migration):
    dependencies = [("visits", "0001_initial"), ("audit", "0002_guards")]

    operations = [
        sql.guard_status("visits_visit", "planned"),
        sql.guard_status("visits_report", "draft"),
        sql.append_only("visits_reportversion"),
        sql.append_only("visits_comment"),
        sql.append_only("visits_answer"),
    ]
