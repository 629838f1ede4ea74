"""What holds across transactions that really commit, in a database of the test's own."""

import pytest
from django.db import DatabaseError, connection, transaction

from allocations.models import Allocation
from allocations.states import State
from monitoring.notices.models import Case
from monitoring.notices.states import CaseState
from sil.audit import events
from sil.deadlines.models import Deadline
from tests.conftest import TODAY, load_liverpool
from tests.factories import allocations, cases, people


def test_an_event_of_an_earlier_transaction_does_not_count(own_database: str) -> None:
    """In one transaction the event counts; once it is committed it explains nothing any more."""
    load_liverpool()
    allocation = allocations.scene(State.PROPOSED).allocation
    with transaction.atomic():
        events.record("allocation.agreed", subject=allocation, by=None, status=("proposed", "agreed"))
    with pytest.raises(DatabaseError, match="without an audit event"), transaction.atomic():
        Allocation.objects.update(status=State.AGREED, band="B", ended_on="2026-11-20")


@pytest.mark.feature("T3")
def test_what_matters_of_a_record_is_changed_with_an_event_of_it_alone(own_database: str) -> None:
    """Case, evidence, period and band: each change is refused, and goes with an event in its transaction."""
    load_liverpool()
    made = cases.scene(CaseState.DISCUSSED)
    settled = allocations.scene(State.AGREED).allocation
    deadline = Deadline.objects.first()
    assert deadline
    owner, officer = made.case.owner_id, people.person(role="principal_officer").pk
    evidence = (
        "INSERT INTO notices_caseevidence (case_id, bears_on, text, source, href, added_by_id, added_on,"
        f" removed_reason) VALUES ({made.case.pk}, 'concern', 'x', 'x', '', {owner}, now(), '')"
    )
    case = (Case._meta.db_table, made.case.pk)
    for (table, key), statement in (
        *(
            (case, f"UPDATE notices_case SET {change} WHERE id = {made.case.pk}")
            for change in (
                "restricted = NOT restricted",
                f"owner_id = {officer}",
                "concern = 'Another'",
                "since = since - 1",
                "source = 'another'",
                "high_risk = NOT high_risk",
            )
        ),
        (case, f"INSERT INTO notices_case_named (case_id, user_id) VALUES ({made.case.pk}, {officer})"),
        (case, f"DELETE FROM notices_case_named WHERE case_id = {made.case.pk}"),
        (case, evidence),
        (case, f"UPDATE notices_caseevidence SET text = 'y' WHERE case_id = {made.case.pk}"),
        (case, f"DELETE FROM notices_caseevidence WHERE case_id = {made.case.pk}"),
        (
            (deadline.subject_table, deadline.subject_id),
            f"UPDATE deadlines_deadline SET due_on = due_on + 1 WHERE id = {deadline.pk}",
        ),
        (
            (Allocation._meta.db_table, settled.pk),
            f"UPDATE allocations_allocation SET band = 'C' WHERE id = {settled.pk}",
        ),
    ):
        with pytest.raises(DatabaseError, match="without an audit event"):
            run(statement)
        with transaction.atomic():
            run(
                "INSERT INTO audit_event (at, kind, subject_table, subject_id, scope, actor_id, actor_name, reason,"
                " data) VALUES (now(), 'a.kind', %s, %s, '', '', '', '', '{}')",
                table,
                str(key),
            )
            run(statement)
    # What changes nothing, and what no day hangs on, needs none.
    Case.objects.filter(pk=made.case.pk).update(source="another", due_on=TODAY)
    Deadline.objects.update(reminded="before")


def run(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
