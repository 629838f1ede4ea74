"""The function that disposes, as the role that serves: it refuses everything but what an approved disposal lists."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import psycopg
import pytest
from django.db import connection

from monitoring.retention.due.queries import QUERIES
from monitoring.retention.models import Disposal, DisposalRecord
from sil.accounts.models import User
from sil.framework.privacy.retention import RecordKind
from sil.seals.sources import SOURCES
from tests import databases
from tests.factories import people

pytestmark = [pytest.mark.feature("T6")]
TODAY = date(2026, 11, 20)
# Written out by hand: the tables of each kind of record.
ROOTS = {
    "allocations": {"allocations_allocation", "allocations_bulkdraft", "visits_extradays"},
    "visits": {"visits_visit"},
    "cases": {"notices_case"},
    "plans": {"plans_partnershipplan"},
    "documents": {"schools_schooldocument"},
    "letters": {"letters_letter"},
    "conversations": {"conversations_conversation"},
    "surveys": {"surveys_cycle"},
    "notes": {"notes_note"},
    "summaries": {"summaries_summary", "summaries_summaryrun"},
    "support": {"support_support"},
    "directory": {"support_leader", "support_provider", "support_schooloffer", "support_leaderfile"},
    "teams": {"team_team"},
    "events": {"offer_offeredevent"},
    "requests": {
        "offer_offerrequest", "visits_timesoffer", "visits_extradaysrequest", "visits_schooldaysrequest"
    },
    "service_concerns": {"service_serviceconcern"},
    "signs": {"schools_signdecision"},
    "authority_actions": {"schools_authorityaction"},
    "scrutiny": {"scrutiny_scrutinyreport"},
    "access_reviews": {"access_review_accessreview"},
    "emails": {"outbox_message"},
    "information_requests": {"information_requests_informationrequest"},
    "audit": {"audit_event"},
}  # fmt: skip
# A key of nothing.
KEYS = {"outbox_message": "00000000-0000-4000-8000-000000000000"}
# Tables that a record can never take along, whatever a list says.
NEVER = (
    *("accounts_user", "accounts_rolegrant", "schools_school", "schools_post", "framework_frameworkversion"),
    *("seals_seal", "seals_sealedrow", "seals_disposedrow", "seals_certificate", "retention_disposal"),
    *("retention_outcome", "retention_disposalrecord", "letters_document", "notices_caseletter", "uploads_upload"),
)
STATES = ("gathering", "proposed", "refused", "withdrawn", "done")


@pytest.fixture(scope="module")
def database(template: str, django_db_blocker: Any) -> Iterator[str]:
    with django_db_blocker.unblock(), databases.own(template) as address:
        yield address


@pytest.fixture
def served(database: str, django_db_blocker: Any) -> Iterator["psycopg.Connection[Any]"]:
    with django_db_blocker.unblock(), psycopg.connect(database, autocommit=True) as held:
        held.execute(f"SET ROLE {databases.SERVING}")
        yield held


def refused(held: "psycopg.Connection[Any]", statement: str) -> str:
    with pytest.raises(psycopg.Error) as error:
        held.execute(statement)
    return str(error.value)


def listed(state: str, *, kind: str, source: str, obstacle: str = "") -> int:
    """A record on the list of a disposal in a state, as somebody puts it there who owns the database."""
    users = list(User.objects.filter(email__endswith="@dispose.example"))
    if not users:
        users = [people.person(f"Person {each}", email=f"p{each}@dispose.example") for each in (1, 2)]
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        Disposal.objects.filter(status__in=["gathering", "proposed", "approved"]).update(status="withdrawn")
        made = Disposal.objects.create(
            status=state, due_on=TODAY, asked_by=users[0], asked_on=TODAY, decided_by=users[1], decided_on=TODAY
        )
        record = DisposalRecord.objects.create(
            disposal=made, kind=kind, source=source, key=KEYS.get(source, "999999999"), day=TODAY, obstacle=obstacle
        )
        cursor.execute("SET session_replication_role = origin")
    return record.pk


def test_the_kinds_are_those_of_the_table(served: "psycopg.Connection[Any]") -> None:
    found = served.execute("SELECT kind, source FROM retention_roots()").fetchall()
    assert sorted(found) == sorted((kind, table) for kind, tables in ROOTS.items() for table in tables)
    # What is listed as due is of these tables, and all of them are looked at.
    listed = {kind.value: {query(TODAY).model._meta.db_table for query in QUERIES[kind]} for kind in RecordKind}
    assert listed == {**ROOTS, "accounts": {"accounts_user"}}


@pytest.mark.parametrize("kind", ROOTS)
def test_a_list_that_is_not_approved_lets_nothing_go(served: "psycopg.Connection[Any]", kind: str) -> None:
    for source in ROOTS[kind]:
        for state in STATES:
            record = listed(state, kind=kind, source=source)
            assert "in no disposal that was approved" in refused(served, f"SELECT retention_dispose({record})")
        for obstacle in ("held", "rests", "gone"):
            record = listed("approved", kind=kind, source=source, obstacle=obstacle)
            assert "not to be disposed of" in refused(served, f"SELECT retention_dispose({record})")
        record = listed("approved", kind=kind, source=source)
        said = refused(served, f"SELECT retention_dispose({record})")
        # Of a letter it is asked first what the letter is about.
        assert "is not there" in said or "null values" in said


@pytest.mark.parametrize("table", NEVER)
def test_no_other_table_is_a_kind_of_record(served: "psycopg.Connection[Any]", table: str) -> None:
    for kind in (*ROOTS, "accounts"):
        record = listed("approved", kind=kind, source=table)
        assert "not to be disposed of" in refused(served, f"SELECT retention_dispose({record})")


def test_nobody_claims_that_something_was_disposed_of(served: "psycopg.Connection[Any]") -> None:
    record = listed("approved", kind="cases", source="notices_case")
    claim = (
        "INSERT INTO seals_disposedrow (source, key, disposal, record, digest, at) VALUES ('x', '1', 1, 1, '', now())"
    )
    assert "written by disposals alone" in refused(served, claim)
    assert "in no disposal that was approved" in refused(served, "SELECT retention_dispose(999999)")
    for statement in (
        f"UPDATE retention_disposalrecord SET key = '2' WHERE id = {record}",
        f"DELETE FROM retention_disposalrecord WHERE id = {record}",
        "INSERT INTO retention_disposalrecord (disposal_id, kind, source, key, day, is_apart, obstacle, because)"
        f" SELECT disposal_id, kind, source, '7', day, false, '', '' FROM retention_disposalrecord WHERE id = {record}",
    ):
        assert "is closed" in refused(served, statement)
    for statement in (
        "CREATE OR REPLACE FUNCTION retention_lets_go(of_table text, gone jsonb) RETURNS boolean LANGUAGE sql AS"
        " 'SELECT true'",
        "ALTER FUNCTION retention_dispose(bigint) SECURITY INVOKER",
        "DROP FUNCTION retention_dispose(bigint)",
        "DELETE FROM audit_event",
        "DELETE FROM seals_disposedrow",
    ):
        assert "must be owner" in (said := refused(served, statement)) or "permission denied" in said, statement


def test_each_digest_is_that_of_the_seal(database: str, django_db_blocker: Any) -> None:
    """The function repeats the recipes of the seals of what can be disposed of."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef('retention_digest'::regproc)")
        (text,) = cursor.fetchone()
        cursor.execute("SELECT part FROM retention_parts() UNION SELECT source FROM retention_roots()")
        tables = {row[0] for row in cursor.fetchall()}
    for source in SOURCES:
        assert (source.digest in text) == (source.table in tables), source.table


def test_what_goes_along_is_joined_by_a_foreign_key(database: str, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.part, p.via FROM retention_parts() p WHERE NOT EXISTS (SELECT FROM"
            " retention_references(p.parent::regclass) r WHERE r.source = p.part AND r.via = p.via)"
        )
        assert cursor.fetchall() == []
