"""sil.audit: a history that cannot be rewritten, and statuses that cannot change without it."""

import pytest
from django.db import DatabaseError, connection, transaction

from allocations.decision.actions import declare_conflict
from allocations.models import Allocation, Round
from allocations.states import State
from sil.audit import events
from sil.audit.models import Event
from sil.framework.models import FrameworkVersion
from tests.conftest import TODAY
from tests.factories import allocations, people

pytestmark = pytest.mark.django_db


def run(statement: str, *values: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET actor_name = 'somebody else'",
        "DELETE FROM audit_event",
        "TRUNCATE audit_event",
    ],
)
def test_the_history_is_append_only(liverpool: FrameworkVersion, statement: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"):
        run(statement)
    assert Event.objects.filter(kind="framework.loaded", actor_name=events.SYSTEM).exists()


def test_an_undeclared_kind_is_an_error(liverpool: FrameworkVersion) -> None:
    with pytest.raises(KeyError):
        events.record("no.such_kind", subject=liverpool, by=None)


def test_an_event_reads_as_a_sentence_even_when_a_value_is_missing(liverpool: FrameworkVersion) -> None:
    event = events.record("allocation.proposed", subject=liverpool, by=None, year="2026 to 2027")
    assert events.sentence(event) == "(not recorded) proposed for 2026 to 2027"
    event.kind = "a.kind_of_old"
    assert events.sentence(event) == "a.kind_of_old"


class TestStatusGuard:
    """Whoever changes a status past the actions is stopped by the database."""

    @pytest.fixture
    def allocation(self, liverpool: FrameworkVersion) -> Allocation:
        return allocations.scene(State.PROPOSED).allocation

    def test_update_of_a_queryset(self, allocation: Allocation) -> None:
        with pytest.raises(DatabaseError, match="without an audit event"), transaction.atomic():
            Allocation.objects.update(status=State.AGREED, band="B", ended_on="2026-11-20")

    def test_save_of_a_model(self, allocation: Allocation) -> None:
        allocation.status, allocation.band, allocation.ended_on = State.AGREED, "B", allocation.round.opened_on
        with pytest.raises(DatabaseError, match="without an audit event"), transaction.atomic():
            allocation.save()

    def test_sql(self, allocation: Allocation) -> None:
        with pytest.raises(DatabaseError, match="without an audit event"):
            run("UPDATE allocations_allocation SET status = 'agreed', band = 'B', ended_on = now()")

    def test_an_event_of_another_record_does_not_count(self, allocation: Allocation) -> None:
        events.record("allocation.agreed", subject=allocation.school, by=None, status=("proposed", "agreed"))
        with pytest.raises(DatabaseError, match="without an audit event"), transaction.atomic():
            Allocation.objects.update(status=State.AGREED, band="B", ended_on="2026-11-20")

    def test_an_event_of_another_change_does_not_count(self, allocation: Allocation) -> None:
        events.record("allocation.agreed", subject=allocation, by=None, status=("identified", "agreed"))
        with pytest.raises(DatabaseError, match="without an audit event"), transaction.atomic():
            Allocation.objects.update(status=State.AGREED, band="B", ended_on="2026-11-20")

    def test_the_event_of_the_change_itself_does(self, allocation: Allocation) -> None:
        events.record("allocation.agreed", subject=allocation, by=None, status=("proposed", "agreed"))
        Allocation.objects.update(status=State.AGREED, band="B", ended_on="2026-11-20")
        allocation.refresh_from_db()
        assert allocation.status == State.AGREED

    def test_nothing_begins_in_a_later_state(self, allocation: Allocation) -> None:
        with pytest.raises(DatabaseError, match="begins as identified"), transaction.atomic():
            Allocation.objects.create(
                round=Round.objects.get(),
                school=allocation.school,
                status=State.AGREED,
                proposal=allocation.proposal,
                band="B",
                ended_on="2026-11-20",
            )

    @pytest.mark.parametrize("table", ["allocations_allocation", "allocations_round", "letters_letter"])
    def test_truncate(self, table: str) -> None:
        with pytest.raises(DatabaseError, match="append-only"):
            run(f"TRUNCATE {table} CASCADE")


@pytest.mark.parametrize(
    "table", ["allocations_position", "allocations_mark", "allocations_settlement", "allocations_conflict"]
)
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "UPDATE {} SET id = id", "TRUNCATE {} CASCADE"])
def test_what_was_put_forward_and_settled_is_kept_for_good(
    liverpool: FrameworkVersion, table: str, statement: str
) -> None:
    people.person(role="administrator")
    disputed = allocations.scene(State.WITH_OFFICER)
    declare_conflict(disputed.allocation, by=disputed.officer, on=TODAY, reason="A relative works there.")
    allocations.agree(disputed)
    run("SET CONSTRAINTS ALL IMMEDIATE")  # TRUNCATE does not even begin while checks are pending
    with pytest.raises(DatabaseError, match="append-only"):
        run(statement.format(table))
