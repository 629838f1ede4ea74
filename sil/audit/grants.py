"""What the role that serves may do in the database: everything that the service needs and nothing by which the history
could be rewritten (docs/adr/0152).

What is append-only is read from the triggers that make it so, so that a new table needs no word here.
"""

import logging
from collections.abc import Iterator

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connection
from psycopg import sql

log = logging.getLogger(__name__)

# Whether a trigger that `sql.append_only` made, or one like it, refuses every UPDATE or every DELETE of a table's rows.
# Of tgtype: 1 is for each row, 2 before, 8 DELETE, 16 UPDATE.
_REFUSED = """
    SELECT c.relname, bool_or(t.tgtype & 16 > 0), bool_or(t.tgtype & 8 > 0)
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    WHERE t.tgfoid = 'audit_refuse_change'::regproc AND t.tgtype & 3 = 3 AND t.tgqual IS NULL
      AND c.relnamespace = 'public'::regnamespace
    GROUP BY c.relname ORDER BY c.relname
"""
# What Django keeps of itself.
_READ_ALONE = "django_migrations"


def refused() -> dict[str, tuple[str, ...]]:
    """Return, by table, which of UPDATE and DELETE triggers refuse on all of its rows."""
    with connection.cursor() as cursor:
        cursor.execute(_REFUSED)
        return {
            table: tuple(word for word, is_refused in (("UPDATE", update), ("DELETE", delete)) if is_refused)
            for table, update, delete in cursor.fetchall()
        }


def append_only() -> list[str]:
    """Return the tables whose rows can neither be changed nor deleted."""
    return [table for table, words in refused().items() if len(words) == 2]


def statements(role: str) -> Iterator[sql.Composed]:
    """Yield what gives a role its rights, and takes what it should not have; it can be run again at any time. The role
    exists, and whoever runs it owns the tables."""
    name, database = sql.Identifier(role), sql.Identifier(connection.settings_dict["NAME"])
    for text in (
        "GRANT CONNECT, TEMPORARY ON DATABASE {database} TO {role}",
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC, {role}",
        "GRANT USAGE ON SCHEMA public TO {role}",
        "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, {role}",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
        "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
        # Of a later migration, until this is run again: nothing that a new append-only table would have to refuse.
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT ON TABLES TO {role}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {role}",
    ):
        yield sql.SQL(text).format(role=name, database=database)
    for table, words in {**refused(), _READ_ALONE: ("INSERT", "UPDATE", "DELETE")}.items():
        text = "REVOKE {words} ON {table} FROM {role}"
        listed = sql.SQL(", ").join(map(sql.SQL, words))
        yield sql.SQL(text).format(words=listed, table=sql.Identifier(table), role=name)


def rights_too_many() -> str:
    """Return in a sentence what the role of this connection can do and should not, if it is to serve; blank where it is
    well. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_RIGHTS)
        role, is_superuser, owns, creates, changes = cursor.fetchone()
    if is_superuser:
        return f"The database role {role} is a superuser."
    if owns:
        return f"The database role {role} owns tables of the service."
    if creates:
        return f"The database role {role} can create tables."
    return f"The database role {role} can change or empty {changes}, which only grows." if changes else ""


def require_serving_role() -> None:
    """Raises ImproperlyConfigured where this process would serve with a role that could rewrite the history. In the
    demonstration and in tests any role will do. A database that does not answer yet stops nothing."""
    if settings.DEMO or settings.TESTING:
        return
    try:
        found = rights_too_many()
    except OperationalError:
        log.warning("The database does not answer, so it was not asked what this role may do.")
        return
    finally:
        connection.close()
    if found:
        raise ImproperlyConfigured(
            f"{found} So it could rewrite the history, and the service does not start with it. Name a role of its own"
            " in DATABASE_URL and the owner in SIL_OWNER_DATABASE_URL, and run manage.py grant_roles"
            " (docs/how-to/operation.md)."
        )


_RIGHTS = """
    WITH refused AS (
        SELECT tgrelid AS relation, bool_or(tgtype & 19 = 19) AS changes, bool_or(tgtype & 11 = 11) AS deletes
        FROM pg_trigger WHERE tgfoid = to_regproc('audit_refuse_change') AND tgqual IS NULL GROUP BY tgrelid
    )
    SELECT
        current_user,
        (SELECT rolsuper FROM pg_roles WHERE rolname = current_user),
        EXISTS (
            SELECT FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
              AND pg_has_role(current_user, c.relowner, 'MEMBER')
        ),
        has_schema_privilege(current_user, 'public', 'CREATE'),
        (
            SELECT min(relation::regclass::text) FROM refused
            WHERE has_table_privilege(relation, 'TRUNCATE')
               OR changes AND has_any_column_privilege(relation, 'UPDATE')
               OR deletes AND has_table_privilege(relation, 'DELETE')
        )
"""
