"""Twenty schools book at the same moment, in real transactions: no place is given twice."""

import threading

import pytest
from django.db import connection

from monitoring.offer.models import Booking
from sil import clock
from tests.conftest import NOW, load_liverpool
from tests.factories import events, people, schools

pytestmark = pytest.mark.feature("P6")
WRITERS, PLACES = 20, 5


def test_five_have_a_place_and_fifteen_wait_in_order(own_database: str) -> None:
    load_liverpool()
    event = events.opened(people.person(role="principal_officer"), places=PLACES)
    there = [(school := schools.school(), people.post(school, "headteacher").user) for _ in range(WRITERS)]
    ready, failed = threading.Barrier(WRITERS), []

    def act(place: int) -> None:
        school, head = there[place]
        try:
            with clock.at(NOW):
                connection.ensure_connection()
                ready.wait(30)
                events.booked(event, school, head, f"Guest {place}")
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=(place,)) for place in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not failed
    states = list(event.bookings.order_by("pk").values_list("status", flat=True))
    assert states == [Booking.Status.BOOKED] * PLACES + [Booking.Status.WAITING] * (WRITERS - PLACES)
