"""A concern about the service repeats by when it is to be answered, so that its list sorts by a column."""

from django.db import migrations, models

from sil.deadlines.filling import fill_kept


class Migration(migrations.Migration):
    dependencies = [("service", "0002_labels"), ("deadlines", "0005_subject_as_a_number")]

    operations = [
        migrations.AddField("serviceconcern", "due_on", models.DateField(blank=True, editable=False, null=True)),
        fill_kept("service.ServiceConcern", "service_concern", running=True),
    ]
