"""Narrowing a list swaps its results in place, and the address, Back and a reload all agree with it."""

import re

import pytest
from playwright.sync_api import Browser, expect

from sil.accounts.models import User
from tests.factories import people, schools
from tests.site import Site

from .conftest import DESKTOP, Visitor


@pytest.fixture
def site(site: Site) -> Site:
    for number in range(30):
        schools.school(f"Example {number:02} Primary School")
    schools.school("Mock Academy", phase="Secondary", **schools.CONVERTER)
    people.person(role="principal_officer", email="officer@test.example")
    return site


def test_narrowing_a_list(site: Site, browser: Browser) -> None:
    visitor = Visitor(browser, site, size=DESKTOP).sign_in_as(User.objects.get(email="officer@test.example"))
    page = visitor.go("/schools/")
    page.evaluate("window.stillTheSamePage = true")
    page.get_by_label("Maintained or academy").select_option(label="Academy")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("heading", name="1 school")).to_be_visible()
    assert page.evaluate("window.stillTheSamePage") is True, "only the results were swapped"
    expect(page).to_have_url(re.compile("sector=academy"))
    expect(page.get_by_role("link", name="Remove filter Maintained or academy: Academy")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="1 school")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="31 schools")).to_be_visible()
    assert visitor.complaints == []
    visitor.close()
