"""Lines of covers that were written before name whom they are for by the account, not in words."""

from django.db import migrations

SQL = """
UPDATE access_review_reviewedaccess r SET
    covers_for_id = c.away_id,
    what = CASE
        WHEN strpos(r.what, 'Cover for ' || u.name || ', ') = 1
            THEN substr(r.what, length('Cover for ' || u.name || ', ') + 1)
        ELSE regexp_replace(r.what, '^.*, ', '')
    END
FROM schools_cover c JOIN accounts_user u ON u.id = c.away_id
WHERE r.kind = 'cover' AND r.record = c.id AND r.covers_for_id IS NULL
"""


class Migration(migrations.Migration):
    dependencies = [("access_review", "0002_covers_for"), ("schools", "0020_casework_access")]

    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
