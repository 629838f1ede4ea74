"""Two handovers of one school at the same time, in real transactions: one is done, the other told why not."""

import threading
from datetime import date
from typing import Any

import pytest
from django.db import connection

from schools.handovers import actions
from schools.models import AssignmentRole, Handover
from schools.queries import officer
from sil import clock
from sil.workflow import Denied
from tests.conftest import NOW, TODAY, load_liverpool
from tests.factories import covers, people, schools, visits

pytestmark = pytest.mark.feature("V11")


def test_one_wins(own_database: str) -> None:
    load_liverpool()
    ada, *takers = (people.person(f"{name} Example", role="sip") for name in ("Ada", "Sam", "Tom"))
    places = [schools.school() for _ in range(3)]
    for school in places:
        people.assign(school, ada)
    planned = visits.planned(places[0], ada, date(2026, 12, 4))
    ready, codes = threading.Barrier(2), []

    def act(taking: Any, order: list[Any]) -> None:
        try:
            with clock.at(NOW):
                read = covers.read(order, ada, taking)
                ready.wait(20)
                actions.hand_over(
                    order, giving=ada, taking=taking, starts_on=TODAY, note="x", read=read, by=None, on=TODAY
                )
            codes.append("done")
        except Denied as denied:
            codes.append(denied.code)
        finally:
            connection.close()

    orders = (places, places[::-1])
    threads = [threading.Thread(target=act, args=pair) for pair in zip(takers, orders, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(codes) == ["done", "not_theirs"]
    made = Handover.objects.get()
    planned.refresh_from_db()
    assert planned.lead == made.taking
    assert {officer(school, AssignmentRole.SIP, TODAY) for school in places} == {made.taking}
