"""A letter from Ofsted in a browser: sent in as a PDF, read, corrected and confirmed, with nothing but the keyboard."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ViewportSize, expect

from schools.models import Inspection, OfstedLetter
from sil.accounts.models import User
from tests.factories import letters, people, schools
from tests.factories.pdfs import LAYOUTS, pdf
from tests.site import Site

from .conftest import DESKTOP, PHONE, Visitor
from .test_story import tab_to

SENTENCE = "Leaders and managers are not taking effective action towards the removal of special measures."


@pytest.fixture
def site(site: Site, tmp_path: Path) -> Site:
    """A school and its partner, who has a letter about it as a PDF."""
    partner = people.person("Sam Sample", role="sip", email="sip@test.example")
    people.assign(schools.school("Westmere Technical College", urn=900001, postcode="WM4 4DD"), partner)
    (tmp_path / "letter.pdf").write_bytes(pdf(letters.text(), LAYOUTS[1]))
    return site


@pytest.mark.feature("S3")
@pytest.mark.parametrize(
    ("size", "js"), [(DESKTOP, True), (PHONE, True), (DESKTOP, False)], ids=["desktop", "phone", "without scripts"]
)
def test_a_letter_by_keyboard(site: Site, browser: Browser, tmp_path: Path, size: ViewportSize, js: bool) -> None:
    """Sent in, each value seen with its sentence and found in the letter, one corrected, confirmed."""
    sip = Visitor(browser, site, size=size, js=js).sign_in_as(User.objects.get(email="sip@test.example"))
    page, press = sip.page, sip.page.keyboard.press
    sip.go("/ofsted-letters/send/?school=900001")
    page.set_input_files("[name=document]", tmp_path / "letter.pdf")
    page.focus("[name=document]")
    tab_to(sip, "main form button")
    press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("We have read the letter. Check what was read")
    letter = OfstedLetter.objects.get()
    assert f"“{SENTENCE}”" in sip.text
    assert (
        page.get_by_role("group", name="Are leaders taking effective action?")
        .get_by_label("No", exact=True)
        .is_checked()
    )
    assert page.get_by_role("group", name="Which school is it about?").get_by_label("Westmere Technical").is_checked()

    tab_to(sip, "#value-effective_action a")
    press("Enter")
    expect(page).to_have_url(re.compile(r"#passage-\d+$"))
    mark = page.locator("mark:target")
    expect(mark).to_have_text(SENTENCE)
    tab_to(sip, "mark:target + a")
    press("Enter")
    expect(page).to_have_url(re.compile("#value-effective_action$"))

    tab_to(sip, "[name=visit_number]")
    press("ControlOrMeta+a")
    page.keyboard.type("twice")
    tab_to(sip, "main form button")
    press("Enter")
    expect(page).to_have_title(re.compile("^Error: "))
    assert page.locator("[name=visit_number]").input_value() == "twice"
    tab_to(sip, "[name=visit_number]")
    press("ControlOrMeta+a")
    page.keyboard.type("3")
    tab_to(sip, "main form button")
    press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("The letter is confirmed, and the inspection of 4 June 2019")
    assert "third Corrected. Read in the letter: second" in sip.text
    letter.refresh_from_db()
    assert letter.status == "confirmed" and letter.inspection == Inspection.objects.get()
    with page.expect_download() as download:
        tab_to(sip, "a[download]")
        press("Enter")
    assert Path(download.value.path()).read_bytes() == (tmp_path / "letter.pdf").read_bytes()
    sip.go("/schools/900001/timeline/?kind=inspections")
    told = page.locator(".moj-timeline__title").all_inner_texts()
    assert told[0].startswith("Letter from Ofsted of ") and " confirmed: " in told[0]
    assert "Inspected by Ofsted: No overall judgement" in told
    sip.go("/schools/900001/?part=inspections")
    assert "may not appoint early career teachers" in sip.text
    assert sip.overflow() == 0 and sip.complaints == []
    sip.close()
