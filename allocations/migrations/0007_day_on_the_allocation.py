"""An allocation repeats by when an answer or a decision is owed, so that its lists sort and count by a column."""

from django.db import migrations, models

from sil.deadlines.filling import fill_kept


class Migration(migrations.Migration):
    dependencies = [("allocations", "0006_open_ones"), ("deadlines", "0005_subject_as_a_number")]

    operations = [
        migrations.AddField("allocation", "due_on", models.DateField(blank=True, editable=False, null=True)),
        fill_kept("allocations.Allocation", "answer", "decision", running=True),
    ]
