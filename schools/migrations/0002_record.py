"""Inspections of every framework and by hand, what Ofsted asked, and the letters that said so."""

import django.db.models.deletion
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models

from sil.audit import sql


class Migration(migrations.Migration):
    dependencies = [
        ("schools", "0001_initial"),
        ("audit", "0002_guards"),
        ("uploads", "0002_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AreaForImprovement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("area_for_improvement", "Area for improvement"),
                            ("further_action", "Further action"),
                            ("additional_area", "Additional area for improvement"),
                            ("external_review", "External review"),
                        ],
                        default="area_for_improvement",
                        max_length=30,
                    ),
                ),
                ("place", models.PositiveSmallIntegerField()),
                ("text", models.TextField()),
                (
                    "progress",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Not looked at yet"),
                            ("under_way", "Work is under way"),
                            ("improved", "Improved"),
                            ("not_improved", "Not improved enough"),
                            ("asked_again", "Asked again by a later inspection"),
                        ],
                        default="",
                        max_length=20,
                    ),
                ),
                ("progress_on", models.DateField(blank=True, null=True)),
                ("progress_note", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["inspection", "place"],
            },
        ),
        migrations.CreateModel(
            name="Finding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "question",
                    models.CharField(
                        choices=[
                            ("effective_action", "Effective action"),
                            ("plan_fit_for_purpose", "Plan fit for purpose"),
                            ("may_appoint_new_teachers", "May appoint early career teachers"),
                        ],
                        max_length=30,
                    ),
                ),
                ("value", models.BooleanField()),
                ("sentence", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="OfstedLetter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sha256", models.CharField(max_length=64, unique=True)),
                ("text", models.TextField()),
                ("reading", models.JSONField()),
                ("values", models.JSONField(blank=True, null=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("read", "Waiting to be confirmed"),
                            ("confirmed", "Confirmed"),
                            ("set_aside", "Set aside"),
                        ],
                        default="read",
                        max_length=15,
                    ),
                ),
                ("sent_in_at", models.DateTimeField()),
                ("settled_on", models.DateField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-sent_in_at", "-pk"],
            },
        ),
        migrations.AlterModelOptions(
            name="inspection",
            options={"base_manager_name": "everything", "ordering": ["-starts_on", "-pk"]},
        ),
        migrations.AlterModelManagers(
            name="inspection",
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("everything", django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddField(
            model_name="inspection",
            name="corrected",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name="inspection",
            name="lifts_category",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="inspection",
            name="withdrawn_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="inspection",
            name="event_number",
            field=models.CharField(blank=True, max_length=20, null=True, unique=True),
        ),
        migrations.AlterField(
            model_name="inspection",
            name="kind",
            field=models.CharField(
                choices=[
                    ("graded", "Graded (section 5)"),
                    ("report_card", "Report card (section 5)"),
                    ("ungraded", "Ungraded or monitoring (section 8)"),
                ],
                max_length=15,
            ),
        ),
        migrations.AddField(
            model_name="areaforimprovement",
            name="inspection",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="areas", to="schools.inspection"
            ),
        ),
        migrations.AddField(
            model_name="areaforimprovement",
            name="parent",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="children",
                to="schools.areaforimprovement",
            ),
        ),
        migrations.AddField(
            model_name="areaforimprovement",
            name="progress_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="finding",
            name="inspection",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="findings", to="schools.inspection"
            ),
        ),
        migrations.AddField(
            model_name="ofstedletter",
            name="inspection",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="letters",
                to="schools.inspection",
            ),
        ),
        migrations.AddField(
            model_name="ofstedletter",
            name="school",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="ofsted_letters",
                to="schools.school",
            ),
        ),
        migrations.AddField(
            model_name="ofstedletter",
            name="sent_in_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="ofstedletter",
            name="settled_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="ofstedletter",
            name="upload",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="uploads.upload"
            ),
        ),
        migrations.AddConstraint(
            model_name="areaforimprovement",
            constraint=models.UniqueConstraint(fields=("inspection", "place"), name="area_place_once"),
        ),
        migrations.AddConstraint(
            model_name="finding",
            constraint=models.UniqueConstraint(fields=("inspection", "question"), name="one_answer_to_a_question"),
        ),
        migrations.AddConstraint(
            model_name="ofstedletter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("settled_by__isnull", True), ("settled_on__isnull", True), ("status", "read")),
                    models.Q(
                        ("settled_by__isnull", False),
                        ("settled_on__isnull", False),
                        ("status__in", ["confirmed", "set_aside"]),
                    ),
                    _connector="OR",
                ),
                name="letter_settled_by_somebody",
            ),
        ),
        migrations.AddIndex(
            "inspection",
            models.Index(fields=["school"], condition=~models.Q(category=""), name="inspection_in_category"),
        ),
        sql.guard_status("schools_ofstedletter", "read"),
    ]
