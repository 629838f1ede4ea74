"""What was saved over on purpose stays readable beside a summary."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("summaries", "0001_initial")]

    operations = [migrations.AddField("summary", "replaced", models.JSONField(default=list))]
