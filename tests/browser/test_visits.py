"""A visit in a browser: planned at a desk, recorded on a phone in a car park, with scripts and without."""

import pytest
from playwright.sync_api import Browser

from monitoring.visits.models import Visit
from schools.models import School
from sil.accounts.models import User
from tests.factories import people, schools
from tests.site import Site

from .conftest import DESKTOP, PHONE, Visitor


@pytest.fixture
def site(site: Site) -> Site:
    """One school with its partner and its headteacher."""
    school = schools.school("Example Primary School", urn=900001)
    people.assign(school, people.person("Sam Sample", role="sip", email="sip@test.example"))
    people.post(school, "headteacher", people.person("Ada Example", email="head@test.example"))
    return site


def fill_day(visitor: Visitor, day: int) -> None:
    for part, value in (("day", day), ("month", 11), ("year", 2026)):
        visitor.page.locator(f"#id_starts_on_{part}").fill(str(value))


@pytest.mark.feature("V1", "V2")
@pytest.mark.parametrize("js", [True, False], ids=["with scripts", "without scripts"])
def test_plan_then_record_on_a_phone(site: Site, browser: Browser, js: bool) -> None:
    """The partner plans a visit for today; the head sees with whom; after it, on the phone, it is recorded,
    and the page says until when the report is due."""
    sip = Visitor(browser, site, size=DESKTOP, js=js).sign_in_as(User.objects.get(email="sip@test.example"))
    sip.go("/visits/")
    sip.press("Log a visit")
    find_school(sip, js=js)
    sip.page.get_by_label("Plan a visit").check()
    sip.press("Continue")
    sip.page.get_by_label("Core visit (1 day)").check()
    fill_day(sip, 31)
    sip.press("Plan the visit")
    assert "Enter the day of the visit, like 27 11 2026." in sip.text and sip.page.title().startswith("Error: ")
    fill_day(sip, 20)
    sip.page.get_by_label("Start time, if agreed").fill("9:30")
    sip.press("Plan the visit")
    assert (
        "The visit on Friday 20 November 2026 is planned. We will email the headteacher of Example Primary School"
        in sip.text
    )
    visit = Visit.objects.get(school=School.objects.get())

    head = Visitor(browser, site, size=PHONE, js=js).sign_in_as(User.objects.get(email="head@test.example"))
    head.go("/schools/900001/")
    shown = head.text.replace("9.30am ,", "9.30am,")
    assert "Next visit: Core visit, Friday 20 November 2026, 9.30am, with Sam Sample." in shown

    phone = Visitor(browser, site, size=PHONE, js=js).sign_in_as(User.objects.get(email="sip@test.example"))
    phone.go(f"/visits/{visit.pk}/")
    phone.press("Record the visit as held")
    phone.page.get_by_label("Who did you meet?").fill("The headteacher, two teachers of year 5")
    phone.press("Record it as held")
    assert "The visit of Friday 20 November 2026 is recorded as held. Next, write the report." in phone.text
    assert "Due Monday 30 November 2026, 10 days left" in phone.text
    assert phone.overflow() == 0
    if js:
        assert phone.violations() == []
        for path in ("/visits/", "/schools/900001/visits/plan/", "/calendar/", f"/visits/{visit.pk}/change/"):
            phone.go(path)
            assert (phone.violations(), phone.overflow()) == ([], 0), path
    for visitor in (sip, head, phone):
        assert visitor.complaints == []
        visitor.close()


def find_school(sip: Visitor, *, js: bool) -> None:
    """Choose it by keyboard from what shows while one types; without scripts, a part of its name and the one match."""
    box = sip.page.get_by_label("School", exact=True)
    if js:
        box.press_sequentially("exampl")
        sip.page.get_by_role("option", name="Example Primary School").wait_for()
        assert (sip.violations(), sip.overflow()) == ([], 0)
        box.press("ArrowDown")
        sip.page.keyboard.press("Enter")
        assert box.input_value().startswith("Example Primary School (")
    else:
        box.fill("exampl")
        sip.press("Continue")
        assert "1 school matches “exampl”." in sip.text
