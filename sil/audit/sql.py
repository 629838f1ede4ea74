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


# Of the record that TG_ARGV[0] names, or, where that is blank, the column subject_table; TG_ARGV[1] is the column with
# its key.
GUARD_COLUMNS = """
CREATE FUNCTION audit_guard_columns() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed jsonb := CASE WHEN TG_OP = 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END;
    record_table text := coalesce(nullif(TG_ARGV[0], ''), changed ->> 'subject_table');
    record_key text := changed ->> TG_ARGV[1];
BEGIN
    IF NOT EXISTS (
        SELECT FROM audit_event
        WHERE subject_table = record_table AND subject_id = record_key
          AND transaction_id = pg_current_xact_id()
    ) THEN
        RAISE EXCEPTION '% % was changed without an audit event (% of %)',
            record_table, record_key, TG_OP, TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
"""


def guard_columns_function() -> RunSQL:
    """Return the operation that creates the function of the two operations below; for one migration of audit."""
    return RunSQL(GUARD_COLUMNS, "DROP FUNCTION audit_guard_columns();")


def guard_columns(table: str, *columns: str, subject: str | None = None, key: str = "id") -> RunSQL:
    """Return the operation after which a change of some columns is refused if its transaction holds no audit event of
    the record.

    That is the row itself, or a row of the table `subject`, whose key the column `key` has; "" for `subject` is the
    table that the row's own column subject_table names.
    """
    of = table if subject is None else subject
    differs = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns)
    return RunSQL(
        f"""
        CREATE TRIGGER {table}_guard_columns BEFORE UPDATE OF {", ".join(columns)} ON {table}
            FOR EACH ROW WHEN ({differs}) EXECUTE FUNCTION audit_guard_columns('{of}', '{key}');
        """,
        f"DROP TRIGGER {table}_guard_columns ON {table};",
    )


def guard_rows(table: str, *, subject: str, key: str) -> RunSQL:
    """Return the operation after which every new, changed and deleted row of a table is refused if its transaction
    holds no audit event of the record it belongs to: the one of the table `subject` whose key the column `key` has."""
    return RunSQL(
        f"""
        CREATE TRIGGER {table}_guard_rows BEFORE INSERT OR UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION audit_guard_columns('{subject}', '{key}');
        """,
        f"DROP TRIGGER {table}_guard_rows ON {table};",
    )
