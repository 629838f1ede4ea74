from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("letters", "0004_labels")]

    operations = [
        migrations.AddField(
            model_name="withdrawal",
            name="withheld",
            field=models.BooleanField(default=False),
        ),
    ]
