"""The history cannot be rewritten, and tells the database which change it explains."""

from django.db import migrations

from sil.audit import sql


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        sql.functions(),
        migrations.RunSQL(
            "ALTER TABLE audit_event ADD COLUMN transaction_id xid8 NOT NULL DEFAULT pg_current_xact_id()",
            "ALTER TABLE audit_event DROP COLUMN transaction_id",
        ),
        sql.append_only("audit_event"),
    ]
