"""What a school sent in and how it was answered does not change; a document can be removed until it is sent."""

from django.db import migrations

from sil.audit import sql

KEEP = """
CREATE FUNCTION notices_keep_sent_document() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.entry_id IS NOT NULL THEN
        RAISE EXCEPTION 'document % was sent in: % refused', OLD.id, TG_OP USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE TRIGGER notices_statementdocument_keep BEFORE UPDATE OR DELETE ON notices_statementdocument
    FOR EACH ROW EXECUTE FUNCTION notices_keep_sent_document();
"""

LET_GO = """
DROP TRIGGER notices_statementdocument_keep ON notices_statementdocument;
DROP FUNCTION notices_keep_sent_document();
"""


class Migration(migrations.Migration):
    dependencies = [("notices", "0016_statements")]

    operations = [
        sql.append_only("notices_statemententry"),
        sql.append_only("notices_representationanswer"),
        migrations.RunSQL(KEEP, LET_GO),
    ]
