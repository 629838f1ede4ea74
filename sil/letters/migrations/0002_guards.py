"""Signing freezes a letter's words; an issued letter, its recipients and its PDF never change."""

from django.db import migrations

from sil.audit import sql

FREEZE = """
CREATE FUNCTION letters_freeze_letter() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.status = 'issued' THEN
        RAISE EXCEPTION 'letter % is %: % refused', OLD.reference, OLD.status, TG_OP
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF (to_jsonb(NEW) - 'status' - 'issued_at') <> (to_jsonb(OLD) - 'status' - 'issued_at') THEN
        RAISE EXCEPTION 'letter % is signed: its words are frozen', OLD.reference
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.status = 'issued' AND NOT EXISTS (SELECT FROM letters_document WHERE letter_id = NEW.id) THEN
        RAISE EXCEPTION 'letter % has no document', OLD.reference USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER letters_letter_freeze BEFORE UPDATE OR DELETE ON letters_letter
    FOR EACH ROW EXECUTE FUNCTION letters_freeze_letter();

CREATE FUNCTION letters_freeze_recipients() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM letters_letter WHERE id = NEW.letter_id AND status = 'issued') THEN
        RAISE EXCEPTION 'an issued letter takes no further recipients' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER letters_recipient_freeze BEFORE INSERT ON letters_recipient
    FOR EACH ROW EXECUTE FUNCTION letters_freeze_recipients();
"""

THAW = """
DROP TRIGGER letters_recipient_freeze ON letters_recipient;
DROP FUNCTION letters_freeze_recipients();
DROP TRIGGER letters_letter_freeze ON letters_letter;
DROP FUNCTION letters_freeze_letter();
"""


class Migration(migrations.Migration):
    dependencies = [("letters", "0001_initial"), ("audit", "0002_guards")]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE letters_reference", "DROP SEQUENCE letters_reference"),
        sql.guard_status("letters_letter", "signed"),
        migrations.RunSQL(FREEZE, THAW),
        sql.append_only("letters_recipient"),
        sql.append_only("letters_document"),
    ]
