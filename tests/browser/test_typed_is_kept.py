"""Text that is too long, text that was not sent, and text that is left behind: in a real browser."""

import pytest
from playwright.sync_api import Browser, expect

from allocations.models import Draft
from allocations.states import State
from monitoring.service.models import ServiceConcern
from sil.unsent.models import UnsentText
from tests.factories import allocations
from tests.site import Site

from .conftest import PHONE, Arrive, Visitor

TEXT = "  Nobody answered.\n\n“Twice” & <b>late</b>. "
pytestmark = pytest.mark.feature("T4", "T12")


def test_text_that_is_too_long_is_read_in_a_second_browser(arrive: Arrive) -> None:
    made = allocations.scene(State.PROPOSED)
    at = f"/allocations/{made.allocation.pk}/disagree/reasons/"
    long = "Results rose. " * 299 + "Results rose!!"
    first = arrive(made.head)
    first.go(at)
    first.page.locator("[name=reasons]").fill("Results rose.")
    first.says(r"Saved \d\d:\d\d")
    first.page.locator("[name=reasons]").fill(long)
    first.says("You have 200 characters too many")
    first.says(r"Saved \d\d:\d\d")
    assert Draft.objects.get().reasons == long
    second = arrive(made.head, size=PHONE)
    second.go(at)
    assert second.page.locator("[name=reasons]").input_value() == long
    second.says(
        "This is saved, but you cannot send it yet. The reasons must be 4,000 characters or fewer. You have used 4,200."
    )
    assert second.overflow() == 0 and not second.violations()
    second.press("Save and continue")
    second.says("There is a problem")
    assert second.page.locator("[name=reasons]").input_value() == long


def test_text_that_was_not_sent_is_offered_on_another_device(arrive: Arrive) -> None:
    made = allocations.scene()
    at = f"/schools/{made.school.urn}/service-concerns/raise/"
    first = arrive(made.head)
    first.go(at)
    first.page.locator("[name=text]").fill(TEXT)
    first.says(r"Saved \d\d:\d\d. Only you can read it until you send it.")
    second = arrive(made.head, size=PHONE)
    second.go(at)
    second.says(r"You were writing this on \w+day \d+ \w+ 2026 at [\d.]+[ap]m, and did not send it.")
    assert second.overflow() == 0 and not second.violations()
    assert second.page.locator("[name=text]").input_value() == ""
    second.press("Put it back")
    assert second.page.locator("[name=text]").input_value() == TEXT
    second.page.locator("main form button[type=submit]").click()
    second.says("Nobody answered.")
    assert ServiceConcern.objects.count() == 1 and not UnsentText.objects.exists()
    second.go(at)
    second.page.wait_for_load_state("networkidle")
    assert "You were writing" not in second.text


def test_who_signs_out_is_told_of_text_that_is_not_saved_and_leaves_none(site: Site, browser: Browser) -> None:
    made = allocations.scene(State.PROPOSED)
    visitor = Visitor(browser, site, size=PHONE).sign_in_as(made.head)
    for at, box in (
        (f"/schools/{made.school.urn}/service-concerns/raise/", "text"),
        (f"/allocations/{made.allocation.pk}/disagree/reasons/", "reasons"),
    ):
        visitor.go(at)
        # As on a train.
        visitor.context.set_offline(True)
        visitor.page.locator(f"[name={box}]").fill(TEXT)
        visitor.says("could not be saved|There is no connection")
        visitor.page.close()
        visitor.context.set_offline(False)
        visitor.page = visitor.context.new_page()
    visitor.go("/account/")
    visitor.page.get_by_role("button", name="Sign out").click()
    visitor.says("You have text that is not saved yet on these pages:")
    assert visitor.overflow() == 0 and not visitor.violations()
    visitor.page.evaluate("localStorage.setItem('another', 'text')")
    visitor.page.get_by_role("button", name="Sign out and delete it").click()
    expect(visitor.page.get_by_role("heading", level=1)).to_contain_text("Sign in")
    assert visitor.page.evaluate("Object.keys(localStorage)") == []
    # The way back in still works: the cookie with the token is kept.
    assert any(cookie["name"] == "csrftoken" for cookie in visitor.context.cookies())
    visitor.close()
