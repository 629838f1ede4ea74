"""A file stays as it was sent. It may be deleted, since what is kept is not kept for ever."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("uploads", "0001_initial"), ("audit", "0002_guards")]

    operations = [
        migrations.RunSQL(
            """
            CREATE TRIGGER uploads_upload_unchanged BEFORE UPDATE ON uploads_upload
                FOR EACH ROW EXECUTE FUNCTION audit_refuse_change()
            """,
            "DROP TRIGGER uploads_upload_unchanged ON uploads_upload",
        ),
    ]
