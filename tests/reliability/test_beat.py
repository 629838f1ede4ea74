"""Does a real beat remind each person once, by real mail, however many beats run and whatever the broker loses?"""

import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
import redis

from allocations.states import State
from sil import clock
from sil.outbox.models import Message, Status
from sil.outbox.post import store
from tests.conftest import load_liverpool
from tests.factories import allocations, people
from tests.inbox import Inbox, listening
from tests.site import running

pytestmark = [pytest.mark.slow, pytest.mark.feature("T5")]

# Proposed on Monday 9 November 2026, due on Monday 23 November: three days before is a Friday.
PROPOSED = datetime(2026, 11, 9, 10, 0, tzinfo=clock.LONDON)
NIGHT = datetime(2026, 11, 20, 6, 59, tzinfo=clock.LONDON)
BEFORE = datetime(2026, 11, 20, 7, 0, tzinfo=clock.LONDON)
ON = datetime(2026, 11, 23, 9, 0, tzinfo=clock.LONDON)
AFTER = datetime(2026, 11, 24, 9, 0, tzinfo=clock.LONDON)
ALLOCATION = "School Support Allocation"


def test_two_beats_and_an_emptied_broker_remind_each_once(own_database: str, tmp_path: Path) -> None:
    with clock.at(PROPOSED):
        load_liverpool()
        scene = allocations.scene(State.PROPOSED)
        acting = people.post(scene.school, "acting_headteacher").user
    name = scene.school.name
    heads = (scene.head.email, acting.email)
    expected: Counter[tuple[str, str]] = Counter()
    with (
        listening() as inbox,
        running(own_database, tmp_path, NIGHT, beats=2, mail=f"smtp://{inbox.host}:{inbox.port}") as site,
    ):
        _sweeps(NIGHT)
        assert _reminders(inbox) == expected, "nobody is written to in the night"
        for moment, subject in (
            (BEFORE, f"{name}: please answer the proposed allocation by Monday 23 November 2026"),
            (ON, f"{name}: due today, please answer the proposed allocation (Monday 23 November 2026)"),
            (AFTER, f"{name}: overdue, please answer the proposed allocation (Monday 23 November 2026)"),
        ):
            site.hold(moment)
            _empty(site.broker)
            expected.update((head, subject) for head in heads)
            if moment is AFTER:
                late = f"{name} has not answered about its {ALLOCATION} 2026 to 2027, due Monday 23 November 2026"
                expected[scene.officer.email, late] += 1
            _until(lambda: _reminders(inbox) >= expected)
            _sweeps(moment)
            assert _reminders(inbox) == expected
    assert not Message.objects.exclude(status=Status.SENT).exists()


def _sweeps(moment: datetime) -> None:
    """Wait until beat has swept and swept again: what only a sweep can find is sent, and nothing waits."""
    for number in range(2):
        with clock.at(moment):
            assert store(kind="test", email="marker@test.example", subject=f"{moment} {number}", body="A text.\n")
        _until(lambda: not Message.objects.filter(status=Status.WAITING).exists())


def _until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline, list(Message.objects.values("email", "subject", "status", "error"))
        time.sleep(0.05)


def _reminders(inbox: Inbox) -> Counter[tuple[str, str]]:
    """(address, subject) of what arrived about what is owed."""
    kept = ("please answer the proposed allocation", "has not answered")
    arrived = Counter((mail["To"], " ".join(mail["Subject"].split())) for mail in inbox.received)
    return Counter({found: n for found, n in arrived.items() if any(words in found[1] for words in kept)})


def _empty(broker: str) -> None:
    """Empty the virtual database of this test's broker, again and again while it works."""
    address = broker.replace("redis+socket://", "unix://").replace("virtual_host=", "db=")
    with redis.Redis.from_url(address) as server:
        for _ in range(5):
            server.flushdb()
            time.sleep(0.1)
