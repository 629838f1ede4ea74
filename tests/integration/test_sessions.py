"""sil.sign_in.sessions: how long somebody stays signed in, where, and the key of their session."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client

from sil import clock
from sil.accounts import sign_ins
from sil.accounts.models import User
from sil.sign_in.browsers import in_words
from sil.sign_in.models import Session
from tests.conftest import NOW
from tests.factories import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool")]
HOURS = 12


FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0"
UNATTENDED = {"HTTP_X_UNATTENDED": "1"}


def sign_in(user: User, agent: str = FIREFOX) -> Client:
    client = Client(HTTP_USER_AGENT=agent)
    answer = client.post("/accounts/login/", {"login": user.email, "password": people.PASSWORD})
    assert answer.status_code == 302
    return client


@pytest.fixture
def sam() -> User:
    return people.person("Sam Sample", role="sip", password=people.PASSWORD)


@pytest.fixture
def browser(sam: User) -> Client:
    """Of somebody who has just signed in."""
    return sign_in(sam)


def status(browser: Client) -> int:
    return browser.get("/account/").status_code


def test_somebody_signs_in_again_after_twelve_hours(browser: Client) -> None:
    """Twelve hours after you signed in you sign in again, whatever you did meanwhile; the session is gone."""
    key = browser.cookies["sessionid"].value
    for minutes in range(30, 60 * HOURS, 30):
        with clock.at(NOW + timedelta(minutes=minutes)):
            assert status(browser) == 200
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


@pytest.mark.parametrize(
    ("minutes", "stays"),
    [
        # The minutes after signing in at which something is asked for; after the last of them they are there or not.
        ([59], True),
        ([60], False),
        ([59, 118], True),
        ([59, 119], False),
        ([30, 60, 90, 120, 150, 180], True),
    ],
)
def test_who_uses_nothing_for_an_hour_signs_in_again(browser: Client, minutes: list[int], stays: bool) -> None:
    """NIST SP 800-63B-4, 2.2.3: an hour without use ends a session."""
    for each in minutes:
        with clock.at(NOW + timedelta(minutes=each)):
            answer = status(browser)
    assert (answer == 200) is stays


def test_a_page_that_asks_by_itself_keeps_nobody_signed_in(browser: Client) -> None:
    for minutes in range(5, 60, 5):
        with clock.at(NOW + timedelta(minutes=minutes)):
            said = browser.get("/accounts/session/", **UNATTENDED).json()
            assert said["left"] == (60 - minutes) * 60
    with clock.at(NOW + timedelta(minutes=60)):
        assert status(browser) == 302


def test_every_part_of_a_page_that_asks_by_itself_says_so() -> None:
    polls = [
        tag
        for template in (settings.BASE_DIR / "templates").rglob("*.html")
        for tag in re.findall(r"<[^<>]*(?:{%[^%]*%}[^<>]*)*hx-trigger=\"every[^>]*", template.read_text())
    ]
    assert len(polls) == 7
    assert all("""hx-headers='{"X-Unattended":"1"}'""" in tag for tag in polls)


def test_no_part_of_a_page_becomes_the_page_to_sign_in(browser: Client) -> None:
    """A page that asks by itself stays as it is; one in which somebody filters is read again, and leads to sign in."""
    with clock.at(NOW + timedelta(minutes=60)):
        part = browser.get("/schools/", HTTP_HX_REQUEST="true", **UNATTENDED)
        assert (part.status_code, part.content) == (401, b"")
        part = browser.get("/schools/", HTTP_HX_REQUEST="true")
        assert (part.status_code, part["HX-Refresh"], part.content) == (200, "true", b"")


def test_whoever_says_that_they_are_there_stays(browser: Client) -> None:
    with clock.at(NOW + timedelta(minutes=58)):
        assert browser.get("/accounts/session/").json() == {
            "left": 3600,
            "until": "11.58am",
            "is_last": False,
            "who": browser.session["_auth_user_id"],
        }
    with clock.at(NOW + timedelta(minutes=117)):
        assert status(browser) == 200


def test_the_service_says_when_nothing_makes_it_later(browser: Client) -> None:
    for minutes in range(30, 60 * (HOURS - 1), 30):
        with clock.at(NOW + timedelta(minutes=minutes)):
            assert browser.get("/accounts/session/").json()["is_last"] is False
    with clock.at(NOW + timedelta(hours=HOURS - 1)):
        assert status(browser) == 200
    with clock.at(NOW + timedelta(hours=HOURS, minutes=-10)):
        assert browser.get("/accounts/session/").json() == {
            "left": 600,
            "until": "10pm",
            "is_last": True,
            "who": browser.session["_auth_user_id"],
        }


def test_a_person_sees_where_they_are_signed_in_and_ends_it(sam: User, browser: Client) -> None:
    phone = sign_in(sam, "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1")
    other = sign_in(people.person("Other Example", role="sip", password=people.PASSWORD))
    page = browser.get("/account/").content.decode()
    assert "Firefox on Windows" in page and "Safari on an iPhone" in page and "Sign out everywhere else" in page
    keys = [client.cookies["sessionid"].value for client in (phone, browser, other)]
    assert not any(key in page for key in keys)
    name = re.search(r'name="name" value="(\w+)"', page)
    assert name
    assert other.post("/accounts/session/end/", {"name": name[1]}).status_code == 302
    assert status(phone) == 200, "somebody else's session was ended"
    browser.post("/accounts/session/end/", {"name": name[1]})
    assert (status(phone), status(browser), status(other)) == (302, 200, 200)
    assert sign_ins.of_person(sam)[0].kind == "sign_in.ended_elsewhere"


def test_a_person_signs_out_everywhere_else(sam: User, browser: Client) -> None:
    others = [sign_in(sam), sign_in(sam)]
    browser.post("/accounts/session/end/")
    assert [status(each) for each in (*others, browser)] == [302, 302, 200]
    assert "Sign out everywhere else" not in browser.get("/account/").content.decode()


def test_an_administrator_signs_somebody_out(sam: User, browser: Client) -> None:
    admin = people.person("Addie Example", role="administrator", password=people.PASSWORD)
    theirs = sign_in(admin)
    assert status(browser) == 200
    page: Any = theirs.post(f"/people/{sam.pk}/sign-out/", follow=True)
    assert "Sam Sample is signed out everywhere." in page.content.decode()
    assert (status(browser), status(theirs)) == (302, 200)
    assert sign_ins.of_person(sam)[0].kind == "sign_in.ended_by_other"
    assert "You can sign out everywhere else" in str(theirs.post(f"/people/{admin.pk}/sign-out/", follow=True).content)
    assert status(theirs) == 200


def test_the_server_signs_people_out(sam: User, browser: Client) -> None:
    others = [sign_in(people.person(f"{name} Example", role="sip", password=people.PASSWORD)) for name in ("A", "B")]
    call_command("end_sessions", sam.email.upper())
    assert [status(each) for each in (browser, *others)] == [302, 200, 200]
    call_command("end_sessions", everybody=True)
    assert [status(each) for each in others] == [302, 302]
    with pytest.raises(CommandError, match="Nobody has the email address"):
        call_command("end_sessions", "nobody@test.example")


def test_two_requests_at_once_undo_nothing_of_each_other(browser: Client) -> None:
    """The use of a session is written beside what is stored in it."""
    one, key = browser.session, browser.cookies["sessionid"].value
    with clock.at(NOW + timedelta(minutes=10)):
        assert status(browser) == 200
    one["stored"] = "meanwhile"
    one.save()
    found = Session.objects.get(pk=key)
    assert found.get_decoded()["stored"] == "meanwhile"


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36 Edg/142.0",
            "Edge on Windows",
        ),
        ("Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) Chrome/142.0.0.0 Safari/537.36", "Chrome on a Chromebook"),
        ("Mozilla/5.0 (Linux; Android 15) SamsungBrowser/28.0 Chrome/130.0 Mobile Safari/537.36", None),
        ("curl/8.5.0", "Another browser"),
        ("", "Another browser"),
    ],
)
def test_browsers_in_words(agent: str, words: str | None) -> None:
    assert in_words(agent) == (words or "Samsung Internet on Android")
