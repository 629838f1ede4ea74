"""What became of earlier actions is kept as it is typed; what was written over stays readable."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("visits", "0003_visiting")]

    operations = [
        migrations.AddField("report", "followed", models.JSONField(default=dict)),
        migrations.AddField("prompts", "replaced", models.JSONField(default=list)),
    ]
