import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from sil.audit import sql

# What reports said so far, in the name of who issued the first version.
SAID = """
INSERT INTO visits_actionstatement
    (action_id, school_id, by_school, progress, note, day, reason, visit_id, by_id, made_at)
SELECT action.id, action.school_id, false, action.progress, action.progress_note, action.progress_on, '', visit.id,
    coalesce((
        SELECT version.issued_by_id FROM visits_reportversion version
        JOIN visits_report report ON report.id = version.report_id
        WHERE report.visit_id = visit.id ORDER BY version.number LIMIT 1
    ), visit.lead_id),
    action.progress_on + time '12:00'
FROM visits_agreedaction action JOIN visits_visit visit ON visit.id = action.followed_up_at_id
WHERE action.progress <> '' ORDER BY action.progress_on, action.id;
-- The indexes that follow cannot be made while a constraint is still to be checked.
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("schools", "0015_early_signs"),
        ("visits", "0021_checked_reports"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ActionStatement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("by_school", models.BooleanField(default=False)),
                (
                    "progress",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Not followed up yet"),
                            ("done", "Done"),
                            ("partly", "Partly done"),
                            ("not_done", "Not done"),
                            ("dropped", "No longer needed"),
                        ],
                        max_length=15,
                    ),
                ),
                ("note", models.TextField(blank=True)),
                ("day", models.DateField()),
                ("reason", models.TextField(blank=True)),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.AddField(
            model_name="agreedaction",
            name="school_note",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="agreedaction",
            name="school_progress",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "Not followed up yet"),
                    ("done", "Done"),
                    ("partly", "Partly done"),
                    ("not_done", "Not done"),
                    ("dropped", "No longer needed"),
                ],
                default="",
                max_length=15,
            ),
        ),
        migrations.AddField(
            model_name="agreedaction",
            name="school_said_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name="agreedaction",
            index=models.Index(
                condition=models.Q(("progress__in", ["", "partly", "not_done"])),
                fields=["due_on", "id"],
                name="action_open_by_day",
            ),
        ),
        migrations.AddField(
            model_name="actionstatement",
            name="action",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="statements", to="visits.agreedaction"
            ),
        ),
        migrations.AddField(
            model_name="actionstatement",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="actionstatement",
            name="school",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="schools.school"),
        ),
        migrations.AddField(
            model_name="actionstatement",
            name="visit",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="visits.visit"
            ),
        ),
        sql.append_only("visits_actionstatement"),
        migrations.RunSQL(SAID, migrations.RunSQL.noop),
    ]
