"""Days that count only as long as no band is settled; counted again where there is none."""

import django.db.models.deletion
from django.db import migrations, models

AGAIN = "UPDATE visits_dayscount SET is_stale = true WHERE band = ''"


class Migration(migrations.Migration):
    dependencies = [("visits", "0016_state_of_the_report")]

    operations = [
        migrations.AlterField(
            model_name="dayscount",
            name="school",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="days_counts", to="schools.school"
            ),
        ),
        migrations.AddField(
            model_name="dayscount",
            name="unbanded_used",
            field=models.DecimalField(db_default=0, decimal_places=1, default=0, max_digits=6),
        ),
        migrations.AddField(
            model_name="dayscount",
            name="unbanded_planned",
            field=models.DecimalField(db_default=0, decimal_places=1, default=0, max_digits=6),
        ),
        migrations.RunSQL(AGAIN, migrations.RunSQL.noop),
    ]
