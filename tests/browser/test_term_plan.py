"""A term of eighteen schools planned in a browser: in few clicks, by the keyboard, without scripts, on a phone."""

import pytest
from playwright.sync_api import Browser, ViewportSize

from monitoring.visits.models import Visit
from sil.accounts.models import User
from tests.factories import terms
from tests.site import Site

from .conftest import DESKTOP, PHONE, Visitor

TOWNS = ("Bootle", "Crosby", "Formby") * 6
MOST_CLICKS = 30


@pytest.fixture
def site(site: Site) -> Site:
    terms.recorded()
    terms.schools_of_one_partner(TOWNS, band="A")
    return site


@pytest.mark.feature("V13")
@pytest.mark.parametrize(
    ("size", "js"), [(DESKTOP, True), (PHONE, True), (PHONE, False)], ids=["desktop", "phone", "phone without scripts"]
)
def test_a_term_of_eighteen_schools(site: Site, browser: Browser, size: ViewportSize, js: bool) -> None:
    """Days are suggested, one is changed to a day that is odd, asked about and confirmed; then a visit is moved."""
    sip = Visitor(browser, site, size=size, js=js).sign_in_as(User.objects.get(email="sip@test.example"))
    clicks = 0

    def press(name: str) -> None:
        nonlocal clicks
        clicks += 1
        sip.press(name)

    sip.go("/")
    sip.follow("Plan the visits of a term")
    sip.page.get_by_label("Term", exact=True).select_option(label="Spring term 2027")
    press("Show")
    clicks += 3
    press("Suggest days")
    assert "36 days are suggested below. Nothing is saved yet" in sip.text and not Visit.objects.exists()
    assert sip.overflow() == 0 and (not js or sip.violations() == [])
    box = sip.page.locator("input[name^=owed-][name$=-day]").first
    box.fill("16 1 2027")
    box.press("Enter")
    sip.page.wait_for_load_state()
    sip.says("Saturday 16 January 2027 is at the weekend. Is that the day?")
    assert sip.page.title().startswith("Error: ") and not Visit.objects.exists()
    assert sip.overflow() == 0 and (not js or sip.violations() == [])
    press("Save the plan")
    sip.says("36 visits are planned.")
    assert Visit.objects.count() == 36 and len(set(Visit.objects.values_list("starts_on", flat=True))) == 36
    assert clicks <= MOST_CLICKS, clicks

    assert sip.overflow() == 0 and (not js or sip.violations() == [])
    last = Visit.objects.order_by("starts_on").last()
    assert last
    sip.page.locator(f"input[name=visit-{last.pk}-day]").fill("Fri 26 March 2027")
    sip.page.keyboard.press("Enter")
    sip.page.wait_for_load_state()
    sip.says("Friday 26 March 2027 is a bank holiday")
    press("Save the plan")
    sip.says("1 visit is moved.")
    assert sip.complaints == []
    sip.close()
