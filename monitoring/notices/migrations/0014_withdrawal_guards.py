"""A letter of withdrawal goes to maintained schools and academies alike; what is recorded of a power stays."""

from django.db import migrations

from sil.audit import sql

FREEZE = """
CREATE OR REPLACE FUNCTION notices_freeze_letter() RETURNS trigger LANGUAGE plpgsql AS $$
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
        IF (of_branch = 'academy' AND NEW.kind NOT LIKE 'academy%%'
            AND NEW.kind NOT IN ('discussion_invitation', 'withdrawal'))
           OR (of_branch = 'maintained' AND NEW.kind LIKE 'academy%%') THEN
            RAISE EXCEPTION 'a % is no letter to a school that is %', NEW.kind, of_branch
                USING ERRCODE = 'restrict_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("notices", "0013_withdrawals")]

    operations = [
        migrations.RunSQL(FREEZE, migrations.RunSQL.noop),
        sql.append_only("notices_powerreview"),
    ]
