"""Statuses change with an event; what was said, found and given does not change, and no academy gets a notice."""

from django.db import migrations

from sil.audit import sql

FREEZE = """
CREATE FUNCTION notices_freeze_letter() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    of_branch text;
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'letter % of a case is kept: DELETE refused', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.status IN ('given', 'withdrawn')
       AND (to_jsonb(NEW) - 'status') <> (to_jsonb(OLD) - 'status') THEN
        RAISE EXCEPTION 'letter % of a case was given: it does not change', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.status IN ('signed', 'given') THEN
        SELECT branch INTO of_branch FROM notices_case WHERE id = NEW.case_id;
        IF (of_branch = 'academy' AND NEW.kind NOT LIKE 'academy%%' AND NEW.kind <> 'discussion_invitation')
           OR (of_branch = 'maintained' AND NEW.kind LIKE 'academy%%') THEN
            RAISE EXCEPTION 'a % is no letter to a school that is %', NEW.kind, of_branch
                USING ERRCODE = 'restrict_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER notices_caseletter_freeze BEFORE UPDATE OR DELETE ON notices_caseletter
    FOR EACH ROW EXECUTE FUNCTION notices_freeze_letter();

CREATE FUNCTION notices_freeze_parts() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    found text;
BEGIN
    SELECT status INTO found FROM notices_caseletter
        WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.letter_id ELSE NEW.letter_id END;
    IF found IN ('presented', 'signed', 'given', 'withdrawn') THEN
        RAISE EXCEPTION 'a letter that is % does not change: % of % refused', found, TG_OP, TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE TRIGGER notices_requiredaction_freeze BEFORE INSERT OR UPDATE OR DELETE ON notices_requiredaction
    FOR EACH ROW EXECUTE FUNCTION notices_freeze_parts();
CREATE TRIGGER notices_caserecipient_freeze BEFORE INSERT OR UPDATE OR DELETE ON notices_caserecipient
    FOR EACH ROW EXECUTE FUNCTION notices_freeze_parts();
"""

THAW = """
DROP TRIGGER notices_caserecipient_freeze ON notices_caserecipient;
DROP TRIGGER notices_requiredaction_freeze ON notices_requiredaction;
DROP FUNCTION notices_freeze_parts();
DROP TRIGGER notices_caseletter_freeze ON notices_caseletter;
DROP FUNCTION notices_freeze_letter();
"""


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial"), ("audit", "0002_guards")]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE notices_reference", "DROP SEQUENCE notices_reference"),
        sql.guard_status("notices_case", "opened"),
        sql.guard_status("notices_caseletter", "drafted"),
        sql.guard_status("notices_actionplan", "awaited"),
        migrations.RunSQL(FREEZE, THAW),
        sql.append_only("notices_discussion"),
        sql.append_only("notices_finding"),
        sql.append_only("notices_judgement"),
        sql.append_only("notices_remark"),
        sql.append_only("notices_planversion"),
        sql.append_only("notices_assessment"),
    ]
