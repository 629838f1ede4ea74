"""A passkey in a browser: set up on a device, and used to sign in."""

import pytest
from playwright.sync_api import expect

from sil.accounts.models import User
from sil.second_factor.queries import steps_of
from tests.factories import people

from .conftest import PHONE, Arrive, Visitor

pytestmark = pytest.mark.feature("T2")
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def add_device(visitor: Visitor) -> None:
    """Give a browser a device with a fingerprint reader, whose owner touches it at once."""
    session = visitor.context.new_cdp_session(visitor.page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})


def localhost(visitor: Visitor) -> str:
    """The site by the name of this machine: browsers take a passkey over https and from there."""
    return visitor.site.url.replace("127.0.0.1", "localhost")


def sign_in(visitor: Visitor, user: User) -> None:
    visitor.go(f"{localhost(visitor)}/accounts/login/?next=/account/")
    visitor.page.get_by_label("Email address").fill(user.email)
    visitor.page.get_by_label("Password", exact=True).fill(people.PASSWORD)
    visitor.press("Sign in")


def test_a_passkey_is_set_up_and_signs_in(arrive: Arrive) -> None:
    """Somebody adds a passkey, signs out, signs in by it from the keyboard, and confirms by it that it is them; they
    are told where the device has one already. Without scripts the page says what to do."""
    sam = people.person("Sam Sample", role="sip", password=people.PASSWORD)
    visitor = arrive(sam)
    add_device(visitor)
    visitor.go("/accounts/second-step/passkeys/add/")
    visitor.page.get_by_label("Password").fill(people.PASSWORD)
    visitor.press("Continue")
    visitor.page.get_by_label("Name of the passkey").fill("Work laptop")
    visitor.press("Continue")
    expect(visitor.page.get_by_text("A passkey works only at the usual address")).to_be_visible()
    sign_in(visitor, sam)
    visitor.follow("second step")
    visitor.follow("Add a passkey")
    visitor.page.get_by_label("Password").fill(people.PASSWORD)
    visitor.press("Continue")
    visitor.press("Continue")
    visitor.says("Enter a name for the passkey")
    visitor.looks_right()
    visitor.page.get_by_label("Name of the passkey").fill("Work laptop")
    expect(visitor.page.get_by_text("The browser could not use a passkey here")).to_be_hidden()
    visitor.press("Continue")
    visitor.says("The passkey “Work laptop” has been added")
    visitor.looks_right()
    assert "Your recovery codes" in visitor.text
    (passkey,) = steps_of(sam).passkeys
    assert str(passkey) == "Work laptop"

    visitor.press("Sign out")
    sign_in(visitor, sam)
    visitor.says("Use your passkey")
    visitor.looks_right()
    visitor.page.get_by_role("button", name="Use your passkey").focus()
    visitor.page.keyboard.press("Enter")
    visitor.says("Your account")
    visitor.go(f"{localhost(visitor)}/accounts/second-step/passkeys/add/")
    visitor.follow("Use your passkey")
    visitor.press("Use your passkey")
    visitor.says("Add a passkey")
    visitor.page.get_by_label("Name of the passkey").fill("The same laptop")
    visitor.press("Continue")
    expect(visitor.page.get_by_text("This device already has a passkey of yours")).to_be_visible()
    expect(visitor.page.get_by_text("The browser could not use a passkey here")).to_be_hidden()
    visitor.looks_right()

    plain = arrive(sam, size=PHONE, js=False)
    plain.context.clear_cookies()
    sign_in(plain, sam)
    expect(plain.page.get_by_text("A passkey needs JavaScript, which is switched off")).to_be_visible()
    expect(plain.page.get_by_role("button", name="Use your passkey")).to_be_hidden()
    plain.page.get_by_label("Recovery code").fill(steps_of(sam).codes_left[0])
    plain.press("Continue")
    plain.says("Your account")
