"""Sealing while transactions are open."""

from datetime import timedelta
from typing import Any

import psycopg
import pytest

from sil import clock
from sil.seals import actions
from sil.seals.comparing import Counted, verify
from tests.conftest import NOW

pytestmark = pytest.mark.feature("T3")


def test_a_transaction_that_commits_late_is_sealed_by_the_next_run(own_database: str, django_db_blocker: Any) -> None:
    """Its rows have lower keys and earlier times than some that are sealed already."""
    insert = (
        "INSERT INTO audit_event (at, kind, subject_table, subject_id, scope, actor_id, actor_name, reason, data)"
        " VALUES (%s, 'a.kind', 'a_table', '1', '', '', 'Slow', '', '{}')"
    )
    with (
        django_db_blocker.unblock(),
        psycopg.connect(own_database) as slow,
        psycopg.connect(own_database, autocommit=True) as quick,
    ):
        slow.execute(insert, [NOW])
        quick.execute(insert, [NOW])
        actions.seal()
        keys = [int(key) for (key,) in quick.execute("SELECT key FROM seals_sealedrow WHERE source = 'audit_event'")]
        slow.commit()
        with clock.at(NOW + timedelta(hours=1)):
            actions.seal()
        later = quick.execute("SELECT key FROM seals_sealedrow WHERE source = 'audit_event' AND seal = 2").fetchall()
        assert len(later) == 1
        assert later[0][0] < max(keys)
        assert list(verify(None, Counted())) == []
