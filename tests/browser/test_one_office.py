"""Several people sign in from one office, with one address, while somebody tries one of their passwords."""

import pytest
from playwright.sync_api import Browser

from tests.factories import people
from tests.site import Site

from .conftest import DESKTOP, PHONE, Visitor

DIRECTOR, OFFICER = "director@test.example", "officer@test.example"


def sign_in(visitor: Visitor, email: str, password: str) -> None:
    visitor.go("/accounts/login/")
    visitor.page.get_by_label("Email address").fill(email)
    visitor.page.get_by_label("Password").fill(password)
    visitor.press("Sign in")


@pytest.mark.promise("up")
@pytest.mark.feature("T12")
def test_wrong_passwords_keep_nobody_else_out(site: Site, browser: Browser) -> None:
    """Whoever tries wrong passwords of one person has to wait. The other people of the office sign in meanwhile, and so
    does the person themselves on a device that they have used before."""
    people.person("Dora Imaginary", role="director_of_education", email=DIRECTOR, password=people.PASSWORD)
    people.person("Olive Fictional", role="principal_officer", email=OFFICER, password=people.PASSWORD)
    own, guesser = Visitor(browser, site, size=DESKTOP), Visitor(browser, site, size=PHONE, js=False)
    sign_in(own, DIRECTOR, people.PASSWORD)
    own.press("Sign out")
    for number in range(6):
        sign_in(guesser, DIRECTOR, f"guess-{number}")
    assert "There were too many attempts to sign in." in guesser.text and "get a new one by email" in guesser.text
    other = Visitor(browser, site, size=PHONE)
    sign_in(other, OFFICER, people.PASSWORD)
    assert "Olive Fictional" in other.page.inner_text("body")
    sign_in(own, DIRECTOR, people.PASSWORD)
    assert "Dora Imaginary" in own.page.inner_text("body")
    for visitor in (own, guesser, other):
        assert visitor.complaints == []
        visitor.close()
