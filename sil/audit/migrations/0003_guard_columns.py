"""What other columns than a status can be guarded with."""

from django.db import migrations

from sil.audit import sql


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_guards")]

    operations = [sql.guard_columns_function()]
