"""sil.second_factor.passkeys: a passkey in place of the authenticator app."""

import json
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from fido2.utils import websafe_encode
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sil.accounts.models import User
from sil.outbox.models import Message
from sil.second_factor import actions
from sil.second_factor.queries import steps_of
from sil.sign_in.models import FailedAttempt
from tests.factories import people
from tests.factories.passkeys import Device
from tests.integration import test_second_factor as second_factor
from tests.integration.test_second_factor import (
    CODES,
    ENTER,
    LOGIN,
    SECRET,
    SET_UP,
    code,
    kinds,
    password,
    signed_in,
    text,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("T2")]
INDEX = "/accounts/second-step/"
SET_UP_PASSKEY, ADD, CONFIRM = f"{SET_UP}passkey/", f"{INDEX}passkeys/add/", f"{INDEX}passkeys/confirm/"
NAME = "Work laptop"
required, user = second_factor.required, second_factor.user


@pytest.fixture
def device() -> Device:
    return Device()


def set_up(browser: Client, user: User, device: Device, name: str = NAME) -> None:
    """Sign in for the first time, with a passkey as the second step."""
    assert password(browser, user) == SET_UP
    credential = device.make(text(browser.get(SET_UP_PASSKEY)))
    assert browser.post(SET_UP_PASSKEY, {"name": name, "credential": credential})["Location"] == CODES
    browser.post(CODES)


def use(browser: Client, device: Device, path: str = ENTER, **changes: Any) -> Any:
    return browser.post(path, {"credential": device.use(text(browser.get(path)), **changes)})


def confirm(browser: Client) -> None:
    browser.post("/accounts/reauthenticate/", {"password": people.PASSWORD})


def test_a_passkey_is_the_second_step_from_the_first_sign_in(user: User, client: Client, device: Device) -> None:
    """Whoever signs in for the first time can set up a passkey in place of an app; they see their recovery codes, and
    sign in by the passkey from then on. Nothing but what is needed to check it is kept."""
    assert password(client, user, "?next=/schools/") == SET_UP
    assert SET_UP_PASSKEY in text(client.get(SET_UP))
    page = text(client.get(SET_UP_PASSKEY))
    unnamed = client.post(SET_UP_PASSKEY, {"name": " ", "credential": device.make(page)})
    assert "Enter a name for the passkey." in text(unnamed)
    assert not signed_in(client)
    made = device.make(text(client.get(SET_UP_PASSKEY)))
    assert client.post(SET_UP_PASSKEY, {"name": NAME, "credential": made})["Location"] == CODES
    assert not signed_in(client)
    assert all(each in text(client.get(CODES)) for each in steps_of(user).codes_left)
    assert client.get(SET_UP_PASSKEY)["Location"] == CODES
    assert client.post(CODES)["Location"] == "/schools/"
    assert signed_in(client)
    assert "kept by nobody" not in str(Authenticator.objects.values_list("data", flat=True))
    assert kinds(user) == ["passkey_added", "codes_made", "done"]
    assert [message.kind for message in Message.objects.filter(email=user.email)] == ["second_step_changed"]
    again = Client()
    assert password(again, user, "?next=/schools/") == ENTER
    assert not signed_in(again)
    assert use(again, device)["Location"] == "/schools/"
    assert signed_in(again)
    assert steps_of(user).passkeys[0].last_used_at


def test_the_page_says_what_to_do_without_the_passkey(user: User, device: Device) -> None:
    """Somebody who has only a passkey enters a recovery code where their browser cannot use it, or has lost all."""
    set_up(Client(), user, device)
    browser = Client()
    password(browser, user)
    page = text(browser.get(ENTER))
    assert "A passkey needs JavaScript" in page and "I have lost everything" in page
    assert "Recovery code" in page and "authenticator app" not in page
    assert "Enter another one of your recovery codes." in text(browser.post(ENTER, {"code": "123456"}))
    nothing = text(browser.post(ENTER, {"credential": ""}))
    assert "Your browser did not use a passkey." in nothing
    assert browser.post(ENTER, {"code": steps_of(user).codes_left[0]})["Location"] == "/"
    assert signed_in(browser)


WRONG = {
    "another key": lambda own: Device(identifier=own.identifier),
    "another passkey": lambda own: Device(identifier=b"another"),
    "another site": lambda own: _moved(own, "https://testserver.attacker.example"),
    "a site without https": lambda own: _moved(own, "http://testserver"),
}


def _moved(own: Device, origin: str) -> Device:
    moved = Device(origin=origin, identifier=own.identifier)
    moved.key = own.key
    return moved


@pytest.mark.parametrize("wrong", WRONG)
def test_only_the_own_passkey_on_this_site_opens(user: User, client: Client, device: Device, wrong: str) -> None:
    """An answer of another key or for another site opens nothing, is recorded, and is counted as a wrong code is."""
    set_up(Client(), user, device)
    password(client, user)
    refused = text(use(client, WRONG[wrong](device)))
    assert "The passkey was not accepted." in refused
    assert not signed_in(client)
    assert kinds(user)[-1] == "passkey_failed"
    for _ in range(4):
        use(client, WRONG[wrong](device))
    assert "There were too many attempts." in text(use(client, device))
    cache.clear()


def test_an_answer_opens_once(user: User, device: Device) -> None:
    """A challenge is that of one page of one browser, and is answered once."""
    set_up(Client(), user, device)
    own, other = Client(), Client()
    password(own, user)
    password(other, user)
    answer = device.use(text(own.get(ENTER)))
    other.get(ENTER)
    assert "not accepted" in text(other.post(ENTER, {"credential": answer}))
    assert own.post(ENTER, {"credential": answer}).status_code == 302
    own.post("/accounts/logout/")
    password(own, user)
    own.get(ENTER)
    assert "not accepted" in text(own.post(ENTER, {"credential": answer}))
    assert "not accepted" in text(use(own, device, type="webauthn.create"))


def test_the_password_sets_nothing_up_for_who_has_a_passkey(user: User, device: Device) -> None:
    """Of browsers at the page to set up a second step, one sets it up, whichever it is; the others begin again."""
    own, app, passkey = Client(), Client(), Client()
    for each in (own, app, passkey):
        password(each, user)
    secret = second_factor.key(text(app.get(SET_UP)))
    theirs = Device(identifier=b"theirs").make(text(passkey.get(SET_UP_PASSKEY)))
    made = device.make(text(own.get(SET_UP_PASSKEY)))
    assert own.post(SET_UP_PASSKEY, {"name": NAME, "credential": made})["Location"] == CODES
    assert app.post(SET_UP, {"code": code(secret)})["Location"] == LOGIN
    assert passkey.post(SET_UP_PASSKEY, {"name": "x", "credential": theirs})["Location"] == LOGIN
    assert [str(each) for each in steps_of(user).passkeys] == [NAME] and steps_of(user).app is None
    assert password(app, user) == ENTER


def test_own_passkeys_are_added_renamed_and_removed(user: User, client: Client, device: Device) -> None:
    """While signed in, after confirming: up to ten passkeys with names told apart; the last second step stays. Their
    owner is emailed when one is added or removed, and the history names it."""
    set_up(client, user, device)
    assert client.get(ADD)["Location"].startswith("/accounts/reauthenticate/")
    (first,) = steps_of(user).passkeys
    assert "Remove" not in text(client.get(INDEX))
    confirm(client)
    last = f"{INDEX}{first.pk}/remove/"
    assert "This is your only second step" in text(client.get(last))
    client.post(last)
    assert "Add another one before you remove it." in text(client.get(INDEX))
    phone = Device(identifier=b"phone").make(text(client.get(ADD)))
    assert client.post(ADD, {"name": NAME.upper(), "credential": phone})["Location"] == INDEX
    second = steps_of(user).passkeys[1]
    assert str(second) == f"{NAME.upper()} (2)"
    rename = f"{INDEX}passkeys/{second.pk}/"
    assert "Enter a name for the passkey." in text(client.post(rename, {"name": ""}))
    client.post(rename, {"name": "My phone"})
    page = text(client.get(INDEX))
    assert "Passkey “My phone”" in page and "last used on" in page
    client.post(last)
    assert [str(each) for each in steps_of(user).passkeys] == ["My phone"]
    assert kinds(user)[3:] == ["passkey_added", "passkey_renamed", "passkey_removed"]
    history = text(client.get("/account/"))
    assert "Renamed the passkey “WORK LAPTOP (2)” to “My phone”" in history
    assert Message.objects.filter(email=user.email, kind="second_step_changed").count() == 3
    again = Client()
    password(again, user)
    assert "not accepted" in text(use(again, device))


def test_nobody_reaches_the_passkeys_of_others(user: User, client: Client, device: Device) -> None:
    set_up(Client(), user, device)
    other = people.person(password=people.PASSWORD)
    set_up(client, other, Device(identifier=b"other"))
    confirm(client)
    (theirs,) = steps_of(user).passkeys
    codes = steps_of(other).codes
    assert codes
    for path in (f"passkeys/{theirs.pk}/", f"{theirs.pk}/remove/", f"{codes.pk}/remove/", f"passkeys/{codes.pk}/"):
        assert client.get(INDEX + path).status_code == 404, path
        assert client.post(INDEX + path, {"name": "mine"}).status_code == 404, path
    assert str(steps_of(user).passkeys[0]) == NAME


def test_there_are_ten_at_most(user: User, client: Client, device: Device) -> None:
    set_up(client, user, device)
    for _ in range(actions.MOST_PASSKEYS - 1):
        actions.add_passkey(user, "More", steps_of(user).passkeys[0].data["credential"], is_first=False)
    confirm(client)
    answer = client.post(ADD, {"name": "x", "credential": Device(identifier=b"x").make(text(client.get(ADD)))})
    assert "You have 10 passkeys, the most you can have." in text(answer)


def test_an_app_and_a_passkey_stand_for_each_other(user: User, client: Client, device: Device) -> None:
    """Somebody with both signs in by either, and confirms by either; the app can be removed, too."""
    actions.set_up_app(user, SECRET, replaces=False)
    password(client, user)
    client.post(ENTER, {"code": code()})
    confirm(client)
    client.post(ADD, {"name": NAME, "credential": device.make(text(client.get(ADD)))})
    for way in ("code", "passkey"):
        browser = Client()
        password(browser, user)
        answer: Any = browser.post(ENTER, {"code": code(steps=1)}) if way == "code" else use(browser, device)
        assert answer["Location"] == "/", way
    removal = f"{INDEX}{steps_of(user).app.pk}/remove/"
    asked = browser.get(removal)["Location"]
    assert CONFIRM in text(browser.get(asked))
    path = f"{CONFIRM}?next={removal}"
    assert "not accepted" in text(use(browser, Device(), path))
    assert browser.get(removal).status_code == 302
    assert use(browser, device, path)["Location"] == removal
    assert "Remove the authenticator app" in text(browser.get(removal))
    browser.post(removal)
    assert steps_of(user).app is None and kinds(user)[-1] == "app_removed"


_KEYS = st.sampled_from(["id", "rawId", "response", "type"])
ODD = st.recursive(
    # Bytes as a browser writes them, and numbers of which a library would make so many bytes.
    st.none() | st.integers(max_value=2**40) | st.text(max_size=8) | st.binary(max_size=90).map(websafe_encode),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner),
    max_leaves=8,
)
ODDLY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def _spoilt(answer: str, part: str, odd: Any) -> str:
    """An answer with something odd in place of a part of it, or of all."""
    told = json.loads(answer)
    if part in told["response"]:
        told["response"][part] = odd
    elif part in told:
        told[part] = odd
    return json.dumps(told if part != "all" else odd)


@ODDLY
@given(odd=ODD, part=st.sampled_from(["all", "rawId", "response", "clientDataJSON", "attestationObject"]))
def test_an_odd_answer_adds_nothing(user: User, odd: Any, part: str) -> None:
    """Whatever is posted in place of a browser's answer to a new passkey is refused on the page."""
    browser = Client()
    password(browser, user)
    odd_one = _spoilt(Device().make(text(browser.get(SET_UP_PASSKEY))), part, odd)
    assert "could not be added" in text(browser.post(SET_UP_PASSKEY, {"name": "x", "credential": odd_one}))
    assert not Authenticator.objects.exists()


@ODDLY
@given(odd=ODD, part=st.sampled_from(["all", "rawId", "response", "clientDataJSON", "authenticatorData", "signature"]))
def test_an_odd_answer_opens_nothing(user: User, odd: Any, part: str) -> None:
    """Nor does it sign anybody in."""
    FailedAttempt.objects.all().delete()
    device = Device()
    if not steps_of(user).passkeys:
        set_up(Client(), user, device)
    browser = Client()
    password(browser, user)
    odd_one = _spoilt(device.use(text(browser.get(ENTER))), part, odd)
    assert "was not accepted" in text(browser.post(ENTER, {"credential": odd_one}))
    assert not signed_in(browser)
