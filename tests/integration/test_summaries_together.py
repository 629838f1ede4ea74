"""Two workers and one run of summaries, in real transactions: each summary is made exactly once."""

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import date

import pytest
from django.db import connection

from monitoring.summaries.models import Summary, SummaryItem, SummaryRun
from monitoring.summaries.runs import actions as runs
from monitoring.summaries.runs.queries import progress_of
from sil import clock
from sil.audit.models import Event
from tests.conftest import NOW, load_liverpool
from tests.factories import people, schools, visits

pytestmark = pytest.mark.feature("V8")
SCHOOLS = 8
# A worker that takes its time, so that it can be killed in the middle.
WORKER = """
import time, django
django.setup()
from monitoring.summaries.runs.actions import work_on_next
while work_on_next():
    time.sleep(0.3)
"""


@pytest.fixture
def run(own_database: str) -> SummaryRun:
    load_liverpool()
    term = visits.term("Autumn term", date(2026, 9, 1), date(2026, 12, 18), by=people.person(role="administrator"))
    sip = people.person(role="sip")
    for number in range(SCHOOLS):
        school = schools.school()
        people.assign(school, sip)
        visits.held(school, sip, date(2026, 10, 5 + number))
    return runs.start(term, by=people.person(role="principal_officer"), on=visits.TODAY)


def work() -> None:
    with clock.at(NOW):
        while runs.work_on_next():
            pass
    connection.close()


def test_two_workers_make_none_twice(run: SummaryRun) -> None:
    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert progress_of(run).made == Summary.objects.count() == SCHOOLS
    assert Event.objects.filter(kind="summary.made").count() == SCHOOLS


def test_a_worker_that_is_killed_leaves_each_summary_exactly_once(run: SummaryRun, own_database: str) -> None:
    """A process of its own, killed without warning while it works; another one goes on."""
    worker = subprocess.Popen([sys.executable, "-c", WORKER], env=os.environ | {"DATABASE_URL": own_database})
    try:
        deadline = time.monotonic() + 60
        while Summary.objects.count() < 2 and time.monotonic() < deadline:
            time.sleep(0.02)
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    made = Summary.objects.count()
    assert 2 <= made < SCHOOLS, "it was killed in the middle"
    assert SummaryItem.objects.exclude(done_at=None).count() == made
    work()
    assert progress_of(run).made == Summary.objects.count() == SCHOOLS
    assert Event.objects.filter(kind="summary.made").count() == SCHOOLS
