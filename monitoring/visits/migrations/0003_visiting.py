"""Adjustments of visits, terms and calendars."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("visits", "0002_guards")]

    operations: list[migrations.operations.base.Operation] = []
