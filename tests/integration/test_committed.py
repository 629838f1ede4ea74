"""What holds across transactions that really commit, in a database of the test's own."""

import pytest
from django.db import DatabaseError, transaction

from allocations.models import Allocation
from allocations.states import State
from sil.audit import events
from tests.conftest import load_liverpool
from tests.factories import allocations


def test_an_event_of_an_earlier_transaction_does_not_count(own_database: str) -> None:
    """In one transaction the event counts; once it is committed it explains nothing any more."""
    load_liverpool()
    allocation = allocations.scene(State.PROPOSED).allocation
    with transaction.atomic():
        events.record("allocation.agreed", subject=allocation, by=None, status=("proposed", "agreed"))
    with pytest.raises(DatabaseError, match="without an audit event"), transaction.atomic():
        Allocation.objects.update(status=State.AGREED, band="B", ended_on="2026-11-20")
