"""A visit repeats when its report is due and was first issued, so that lists sort and filter by an index."""

from django.db import migrations, models
from django.db.models import Case, F, Q, When

from sil.deadlines.filling import fill_kept


class Migration(migrations.Migration):
    dependencies = [("visits", "0010_a_preparation_withdrawn"), ("deadlines", "0005_subject_as_a_number")]

    operations = [
        migrations.AddField("visit", "due_on", models.DateField(blank=True, editable=False, null=True)),
        migrations.AddField("visit", "met_on", models.DateField(blank=True, editable=False, null=True)),
        # Before the column that is made of them: it writes the table anew, and a row of the same transaction that is
        # updated once more has its references checked at the end, before which no index is built.
        fill_kept("visits.Visit", "visit_report"),
        migrations.AddField(
            "visit",
            "owed_on",
            models.GeneratedField(
                expression=Case(When(met_on__isnull=True, then=F("due_on"))),
                output_field=models.DateField(),
                db_persist=True,
            ),
        ),
        migrations.AddIndex("visit", models.Index(fields=["due_on"], name="visit_due")),
        migrations.AddIndex("visit", models.Index(F("due_on").desc(nulls_last=True), name="visit_due_last")),
        migrations.AddIndex(
            "visit", models.Index(condition=Q(owed_on__isnull=False), fields=["owed_on"], name="visit_owes_report")
        ),
    ]
