"""The role of the database that serves: it can do what the service does, and cannot rewrite what only grows.

The world of tests/world.py is made with its rights (tests/conftest.py), so that every act in it works with them.
"""

import io
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from celery.signals import beat_init, worker_init
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from allocations.states import State
from monitoring.notices.states import CaseState
from sil.audit.grants import append_only, refused, require_serving_role, statements
from sil.audit.models import Event
from sil.letters import actions as letters
from sil.letters.models import Delivery, Letter
from sil.seals import actions as seals
from tests import databases
from tests.conftest import load_liverpool
from tests.factories import allocations, case_letters, cases

pytestmark = pytest.mark.feature("T3")
ROLE = databases.SERVING


@pytest.fixture(scope="module")
def database(template: str, django_db_blocker: Any) -> Iterator[str]:
    with django_db_blocker.unblock(), databases.own(template) as address:
        yield address


def serve(address: str) -> "psycopg.Connection[Any]":
    """A connection of the role that serves, in which each statement stands alone."""
    held = psycopg.connect(address, autocommit=True)
    held.execute(f"SET ROLE {ROLE}")
    return held


def run(statement: str) -> None:
    """As the owner."""
    with connection.cursor() as cursor:
        cursor.execute(statement)


def denied(held: "psycopg.Connection[Any]", statement: str) -> bool:
    try:
        held.execute(statement)
    except psycopg.errors.InsufficientPrivilege:
        return True
    return False


def test_what_only_grows_cannot_be_changed_whatever_is_tried(database: str) -> None:
    tables = append_only()
    assert len(tables) > 60
    assert {"audit_event", "letters_document", "letters_recipient", "seals_seal", "seals_sealedrow"} <= {*tables}
    with serve(database) as held:
        found = held.execute(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE right(tgname, 12) = '_append_only'"
        )
        # A table that was renamed keeps the name of its trigger.
        triggers = dict(found.fetchall())
        assert sorted(triggers) == tables
        first = "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum = 1"
        for table in tables:
            (column,) = held.execute(first, [table]).fetchone() or ("",)
            for statement in (
                f"UPDATE {table} SET {column} = {column}",
                f"DELETE FROM {table}",
                f"TRUNCATE {table}",
                f"ALTER TABLE {table} DISABLE TRIGGER ALL",
                f"ALTER TABLE {table} DISABLE TRIGGER {triggers[table]}",
                f"DROP TRIGGER {triggers[table]} ON {table}",
                f"DROP TABLE {table}",
            ):
                assert denied(held, statement), statement
            held.execute(f"SELECT FROM {table}")


def test_it_owns_and_makes_nothing(database: str) -> None:
    with serve(database) as held:
        for statement in (
            "SET session_replication_role = replica",
            "CREATE TABLE public.another (id int)",
            "CREATE FUNCTION public.another() RETURNS int LANGUAGE sql AS 'SELECT 1'",
            "DROP FUNCTION audit_refuse_change() CASCADE",
            "DELETE FROM django_migrations",
            "TRUNCATE accounts_user CASCADE",
        ):
            assert denied(held, statement), statement
        # As registers are read in.
        held.execute("CREATE TEMP TABLE staged (id int)")


def test_documents_can_be_deleted_by_retention_and_not_changed(database: str) -> None:
    assert refused()["uploads_upload"] == ("UPDATE",)
    with serve(database) as held:
        assert denied(held, "UPDATE uploads_upload SET name = name")
        held.execute("DELETE FROM uploads_upload")


def test_a_new_table_can_be_added_to_before_the_rights_are_given_again(database: str) -> None:
    run("CREATE TABLE a_later_table (id bigserial PRIMARY KEY)")
    try:
        with serve(database) as held:
            held.execute("INSERT INTO a_later_table DEFAULT VALUES")
            assert denied(held, "DELETE FROM a_later_table")
            call_command("grant_roles", role=ROLE, verbosity=0)
            held.execute("DELETE FROM a_later_table")
    finally:
        run("DROP TABLE a_later_table")


def test_it_can_do_what_the_service_does(database: str) -> None:
    with databases.serving(connection.settings_dict["NAME"]):
        load_liverpool()
        allocations.scene(State.AGREED)
        assert letters.issue(Letter.objects.get().pk)
        case_letters.given(cases.scene(CaseState.DISCUSSED))
        # It locks what it records of, and may not lock a row that only grows.
        case_letters.send()
        assert Delivery.objects.exists()
        assert seals.seal() > Event.objects.count()
        assert seals.verify_and_tell().count == 0


class TestStart:
    @pytest.fixture(autouse=True)
    def production(self, settings: Any) -> None:
        settings.DEMO = settings.TESTING = False

    def test_a_superuser_does_not_serve(self, database: str) -> None:
        with pytest.raises(ImproperlyConfigured, match="is a superuser"):
            require_serving_role()
        for starts in (worker_init, beat_init):
            with pytest.raises(SystemExit, match="is a superuser"):
                starts.send(sender=None)

    def test_the_role_that_serves_does(self, database: str) -> None:
        with databases.serving(connection.settings_dict["NAME"]):
            require_serving_role()

    @pytest.mark.parametrize(
        ("given", "taken", "said"),
        [
            ("GRANT UPDATE ON audit_event TO", "REVOKE UPDATE ON audit_event FROM", "empty audit_event"),
            ("GRANT UPDATE (id) ON visits_comment TO", "REVOKE UPDATE (id) ON visits_comment FROM", "visits_comment"),
            ("GRANT TRUNCATE ON seals_seal TO", "REVOKE TRUNCATE ON seals_seal FROM", "seals_seal"),
            ("GRANT CREATE ON SCHEMA public TO", "REVOKE CREATE ON SCHEMA public FROM", "can create tables"),
        ],
    )
    def test_one_with_a_right_too_many_does_not(self, database: str, given: str, taken: str, said: str) -> None:
        run(f"{given} {ROLE}")
        try:
            with databases.serving(connection.settings_dict["NAME"]), pytest.raises(ImproperlyConfigured, match=said):
                require_serving_role()
        finally:
            run(f"{taken} {ROLE}")

    def test_an_owner_does_not(self, database: str) -> None:
        run("CREATE TABLE a_later_table (id int)")
        run(f"ALTER TABLE a_later_table OWNER TO {ROLE}")
        try:
            with databases.serving(connection.settings_dict["NAME"]), pytest.raises(ImproperlyConfigured, match="owns"):
                require_serving_role()
        finally:
            run("DROP TABLE a_later_table")


class TestGrantRoles:
    def test_it_prints_what_it_would_do(self, database: str) -> None:
        printed = io.StringIO()
        call_command("grant_roles", "--role", "a new role", "--print", stdout=printed)
        lines = printed.getvalue().splitlines()
        assert lines[0] == 'CREATE ROLE "a new role" LOGIN;'
        assert 'REVOKE UPDATE, DELETE ON "audit_event" FROM "a new role";' in lines
        assert len(lines) == 1 + len(list(statements("a new role")))

    def test_it_makes_the_role_and_sends_no_password(self, database: str, settings: Any) -> None:
        settings.SERVING_ROLE, settings.SERVING_PASSWORD = "sil_made_now", "a password"
        with CaptureQueriesContext(connection) as asked:
            call_command("grant_roles", verbosity=0)
        try:
            assert not any("a password" in each["sql"] for each in asked)
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT left(rolpassword, 13) FROM pg_authid WHERE rolname = 'sil_made_now' AND rolcanlogin"
                )
                assert cursor.fetchall() == [("SCRAM-SHA-256",)]
        finally:
            run("DROP OWNED BY sil_made_now")
            run("DROP ROLE sil_made_now")

    def test_the_owner_cannot_be_the_one_that_serves(self, database: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            (owner,) = cursor.fetchone()
        with pytest.raises(CommandError, match="owns the tables"):
            call_command("grant_roles", role=owner)

    def test_it_asks_which_role(self, database: str) -> None:
        with pytest.raises(CommandError, match="SIL_OWNER_DATABASE_URL"):
            call_command("grant_roles")
