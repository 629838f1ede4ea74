"""Whether newsletters are sent to a person."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("outbox", "0008_morning_emails"),
    ]

    operations = [
        migrations.AddField(
            model_name="mailchoice",
            name="newsletters",
            field=models.BooleanField(db_default=True, default=True),
        ),
    ]
