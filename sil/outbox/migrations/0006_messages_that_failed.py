"""The messages that could not be sent are numbered by an index of their own."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("outbox", "0005_messages_as_listed")]

    operations = [
        migrations.AddIndex(
            "message",
            models.Index(condition=Q(("status", "failed")), fields=["status"], name="outbox_failed"),
        ),
    ]
