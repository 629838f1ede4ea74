"""Allocations that wait are found by their school or day as well, and who settled one by an index alone."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("allocations", "0008_bands_that_hold"),
        ("schools", "0011_who_is_where"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="allocation",
            name="allocation_open",
        ),
        migrations.AddIndex(
            model_name="allocation",
            index=models.Index(
                condition=models.Q(
                    ("status__in", ["decided", "identified", "proposed", "with_director", "with_officer"])
                ),
                fields=["status", "school", "due_on"],
                name="allocation_open",
            ),
        ),
        migrations.AddIndex(
            model_name="settlement",
            index=models.Index(fields=["allocation", "made_by"], name="settlement_made"),
        ),
    ]
