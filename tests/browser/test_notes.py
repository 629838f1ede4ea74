"""What is done many times a day takes few clicks: a note of a call, and a visit that was held."""

from datetime import date

import pytest
from playwright.sync_api import Browser, ViewportSize

from monitoring.notes.models import Note
from monitoring.visits.models import Visit
from sil.accounts.models import User
from tests.factories import people, schools
from tests.site import Site

from .conftest import DESKTOP, PHONE, Visitor

MOST_CLICKS = 5


@pytest.fixture
def site(site: Site) -> Site:
    """One school with its partner and its headteacher."""
    school = schools.school("Example Primary School", urn=900001)
    people.assign(school, people.person("Sam Sample", role="sip", email="sip@test.example"))
    people.post(school, "headteacher", people.person("Ada Example", email="head@test.example"))
    return site


class Counting(Visitor):
    """A visitor whose clicks are counted; what is chosen or sent by the keyboard is none."""

    clicks = 0

    def press(self, button: str) -> None:
        self.clicks += 1
        super().press(button)

    def follow(self, link: str) -> None:
        self.clicks += 1
        super().follow(link)

    def tick(self, label: str) -> None:
        self.clicks += 1
        self.page.get_by_label(label).check()

    def choose_school(self, *, js: bool) -> None:
        """Typed and taken: one click on the one that is offered."""
        box = self.page.get_by_label("School", exact=True)
        if not js:
            box.fill("900001")
            return
        self.clicks += 1
        box.press_sequentially("exampl")
        self.page.get_by_role("option", name="Example Primary School").click()


def arrive(site: Site, browser: Browser, size: ViewportSize, *, js: bool) -> Counting:
    found = Counting(browser, site, size=size, js=js)
    found.sign_in_as(User.objects.get(email="sip@test.example"))
    return found


@pytest.mark.feature("V13")
@pytest.mark.parametrize(("size", "js"), [(DESKTOP, True), (PHONE, True), (PHONE, False)])
def test_a_note_takes_few_clicks(site: Site, browser: Browser, size: ViewportSize, js: bool) -> None:
    sip = arrive(site, browser, size, js=js)
    sip.go("/")
    sip.follow("Add a note")
    sip.choose_school(js=js)
    sip.tick("Email")
    sip.page.get_by_label("Who did you speak or write to?").fill("Ada Example")
    sip.page.get_by_label("What was said?").fill("Two teachers are ill.")
    if js:
        sip.looks_right()
    sip.press("Add the note")
    assert sip.clicks <= MOST_CLICKS, sip.clicks
    found = Note.objects.get()
    assert (found.school_id, found.kind, found.day) == (900001, "email", date(2026, 11, 20))
    assert "The note about Example Primary School is added. It is not shared with the school." in sip.text
    if js:
        sip.looks_right()

    sip.go("/schools/900001/")
    sip.clicks = 0
    sip.follow("Add a note")
    sip.page.get_by_label("Who did you speak or write to?").fill("Ada Example")
    sip.page.get_by_label("What was said?").fill("They are back.")
    sip.tick("Share this note with the school")
    sip.press("Add the note")
    assert sip.clicks <= MOST_CLICKS - 2, sip.clicks
    assert "We will email the headteacher of Example Primary School." in sip.text
    assert sip.complaints == []
    sip.close()


@pytest.mark.feature("V2")
def test_a_visit_that_was_held_takes_few_clicks(site: Site, browser: Browser) -> None:
    sip = arrive(site, browser, PHONE, js=True)
    sip.go("/schools/900001/")
    sip.follow("Record a visit that was held")
    sip.tick("Core visit (1 day)")
    for part, value in (("day", 18), ("month", 11), ("year", 2026)):
        sip.page.locator(f"#id_starts_on_{part}").fill(str(value))
    sip.page.get_by_label("Who did you meet?").fill("The headteacher")
    sip.press("Record the visit")
    assert sip.clicks <= MOST_CLICKS, sip.clicks
    found = Visit.objects.get()
    assert (found.status, found.starts_on) == ("held", date(2026, 11, 18))
    sip.close()
