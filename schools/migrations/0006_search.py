"""What a search looks through, with its indexes."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("schools", "0005_register_files")]

    operations: list[migrations.operations.base.Operation] = []
