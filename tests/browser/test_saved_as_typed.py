"""A head answers a report, an officer checks one and a partner sums up a term, where the connection is
poor and the session ends meanwhile: on each of the three pages nothing is lost."""

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.integration.test_saved_as_typed import Place, answering, checking_page, summing_up
from tests.site import Site

from .conftest import PHONE, Visitor

TEXT = "It was three lessons.\n\n“Phonics” & <stories>."
pytestmark = pytest.mark.feature("T4")


def box(visitor: Visitor, place: Place) -> Locator:
    """Where the text is written; an answer's is shown once something is to be corrected."""
    visitor.go(place.path)
    if place.control.startswith("correct-"):
        visitor.page.get_by_label("No, something should be corrected").check()
    return visitor.page.locator(f"[name={place.control}]")


@pytest.mark.feature("V6", "V7", "V8")
def test_a_lost_connection_and_an_ended_session(site: Site, browser: Browser) -> None:
    for place, button, done in (
        (answering(), "Send your answer", "Corrections sent to"),
        (checking_page(), "Return it with comments", "returned with your comments"),
        (summing_up(), "Save", "Saved. The school can read it once you approve it."),
    ):
        visitor = Visitor(browser, site, size=PHONE).sign_in_as(place.writer)
        written = box(visitor, place)
        assert visitor.overflow() == 0 and not visitor.violations(), place.path
        written.fill("First words.")
        visitor.says(r"Saved \d\d:\d\d")
        assert place.stored() == "First words."

        visitor.context.set_offline(True)
        written.fill(TEXT)
        visitor.says("There is no connection")
        visitor.context.set_offline(False)
        visitor.says(r"Saved \d\d:\d\d")
        assert place.stored() == TEXT

        visitor.context.clear_cookies()
        written.fill(f"{TEXT} And more.")
        visitor.says("You have been signed out")
        visitor.page.close()
        visitor.sign_in_as(place.writer)
        visitor.page = visitor.context.new_page()
        visitor.go(place.path)
        visitor.says("We put back what you typed")
        expect(visitor.page.locator(f"[name={place.control}]")).to_be_visible()
        visitor.says(r"Saved \d\d:\d\d")
        assert place.stored() == f"{TEXT} And more."

        # Sent before the script has saved it: the browser keeps no copy of what has arrived.
        visitor.page.locator(f"[name={place.control}]").fill("At last.")
        visitor.page.get_by_role("button", name=button, exact=True).click()
        visitor.says(done)
        assert visitor.page.evaluate("Object.keys(localStorage)") == []
        visitor.close()
