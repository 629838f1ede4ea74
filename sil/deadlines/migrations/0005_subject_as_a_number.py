"""The key of what a period runs for is a number, so that joins need no cast. PostgreSQL converts the column in place,
and builds its index and its constraint anew."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("deadlines", "0004_of_a_record")]

    operations = [
        migrations.AlterField("deadline", "subject_id", models.BigIntegerField()),
        # A converted column has lost its statistics, and without them a record's last period is looked for in all.
        migrations.RunSQL("ANALYZE deadlines_deadline", migrations.RunSQL.noop),
    ]
