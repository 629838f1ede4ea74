"""Adjustments of the ledger of days: who took more days back, and why."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("visits", "0004_reporting"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.AddField(
            model_name="extradays",
            name="withdrawn_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="extradays",
            name="withdrawn_reason",
            field=models.TextField(blank=True),
        ),
        migrations.AddIndex(
            model_name="extradays",
            index=models.Index(fields=["school", "academic_year"], name="extra_days_of_school"),
        ),
    ]
