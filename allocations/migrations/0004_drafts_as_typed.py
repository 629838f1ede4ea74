"""A draft holds what was posted, however long it is."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("allocations", "0003_negotiation"),
    ]

    operations = [
        migrations.AlterField(
            model_name="draft",
            name="band",
            field=models.TextField(blank=True),
        ),
        migrations.AlterField(
            model_name="draft",
            name="extra_days",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.TextField(), blank=True, default=list, size=None
            ),
        ),
        migrations.AlterField(
            model_name="draft",
            name="reasons",
            field=models.TextField(blank=True),
        ),
    ]
