from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("visits", "0020_visits_due")]

    operations = [
        migrations.AddIndex(
            model_name="report",
            index=models.Index(
                condition=models.Q(("checked", {}), _negated=True), fields=["visit"], name="report_checked"
            ),
        ),
    ]
