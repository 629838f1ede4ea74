"""grant_roles: give the database role that serves its rights, after each migrate."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from psycopg import Connection, sql

from sil.audit.grants import append_only, statements

NO_ROLE = (
    "Which role serves? Set DATABASE_URL to its address and SIL_OWNER_DATABASE_URL to that of the role that owns the"
    " tables, or name it with --role."
)
OWN = "{role} owns the tables, so it cannot be the role that serves. Name another one in DATABASE_URL."


class Command(BaseCommand):
    help = (
        "Give the role that serves (the user in DATABASE_URL) its rights in the database, as its owner; make it if it"
        " does not exist. Run it after each migrate; it can be run at any time."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--role", default="", help="name of the role (default: the user in DATABASE_URL)")
        parser.add_argument("--print", action="store_true", help="print the SQL and change nothing")

    def handle(self, *, role: str = "", **options: Any) -> None:
        role = role or settings.SERVING_ROLE
        if not role:
            raise CommandError(NO_ROLE)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT current_user, EXISTS (SELECT FROM pg_roles WHERE rolname = %s)", [role])
            owner, exists = cursor.fetchone()
            if owner == role:
                raise CommandError(OWN.format(role=role))
            listed = [*([] if exists else [self._creation(role, is_shown=options["print"])]), *statements(role)]
            if options["print"]:
                self.stdout.write("\n".join(f"{each.as_string(cursor.cursor)};" for each in listed))
                return
            for each in listed:
                cursor.execute(each)
        if options["verbosity"]:
            count = len(append_only())
            self.stdout.write(f"{role} can serve. It can add to {count} tables that only grow, and not change them.")

    def _creation(self, role: str, *, is_shown: bool) -> sql.Composed:
        """The statement that makes the role, with its password as the server keeps it and never as text."""
        name, password = sql.Identifier(role), settings.SERVING_PASSWORD
        if is_shown or not password:
            return sql.SQL("CREATE ROLE {} LOGIN").format(name)
        connection.ensure_connection()
        held: Connection[Any] = connection.connection
        kept = held.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()
        return sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(name, sql.Literal(kept))
