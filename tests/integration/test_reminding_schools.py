"""A school is reminded of its answer by one act, once a day, and all schools of a round by another."""

from datetime import timedelta

import pytest
from django.test import Client

from allocations.allocation.reminders import remind
from allocations.reminding.actions import remind_school, remind_schools
from allocations.states import State
from schools.models import Post
from sil.accounts.models import User
from sil.audit.models import Event
from sil.deadlines.models import Deadline
from sil.outbox.models import Message
from sil.workflow import Denied
from tests.conftest import TODAY
from tests.factories import allocations, people, schools
from tests.factories.allocations import YEAR, Scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("A7")]


@pytest.fixture
def made() -> list[Scene]:
    """One school to be proposed for, two with a proposal, one with a decision, one that agreed."""
    there = [schools.school() for _ in range(5)]
    scenes = [allocations.scene(school=school) for school in there]
    states = (State.IDENTIFIED, State.PROPOSED, State.PROPOSED, State.DECIDED, State.AGREED)
    for scene, state in zip(scenes, states, strict=True):
        allocations.walk(scene, state)
    Message.objects.all().delete()
    return scenes


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def reminded() -> list[str]:
    return sorted(Message.objects.filter(kind="allocation_reminder").values_list("email", flat=True))


@pytest.mark.parametrize("who", ["sip", "officer"])
def test_the_partner_or_an_officer_reminds_the_head_by_one_act(made: list[Scene], who: str) -> None:
    scene = made[1]
    client = signed_in(getattr(scene, who))
    page = client.get(scene.allocation.get_absolute_url())
    assert "Remind the headteacher by email" in page.text
    done = client.post(f"/allocations/{scene.allocation.pk}/remind/", follow=True)
    assert "We will email the headteacher of" in done.text and "to remind them" in done.text
    (message,) = Message.objects.filter(kind="allocation_reminder")
    assert message.email == scene.head.email and getattr(scene, who).name in message.body
    assert Event.objects.filter(kind="allocation.reminded").count() == 1
    again = client.post(f"/allocations/{scene.allocation.pk}/remind/", follow=True)
    assert "The headteacher has been reminded today" in again.text
    assert len(reminded()) == 1


def test_a_head_who_was_reminded_by_the_sweep_is_not_reminded_again_that_day(made: list[Scene]) -> None:
    scene = made[1]
    Deadline.objects.filter(subject_id=str(scene.allocation.pk)).update(due_on=TODAY)
    assert remind(TODAY)
    assert scene.head.email in reminded()
    with pytest.raises(Denied, match="has been reminded today"):
        remind_school(scene.allocation, by=scene.sip, on=TODAY)
    remind_school(scene.allocation, by=scene.sip, on=TODAY + timedelta(days=1))


def test_others_may_not_and_what_waits_for_nobody_s_answer_is_refused(made: list[Scene]) -> None:
    for person in (made[1].head, made[1].chair, made[2].sip, made[1].director):
        with pytest.raises(Denied):
            remind_school(made[1].allocation, by=person, on=TODAY)
    for scene in (made[0], made[4]):
        assert "Remind the headteacher" not in signed_in(scene.sip).get(scene.allocation.get_absolute_url()).text
        with pytest.raises(Denied, match="nothing to answer"):
            remind_school(scene.allocation, by=scene.sip, on=TODAY)
    assert not reminded()


def test_a_school_without_a_head_is_told_so(made: list[Scene]) -> None:
    Post.objects.filter(user=made[1].head).delete()
    with pytest.raises(Denied, match="or none is recorded"):
        remind_school(made[1].allocation, by=made[1].sip, on=TODAY)


def test_all_schools_of_a_round_that_owe_an_answer_once_a_day(made: list[Scene]) -> None:
    made[2].allocation.refresh_from_db()
    client = signed_in(made[0].officer)
    page = client.get(f"/allocations/rounds/{YEAR}/dates/")
    assert "3 schools have a proposal or a decision to answer" in page.text and "Remind 3 schools" in page.text
    remind_school(made[1].allocation, by=made[1].sip, on=TODAY)
    done = client.post(f"/allocations/rounds/{YEAR}/remind/", follow=True)
    assert "We will email the headteachers of 2 schools." in done.text
    assert reminded() == sorted(scene.head.email for scene in made[1:4])
    again = client.post(f"/allocations/rounds/{YEAR}/remind/", follow=True)
    assert "Every school that owes an answer has been reminded today" in again.text
    with pytest.raises(Denied):
        remind_schools(made[0].allocation.round, by=people.person(role="administrator"), on=TODAY)
