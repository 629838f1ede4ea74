"""The index of messages as their list is sorted, either way."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("outbox", "0004_latest")]

    operations = [
        migrations.RemoveIndex("message", "outbox_latest"),
        migrations.AddIndex("message", models.Index(fields=["created_at", "id"], name="outbox_written")),
    ]
