from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("allocations", "0014_bulk_drafts")]

    operations = [
        migrations.AlterField(model_name="outlierdismissal", name="kind", field=models.CharField(max_length=60)),
    ]
