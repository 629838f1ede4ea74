"""A school asks its partner for more days of support; the partner passes it on, or says no with a reason."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from monitoring.visits.models import ExtraDays, ExtraDaysRequest, SchoolDaysRequest
from monitoring.visits.more_days import actions
from monitoring.visits.requests import actions as requests
from schools.models import AssignmentRole
from sil.accounts.models import User
from sil.accounts.user_roles import roles_of
from sil.outbox.models import Message
from sil.web.work import WorkItem, waiting_for
from sil.workflow import Denied
from tests.conftest import TODAY
from tests.factories import people
from tests.factories.conversations import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("P8")]
REASON = "Two new teachers need somebody to work with them."


@pytest.fixture
def scene() -> Scene:
    made = Scene()
    Message.objects.all().delete()
    return made


@pytest.fixture
def officer() -> User:
    return people.person("Olive Officer", role="principal_officer")


def asks(scene: Scene, days: str = "1", *, by: User | None = None) -> SchoolDaysRequest:
    return actions.ask(scene.school, days=Decimal(days), reason=REASON, by=by or scene.head, on=TODAY)


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(Denied) as denied, transaction.atomic():
        act()
    return denied.value.code


def told(kind: str) -> list[str]:
    return sorted(Message.objects.filter(kind=kind).values_list("email", flat=True))


def work(user: User) -> list[WorkItem]:
    return [item for item in waiting_for(roles_of(user, TODAY)) if "/more-days/" in str(item.href)]


def client(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


def test_the_partner_passes_it_on_by_one_act_with_the_reason(scene: Scene, officer: User) -> None:
    asked = asks(scene)
    assert told("school_days_asked") == [scene.sip.email] and told("receipt") == [scene.head.email]
    (item,) = work(scene.sip)
    assert item.since == TODAY and not item.is_optional and work(officer) == []
    browser = client(scene.sip)
    address = f"/more-days/{asked.pk}/pass-on/"
    assert REASON in browser.get(address).content.decode()
    browser.post(address, {"days": "1", "line": "-", "reason": REASON})
    made = ExtraDaysRequest.objects.get()
    assert (made.days, made.reason, made.asked_by) == (Decimal(1), REASON, scene.sip)
    assert told("extra_days_asked") == [officer.email] and told("school_days_passed_on") == [scene.head.email]
    assert work(scene.sip) == []
    page = client(scene.head).get(asked.get_absolute_url()).content.decode()
    assert "Passed on, waiting for approval" in page and f"A receipt went to {scene.head.name}." in page
    requests.decline(made, reason="The budget is spent.", by=officer, on=TODAY)
    assert told("school_days_declined") == [scene.head.email]
    assert "The budget is spent." in Message.objects.get(kind="school_days_declined").body
    page = client(scene.head).get(asked.get_absolute_url()).content.decode()
    assert "Not approved" in page and "The budget is spent." in page
    assert "asked for 1 day more" in client(scene.head).get(f"/schools/{scene.school.pk}/days/").content.decode()


def test_no_has_a_reason_that_the_school_reads(scene: Scene) -> None:
    asked = asks(scene)
    assert refusal(lambda: actions.decline(asked, reason=" ", by=scene.sip, on=TODAY)) == "no_reason"
    client(scene.sip).post(f"/more-days/{asked.pk}/decline/", {"reason": "A network would help more."})
    assert told("school_days_declined") == [scene.head.email]
    assert "A network would help more." in client(scene.head).get(asked.get_absolute_url()).content.decode()


def test_it_is_asked_and_answered_once_and_can_be_withdrawn_before(scene: Scene) -> None:
    asked = asks(scene)
    assert refusal(lambda: asks(scene)) == "asked_already"
    assert refusal(lambda: asks(scene, "0.3", by=scene.head)) == "asked_already"
    actions.withdraw(asked, by=scene.head, on=TODAY)
    assert told("school_days_withdrawn") == [scene.sip.email] and work(scene.sip) == []
    assert refusal(lambda: actions.decline(asked, reason="No.", by=scene.sip, on=TODAY)) == "answered"
    assert refusal(lambda: asks(scene, "0.3")) == "not_half_days"
    again = asks(scene)
    actions.decline(again, reason="No.", by=scene.sip, on=TODAY)
    assert refusal(lambda: actions.withdraw(again, by=scene.head, on=TODAY)) == "answered"


def test_what_the_partner_has_asked_for_already_is_answered_first(scene: Scene, officer: User) -> None:
    requests.ask(scene.school, line="", days=Decimal(2), reason="Reading.", by=scene.sip, on=TODAY)
    asked = asks(scene)
    said: dict[str, Any] = {"line": "", "days": Decimal(1), "reason": REASON, "by": scene.sip, "on": TODAY}
    assert refusal(lambda: actions.pass_on(asked, **said)) == "asked_already"
    asked.refresh_from_db()
    assert asked.is_open, "nothing was done by halves"


def test_without_a_partner_who_approves_days_answers(scene: Scene, officer: User) -> None:
    people.assign(scene.school, officer, role=AssignmentRole.PRINCIPAL_OFFICER)
    scene.school.assignments.filter(role="sip").update(ends_on=people.LONG_AGO)
    asked = asks(scene)
    assert told("school_days_asked") == [officer.email] and len(work(officer)) == 1
    actions.pass_on(asked, line="", days=Decimal(1), reason=REASON, by=officer, on=TODAY)
    asked.refresh_from_db()
    assert asked.extra == ExtraDays.objects.get() and asked.state == "Approved"
    assert not ExtraDaysRequest.objects.exists() and told("school_days_passed_on") == []


# By hand: who asks, and who answers.
MATRIX = {
    "headteacher": (True, False),
    "acting_headteacher": (True, False),
    "chair": (False, False),
    "sip": (False, True),
    "principal_officer": (False, True),
    "other sip": (False, False),
    "director_of_education": (False, False),
    "officer who governs": (False, False),
}


@pytest.mark.parametrize("name", MATRIX)
def test_who_asks_and_who_answers(name: str, scene: Scene) -> None:
    person = {"headteacher": scene.head, "sip": scene.sip}.get(name)
    if name in ("acting_headteacher", "chair"):
        person = people.post(scene.school, name).user
    elif name == "officer who governs":
        person = people.person(role="principal_officer")
        people.comes_to_hold(scene.school, "chair", person)
    elif person is None:
        person = people.person(role="sip" if name == "other sip" else name)
    may_ask, may_answer = MATRIX[name]
    if may_ask:
        asked = asks(scene, by=person)
    else:
        assert refusal(lambda: asks(scene, by=person)) == "not_the_head"
        asked = asks(scene)
    if may_answer:
        assert actions.decline(asked, reason="No.", by=person, on=TODAY).ended_by == person
    else:
        assert refusal(lambda: actions.decline(asked, reason="No.", by=person, on=TODAY)) == "not_the_service"
