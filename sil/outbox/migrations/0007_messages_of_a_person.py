"""A person's own messages are found by an index, in the order of their list."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("outbox", "0006_messages_that_failed")]

    operations = [
        migrations.AddIndex(
            "message",
            models.Index(fields=["email", "created_at", "id"], name="outbox_of_person"),
        ),
    ]
