"""Somebody has lost their second step: an administrator says so, a second person agrees, and they set up a new one."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client

from schools.confirmations import actions as confirmations
from schools.confirmations.queries import LAPSES, waiting
from sil import clock
from sil.accounts import actions as accounts
from sil.accounts.models import ChangeRequest, User
from sil.accounts.user_roles import roles_of
from sil.outbox.models import Message
from sil.second_factor import actions
from sil.second_factor.queries import has_step, steps_of
from sil.web.work import waiting_for
from sil.workflow import Denied
from tests.conftest import NOW, TODAY
from tests.factories import people
from tests.integration.test_second_factor import ENTER, SECRET, SET_UP, code, kinds, password, signed_in, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("T2")]
REASON = "Her phone was stolen. She came to the office."
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def required(settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    cache.clear()


class Office:
    def __init__(self) -> None:
        self.addie = people.person("Addie Admin", role="administrator")
        self.other = people.person("Other Administrator", role="administrator")
        self.director = people.person("Dora Director", role="director_of_education")
        self.officer = people.person("Olive Officer", role="principal_officer")
        self.pat = people.person("Pat Person", role="sip", password=people.PASSWORD)
        actions.set_up_app(self.pat, SECRET, replaces=False)
        Message.objects.all().delete()

    def ask(self, *, person: User | None = None, by: User | None = None) -> ChangeRequest:
        return confirmations.ask_lost_step(person or self.pat, by=by or self.addie, on=TODAY, reason=REASON)


@pytest.fixture
def office() -> Office:
    return Office()


def refusal(act: Callable[[], object]) -> str:
    try:
        act()
    except Denied as denied:
        return denied.code
    return "done"


def browser_of(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


def told(kind: str) -> set[str]:
    return set(Message.objects.filter(kind=kind).values_list("email", flat=True))


def test_two_people_let_somebody_in_again(office: Office) -> None:
    """An administrator says on the person's page what was lost, another one or a director agrees: app, passkeys,
    recovery codes and sessions end, and the person, who is emailed both times, sets up a new second step."""
    pat = Client()
    password(pat, office.pat)
    pat.post(ENTER, {"code": code()})
    assert signed_in(pat)
    admin, path = browser_of(office.addie), f"/people/{office.pat.pk}/lost-second-step/"
    assert path in text(admin.get(f"/people/{office.pat.pk}/"))
    assert "Enter what they have lost" in text(admin.post(path, {"reason": " "}))
    request = admin.post(path, {"reason": REASON})["Location"]
    assert told("change_asked") == {office.pat.email}
    assert told("change_to_confirm") == {office.other.email, office.director.email}
    assert signed_in(pat) and has_step(office.pat)
    page = text(admin.get(request))
    assert "Nothing is removed until somebody else agrees." in page and "Remove the second step</button>" not in page
    assert "The removal of the second step of Pat Person already waits" in text(admin.post(path, {"reason": REASON}))
    director = browser_of(office.director)
    page = text(director.get(request))
    assert "Her phone was stolen." in page and "last used on" in page
    director.post(f"{request}confirm/")
    assert not has_step(office.pat) and steps_of(office.pat).codes is None
    assert not signed_in(pat) and signed_in(director)
    assert told("change_confirmed") == {office.pat.email, office.addie.email, office.other.email}
    body = Message.objects.get(kind="change_confirmed", email=office.pat.email).body
    assert "sets up a new one the next time they sign in" in body
    assert kinds(office.pat)[-1] == "step_lost"
    assert password(Client(), office.pat) == SET_UP


# Who does it -> what comes of their asking, and of their agreeing to what Addie asked for.
WHO = {
    "addie": ("done", "own_request"),
    "other": ("done", "done"),
    "director": ("not_allowed", "done"),
    "officer": ("not_allowed", "not_allowed"),
    "pat": ("not_allowed", "not_allowed"),
}


@pytest.mark.parametrize("who", WHO)
def test_who_asks_and_who_agrees(office: Office, who: str) -> None:
    by, (asks, agrees) = getattr(office, who), WHO[who]
    if who != "addie":
        request = office.ask()
        assert refusal(lambda: confirmations.confirm(request, by=by, on=TODAY)) == agrees
        ChangeRequest.objects.update(outcome="withdrawn")
        if agrees == "done":
            actions.set_up_app(office.pat, SECRET, replaces=False)
    assert refusal(lambda: office.ask(by=by)) == asks
    if who == "addie":
        assert refusal(lambda: confirmations.confirm(ChangeRequest.objects.get(), by=by, on=TODAY)) == agrees
    page = browser_of(by).get(f"/people/{office.pat.pk}/lost-second-step/")
    assert (page.status_code == 200) is (asks == "done")


def test_nobody_asks_for_or_agrees_to_their_own(office: Office) -> None:
    """Not even an administrator, with the help of another one."""
    for own in (office.addie, office.director):
        actions.set_up_app(own, SECRET, replaces=False)
    assert refusal(lambda: office.ask(person=office.addie)) == "oneself"
    assert "lost-second-step" not in text(browser_of(office.addie).get(f"/people/{office.addie.pk}/"))
    request = office.ask(person=office.director)
    assert refusal(lambda: confirmations.confirm(request, by=office.director, on=TODAY)) == "own_request"
    theirs = office.ask(person=office.addie, by=office.other)
    assert refusal(lambda: confirmations.confirm(theirs, by=office.addie, on=TODAY)) == "own_request"
    assert has_step(office.director) and has_step(office.addie)


def test_what_does_not_wait_removes_nothing(office: Office) -> None:
    """A request that was refused, withdrawn or is older than seven days removes nothing, nor one after which the
    address was changed, or whose asker is an administrator no longer."""
    refused = office.ask()
    confirmations.withdraw(refused, by=office.other, on=TODAY)
    assert told("change_withdrawn") == {office.pat.email, office.addie.email}
    assert refusal(lambda: confirmations.confirm(refused, by=office.other, on=TODAY)) == "not_waiting"
    old = office.ask()
    assert refusal(lambda: confirmations.confirm(old, by=office.other, on=TODAY + LAPSES + DAY)) == "lapsed"
    assert not waiting(TODAY + LAPSES + DAY).exists()
    accounts.edit(office.pat, by=office.addie, on=TODAY, email="elsewhere@test.example", name=office.pat.name)
    assert refusal(lambda: confirmations.confirm(old, by=office.other, on=TODAY)) == "address_changed"
    confirmations.withdraw(old, by=office.addie, on=TODAY)
    office.pat.refresh_from_db()
    last = office.ask()
    accounts.end_role(office.addie.grants.get(), by=office.other, on=TODAY, ends_on=TODAY - DAY)
    assert refusal(lambda: confirmations.confirm(last, by=office.other, on=TODAY)) == "not_allowed"
    assert has_step(office.pat)


def test_it_is_work_of_the_others(office: Office) -> None:
    """It waits for those who may agree, and stands beside a new address that waits as well."""
    office.ask()
    confirmations.ask_address(office.pat, by=office.addie, on=TODAY, new_email="new@test.example")
    for user, number in ((office.other, 2), (office.director, 2), (office.addie, 0), (office.officer, 0)):
        found = [item for item in waiting_for(roles_of(user, TODAY)) if item.title.startswith("Confirm a change")]
        assert len(found) == number, user


def test_without_a_second_step_there_is_nothing_to_remove(office: Office) -> None:
    assert refusal(lambda: office.ask(person=office.officer)) == "no_step"
    accounts.set_open(office.pat, by=office.addie, on=TODAY, is_open=False)
    assert refusal(lambda: office.ask()) == "closed"


def test_alone_on_the_server(office: Office) -> None:
    """Where there is nobody to agree, the server's command line does, and ends the sessions as well."""
    pat = browser_of(office.pat)
    request = office.ask()
    call_command("confirm_change", str(request.pk))
    assert not has_step(office.pat) and not signed_in(pat)
    assert kinds(office.pat)[-1] == "step_reset"
    assert office.pat.email in told("change_confirmed")


def test_an_old_request_makes_room(office: Office) -> None:
    office.ask()
    with clock.at(NOW + LAPSES + DAY):
        again = confirmations.ask_lost_step(office.pat, by=office.addie, on=TODAY + LAPSES + DAY, reason=REASON)
    assert set(waiting(TODAY + LAPSES + DAY)) == {again}
