"""What bands ask for in each term, held or not; counted for every school on record."""

import django.db.models.deletion
from django.db import migrations, models

AGAIN = "UPDATE visits_dayscount SET is_stale = true"


class Migration(migrations.Migration):
    dependencies = [("visits", "0019_times_offered")]

    operations = [
        migrations.CreateModel(
            name="VisitDue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("academic_year", models.PositiveSmallIntegerField()),
                ("line", models.CharField(max_length=40)),
                ("text", models.TextField()),
                ("term", models.CharField(max_length=40)),
                ("due_on", models.DateField()),
                ("contacts", models.PositiveSmallIntegerField()),
                ("kept_on", models.DateField(blank=True, null=True)),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="schools.school"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["academic_year", "due_on"], name="visit_due_in_year")],
                "constraints": [
                    models.UniqueConstraint(fields=("school", "academic_year", "line", "term"), name="visit_due_once")
                ],
            },
        ),
        migrations.RunSQL(AGAIN, migrations.RunSQL.noop),
    ]
