"""Operations for migrations that make the database refuse changes of rows.

The rules hold for `.update()`, for raw SQL and for a person at a database prompt alike.
"""

from django.db.migrations import RunSQL

FUNCTIONS = """
CREATE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION audit_guard_status() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.status <> TG_ARGV[0] THEN
            RAISE EXCEPTION 'a row of % begins as %, not as %', TG_TABLE_NAME, TG_ARGV[0], NEW.status
                USING ERRCODE = 'restrict_violation';
        END IF;
    ELSIF NOT EXISTS (
        SELECT FROM audit_event
        WHERE subject_table = TG_TABLE_NAME
          AND subject_id = NEW.id::text
          AND transaction_id = pg_current_xact_id()
          AND data -> 'status' = jsonb_build_array(OLD.status, NEW.status)
    ) THEN
        RAISE EXCEPTION 'the status of % % changed from % to % without an audit event',
            TG_TABLE_NAME, NEW.id, OLD.status, NEW.status
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""


def functions() -> RunSQL:
    """Return the operation that creates the trigger functions; for the first audit migration only."""
    return RunSQL(
        FUNCTIONS,
        "DROP FUNCTION audit_refuse_change(); DROP FUNCTION audit_guard_status();",
    )


def append_only(table: str) -> RunSQL:
    """Return the operation after which a table refuses every UPDATE, DELETE and TRUNCATE."""
    return RunSQL(
        f"""
        CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
        CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
        """,
        f"""
        DROP TRIGGER {table}_append_only ON {table};
        DROP TRIGGER {table}_no_truncate ON {table};
        """,
    )


def guard_status(table: str, initial: str) -> RunSQL:
    """Return the operation after which `table` refuses a new row in another status than `initial`, a change
    of status whose transaction holds no audit event of it, and any TRUNCATE."""
    return RunSQL(
        f"""
        CREATE TRIGGER {table}_guard_insert BEFORE INSERT ON {table}
            FOR EACH ROW EXECUTE FUNCTION audit_guard_status('{initial}');
        CREATE TRIGGER {table}_guard_update BEFORE UPDATE OF status ON {table}
            FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status)
            EXECUTE FUNCTION audit_guard_status('{initial}');
        CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
        """,
        f"""
        DROP TRIGGER {table}_guard_insert ON {table};
        DROP TRIGGER {table}_guard_update ON {table};
        DROP TRIGGER {table}_no_truncate ON {table};
        """,
    )
