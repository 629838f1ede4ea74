"""Somebody who does nothing is asked in time, and who types stays signed in: in a real browser, whose clock and that of
the service are moved together."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from sil import clock
from sil.accounts.models import User
from tests.conftest import NOW
from tests.factories import allocations, people
from tests.site import Site

from .conftest import DESKTOP, Visitor

TEXT = "They did not call back."


@pytest.fixture
def scene(site: Site) -> allocations.Scene:
    made = allocations.scene()
    for user in (made.head, made.sip):
        user.set_password(people.PASSWORD)
        user.save()
    return made


@pytest.fixture
def visitor(scene: allocations.Scene, site: Site, browser: Browser) -> Visitor:
    """A headteacher who has just signed in and typed into a form."""
    visitor = Visitor(browser, site, size=DESKTOP)
    visitor.page.clock.install(time=NOW)
    sign_in(visitor.page, scene.head)
    visitor.go(f"/schools/{scene.school.urn}/service-concerns/raise/")
    visitor.page.locator("[name=text]").fill(TEXT)
    visitor.page.clock.run_for(2000)
    visitor.says(r"Saved \d\d:\d\d")
    return visitor


def sign_in(page: Page, user: User) -> None:
    page.goto("/accounts/login/")
    page.fill("#id_login", user.email)
    page.fill("#id_password", people.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_load_state()


def is_covered(visitor: Visitor) -> None:
    """Nothing of the page can be read, not even its title."""
    expect(visitor.page.get_by_role("main")).to_have_text(re.compile("^You have been signed out"))
    expect(visitor.page.locator("[name=text]")).to_be_hidden()
    expect(visitor.page.locator("header")).to_be_hidden()
    expect(visitor.page).to_have_title("You have been signed out")


def at(visitor: Visitor, minutes: int) -> None:
    """Let both clocks show so many minutes after signing in."""
    visitor.site.hold(NOW + timedelta(minutes=minutes))
    passed = visitor.page.evaluate("Date.now()") / 1000 - NOW.timestamp()
    visitor.page.clock.fast_forward(int((minutes * 60 - passed) * 1000))


@pytest.mark.feature("T1", "T12")
def test_who_does_nothing_is_asked_and_then_signed_out(visitor: Visitor, scene: allocations.Scene) -> None:
    dialog = visitor.page.get_by_role("dialog")
    at(visitor, 54)
    expect(dialog).to_have_count(0)
    at(visitor, 56)
    expect(dialog).to_contain_text(
        f"You will be signed out at {clock.time_in_words((NOW + timedelta(hours=1)).time())}"
    )
    stay = dialog.get_by_role("button", name="Stay signed in")
    expect(stay).to_be_focused()
    visitor.looks_right()
    visitor.page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    at(visitor, 112)
    expect(dialog).to_be_visible()
    at(visitor, 118)
    expect(dialog).to_have_count(0)
    is_covered(visitor)
    visitor.looks_right()
    tab = visitor.context.new_page()
    sign_in(tab, scene.sip)
    with visitor.page.expect_response("**/accounts/session/"):
        visitor.page.evaluate("window.dispatchEvent(new Event('focus'))")
    is_covered(visitor)
    visitor.context.clear_cookies()
    sign_in(tab, scene.head)
    tab.close()
    visitor.page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(visitor.page.locator("[name=text]")).to_be_visible()
    assert visitor.page.locator("[name=text]").input_value() == TEXT
    visitor.close()


@pytest.mark.feature("T1", "T12")
def test_who_types_stays_until_twelve_hours_have_passed(visitor: Visitor) -> None:
    dialog = visitor.page.get_by_role("dialog")
    for minutes in range(50, 716, 50):
        at(visitor, minutes)
        with visitor.page.expect_response("**/accounts/session/"):
            visitor.page.locator("[name=text]").press("End")
    at(visitor, 717)
    visitor.says(r"You will be signed out at 10pm. Save what you typed, then sign in again.")
    expect(dialog).to_have_count(0)
    at(visitor, 722)
    is_covered(visitor)
    visitor.close()
