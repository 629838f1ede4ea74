"""A status changes only with its audit event; what was proposed and agreed is kept as it was."""

from django.db import migrations

from sil.audit import sql


class Migration(migrations.Migration):
    dependencies = [("allocations", "0001_initial"), ("audit", "0002_guards")]

    operations = [
        sql.guard_status("allocations_round", "open"),
        sql.guard_status("allocations_allocation", "identified"),
        sql.append_only("allocations_proposal"),
        sql.append_only("allocations_mark"),
        sql.append_only("allocations_agreement"),
    ]
