"""What a checker or the school writes about a report is kept before it is sent."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

PURPOSES = [("check", "What the checker says"), ("answer", "What the school answers")]


class Migration(migrations.Migration):
    dependencies = [("visits", "0005_days"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="UnsentReply",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("purpose", models.CharField(choices=PURPOSES, max_length=10)),
                ("about", models.PositiveBigIntegerField()),
                ("content", models.JSONField(default=dict)),
                ("version", models.PositiveIntegerField(default=0)),
                ("saved_at", models.DateTimeField()),
                ("replaced", models.JSONField(default=list)),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="unsent", to="visits.report"
                    ),
                ),
                (
                    "saved_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("report", "purpose"), name="unsent_reply_once")],
            },
        ),
    ]
