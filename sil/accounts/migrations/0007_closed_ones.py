"""The few accounts that are closed are found by an index of their own."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_found_by_name")]

    operations = [
        migrations.AddIndex(
            "user",
            models.Index(condition=Q(("is_active", False)), fields=["id"], name="user_closed"),
        ),
    ]
