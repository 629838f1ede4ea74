"""Where a school stands, as the register has it, so that distances can be told."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("schools", "0016_authority_actions"),
    ]

    operations = [
        migrations.AddField(
            model_name="school",
            name="easting",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="school",
            name="northing",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
    ]
