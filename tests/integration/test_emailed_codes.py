"""sil.second_factor.emailed: a code by email for people of schools, in a browser that is new, where it is allowed."""

import json
import logging
import re
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.test import Client

from sil import clock
from sil.accounts import sign_ins
from sil.accounts.models import User
from sil.audit.models import Event
from sil.morning.actions import choose
from sil.outbox import delivery
from sil.outbox.models import MailChoice, Message, Status
from sil.second_factor import actions as steps
from sil.second_factor.emailed import actions, browsers, policies
from sil.second_factor.emailed.forms import ENTER as ENTER_CODE
from sil.second_factor.emailed.forms import TOO_LATE, USED_UP, WRONG
from sil.second_factor.queries import has_step
from tests.conftest import NOW
from tests.factories import people, schools
from tests.inbox import Inbox
from tests.integration import test_second_factor as second_factor
from tests.integration.test_second_factor import CODES, ENTER, LOGIN, SECRET, SET_UP, key, kinds, signed_in, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("T2")]
EMAILED, AGAIN = "/accounts/second-step/emailed/", "/accounts/second-step/emailed/again/"
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


# The codes that were made, the earliest first: time stands still, so that emails do not say it.
MADE: list[str] = []


def allow(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Switch the codes on, and note those that are made."""
    settings.SECOND_FACTOR_REQUIRED = settings.EMAIL_CODES = True
    cache.clear()
    new = policies.new_code

    def noted() -> str:
        MADE.append(new())
        return MADE[-1]

    monkeypatch.setattr(policies, "new_code", noted)


@pytest.fixture(autouse=True)
def allowed(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    allow(settings, monkeypatch)


@pytest.fixture
def head() -> User:
    return head_of("ada@school.example")


def head_of(email: str) -> User:
    user = people.person("Ada Example", email=email, password=people.PASSWORD)
    people.post(schools.school(), "headteacher", user)
    return user


def password(browser: Client, user: User, query: str = "", typed: str = people.PASSWORD) -> str:
    answer: Any = browser.post(f"{LOGIN}{query}", {"login": user.email, "password": typed})
    return str(answer["Location"])


def written(user: User) -> list[Message]:
    """The emails with a code."""
    return list(Message.objects.filter(kind="sign_in_code", email=user.email))


def code_of(user: User) -> str:
    """The code of the newest email."""
    told = {
        code for message in written(user) for code in re.findall(r"enter the code (\d{8}) on the page", message.body)
    }
    return next(code for code in reversed(MADE) if code in told)


def not_(code: str) -> str:
    return f"{(int(code) + 1) % 10**8:08}"


def enter(browser: Client, code: str, **more: str) -> Any:
    return browser.post(EMAILED, {"code": code, **more})


def error(answer: Any) -> str:
    """What stands beside the field, which the summary repeats."""
    page = text(answer)
    beside = re.search(r'id="id_code-error"[^>]*>(.*?)</p>', page, re.DOTALL)
    assert answer.status_code == 200 and beside
    said = " ".join(re.sub(r'<span class="govuk-visually-hidden">.*?</span>|<[^>]+>', "", beside[1]).split())
    assert f'<a href="#id_code">{said}</a>' in page
    return said


def know(browser: Client, user: User) -> None:
    """Let a browser have the cookie of one in which the person has entered a code."""
    answer = HttpResponse()
    browsers.confirm(HttpRequest(), answer, user)
    browser.cookies[browsers.COOKIE] = answer.cookies[browsers.COOKIE].value


def test_a_code_opens_a_new_browser_and_then_the_password_does(head: User, client: Client) -> None:
    """After the password nothing is open until the code is entered, and it leads where they were going. The same
    browser is let in by the password for 90 days, counted from the code; another one is not."""
    assert password(client, head, "?next=/schools/%3Fpage=2") == EMAILED
    for path in ("/", "/account/", "/schools/", "/accounts/second-step/", SET_UP, CODES, ENTER):
        answer: Any = client.get(path)
        assert answer.status_code == 302 and answer["Location"].startswith((LOGIN, EMAILED)), path
    page = text(client.get(EMAILED))
    assert "a***@school.example" in page and head.email not in page and "10.10am" in page
    for said in ('autocomplete="one-time-code"', 'inputmode="numeric"', "spam or junk folder", "Send another code"):
        assert said in page
    for typed in ("", "1234567", "123456789", "1234567x", "\u0661" * 8, "x" * 500):
        assert error(enter(client, typed)) == ENTER_CODE
    assert kinds(head) == ["code_emailed"], "what is no code is no attempt"
    assert error(enter(client, not_(code_of(head)))) == WRONG
    assert not signed_in(client)
    code = code_of(head)
    answer = enter(client, f" {code[:4]} {code[4:]}")
    assert answer["Location"] == "/schools/?page=2" and signed_in(client)
    assert kinds(head) == ["code_emailed", "emailed_code_failed", "emailed_code_used", "done"]
    cookie = client.cookies[browsers.COOKIE]
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["max-age"] == 90 * 24 * 3600
    assert head.email not in cookie.value
    client.post("/accounts/logout/")
    for days in (1, 60, 89):
        with clock.at(NOW + days * DAY):
            assert password(client, head) == "/"
            client.post("/accounts/logout/")
    with clock.at(NOW + 90 * DAY):
        assert password(client, head) == EMAILED
    assert password(Client(), head) == EMAILED


def test_a_code_works_for_ten_minutes(head: User, client: Client) -> None:
    password(client, head)
    code = code_of(head)
    with clock.at(NOW + policies.LASTS):
        assert error(enter(client, code)) == TOO_LATE
        assert "no longer works" in text(client.get(EMAILED)) and not signed_in(client)
    with clock.at(NOW + policies.LASTS - timedelta(seconds=1)):
        assert enter(client, code)["Location"] == "/"


def test_a_code_opens_once(head: User) -> None:
    """Neither the same sign-in nor the next one takes it again."""
    sent = actions.send(head)
    assert actions.is_right(head, sent, code_of(head)) and not actions.is_right(head, sent, code_of(head))
    browser, later = Client(), Client()
    password(browser, head)
    code = code_of(head)
    assert enter(browser, code, sets_up="on")["Location"] == SET_UP
    assert browser.post(EMAILED, {"code": code})["Location"] == LOGIN
    password(later, head)
    assert error(enter(later, code)) == WRONG and not signed_in(later)


def test_a_newer_code_ends_the_earlier_ones(head: User, client: Client) -> None:
    password(client, head)
    first = code_of(head)
    answer: Any = client.post(AGAIN, follow=True)
    assert "We have emailed you another code. Earlier ones no longer work." in text(answer)
    second = code_of(head)
    assert first != second
    assert error(enter(client, first)) == WRONG
    assert enter(client, second)["Location"] == "/"


def test_five_wrong_codes_end_the_right_one(head: User, client: Client) -> None:
    """Wrong codes are counted with wrong passwords, so that even the right one waits; and after five of them it is not
    right any more."""
    password(client, head)
    code = code_of(head)
    said = [error(enter(client, not_(code))) for _ in range(policies.MOST_WRONG)]
    assert said == [WRONG] * 4 + [USED_UP]
    assert error(enter(client, code)) == "There were too many attempts. Try again at 10.01am."
    assert "too many attempts to sign in" in text(Client().post(LOGIN, {"login": head.email, "password": "wrong"}))
    with clock.at(NOW + MINUTE):
        assert error(enter(client, code)) == USED_UP and not signed_in(client)
    with clock.at(NOW + 10 * MINUTE):
        client.post(AGAIN)
        assert enter(client, code_of(head))["Location"] == "/"


def test_five_codes_within_an_hour(head: User) -> None:
    """However they are asked for: by the button, or by entering the password again."""
    browser = Client()
    for number in range(policies.MOST_SENT):
        with clock.at(NOW + number * MINUTE):
            if number % 2:
                browser.post(AGAIN)
            else:
                browser = Client()
                password(browser, head)
    assert len(written(head)) == policies.MOST_SENT
    refused = "We have emailed you 5 codes within an hour. You can have another one at 11am."
    with clock.at(NOW + 30 * MINUTE):
        assert refused in text(browser.post(AGAIN, follow=True))
        fresh = Client()
        assert password(fresh, head) == EMAILED
        page = text(fresh.get(EMAILED))
        assert "You can have another code at 11am." in page and 'name="code"' not in page
        assert enter(fresh, code_of(head)).status_code == 200 and not signed_in(fresh)
    assert len(written(head)) == policies.MOST_SENT
    with clock.at(NOW + 60 * MINUTE):
        assert "Send another code" in text(fresh.get(EMAILED))
        fresh.post(AGAIN)
        assert enter(fresh, code_of(head))["Location"] == "/"


def test_a_code_opens_the_browser_that_asked_for_it(head: User) -> None:
    """The code of another browser of theirs, or of somebody else, opens nothing."""
    first, second, third = Client(), Client(), Client()
    other = head_of("bo@school.example")
    codes = []
    for browser, user in ((first, head), (second, head), (third, other)):
        password(browser, user)
        codes.append(code_of(user))
    assert error(enter(first, codes[1])) == WRONG and error(enter(first, codes[2])) == WRONG
    assert error(enter(second, codes[0])) == WRONG and error(enter(third, codes[0])) == WRONG
    assert not any(map(signed_in, (first, second, third)))
    assert enter(first, codes[0])["Location"] == "/"


def test_a_code_ends_with_the_password_it_was_asked_with(head: User, client: Client) -> None:
    password(client, head)
    code = code_of(head)
    head.set_password("three unrelated words")
    head.save()
    assert error(enter(client, code)) == WRONG


def test_without_the_password_there_is_no_page(head: User, client: Client) -> None:
    answers: list[Any] = [client.get(EMAILED), client.post(EMAILED, {"code": "12345678"}), client.post(AGAIN)]
    assert [(answer.status_code, answer["Location"]) for answer in answers] == [(302, LOGIN)] * 3
    assert not written(head) and client.get(AGAIN).status_code == 405


def test_an_app_instead(head: User, client: Client) -> None:
    """Whoever wants a second step of their own enters the code first: the password alone sets nothing up. From then on
    the app is asked for, also in a browser that is known."""
    password(client, head)
    assert client.get(SET_UP)["Location"] == LOGIN, "not before the code"
    password(client, head)
    assert enter(client, code_of(head), sets_up="on")["Location"] == SET_UP
    assert not signed_in(client) and browsers.COOKIE not in client.cookies
    secret = key(text(client.get(SET_UP)))
    assert client.post(SET_UP, {"code": second_factor.code(secret)})["Location"] == CODES
    assert client.post(CODES)["Location"] == "/" and signed_in(client)
    assert has_step(head)
    again = Client()
    know(again, head)
    assert password(again, head) == ENTER


def test_an_app_later_on(head: User, client: Client) -> None:
    """On the page of the second step, which says how they sign in now, once they have confirmed by their password."""
    know(client, head)
    password(client, head)
    assert "we email you a code" in text(client.get("/accounts/second-step/"))
    asked = client.get(second_factor.OWN_APP)["Location"]
    assert asked.startswith("/accounts/reauthenticate/")
    assert client.post(asked, {"password": people.PASSWORD})["Location"] == second_factor.OWN_APP
    secret = key(text(client.get(second_factor.OWN_APP)))
    client.post(second_factor.OWN_APP, {"code": second_factor.code(secret)})
    assert "we email you a code" not in text(client.get("/accounts/second-step/"))
    client.post("/accounts/logout/")
    assert password(client, head) == ENTER


@pytest.mark.parametrize("sets_up", ["", "on"])
def test_a_step_set_up_meanwhile_is_asked_for(head: User, client: Client, sets_up: str) -> None:
    """A sign-in that waits for a code ends where a second step was set up in another browser, with the right code too;
    and one that has entered the code and waits to set one up sets up no other."""
    password(client, head)
    code = code_of(head)
    if sets_up:
        assert enter(client, code, sets_up=sets_up)["Location"] == SET_UP
    steps.set_up_app(head, SECRET, replaces=False)
    answer: Any = (
        client.post(SET_UP, {"code": second_factor.code(key(text(client.get(SET_UP))))})
        if sets_up
        else enter(client, code)
    )
    assert answer["Location"] == LOGIN and not signed_in(client)
    assert password(client, head) == ENTER


def test_the_stage_that_sets_a_step_up_lets_nobody_pass_by_theirs(
    head: User, client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a code is not for them any more, and they have a second step that this sign-in was not asked for."""
    password(client, head)
    settings.EMAIL_CODES = False
    steps.set_up_app(head, SECRET, replaces=False)
    monkeypatch.setattr("sil.second_factor.emailed.views.has_step", lambda user: False)
    assert client.get(EMAILED)["Location"] == LOGIN and not signed_in(client)


def test_the_email_goes_at_once_and_is_wiped(head: User, client: Client, inbox: Inbox) -> None:
    """Also to whoever has chosen one email each morning. The code is neither in its subject nor, once it is sent,
    in the database."""
    choose(by=head, emails=MailChoice.Emails.MORNING, lists=MailChoice.Lists.NEVER)
    password(client, head)
    (message,) = written(head)
    code = code_of(head)
    assert (message.status, message.due_at) == (Status.WAITING, NOW) and code not in message.subject
    delivery.send_batch()
    (mail,) = inbox.received
    assert mail["To"] == head.email and code in mail.get_content()
    assert written(head)[0].body == ""


def test_no_code_is_kept_or_logged(
    head: User, client: Client, inbox: Inbox, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither the code that was sent nor what was typed is in any table, session, cookie or line of a log."""
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr(policies, "new_code", lambda: "80417253")
    password(client, head)
    kept = json.dumps(dict(client.session.items()), default=str)
    assert "80417253" not in kept and "digest" in kept
    delivery.send_batch()
    assert "80417253" in inbox.received[0].get_content()
    enter(client, "80417254")
    client.post(AGAIN)
    delivery.send_batch()
    enter(client, "80417253")
    assert signed_in(client)
    rows = [str(row) for model in apps.get_models() if model._meta.managed for row in model._base_manager.values()]
    # What the mail server of the tests notes is an email that has arrived.
    lines = [record.getMessage() for record in caplog.records if record.name != "mail.log"]
    places = [*rows, *lines, *(str(morsel) for morsel in client.cookies.values())]
    assert not [place for place in places if "8041725" in place]
    assert Event.objects.filter(kind__startswith=f"{sign_ins.PREFIX}emailed_code").count() == 2


def test_the_page_says_what_to_do_while_no_mail_can_be_sent(
    head: User, client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Broker and mail server may be away: the page comes, with whom to ask, and the email waits."""
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.OUTBOX_KEEPS_MAIL = "127.0.0.1", 1, False
    assert password(client, head) == EMAILED
    delivery.send_batch()
    assert written(head)[0].status == Status.WAITING
    page = text(client.get(EMAILED))
    for said in ("If the code does not come", "ask the authority", "mailto:", "Send another code"):
        assert said in page


def test_an_administrator_reads_the_history_and_no_code(head: User, client: Client) -> None:
    password(client, head)
    enter(client, not_(code_of(head)))
    enter(client, code_of(head))
    admin = Client()
    admin.force_login(people.person(role="administrator"))
    page = text(admin.get(f"/people/{head.pk}/"))
    for kind in ("code_emailed", "emailed_code_used", "emailed_code_failed"):
        assert sign_ins.KINDS[f"{sign_ins.PREFIX}{kind}"] in page
    shown = text(admin.get(f"/messages/{written(head)[0].pk}/"))
    assert "Your code to sign in" in shown and code_of(head) not in shown
