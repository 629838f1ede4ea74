"""sil.sign_in.sessions: how long somebody stays signed in, and the key of their session."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from sil import clock
from sil.accounts.models import User
from tests.conftest import NOW
from tests.factories import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool")]
HOURS = 12


@pytest.fixture
def browser() -> Client:
    """Of somebody who has just signed in."""
    user: User = people.person("Sam Sample", role="sip", password=people.PASSWORD)
    client = Client()
    client.post("/accounts/login/", {"login": user.email, "password": people.PASSWORD})
    return client


def status(browser: Client) -> int:
    return browser.get("/account/").status_code


def test_somebody_signs_in_again_after_twelve_hours(browser: Client) -> None:
    """Twelve hours after you signed in you sign in again, whatever you did meanwhile; the session is gone."""
    key = browser.cookies["sessionid"].value
    with clock.at(NOW + timedelta(hours=HOURS, seconds=-1)):
        assert status(browser) == 200
        session: Any = browser.session
        session["something"] = "is stored"
        session.save()
    with clock.at(NOW + timedelta(hours=HOURS)):
        assert status(browser) == 302
        assert not Session.objects.filter(session_key=key).exists()
    assert status(browser) == 302


def test_what_was_typed_comes_back(browser: Client) -> None:
    with clock.at(NOW + timedelta(hours=HOURS)):
        answer: Any = browser.post("/account/", {"text": "what I had typed"})
        assert (answer.status_code, b"what I had typed" in answer.content) == (401, True)


def test_who_confirms_gets_a_new_key(browser: Client) -> None:
    """Whoever saw the key of a session before does not go on with what was confirmed."""
    key = browser.cookies["sessionid"].value
    browser.post("/accounts/reauthenticate/", {"password": "a wrong password"})
    assert browser.session.session_key == key
    browser.post("/accounts/reauthenticate/", {"password": people.PASSWORD})
    assert browser.cookies["sessionid"].value != key and status(browser) == 200
    assert not Session.objects.filter(session_key=key).exists()
