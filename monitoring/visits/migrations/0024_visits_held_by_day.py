from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("visits", "0023_days_that_schools_ask_for")]

    operations = [
        migrations.AddIndex(
            model_name="visit",
            index=models.Index(fields=["ends_on"], condition=Q(("status", "held")), name="visit_held_until"),
        ),
    ]
