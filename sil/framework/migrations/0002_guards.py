"""A version of the framework never changes: records say under which one they were made."""

from django.db import migrations

from sil.audit import sql


class Migration(migrations.Migration):
    dependencies = [("framework", "0001_initial"), ("audit", "0002_guards")]

    operations = [sql.append_only("framework_frameworkversion")]
