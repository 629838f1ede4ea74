"""Two people at the same moment, in real transactions: no money and no days are promised twice."""

import threading
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.db import connection

from monitoring.support.brokered.actions import agreeing
from monitoring.support.budgets.queries import left_of
from monitoring.support.models import Support
from monitoring.support.queries import taking_days
from monitoring.support.states import SupportState as S
from sil import clock
from sil.workflow import Denied
from tests.conftest import NOW, TODAY, load_liverpool
from tests.factories import support
from tests.factories.support import Scene

pytestmark = [pytest.mark.feature("P3", "P4")]
ROUNDS = 4


@pytest.fixture
def scene(own_database: str) -> Scene:
    load_liverpool()
    with clock.at(NOW):
        return support.scene()


def at_once(*acts: Callable[[], Any]) -> list[str]:
    """Do all at the same moment; return the codes of refusals."""
    refused: list[str] = []
    barrier = threading.Barrier(len(acts))

    def do(act: Callable[[], Any]) -> None:
        try:
            with clock.at(NOW):
                barrier.wait(30)
                act()
        except Denied as denied:
            refused.append(denied.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return refused


def test_two_agreements_do_not_commit_the_same_money(scene: Scene) -> None:
    with clock.at(NOW):
        giver = support.provider(scene.officer)
        for _ in range(ROUNDS):
            line = support.budget(scene.officer, "1500")
            both = [support.walk(scene, S.MATCHED, giver=giver, line=line) for _ in range(2)]
            for each in both:
                agreeing.agree(each, by=scene.head, on=TODAY)
            at_once(*(partial(agreeing.agree, each, by=scene.partner, on=TODAY) for each in both))
            states = sorted(Support.objects.filter(budget=line).values_list("status", flat=True))
            assert states == ["agreed", "to_approve"]
            assert left_of(line) == 500


def test_two_proposals_do_not_take_the_same_days(scene: Scene) -> None:
    with clock.at(NOW):
        line = support.budget(scene.officer)
        for _ in range(ROUNDS):
            giver = support.leader(scene.officer, days_a_year=Decimal(5))
            both = [support.asked(scene) for _ in range(2)]
            found = support.proposal(giver, line, days="3")
            refused = at_once(*(partial(agreeing.match, each, found, by=scene.partner, on=TODAY) for each in both))
            assert refused == ["no_days"]
            assert sum(each.days or 0 for each in taking_days(2026).filter(leader=giver)) == 3
