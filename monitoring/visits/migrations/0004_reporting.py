"""Adjustments of reports."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("visits", "0003_visiting")]

    operations: list[migrations.operations.base.Operation] = []
