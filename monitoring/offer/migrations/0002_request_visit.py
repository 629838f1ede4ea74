"""The visit that comes of a request."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("offer", "0001_initial"),
        ("visits", "0022_what_was_said_of_actions"),
    ]

    operations = [
        migrations.AddField(
            model_name="offerrequest",
            name="visit",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="offer_requests",
                to="visits.visit",
            ),
        ),
    ]
