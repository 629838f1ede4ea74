"""A governing body attaches its action plan as a document before it is sent."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notices", "0002_guards"), ("uploads", "0002_guards")]

    operations = [
        migrations.AddField(
            model_name="actionplan",
            name="document",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="uploads.upload",
            ),
        ),
    ]
