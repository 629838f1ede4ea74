"""An administrator reads a file of schools in: sent by the browser, checked and read in by a real worker."""

import pytest
from playwright.sync_api import Browser, ViewportSize, expect

from schools.models import RegisterFile, RegisterRun, School
from sil.accounts.models import User
from tests.factories import people, schools
from tests.factories.registers import made_up
from tests.site import Site

from .conftest import DESKTOP, PHONE, Visitor

OLD, NEW = "Testbury Old School", "Testbury New School"


@pytest.fixture
def site(site: Site) -> Site:
    """An authority with one school and an administrator."""
    schools.school(OLD, urn=900001)
    people.person("Addie Makebelieve", role="administrator", email="admin@test.example")
    return site


@pytest.mark.feature("S1")
@pytest.mark.parametrize(("size", "js"), [(DESKTOP, True), (PHONE, False)], ids=["with scripts", "without scripts"])
def test_a_file_is_sent_in_checked_and_read_in(site: Site, browser: Browser, size: ViewportSize, js: bool) -> None:
    """With scripts the page follows the work by itself; without, a link does it. What would change
    is there to be read before anything has changed."""
    admin = Visitor(browser, site, size=size, js=js).sign_in_as(User.objects.get(email="admin@test.example"))
    admin.go("/registers/")
    admin.press("Read a file in")
    admin.press("Check this file")
    assert "Select the file." in admin.text

    _choose(admin, "edubasealldata.csv", made_up({"EstablishmentName": NEW}, {"URN": "900002"}))
    admin.press("Check this file")
    _wait_for(admin, "Checked, not read in yet", js=js)
    assert f"Name: {OLD} → becomes {NEW}" in admin.text
    assert "Examplewood Primary School, 900002" in admin.text
    assert admin.violations() == [] if js else True
    assert (School.objects.get().name, RegisterRun.objects.exists()) == (OLD, False)

    admin.press("Read it in: 1 to add, 1 to change")
    _wait_for(admin, "Read in", js=js)
    assert "1 added, 1 changed, 0 unchanged." in admin.text
    admin.follow("See what was done with every row")
    assert "Addie Makebelieve" in admin.text
    admin.go("/schools/")
    admin.follow(NEW)
    expect(admin.page.get_by_role("heading", level=1)).to_contain_text(NEW)
    assert admin.complaints == []
    admin.close()


@pytest.mark.feature("S1")
def test_a_wrong_file_is_refused_and_another_set_aside(site: Site, browser: Browser) -> None:
    admin = Visitor(browser, site, size=DESKTOP).sign_in_as(User.objects.get(email="admin@test.example"))
    admin.go("/registers/read/")
    _choose(admin, "report.pdf", b"%PDF-1.7\nA report.\n")
    admin.press("Check this file")
    assert "The file is a PDF document, not a table in plain text" in admin.text

    _choose(admin, "elsewhere.csv", made_up({"LA (code)": "999"}))
    admin.press("Check this file")
    _wait_for(admin, "Refused", js=True)
    assert "No row belongs to authority 341" in admin.text

    admin.follow("Choose another file")
    _choose(admin, "edubasealldata.csv", made_up({"EstablishmentName": NEW}))
    admin.press("Check this file")
    _wait_for(admin, "Checked, not read in yet", js=True)
    admin.press("Set this file aside")
    assert "edubasealldata.csv was set aside. Nothing was changed." in admin.text
    assert School.objects.get().name == OLD
    assert set(RegisterFile.objects.values_list("status", flat=True)) == {"refused", "set_aside"}
    assert admin.complaints == []
    admin.close()


def _choose(visitor: Visitor, name: str, content: bytes) -> None:
    visitor.page.set_input_files("[name=file]", files=[{"name": name, "mimeType": "text/csv", "buffer": content}])


def _wait_for(visitor: Visitor, status: str, *, js: bool) -> None:
    """Until the tag of the file says so."""
    tag = visitor.page.locator("main .govuk-tag")
    for _ in range(60):
        if js or tag.inner_text() == status:
            break
        visitor.page.wait_for_timeout(250)
        visitor.follow("See how far it has got")
    expect(tag).to_have_text(status, timeout=20_000)
    # A page that was being made while the worker finished is refused as older than what it shows.
    visitor.page.reload()
