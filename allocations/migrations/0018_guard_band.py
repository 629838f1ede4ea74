"""No band changes without an event of its allocation."""

from django.db import migrations

from sil.audit import sql


class Migration(migrations.Migration):
    dependencies = [("allocations", "0017_more_time"), ("audit", "0003_guard_columns")]

    operations = [sql.guard_columns("allocations_allocation", "band")]
