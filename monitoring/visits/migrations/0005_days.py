"""Adjustments of the ledger of days."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("visits", "0004_reporting")]

    operations: list[migrations.operations.base.Operation] = []
