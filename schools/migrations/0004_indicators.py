"""Results, attendance and exclusions over the years."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("schools", "0003_links")]

    operations: list[migrations.operations.base.Operation] = []
