from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="FailedAttempt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("account", models.CharField(max_length=40)),
                ("device", models.CharField(blank=True, max_length=40)),
                ("network", models.CharField(blank=True, max_length=50)),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["account", "device", "at"], name="failed_by_account"),
                    models.Index(fields=["network", "at"], name="failed_by_network"),
                ],
            },
        ),
    ]
