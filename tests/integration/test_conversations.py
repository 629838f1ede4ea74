"""Conversations of a school and School Improvement about a visit, a plan or support."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from monitoring.conversations import actions
from monitoring.conversations.models import Conversation, Entry, Reader
from monitoring.conversations.things import Subject
from monitoring.plans.plan.conversation import subject_of as subject_of_plan
from monitoring.plans.states import PlanState
from monitoring.support.brokered.conversation import subject_of as subject_of_support
from monitoring.visits.models import Visit
from monitoring.visits.put_right import actions as put_right
from monitoring.visits.visit.conversation import subject_of
from schools.models import AssignmentRole
from schools.people import actions as posts
from sil import clock
from sil.accounts import actions as accounts
from sil.accounts.models import User
from sil.accounts.user_roles import roles_of
from sil.audit.models import Event
from sil.outbox.models import MailChoice, Message, Status
from sil.web.work import WorkItem, waiting_for
from sil.workflow import Denied
from tests.conftest import NOW, TODAY
from tests.factories import people, plans, schools, support, visits
from tests.factories.conversations import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("P8")]
ONE = timedelta(days=1)


@pytest.fixture
def scene() -> Scene:
    return Scene()


def client(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(Denied) as denied, transaction.atomic():
        act()
    return denied.value.code


def told() -> list[str]:
    """To whom emails of conversations went since they were last looked at."""
    found = Message.objects.filter(kind="conversation_entry")
    emails = sorted(found.values_list("email", flat=True))
    found.delete()
    return emails


def work(user: User, on: date = TODAY) -> list[WorkItem]:
    with clock.at(on):
        return [item for item in waiting_for(roles_of(user, on)) if "/conversations/" in str(item.href)]


def test_each_side_writes_and_the_other_is_told_once(scene: Scene) -> None:
    acting = people.post(scene.school, "acting_headteacher").user
    entry = scene.says(scene.head)
    assert (entry.side, entry.role, entry.at) == ("school", "Headteacher", NOW)
    (message,) = Message.objects.filter(kind="conversation_entry")
    for words in (scene.school.name, "8 December 2026", "20 November 2026"):
        assert words in message.subject, "the school, the thing with its day, and today"
    assert "Is there parking?" in message.body and scene.url in message.body
    assert told() == [scene.sip.email]
    answer = scene.says(scene.sip, "Yes.")
    assert (answer.side, answer.role) == ("service", "School Improvement Partner")
    assert told() == sorted([scene.head.email, acting.email])
    assert Conversation.objects.count() == 1 and Entry.objects.count() == 2


def test_nothing_that_was_written_can_be_changed_or_deleted(scene: Scene) -> None:
    entry = scene.says(scene.head)
    for act in (lambda: Entry.objects.update(text="Other"), lambda: Entry.objects.filter(pk=entry.pk).delete()):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            act()
    page = client(scene.head).get(scene.url).content.decode()
    assert "Nobody can change or delete it, and it can be disclosed" in page


def test_what_is_new_is_optional_work_and_a_question_is_work_until_it_is_answered(scene: Scene) -> None:
    scene.says(scene.head, "First.")
    scene.says(scene.head, "Second.")
    (item,) = work(scene.sip)
    assert item.is_optional and item.title.startswith("Optional: 2 new entries in the conversation about the visit on ")
    assert work(scene.head) == [], "what somebody wrote themselves is not new to them"
    client(scene.sip).get(scene.url)
    assert work(scene.sip) == []
    reader = Reader.objects.get(user=scene.sip)
    assert reader.opened_at == NOW
    scene.says(scene.head, "May we have another day?", asks=True)
    client(scene.sip).get(scene.url)
    (item,) = work(scene.sip, TODAY + ONE)
    assert not item.is_optional and item.since == TODAY and item.due is None and item.act == "Read and answer"
    scene.says(scene.head, "Any day would do.", asks=True, on=TODAY + ONE)
    assert work(scene.sip, TODAY + ONE)[0].since == TODAY, "it waits since it was asked first"
    scene.says(scene.sip, "The 9th?", on=TODAY + ONE)
    assert work(scene.sip, TODAY + ONE) == []
    (item,) = work(scene.head, TODAY + ONE)
    assert item.is_optional and item.title.startswith("Optional: 1 new entry")


def test_a_page_that_is_not_the_latest_is_not_read(scene: Scene) -> None:
    for number in range(26):
        scene.says(scene.head, f"Entry {number}.")
    browser = client(scene.sip)
    second = browser.get(f"{scene.url}?page=2").content.decode()
    assert "Entry 0." in second and "Entry 25." not in second
    assert work(scene.sip)[0].title.startswith("Optional: 26 new")
    whole = browser.get(f"{scene.url}?page=all").content.decode()
    assert "Entry 0." in whole and "Entry 25." in whole
    assert work(scene.sip) == []
    short = browser.get(scene.visit.get_absolute_url()).content.decode()
    assert "Entry 23." in short and "Entry 22." not in short and "Read all of it (26)" in short


def test_a_new_partner_and_head_read_it_and_are_asked_only_what_waits(scene: Scene) -> None:
    scene.says(scene.sip, "When shall we meet?", asks=True)
    scene.says(scene.sip, "I look forward to it.")
    new_head = people.post(scene.school, "acting_headteacher").user
    new_sip = people.assign(schools.school(), people.person("Next Partner", role="sip")).user
    posts.assign([scene.school], user=new_sip, role="sip", starts_on=TODAY, by=None, on=TODAY)
    assert [item.is_optional for item in work(new_head)] == [False]
    assert work(new_sip) == [], "nothing is new to somebody who was not there"
    assert "When shall we meet?" in client(new_sip).get(scene.url).content.decode()
    assert client(scene.sip).get(scene.url).status_code == 200, "they lead the visit still"
    told()
    scene.says(scene.head, "On Monday.")
    assert told() == sorted([new_sip.email, scene.sip.email]), "the partner, and who leads the visit"
    assert [item.title[:20] for item in work(new_sip)] == ["Optional: 1 new entr"]


# By hand: who reads and who writes a conversation about a visit and one about an agreed plan. `lead` leads the visit.
MATRIX = {
    "headteacher": (True, True),
    "acting_headteacher": (True, True),
    "chair": (False, False),
    "clerk": (False, False),
    "other head": (False, False),
    "sip": (True, True),
    "other sip": (False, False),
    "lead": (True, True),
    "own principal officer": (True, True),
    "principal_officer": (True, True),
    "director_of_education": (True, False),
    "director_of_childrens_services": (True, False),
    "administrator": (False, False),
    "service_officer": (False, False),
    "officer who governs": (True, False),
}


def _person(who: str, scene: Scene) -> User:
    if who in ("acting_headteacher", "chair", "clerk"):
        return people.post(scene.school, who).user
    if who == "headteacher":
        return scene.head
    if who == "other head":
        return people.post(schools.school(), "headteacher").user
    if who == "sip":
        return scene.sip
    if who == "other sip":
        return people.assign(schools.school()).user
    if who == "lead":
        lead = people.person(role="sip")
        scene.visit = visits.planned(scene.school, scene.sip, date(2026, 12, 15))
        Visit.objects.filter(pk=scene.visit.pk).update(lead=lead)
        scene.visit.refresh_from_db()
        return lead
    if who == "own principal officer":
        return people.assign(scene.school, role=AssignmentRole.PRINCIPAL_OFFICER).user
    if who == "officer who governs":
        officer = people.person(role="principal_officer")
        people.comes_to_hold(scene.school, "chair", officer)
        return officer
    return people.person(role=who)


@pytest.mark.parametrize("who", MATRIX)
def test_who_reads_and_who_writes(who: str, scene: Scene) -> None:
    person = _person(who, scene)
    scene.says(scene.sip, "A word that nobody else may read.")
    reads, writes = MATRIX[who]
    browser = client(person)
    found = browser.get(scene.url)
    assert (found.status_code == 200) is reads
    assert ("<textarea" in found.content.decode()) is writes
    thing = browser.get(scene.visit.get_absolute_url()).content.decode()
    assert ("A word that nobody else" in thing) is reads
    if writes:
        assert scene.says(person).by == person
    else:
        assert refusal(lambda: scene.says(person)) == "not_yours"
        assert browser.post(scene.url, {"text": "Hello"}).status_code == 404
    assert work(person) == [] or MATRIX[who] == (True, True)


def test_a_principal_officer_joins_by_writing(scene: Scene) -> None:
    officer = people.person("Olive Officer", role="principal_officer")
    scene.says(scene.head)
    assert work(officer) == []
    told()
    scene.says(officer, "I can help.")
    assert told() == [scene.head.email]
    assert len(work(scene.sip)) == 1, "the partner sees that somebody joined"
    scene.says(scene.head, "Thank you.", asks=True)
    assert told() == sorted([scene.sip.email, officer.email])
    assert [item.is_optional for item in work(officer)] == [False]
    officer.is_active = False
    officer.save(update_fields=["is_active"])
    scene.says(scene.head, "Hello?")
    assert told() == [scene.sip.email], "a closed account hears nothing"


def test_a_principal_officer_who_is_the_partner_has_it_once(scene: Scene) -> None:
    accounts.give_role(scene.sip, by=None, on=people.LONG_AGO, role="principal_officer", starts_on=people.LONG_AGO)
    scene.says(people.person(role="principal_officer"), "I join.")
    scene.says(scene.head, "Two of you?", asks=True)
    assert len(work(scene.sip)) == 1


def test_where_nobody_leads_the_school_the_page_says_so(scene: Scene) -> None:
    posts.end_post(scene.school.posts.get(), ends_on=TODAY - ONE, by=None, on=TODAY)
    browser = client(scene.sip)
    assert "Nobody will be emailed" in browser.get(scene.url).content.decode()
    page = browser.post(scene.url, {"text": "For the next head."}, follow=True).content.decode()
    assert "Nobody was emailed" in page and "For the next head." in page and told() == []


def test_where_the_school_has_no_partner_a_principal_officer_hears(scene: Scene) -> None:
    officer = people.person(role="principal_officer")
    other = schools.school("Example Alone School")
    head = people.post(other, "headteacher").user
    visit = visits.planned(other, officer, date(2026, 12, 9))
    actions.add(subject_of(visit), text="Who comes?", asks=True, by=head, on=TODAY)
    assert told() == [officer.email] and len(work(officer)) == 1


def test_a_text_that_is_refused_is_kept(scene: Scene) -> None:
    browser = client(scene.head)
    page = browser.post(scene.url, {"text": "a" * 5001, "asks": "on"}).content.decode()
    assert "a" * 5001 in page and not Entry.objects.exists()
    page = browser.post(scene.url, {"text": " ", "asks": "on"}).content.decode()
    assert "Enter what you want to write." in page and "checked" in page


def test_after_a_move_each_school_keeps_what_it_held(scene: Scene) -> None:
    scene.says(scene.head, "The wrong school wrote this.")
    right = schools.school("Example Right School")
    head = people.post(right, "headteacher").user
    people.assign(right, scene.sip)
    visit = visits.held(scene.school, scene.sip, date(2026, 11, 10))
    there = subject_of(visit)
    actions.add(there, text="At the wrong school.", asks=False, by=scene.head, on=TODAY)
    put_right.move_to_school(visit, school=right, reason="A slip.", by=scene.sip, on=TODAY)
    visit.refresh_from_db()
    here = subject_of(visit)
    assert here.school == right
    actions.add(here, text="At the right school.", asks=False, by=head, on=TODAY)
    old, new = client(scene.head).get(there.url).content.decode(), client(head).get(here.url).content.decode()
    assert "At the wrong school." in old and "At the right school." not in old
    assert "At the right school." in new and "At the wrong school." not in new
    assert client(head).get(there.url).status_code == client(scene.head).get(here.url).status_code == 404
    told()
    actions.add(there, text="Where did it go?", asks=True, by=scene.head, on=TODAY)
    assert told() == [scene.sip.email] and len(work(scene.sip)) == 3


def test_a_conversation_goes_on_about_a_visit_that_never_was(scene: Scene) -> None:
    scene.says(scene.head, "Which visit?", asks=True)
    put_right.strike(scene.visit, reason="A slip.", by=scene.sip, on=TODAY)
    scene.visit.refresh_from_db()
    scene.says(scene.sip, "It was a slip.", asks=True)
    page = client(scene.head).get(scene.url).content.decode()
    assert "Which visit?" in page and scene.visit.get_absolute_url() not in page
    scene.says(scene.head, "Thank you.")
    assert Conversation.objects.get().awaits == ""
    other = visits.planned(scene.school, scene.sip, date(2026, 12, 16))
    put_right.strike(other, reason="A slip.", by=scene.sip, on=TODAY)
    about = subject_of(other)
    assert refusal(lambda: actions.add(about, text="Hello", asks=False, by=scene.head, on=TODAY)) == "not_yours"
    assert client(scene.head).get(about.url).status_code == 404


def _plan() -> tuple[Subject, User, User]:
    made = plans.scene(PlanState.AGREED)
    return subject_of_plan(made.plan), made.head, made.sip


def _support() -> tuple[Subject, User, User]:
    made = support.scene()
    return subject_of_support(support.asked(made)), made.head, made.partner


@pytest.mark.parametrize("thing", [_plan, _support])
def test_plans_and_support_have_theirs(thing: Callable[[], tuple[Subject, User, User]]) -> None:
    subject, head, sip = thing()
    actions.add(subject, text="How does it go?", asks=True, by=sip, on=TODAY)
    assert head.email in told()
    assert [item.act for item in work(head)] == ["Read and answer"]
    for person in (head, sip):
        assert "How does it go?" in client(person).get(subject.href).content.decode()
        assert "How does it go?" in client(person).get(subject.url).content.decode()


def test_it_stands_in_the_history_of_the_school_without_its_words(scene: Scene) -> None:
    scene.says(scene.head, "Words of the conversation.", asks=True)
    event = Event.objects.get(kind="conversation.question")
    assert "Words" not in str(event.data)
    for person, words in (
        (scene.head, "Conversation begun about the visit on"),
        (scene.sip, "asked School Improvement"),
    ):
        page = client(person).get(f"/schools/{scene.school.pk}/timeline/").content.decode()
        assert words in page and "Words of the conversation" not in page


def test_what_asks_nothing_waits_for_the_morning_of_those_who_chose_so(scene: Scene) -> None:
    MailChoice.objects.create(user=scene.sip, emails=MailChoice.Emails.MORNING, chosen_at=NOW)
    scene.says(scene.head)
    scene.says(scene.head, "Please answer.", asks=True)
    found = Message.objects.filter(kind="conversation_entry").order_by("created_at", "status")
    assert sorted(found.values_list("status", flat=True)) == [Status.HELD, Status.WAITING]
