"""What tests put back is what the factory made, row by row."""

import pytest
from django.db import connection, transaction

from monitoring.notices.models import Case
from tests import snapshots
from tests.factories import cases, people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool")]

# Differs by design: what was put back counts as written by the test's own transaction.
_APART = {"audit_event": "transaction_id"}


def test_rows_that_are_put_back_are_those_that_were_made() -> None:
    states = []
    for _ in range(2):
        with snapshots.fresh(), transaction.atomic():
            made = cases.scene("discussed", on=cases.PREFORMAL)
            states.append((made.pk, made.case.status, _rows()))
            transaction.set_rollback(True)
        assert not Case.objects.exists()
    assert states[0] == states[1]
    assert len(states[0][2]["notices_discussion"]) == 1


def test_nothing_is_put_back_where_something_else_was_written() -> None:
    with snapshots.fresh():
        people.person("Una Example")
        first, second = cases.scene("discussed", on=cases.PREFORMAL), cases.scene("discussed", on=cases.PREFORMAL)
    assert first.pk != second.pk


def _rows() -> dict[str, list[str]]:
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            apart = _APART.get(table, "")
            cursor.execute(f'SELECT (to_jsonb(t) - %s)::text FROM "{table}" t ORDER BY 1', [apart])
            if rows := [row for (row,) in cursor.fetchall()]:
                found[table] = rows
    return found
