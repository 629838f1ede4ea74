"""sil.second_factor: a second step after the password, for everybody outside the demonstration and these tests."""

import re
import time
from typing import Any
from urllib.parse import urlsplit

import pytest
from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.conf import settings as configured
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client

from sil import clock
from sil.accounts import sign_ins
from sil.accounts.adapter import invitation_link
from sil.accounts.models import User
from sil.audit.models import Event
from sil.second_factor import actions
from sil.second_factor.queries import steps_of
from tests.conftest import NOW
from tests.factories import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("T2")]
LOGIN, SECRET = "/accounts/login/", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
ENTER, SET_UP, CODES = (f"/accounts/second-step/{path}/" for path in ("enter", "set-up", "set-up/codes"))
OWN_APP, OWN_CODES, CONFIRM = (f"/accounts/second-step/{path}/" for path in ("app", "codes", "confirm"))


@pytest.fixture(autouse=True)
def required(settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    cache.clear()


@pytest.fixture
def user() -> User:
    return people.person("Sam Sample", role="sip", password=people.PASSWORD)


@pytest.fixture
def sam(user: User) -> User:
    """Somebody who has a second step."""
    actions.set_up_app(user, SECRET, replaces=False)
    return user


def code(secret: str = SECRET, *, steps: int = 0) -> str:
    """What an app shows that knows the key, now or so many half minutes later, by the machine's clock."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // app_settings.TOTP_PERIOD + steps))


def wrong() -> str:
    right = {code(steps=steps) for steps in range(-2, 4)}
    return next(each for each in map(str, range(100_000, 999_999)) if each not in right)


def password(browser: Client, user: User, query: str = "") -> str:
    """Enter the password; where it leads."""
    answer: Any = browser.post(f"{LOGIN}{query}", {"login": user.email, "password": people.PASSWORD})
    return str(answer["Location"])


def signed_in(browser: Client) -> bool:
    return browser.get("/account/").status_code == 200


def key(page: str) -> str:
    found = re.search(r'<code class="app-break">([A-Z2-7 ]+)</code>', page)
    assert found
    return found[1].replace(" ", "")


def kinds(user: User) -> list[str]:
    return [event.kind.removeprefix(sign_ins.PREFIX) for event in reversed(sign_ins.of_person(user))]


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_nobody_gets_in_before_they_have_a_second_step(user: User, client: Client) -> None:
    """After the password somebody without a second step can open the page to set one up and nothing else. When it is
    done they see their recovery codes, and go on to where they were going."""
    assert password(client, user, "?next=/schools/%3Fpage=2") == SET_UP
    for path in ("/", "/account/", "/schools/", "/accounts/password/change/", "/accounts/second-step/", OWN_APP):
        answer: Any = client.get(path)
        assert answer.status_code == 302 and answer["Location"].startswith(LOGIN), path
    assert client.get(CODES)["Location"] == SET_UP and client.post(CODES)["Location"] == SET_UP
    page = text(client.get(SET_UP))
    secret = key(page)
    assert key(text(client.get(SET_UP))) == secret, "a page that is read again shows the same key"
    refused = text(client.post(SET_UP, {"code": wrong()}))
    assert "The code is not correct" in refused and key(refused) == secret
    assert "Enter the code." in text(client.post(SET_UP, {"code": ""}))
    assert not signed_in(client)
    assert client.post(SET_UP, {"code": code(secret)})["Location"] == CODES
    assert not signed_in(client)
    shown = re.findall(r"<code>(\d{8})</code>", text(client.get(CODES)))
    assert shown == steps_of(user).codes_left and len(shown) == 10
    assert client.get(SET_UP)["Location"] == CODES
    assert client.post(CODES)["Location"] == "/schools/?page=2"
    assert signed_in(client)
    assert kinds(user) == ["code_failed", "app_set", "codes_made", "done"]


def test_the_password_alone_opens_nothing(sam: User, client: Client) -> None:
    """Somebody who has a second step is asked for it each time, also with a session in which it was half done."""
    assert password(client, sam, "?next=/schools/") == ENTER
    assert not signed_in(client)
    assert client.get(SET_UP)["Location"] == LOGIN and client.get(CODES)["Location"] == LOGIN
    assert "The code is not correct" in text(client.post(ENTER, {"code": wrong()}))
    assert not signed_in(client)
    assert client.post(ENTER, {"code": code()})["Location"] == "/schools/"
    assert signed_in(client)
    assert kinds(sam)[2:] == ["code_failed", "done"]


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_code_opens_once(sam: User, steps: int) -> None:
    """A code works half a minute before and after its time, and once."""
    first, second = Client(), Client()
    password(first, sam)
    password(second, sam)
    typed = {"code": code(steps=steps)}
    assert first.post(ENTER, typed).status_code == 302
    cache.delete(f"allauth.mfa.totp.used?user={sam.pk}&code={typed['code']}")  # as after thirty seconds
    assert "it was used before" in text(second.post(ENTER, typed))


@pytest.mark.parametrize("steps", [-3, 3])
def test_an_old_code_opens_nothing(sam: User, client: Client, steps: int) -> None:
    password(client, sam)
    assert client.post(ENTER, {"code": code(steps=steps)}).status_code == 200


def test_a_recovery_code_opens_once(sam: User) -> None:
    """A recovery code stands in for the app, once, and its use is recorded."""
    recovery = steps_of(sam).codes_left[3]
    browser = Client()
    password(browser, sam)
    assert browser.post(ENTER, {"code": recovery})["Location"] == "/"
    assert signed_in(browser)
    assert len(steps_of(sam).codes_left) == 9 and recovery not in steps_of(sam).codes_left
    cache.clear()
    again = Client()
    password(again, sam)
    assert again.post(ENTER, {"code": recovery}).status_code == 200
    assert kinds(sam)[2:] == ["recovery_used", "done", "code_failed"]


def test_guessing_codes_is_slow(sam: User, client: Client) -> None:
    """Wrong codes are counted with wrong passwords: after five of them even the right one waits."""
    password(client, sam)
    for _ in range(5):
        client.post(ENTER, {"code": wrong()})
    assert "There were too many attempts. Try again at 10.01am." in text(client.post(ENTER, {"code": code()}))
    assert "too many attempts to sign in" in text(Client().post(LOGIN, {"login": sam.email, "password": "wrong"}))
    with clock.at(NOW.replace(minute=1)):
        assert client.post(ENTER, {"code": code()}).status_code == 302


def test_another_browser_with_the_password_learns_no_code(user: User) -> None:
    """Of two browsers that stand at the page to set up a second step, one sets it up: the other one sees no recovery
    code, replaces nothing, and is asked for a code of the first one's app when it signs in again."""
    own, other = Client(), Client()
    password(own, user)
    password(other, user)
    theirs = key(text(other.get(SET_UP)))
    mine = key(text(own.get(SET_UP)))
    assert own.post(SET_UP, {"code": code(mine)})["Location"] == CODES
    assert other.get(CODES)["Location"] == SET_UP and other.post(CODES)["Location"] == SET_UP
    assert other.post(SET_UP, {"code": code(theirs)})["Location"] == LOGIN
    assert not signed_in(other) and other.get(CODES)["Location"] == LOGIN
    assert password(other, user) == ENTER
    assert steps_of(user).app.wrap().validate_code(code(mine, steps=1))


def test_a_link_to_set_a_password_is_not_enough(sam: User, client: Client) -> None:
    """Whoever reads somebody's email sets a password by a link and is asked for the second step as well; somebody who
    was invited sets theirs up at once."""
    words = {"password1": "three unrelated words", "password2": "three unrelated words"}
    for each, leads in ((sam, ENTER), (people.person("Ada Example"), SET_UP)):
        page: Any = client.get(invitation_link(each).removeprefix(configured.SITE_URL), follow=True)
        answer: Any = client.post(page.redirect_chain[-1][0], words)
        assert answer["Location"] == leads
        assert not signed_in(client)


def test_a_new_app_and_new_codes(sam: User, client: Client) -> None:
    """While signed in, a person replaces their app or recovery codes once they have confirmed that it is them."""
    password(client, sam)
    client.post(ENTER, {"code": code()})
    asked = client.get(OWN_APP)["Location"]
    assert urlsplit(asked).path == "/accounts/reauthenticate/"
    assert CONFIRM in text(client.get(asked))
    assert client.post(OWN_CODES)["Location"].startswith("/accounts/reauthenticate/")
    assert "The code is not correct" in text(client.post(f"{CONFIRM}?next={OWN_APP}", {"code": wrong()}))
    assert client.get(OWN_APP).status_code == 302
    assert client.post(f"{CONFIRM}?next={OWN_APP}", {"code": code(steps=1)})["Location"] == OWN_APP
    before = steps_of(sam)
    secret = key(text(client.get(OWN_APP)))
    assert client.post(OWN_APP, {"code": code(secret)})["Location"] == "/accounts/second-step/"
    assert steps_of(sam).app != before.app and steps_of(sam).codes_left == before.codes_left
    assert before.codes_left[0] in text(client.get(OWN_CODES))
    assert client.post(OWN_CODES)["Location"] == OWN_CODES
    assert not {*steps_of(sam).codes_left} & {*before.codes_left}
    assert "10 left" in text(client.get("/accounts/second-step/"))
    assert kinds(sam)[3:] == ["code_failed", "app_set", "codes_made"]


def test_somebody_without_a_second_step_has_no_codes(user: User, client: Client, settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    assert password(client, user) == "/"
    client.post("/accounts/reauthenticate/", {"password": people.PASSWORD})
    assert client.get(OWN_CODES)["Location"] == "/accounts/second-step/"
    client.post(OWN_CODES)
    assert not Authenticator.objects.exists()
    assert "Set up an authenticator app or a passkey first." in text(client.get("/accounts/second-step/"))


def test_who_lost_everything_is_let_in_on_the_server(sam: User, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever has lost the app and the recovery codes sets up a new second step after it was reset on the server."""
    call_command("reset_second_factor", sam.email.upper())
    assert "Sam Sample sets up a new second step" in capsys.readouterr().out
    assert kinds(sam)[2:] == ["step_reset"]
    assert password(Client(), sam) == SET_UP
    for email, says in ((sam.email, "has no second step"), ("nobody@test.example", "Nobody has")):
        with pytest.raises(CommandError, match=says):
            call_command("reset_second_factor", email)


def test_no_secret_is_kept_in_the_open(user: User, client: Client) -> None:
    """The database holds the key and the seed of the recovery codes encrypted; the history holds none of them."""
    password(client, user)
    secret = key(text(client.get(SET_UP)))
    typed = code(secret)
    client.post(SET_UP, {"code": typed})
    client.post(CODES)
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    told = str(list(Event.objects.filter(kind__startswith=sign_ins.PREFIX).values()))
    recovery = steps_of(user).codes_left
    for found in (secret, *recovery):
        assert found not in kept and found not in told
    assert typed not in told
    assert TOTP(steps_of(user).app).validate_code(code(secret, steps=1))


def test_the_secret_of_the_installation_is_replaced(
    sam: User, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    """A new SECRET_KEY ends nobody's second step: the earlier one is read beside it until all have the new one."""
    codes, old = steps_of(sam).codes_left, settings.SECRET_KEY
    settings.SECRET_KEY = "another secret of this test, which is long enough"
    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("encrypt_second_factors")
    settings.SECRET_KEY_FALLBACKS = [old]
    assert TOTP(steps_of(sam).app).validate_code(code())
    call_command("encrypt_second_factors")
    assert "has the new key: 1." in capsys.readouterr().out
    settings.SECRET_KEY_FALLBACKS = []
    assert TOTP(steps_of(sam).app).validate_code(code(steps=1))
    assert steps_of(sam).codes_left == codes


def test_what_was_typed_is_never_repeated(sam: User) -> None:
    """A code that comes with an earlier page's token is not shown again to be sent."""
    browser = Client(enforce_csrf_checks=True)
    answer: Any = browser.post(OWN_APP, {"code": "123456"}, headers={"Origin": "http://testserver"})
    assert b"123456" not in answer.content
