"""Reviews and ends of powers stay; what directors recorded as ended has its end."""

from django.db import migrations

from sil.audit import sql

ENDED = """
INSERT INTO notices_powerend (power_id, review_id, last_day)
SELECT letter_id, min(id), min(ended_on) FROM notices_powerreview WHERE outcome = 'ended' GROUP BY letter_id
"""


class Migration(migrations.Migration):
    dependencies = [("notices", "0024_ends_of_powers")]

    operations = [
        migrations.RunSQL(ENDED, migrations.RunSQL.noop),
        sql.append_only("notices_periodicreview"),
        sql.append_only("notices_powerend"),
    ]
