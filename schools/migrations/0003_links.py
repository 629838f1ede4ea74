"""Which schools followed which."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("schools", "0002_record")]

    operations: list[migrations.operations.base.Operation] = []
