"""Files of the registers that were sent in by the browser."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("schools", "0004_indicators")]

    operations: list[migrations.operations.base.Operation] = []
