from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("visits", "0008_extra_days_requests")]

    operations = [
        migrations.AlterField(
            model_name="report",
            name="status",
            field=models.CharField(
                choices=[
                    ("draft", "Being written"),
                    ("in_review", "Being checked"),
                    ("returned", "Returned by the checker"),
                    ("approved", "Checked, ready to issue"),
                    ("issued", "Issued, waiting for the school"),
                    ("accurate", "The school finds it accurate"),
                    ("corrections_asked", "The school asks for corrections"),
                    ("stands", "Stands as issued"),
                    ("withdrawn", "Withdrawn"),
                ],
                default="draft",
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="visit",
            name="status",
            field=models.CharField(
                choices=[
                    ("planned", "Planned"),
                    ("held", "Held"),
                    ("cancelled", "Cancelled"),
                    ("missed", "Missed"),
                    ("mistaken", "Recorded by mistake"),
                ],
                default="planned",
                max_length=15,
            ),
        ),
    ]
