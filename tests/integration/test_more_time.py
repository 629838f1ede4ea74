"""A school asks for more time to answer; its partner or a Principal Officer gives it or not, once."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from allocations.allocation.queries import open_period
from allocations.allocation.reminders import remind
from allocations.models import Allocation, TimeRequest
from allocations.more_time import actions
from allocations.more_time.policies import check_day, last_day
from allocations.states import Party, State
from sil import clock
from sil.accounts.models import User
from sil.accounts.user_roles import roles_of
from sil.deadlines.models import Deadline
from sil.outbox.models import Message
from sil.web.work import WorkItem, waiting_for
from sil.workflow import Denied
from tests.conftest import TODAY
from tests.factories import allocations, people
from tests.factories.allocations import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("P8")]
ONE = timedelta(days=1)


@pytest.fixture
def scene() -> Scene:
    made = allocations.scene(State.PROPOSED)
    Message.objects.all().delete()
    return made


def due(made: Scene) -> date:
    found = Allocation.objects.get(pk=made.allocation.pk)
    assert found.due_on is not None
    return found.due_on


def asks(made: Scene, *, day: date | None = None, by: User | None = None, on: date | None = None) -> TimeRequest:
    day, on = day or due(made) + 7 * ONE, on or due(made) - ONE
    with clock.at(on):
        return actions.ask(made.allocation, day=day, reason="Two governors are away.", by=by or made.head, on=on)


def who(by: User, made: Scene, on: date | None = None) -> dict[str, Any]:
    return {"by": by, "on": on or due(made) - ONE}


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(Denied) as denied, transaction.atomic():
        act()
    return denied.value.code


def told(kind: str) -> list[str]:
    return sorted(Message.objects.filter(kind=kind).values_list("email", flat=True))


def work(user: User, on: date) -> list[WorkItem]:
    with clock.at(on):
        return [item for item in waiting_for(roles_of(user, on)) if "more-time" in str(item.href)]


def client(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


def test_the_day_moves_with_its_reminders_once_it_is_given(scene: Scene) -> None:
    before = due(scene)
    found = asks(scene)
    assert due(scene) == before, "asking moves nothing"
    assert told("more_time_asked") == [scene.sip.email] and told("receipt") == [scene.head.email]
    (item,) = work(scene.sip, before - ONE)
    assert item.due == before and not item.is_optional
    assert work(scene.officer, before - ONE) == [], "the partner answers"
    day = before + 6 * ONE
    actions.give(found, day=day, reason="Of course.", **who(scene.sip, scene))
    assert due(scene) == day and work(scene.sip, before) == []
    assert told("more_time_given") == [scene.head.email]
    period = open_period(Allocation.objects.get(pk=scene.allocation.pk), "answer")
    assert period and period.due_on == day and f"by {clock.in_words(day)}" in period.basis and period.reminded == ""
    assert Deadline.objects.filter(rule="answer", subject_id=scene.allocation.pk, replaced=True).count() == 1
    with clock.at(before + ONE):
        remind(before + ONE)
    assert told("allocation_late") == [], "it is not late on the day after the first one"
    with clock.at(day + ONE):
        remind(day + ONE)
    assert told("allocation_late") == [scene.officer.email]


def test_no_leaves_the_day_and_says_why(scene: Scene) -> None:
    before, found = due(scene), asks(scene)
    page = client(scene.sip)
    with clock.at(before - ONE):
        assert "Enter the reason" in page.post(found.get_absolute_url(), {"decision": "decline"}).content.decode()
        page.post(found.get_absolute_url(), {"decision": "decline", "reason": "The round ends."})
        shown = client(scene.head).get(found.get_absolute_url()).content.decode()
    assert "The round ends." in shown and "Not agreed" in shown
    assert due(scene) == before and told("more_time_declined") == [scene.head.email]
    asks(scene)
    assert TimeRequest.objects.count() == 2, "after a no, the school may ask again"


def test_it_is_asked_and_answered_once(scene: Scene) -> None:
    found = asks(scene)
    assert refusal(lambda: asks(scene)) == "asked_already"
    actions.give(found, day=found.wanted_on, reason="Yes.", **who(scene.officer, scene))
    assert refusal(lambda: actions.decline(found, reason="No.", **who(scene.sip, scene))) == "answered"
    assert refusal(lambda: actions.withdraw(found, **who(scene.head, scene))) == "answered"
    assert refusal(lambda: asks(scene)) == "given"


def test_it_can_be_withdrawn_until_it_is_answered(scene: Scene) -> None:
    found = asks(scene)
    actions.withdraw(found, **who(scene.head, scene))
    assert told("more_time_withdrawn") == [scene.sip.email] and work(scene.sip, due(scene) - ONE) == []
    assert refusal(lambda: actions.decline(found, reason="No.", **who(scene.sip, scene))) == "answered"


def test_until_when_and_from_when(scene: Scene) -> None:
    last = due(scene)
    # Ten working days in the framework file, and as many again; no bank holiday is among them.
    limit = last_day(Deadline.objects.running().get(rule="answer", subject_id=scene.allocation.pk))
    assert limit == last + 14 * ONE
    for day, code in ((last, "not_later"), (last - ONE, "not_later"), (limit + ONE, "too_long")):
        assert refusal(partial(asks, scene, day=day)) == code
    assert refusal(lambda: asks(scene, on=last + ONE)) == "late"
    found = asks(scene, day=limit, on=last)
    assert refusal(lambda: actions.give(found, day=limit + ONE, reason="Yes.", **who(scene.sip, scene))) == "too_long"
    actions.give(found, day=limit, reason="Yes.", **who(scene.sip, scene))
    assert due(scene) == limit


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(-30, 60), st.integers(1, 20))
def test_a_day_is_taken_where_it_is_later_and_not_too_late(days: int, count: int) -> None:
    period = Deadline(due_on=TODAY, count=count, unit="calendar")
    day = TODAY + days * ONE
    try:
        check_day(day, period)
        taken = True
    except Denied:
        taken = False
    assert taken is (0 < days <= count)


def test_one_that_is_overtaken_waits_for_nobody(scene: Scene) -> None:
    found, before = asks(scene), due(scene)
    on = before - ONE
    with clock.at(on):
        allocations.agree(scene, on=on)
    assert work(scene.sip, on) == []
    assert refusal(lambda: actions.give(found, day=found.wanted_on, reason="Yes.", by=scene.sip, on=on)) == "moved_on"


# By hand: who asks, and who answers.
MATRIX = {
    "head": (True, False),
    "acting_headteacher": (True, False),
    "chair": (False, False),
    "sip": (False, True),
    "officer": (False, True),
    "director": (False, False),
    "other sip": (False, False),
    "officer who governs": (False, False),
}


@pytest.mark.parametrize("name", MATRIX)
def test_who_asks_and_who_answers(name: str, scene: Scene) -> None:
    if name == "acting_headteacher":
        person = people.post(scene.school, name).user
    elif name == "other sip":
        person = people.person(role="sip")
    elif name == "officer who governs":
        person = people.person(role="principal_officer")
        people.comes_to_hold(scene.school, "chair", person)
    else:
        person = getattr(scene, name)
    may_ask, may_answer = MATRIX[name]
    if may_ask:
        asks(scene, by=person)
    else:
        assert refusal(lambda: asks(scene, by=person)) == "not_the_head"
        asks(scene)
    found = TimeRequest.objects.get()
    if may_answer:
        assert actions.decline(found, reason="No.", **who(person, scene)).ended_by == person
    else:
        assert refusal(lambda: actions.decline(found, reason="No.", **who(person, scene))) == "not_an_officer"


def test_a_school_without_a_partner_asks_its_principal_officer(scene: Scene) -> None:
    scene.school.assignments.filter(role="sip").update(ends_on=TODAY - ONE)
    found = asks(scene)
    assert told("more_time_asked") == [scene.officer.email] and len(work(scene.officer, due(scene) - ONE)) == 1
    assert found.is_open


def test_it_is_asked_about_a_decision_too() -> None:
    made = allocations.scene(State.DECIDED)
    found = asks(made)
    actions.give(found, day=found.wanted_on, reason="Yes.", **who(made.sip, made))
    assert due(made) == found.wanted_on
    assert made.read(Party.OFFICER)
