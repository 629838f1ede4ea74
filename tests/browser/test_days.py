"""The days of support on a school's page: the bar agrees with its table, on a large screen and a phone, with and
without JavaScript, and axe finds nothing."""

from decimal import Decimal

import pytest
from playwright.sync_api import Browser, ViewportSize, expect

from allocations.states import State
from monitoring.visits.days import actions
from schools.models import School
from sil.accounts.models import User
from tests.conftest import TODAY
from tests.factories import allocations, people, schools, visits
from tests.site import Site

from .conftest import DESKTOP, PHONE, Visitor


@pytest.fixture
def site(site: Site) -> Site:
    made = allocations.scene(State.AGREED, school=schools.school("Example Primary School"), band="B")
    User.objects.filter(pk=made.head.pk).update(email="head@test.example")
    User.objects.filter(pk=made.officer.pk).update(email="officer@test.example")
    admin = people.person(role="administrator")
    visits.term("Autumn term", TODAY.replace(month=9, day=1), TODAY.replace(month=12, day=18), by=admin)
    visits.term("Spring term", TODAY.replace(2027, 1, 4), TODAY.replace(2027, 3, 26), by=admin)
    visits.term("Summer term", TODAY.replace(2027, 4, 12), TODAY.replace(2027, 7, 21), by=admin)
    visits.held(made.school, made.sip, TODAY.replace(month=10, day=7))
    visits.held(made.school, made.sip, TODAY.replace(month=10, day=14), kind="performance-management", days=Decimal(1))
    visits.planned(made.school, made.sip, TODAY.replace(2027, 1, 20), kind="termly-contact", days=Decimal("1.5"))
    actions.approve(
        made.school,
        year=2026,
        line="termly-contact",
        days=Decimal("0.5"),
        reason="Two leaders left in one month.",
        by=made.officer,
        on=TODAY,
    )
    return site


@pytest.mark.feature("A10")
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("js", [True, False], ids=["js", "no js"])
def test_the_bar_agrees_with_its_table(site: Site, browser: Browser, size: ViewportSize, js: bool) -> None:
    school = School.objects.get()
    visitor = Visitor(browser, site, size=size, js=js).sign_in_as(User.objects.get(email="head@test.example"))
    page = visitor.go(f"/schools/{school.pk}/?part=days")
    part = page.locator("#part-days")
    expect(part.get_by_role("heading", name="Your support this year: Band B")).to_be_visible()
    bar = part.get_by_role("img", name="2 used, 1.5 planned, 2.5 left")
    widths = [
        int(bar.locator(f".app-days__{kind}").get_attribute("width") or 0) for kind in ("used", "planned", "left")
    ]
    assert widths == [160, 120, 200], "of 480 for 6 days"
    figures = [" ".join(cell.split()) for cell in part.locator("tbody tr").last.locator("td").all_inner_texts()]
    assert [figure.split()[-1] for figure in figures if figure] == ["6", "2", "1.5", "2.5"]
    said = "You have 6 days: 5.5 from Band B and 0.5 extra for 2026 to 2027. 2 days are used, 1.5 are planned,"
    assert said in part.inner_text() and "Two leaders" not in part.inner_text()
    assert visitor.overflow() == 0 and (not js or visitor.violations() == [])
    visitor.follow("All visits and days of support")
    assert "Two leaders left in one month." in visitor.text
    assert visitor.overflow() == 0 and (not js or visitor.violations() == [])
    assert visitor.complaints == []
    visitor.close()


@pytest.mark.feature("A10", "V10")
def test_an_officer_approves_days_by_the_keyboard_and_sees_what_is_owed(site: Site, browser: Browser) -> None:
    school = School.objects.get()
    visitor = Visitor(browser, site, size=PHONE).sign_in_as(User.objects.get(email="officer@test.example"))
    page = visitor.go(f"/schools/{school.pk}/days/more/")
    visitor.press("Approve the days")
    assert "Enter the number of days." in visitor.text and visitor.violations() == []
    page.get_by_label("How many days?").fill("1.5")
    page.get_by_label("Other support").check()
    page.get_by_label("Why does the school need extra days?").fill("Help with the budget.")
    visitor.press("Approve the days")
    assert "You approved 1.5 days for Example Primary School." in visitor.text
    assert visitor.violations() == [] and visitor.overflow() == 0
    visitor.follow("Withdraw")
    assert visitor.violations() == [] and visitor.overflow() == 0
    visitor.go("/visits/owed/")
    assert "No visits are owed at present" in visitor.text, "the core visit is the autumn's contact"
    assert visitor.violations() == [] and visitor.overflow() == 0
    assert visitor.complaints == []
    visitor.close()
