"""Is a school's concern about the service raised, looked into and answered, between the right people?"""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from monitoring.service import actions
from monitoring.service.models import ServiceConcern
from schools.models import AssignmentRole, School
from sil.accounts.models import User
from sil.accounts.user_roles import roles_of
from sil.audit.models import Event
from sil.deadlines.models import Deadline
from sil.outbox.models import Message
from sil.web.timeline import Timeline
from sil.web.work import waiting_for
from sil.workflow import Denied
from tests.conftest import TODAY
from tests.factories import people, schools

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("V12")]
TEXT = "The visit of the 3rd was cut short <b>twice</b>."


@pytest.fixture
def school() -> School:
    return schools.school("Example Primary School")


@pytest.fixture
def who(school: School) -> dict[str, User]:
    return {
        "head": people.post(school, "headteacher").user,
        "chair": people.post(school, "chair").user,
        "clerk": people.post(school, "clerk").user,
        "sip": people.assign(school).user,
        "officer": people.assign(school, role=AssignmentRole.PRINCIPAL_OFFICER).user,
        "other_officer": people.person("Otto Notional", role="principal_officer"),
        "director": people.person(role="director_of_education"),
        "admin": people.person(role="administrator"),
        "other_head": people.post(schools.school("Example Other School"), "headteacher").user,
    }


def client(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


def raised(school: School, by: User) -> ServiceConcern:
    return actions.raise_concern(school=school, text=TEXT, by=by, on=TODAY)


def answered(concern: ServiceConcern, by: User) -> ServiceConcern:
    return actions.answer(concern, text="We are sorry.", outcome="upheld", by=by, on=TODAY)


@pytest.mark.parametrize("speaker", ["head", "chair", "clerk"])
def test_a_school_raises_it_and_its_officer_looks_into_it(school: School, who: dict[str, User], speaker: str) -> None:
    page = client(who[speaker])
    assert (
        f"/schools/{school.urn}/service-concerns/raise/"
        in page.get(f"{school.get_absolute_url()}?part=service").content.decode()
    )
    done = page.post(f"/schools/{school.urn}/service-concerns/raise/", {"text": TEXT}, follow=True).content.decode()
    concern = ServiceConcern.objects.get()
    assert (concern.owner, concern.raised_on, concern.status) == (who["officer"], TODAY, "raised")
    assert f"{who['officer'].name} will look into it" in done and "&lt;b&gt;twice" in done
    message = Message.objects.get(kind="service_concern_raised")
    assert message.email == who["officer"].email and "cut short" not in message.body
    # Fifteen working days from Friday 20 November 2026, that day not counted.
    assert Deadline.objects.get(rule="service_concern").due_on == date(2026, 12, 11)
    assert "11 December 2026" in message.body


def test_empty_and_endless_text_is_said_beside_the_field(school: School, who: dict[str, User]) -> None:
    page = client(who["head"])
    address = f"/schools/{school.urn}/service-concerns/raise/"
    assert "Enter your concern." in page.post(address, {"text": "  "}).content.decode()
    endless = page.post(address, {"text": "words " * 2000}).content.decode()
    assert "must be 10,000 characters or fewer" in endless and "words words" in endless
    assert not ServiceConcern.objects.exists()


def test_it_is_answered_and_the_school_is_told(school: School, who: dict[str, User]) -> None:
    concern = raised(school, who["head"])
    page = client(who["officer"])
    assert [item.href for item in waiting_for(roles_of(who["officer"], TODAY)) if "service" in item.href] == [
        concern.get_absolute_url()
    ]
    refused = page.post(f"{concern.get_absolute_url()}answer/", {"text": "We are sorry."}).content.decode()
    assert "Select the outcome." in refused and "We are sorry." in refused
    page.post(f"{concern.get_absolute_url()}answer/", {"text": "We are sorry.", "outcome": "upheld"})
    concern.refresh_from_db()
    assert (concern.status, concern.answered_by, concern.outcome) == ("answered", who["officer"], "upheld")
    assert Message.objects.get(kind="service_concern_answered").email == who["head"].email
    assert Deadline.objects.get(rule="service_concern").met_on == TODAY
    shown = client(who["head"]).get(concern.get_absolute_url()).content.decode()
    assert "We are sorry." in shown and "Upheld: we will do this differently" in shown
    with pytest.raises(Denied) as denied:
        answered(concern, who["officer"])
    assert denied.value.code == "wrong_state"


def test_a_school_that_is_not_content_asks_again(school: School, who: dict[str, User]) -> None:
    concern = answered(raised(school, who["head"]), who["officer"])
    client(who["chair"]).post(f"{concern.get_absolute_url()}reopen/", {"text": "It happened again."})
    concern.refresh_from_db()
    assert concern.is_open and concern.text.startswith(TEXT) and concern.text.endswith("It happened again.")
    event = Event.objects.get(kind="service_concern.reopened")
    assert (event.data["answer"], event.reason) == ("We are sorry.", "It happened again.")
    assert Deadline.objects.running().filter(rule="service_concern").count() == 1
    with pytest.raises(Denied) as denied:
        actions.reopen(concern, text="x", by=who["head"], on=TODAY)
    assert denied.value.code == "wrong_state"


def test_it_is_passed_on_to_somebody_who_answers_for_the_service(school: School, who: dict[str, User]) -> None:
    concern = raised(school, who["head"])
    page = client(who["director"])
    page.post(f"{concern.get_absolute_url()}pass-on/", {"to": who["other_officer"].pk})
    concern.refresh_from_db()
    assert concern.owner == who["other_officer"]
    assert Message.objects.filter(kind="service_concern_raised", email=who["other_officer"].email).exists()
    for nobody in (who["sip"], who["head"]):
        page.post(f"{concern.get_absolute_url()}pass-on/", {"to": nobody.pk})
        concern.refresh_from_db()
        assert concern.owner == who["other_officer"]
        with pytest.raises(Denied):
            actions.pass_on(concern, to=nobody, by=who["director"], on=TODAY)


def test_it_stays_between_the_school_and_those_who_answer_for_the_service(school: School, who: dict[str, User]) -> None:
    concern = raised(school, who["head"])
    expected = {"head": 200, "chair": 200, "clerk": 200, "officer": 200, "other_officer": 200, "director": 200}
    for name, user in who.items():
        assert client(user).get(concern.get_absolute_url()).status_code == expected.get(name, 404), name
        listed = client(user).get("/service-concerns/").status_code
        assert listed == (200 if name in ("officer", "other_officer", "director") else 404), name
        raising = client(user).get(f"/schools/{school.urn}/service-concerns/raise/").status_code
        assert raising == (200 if name in ("head", "chair", "clerk") else 404), name
    told = [entry.title for entry in Timeline(school, roles_of(who["sip"], TODAY)).entries]
    assert not any("concern" in title for title in told), "the partner it may be about does not read of it"
    for name in ("sip", "admin", "head"):
        with pytest.raises(Denied) as denied:
            answered(concern, who[name])
        assert denied.value.code == "not_the_service"
    with pytest.raises(Denied) as denied:
        raised(school, who["sip"])
    assert denied.value.code == "not_the_school"


def test_nobody_answers_for_the_school_they_govern(school: School, who: dict[str, User]) -> None:
    concern = raised(school, who["head"])
    post = people.post(school, "chair", who["other_officer"])
    # It is announced that it will end; until then it holds.
    post.ends_on = date(2026, 12, 31)
    post.save()
    with pytest.raises(Denied) as denied:
        answered(concern, who["other_officer"])
    assert denied.value.code == "not_the_service"
    assert client(who["other_officer"]).post(f"{concern.get_absolute_url()}answer/").status_code == 404


def test_the_list_is_filtered_sorted_and_exported(school: School, who: dict[str, User]) -> None:
    answered(raised(school, who["head"]), who["officer"])
    late = raised(school, who["chair"])
    ServiceConcern.objects.filter(pk=late.pk).update(due_on=date(2026, 11, 1))
    page = client(who["director"])

    def shown(query: str) -> Any:
        return page.get(f"/service-concerns/{query}").content.decode()

    assert "2 concerns" in shown("") and "1 concern<" in shown("?status=raised") and "1 concern<" in shown("?late=on")
    assert late.get_absolute_url() in shown("?late=on") and "No concerns match" in shown("?outcome=resolved")
    exported = b"".join(page.get("/service-concerns/?export=csv").streaming_content).decode()
    assert exported.count("Example Primary School") == 2 and "Upheld: we will do this differently" in exported
