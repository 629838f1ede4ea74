"""Files of the registers that were sent in by the browser."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from sil.audit import sql


class Migration(migrations.Migration):
    dependencies = [
        ("schools", "0004_indicators"),
        ("audit", "0002_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RegisterFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("register", models.CharField(max_length=20)),
                ("authority", models.CharField(max_length=3)),
                ("year", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("file_name", models.CharField(max_length=200)),
                ("size", models.PositiveBigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "Being checked"),
                            ("checked", "Checked, not read in yet"),
                            ("confirmed", "Being read in"),
                            ("taken_in", "Read in"),
                            ("refused", "Refused"),
                            ("set_aside", "Set aside"),
                        ],
                        default="waiting",
                        max_length=15,
                    ),
                ),
                ("sent_in_at", models.DateTimeField()),
                ("report", models.JSONField(blank=True, null=True)),
                ("refusal", models.TextField(blank=True)),
                ("taken_until", models.DateTimeField(blank=True, null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "run",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="file",
                        to="schools.registerrun",
                    ),
                ),
                (
                    "sent_in_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-sent_in_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="RegisterFilePart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.PositiveIntegerField()),
                ("content", models.BinaryField()),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="parts", to="schools.registerfile"
                    ),
                ),
            ],
            options={
                "ordering": ["file", "place"],
            },
        ),
        migrations.AddConstraint(
            model_name="registerfile",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ["waiting", "checked", "confirmed"])),
                fields=("register", "sha256"),
                name="register_file_in_hand_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="registerfile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("run__isnull", False), ("status", "taken_in")),
                    models.Q(models.Q(("status", "taken_in"), _negated=True), ("run__isnull", True)),
                    _connector="OR",
                ),
                name="register_file_read_in_by_a_run",
            ),
        ),
        migrations.AddConstraint(
            model_name="registerfilepart",
            constraint=models.UniqueConstraint(fields=("file", "place"), name="register_file_part_once"),
        ),
        sql.guard_status("schools_registerfile", "waiting"),
    ]
