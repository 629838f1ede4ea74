"""sil.sign_in: limits that count people and not offices, and devices that are known."""

import re
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from sil import clock
from sil.outbox.models import Message
from sil.sign_in import actions, policies
from sil.sign_in.devices import COOKIE
from sil.sign_in.models import FailedAttempt
from tests.conftest import NOW
from tests.factories import people

WRONG = "not-the-password"
OFFICE = "192.0.2.1"
DIRECTOR = "director@test.example"


def sign_in(browser: Client, email: str, password: str = people.PASSWORD, address: str = OFFICE) -> str:
    """Try to sign in: "in", or what the page says."""
    response: Any = browser.post("/accounts/login/", {"login": email, "password": password}, REMOTE_ADDR=address)
    if response.status_code == 302:
        return "in"
    assert response.status_code == 200
    page = response.content.decode()
    assert f'value="{email}"' in page and "/accounts/password/reset/" in page
    found = re.search(r'govuk-error-summary__list">(.*?)</ul>', page, re.DOTALL)
    assert found
    return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split())


@pytest.fixture
def director(db: None) -> str:
    return people.person("Dora Imaginary", email=DIRECTOR, password=people.PASSWORD).email


def attack(email: str, times: int) -> None:
    """Wrong passwords from as many addresses, a minute apart at least."""
    for n in range(times):
        sign_in(Client(), email, WRONG, f"198.51.100.{n}")


@pytest.mark.django_db
@pytest.mark.promise("up")
@pytest.mark.feature("T12")
def test_wrong_passwords_of_one_person_do_not_lock_out_the_office(director: str) -> None:
    """Somebody who types wrong passwords, however many, keeps nobody else of the same office from signing in."""
    for n in range(30):
        sign_in(Client(), f"person{n % 3}@test.example", WRONG)
    assert sign_in(Client(), director) == "in"


@pytest.mark.django_db
@pytest.mark.promise("up")
def test_forty_people_of_one_building_sign_in_at_once() -> None:
    """Any number of people sign in from the same building at the same moment."""
    heads = [people.person(email=f"head{n}@test.example", password=people.PASSWORD) for n in range(40)]
    assert {sign_in(Client(), head.email) for head in heads} == {"in"}


@pytest.mark.django_db
@pytest.mark.promise("up")
def test_nobody_is_locked_out_by_others(director: str) -> None:
    """Nobody can lock you out by trying wrong passwords for your account. On a device that you have signed in on before
    you sign in as always. On a new device you wait some minutes, and the page says until when, or you get a new
    password by email, which lets you in at once."""
    own = Client()
    assert sign_in(own, director) == "in"
    own.post("/accounts/logout/")
    attack(director, 5)
    assert sign_in(own, director) == "in"
    new = Client()
    assert sign_in(new, director).startswith("There were too many attempts to sign in. Try again at 10.01am.")
    with clock.at(NOW + timedelta(minutes=1)):
        assert sign_in(Client(), director) == "in"
    attack(director, 1)
    new.post("/accounts/password/reset/", {"email": director})
    link = re.search(r"/accounts/password/reset/key/\S+", Message.objects.get().body)
    assert link
    form: Any = new.get(link[0], follow=True)
    both = {"password1": "another-long-password", "password2": "another-long-password"}
    done: Any = new.post(form.redirect_chain[-1][0], both)
    assert done.status_code == 302 and new.get("/").status_code == 200
    assert sign_in(Client(), director, "another-long-password") == "in"


@pytest.mark.django_db
def test_a_known_device_is_known_for_its_person_alone(director: str) -> None:
    other = people.person(email="other@test.example", password=people.PASSWORD)
    theirs = Client()
    assert sign_in(theirs, other.email) == "in"
    theirs.post("/accounts/logout/")
    cookie = theirs.cookies[COOKIE]
    assert cookie["httponly"] and cookie["samesite"] == "Lax"
    assert director not in cookie.value and other.email not in cookie.value
    attack(director, 5)
    assert "too many" in sign_in(theirs, director)
    theirs.cookies[COOKIE] = "forged"
    assert "too many" in sign_in(theirs, director)


@pytest.mark.django_db
def test_a_known_device_has_a_limit_of_its_own(director: str) -> None:
    own = Client()
    sign_in(own, director)
    own.post("/accounts/logout/")
    for _ in range(5):
        sign_in(own, director, WRONG)
    assert "too many" in sign_in(own, director)
    assert sign_in(Client(), director) == "in"


@pytest.mark.django_db
def test_guessing_is_slow(director: str) -> None:
    """Whoever tries as soon as they may gets fewer than a hundred tries in a day."""
    moment, tries = NOW, 0
    while moment < NOW + timedelta(days=1):
        with clock.at(moment):
            try:
                actions.start(director, device="", address="")
                tries += 1
            except actions.TooManyAttempts as refused:
                moment = refused.until
    assert 40 < tries < 100


@pytest.mark.django_db
def test_an_attempt_that_is_refused_is_logged_without_a_name(director: str, caplog: pytest.LogCaptureFixture) -> None:
    attack(director, 5)
    assert caplog.messages == []
    assert "too many" in sign_in(Client(), director)
    assert caplog.messages == ["An attempt to sign in or to confirm was refused: there were too many before it."]


@pytest.mark.django_db
def test_one_password_for_many_accounts_is_slowed_and_known_devices_pass(director: str) -> None:
    own = Client()
    sign_in(own, director)
    own.post("/accounts/logout/")
    for n in range(policies.MANY_ACCOUNTS):
        actions.start(f"person{n}@test.example", device="", address="2001:db8::1")
    said = sign_in(Client(), "one-more@test.example", WRONG, "2001:db8:0:0:ffff::2")
    assert said.startswith("There were too many attempts to sign in. Try again in a few seconds.")
    assert sign_in(own, director, address="2001:db8::3") == "in"
    assert sign_in(Client(), director, address="2001:db8:0:1::1") == "in"
    with clock.at(NOW + policies.TURN):
        assert "not correct" in sign_in(Client(), "one-more@test.example", WRONG, "2001:db8::1")


@pytest.mark.django_db
def test_what_failed_is_kept_for_a_day_and_names_nobody(director: str) -> None:
    attack(director, 3)
    assert not [row for row in FailedAttempt.objects.values() if director in str(row)]
    with clock.at(NOW + policies.KEPT + timedelta(minutes=1)):
        sign_in(Client(), "other@test.example", WRONG)
    assert FailedAttempt.objects.count() == 1


def test_many_tries_at_once_are_counted_too(own_database: str) -> None:
    counted: list[bool] = []
    ready = threading.Barrier(12)

    def work() -> None:
        from django.db import connection

        with clock.at(NOW):
            ready.wait()
            try:
                actions.start(DIRECTOR, device="", address=OFFICE)
                counted.append(True)
            except actions.TooManyAttempts:
                counted.append(False)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(counted) == 5 and len(counted) == 12
