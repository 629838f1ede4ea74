"""Two people at one letter at once, in real transactions: one wins, the other reads why, nothing is half done."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from monitoring.notices.giving import actions as giving
from monitoring.notices.letters import actions
from monitoring.notices.letters.actions import lock
from monitoring.notices.models import CaseLetter
from monitoring.notices.signing import actions as signing
from monitoring.notices.states import CaseState, LetterState
from sil import clock
from sil.audit.models import Event
from sil.deadlines.models import Deadline
from sil.letters.models import Delivery, Letter, Method
from sil.workflow import Denied
from tests.conftest import NOW, TODAY, load_liverpool
from tests.factories import case_letters as letters
from tests.factories import cases, people
from tests.factories.case_scene import Scene

pytestmark = pytest.mark.feature("C8")


@pytest.fixture
def made(own_database: str) -> Scene:
    load_liverpool()
    return cases.scene(CaseState.DISCUSSED)


def both(letter: CaseLetter, *acts: Callable[[], Any]) -> list[str]:
    """What became of acts that are let go at one moment: "done", or the code of the refusal."""
    said = [""] * len(acts)
    threads = [threading.Thread(target=_attempt, args=(act, said, n)) for n, act in enumerate(acts)]
    with transaction.atomic():
        lock(letter)
        for number, thread in enumerate(threads, start=1):
            thread.start()
            _until_waiting(number)
    for thread in threads:
        thread.join(30)
        assert not thread.is_alive(), "nobody waits for ever"
    return said


def _attempt(act: Callable[[], Any], said: list[str], place: int) -> None:
    try:
        with clock.at(NOW):
            act()
        said[place] = "done"
    except Denied as denied:
        said[place] = denied.code
    except BaseException as error:
        said[place] = repr(error)
    finally:
        connection.close()


def _until_waiting(number: int) -> None:
    """Until so many connections of this database wait for a lock."""
    waits = threading.Event()
    for _ in range(500):
        with connection.cursor() as cursor:
            # Within a transaction the view is read once, unless it is asked to look again.
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0] >= number:
                return
        waits.wait(0.02)
    raise AssertionError("the act did not wait for the lock")


def test_two_directors_sign_at_once(made: Scene) -> None:
    other = people.person("Dina Director", role="director_of_childrens_services")
    letter = letters.presented(made, method=Method.HAND)
    said = both(
        letter,
        *(
            lambda by=by: signing.sign(letter, by=by, on=TODAY, version=letter.version)  # type: ignore[misc]
            for by in (made.dcs, other)
        ),
    )
    assert sorted(said) == ["done", "wrong_state"]
    assert Letter.objects.count() == 1
    assert Event.objects.filter(kind="case_letter.sign").count() == 1


def test_one_signs_while_it_is_taken_back(made: Scene) -> None:
    letter = letters.presented(made, method=Method.HAND)
    said = both(
        letter,
        lambda: signing.take_back(letter, by=made.officer, on=TODAY),
        lambda: signing.sign(letter, by=made.dcs, on=TODAY, version=letter.version),
    )
    assert said == ["done", "wrong_state"]
    assert not Letter.objects.exists()
    assert CaseLetter.objects.get().status == LetterState.DRAFTED


def test_one_hands_it_over_while_another_calls_it_off(made: Scene) -> None:
    letter = letters.signed(made, method=Method.HAND)
    said = both(
        letter,
        lambda: letters.serve(made, letter),
        lambda: signing.call_off(letter, by=made.dcs, on=TODAY, reason="The chair is away."),
    )
    assert said == ["done", "wrong_state"]
    assert CaseLetter.objects.get().status == LetterState.GIVEN
    assert made.case.status == CaseState.PREFORMAL


def test_beat_and_the_worker_give_it_once(made: Scene) -> None:
    letter = letters.presented(made)
    with clock.at(NOW):
        signed = letters.sign(made, letter)
    # The PDF is there, and both the worker that made it and beat come to give it.
    letters.make(signed)
    letter = CaseLetter.objects.get()
    assert letter.status == LetterState.GIVEN
    said = both(letter, *(lambda: giving.give_by_email(letter, on=TODAY) for _ in range(2)))
    assert said == ["done", "done"]
    assert Event.objects.filter(kind="case_letter.give").count() == 1
    letters.send()
    assert Delivery.objects.count() == signed.recipients.count()
    assert Deadline.objects.running().filter(rule="compliance_period").count() == 1


def test_two_officers_prepare_at_once(made: Scene) -> None:
    letter = letters.prepared(made)
    actions.discard(letter, by=made.officer, on=TODAY)
    said = both(
        letter,
        *(
            lambda by=by: actions.prepare(made.case, kind="preformal_notice", by=by, on=TODAY)  # type: ignore[misc]
            for by in (made.officer, made.sip)
        ),
    )
    assert sorted(said) == ["done", "under_way"]
