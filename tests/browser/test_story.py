"""The whole job in a browser: from an empty round to a letter in three people's hands."""

import re
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Browser, expect

from allocations.models import Allocation
from schools.models import School
from sil.accounts.models import User
from tests.conftest import NOW, load_liverpool
from tests.factories import people, schools
from tests.site import Site, running

from .conftest import DESKTOP, PHONE, Visitor

PASSWORD = "three unrelated garden words"
REASONS = 'Leaders know the school well.\n\nReading is where the days should go: "phonics" & <stories>.'


@pytest.fixture
def site(own_database: str, tmp_path: Path) -> Iterator[Site]:
    """An authority with one school, a Principal Officer and an administrator, and nobody else."""
    load_liverpool()
    schools.school("Example Primary School", urn=900001, street="1 Sample Street", postcode="ZZ99 1AA")
    people.person("Addie Makebelieve", role="administrator", email="admin@test.example")
    people.person("Olive Fictional", role="principal_officer", email="officer@test.example")
    # In the demonstration mail is kept, so the administrator can read the invitations here.
    with running(own_database, tmp_path, NOW, demo=True) as found:
        yield found


@pytest.mark.feature("A1", "A2", "A4", "A5", "A8")
@pytest.mark.parametrize("js", [True, False], ids=["with scripts", "without scripts"])
def test_from_round_to_letter(site: Site, browser: Browser, js: bool) -> None:
    """An administrator invites a partner, a head and a chair and assigns the partner; they set their
    passwords by the links in their mail. The Principal Officer opens the round. The partner marks the
    criteria, is told what is missing with everything typed still there, and proposes. The headteacher
    sees nothing before, reads it on a phone and agrees. The letter reaches head and chair."""
    admin = Visitor(browser, site, size=DESKTOP, js=js).sign_in_as(User.objects.get(email="admin@test.example"))
    invite(admin, "Sam Sample", "sip@test.example", "School Improvement Partner")
    invite(admin, "Ada Example", "head@test.example", "Headteacher", urn="900001")
    invite(admin, "Charlie Placeholder", "chair@test.example", "Chair of governors", urn="900001")
    assign(admin, "Example Primary School", "Sam Sample")

    officer = Visitor(browser, site, size=DESKTOP, js=js).sign_in_as(User.objects.get(email="officer@test.example"))
    officer.go("/")
    officer.follow("Open round 2026 to 2027")
    assert "1 open school of Liverpool City Council, maintained schools and academies," in officer.text
    officer.press("Open the round")
    assert "Round 2026 to 2027 is open for 1 school." in officer.text

    head = Visitor(browser, site, size=PHONE, js=js)
    set_password(head, admin, "head@test.example")
    assert "There is nothing we need from you at present" in head.text
    assert "Being prepared" in head.text

    sip = Visitor(browser, site, size=DESKTOP, js=js)
    set_password(sip, admin, "sip@test.example")
    sip.press("Propose")
    sip.page.get_by_label("Why is this band the best fit?").fill(REASONS)
    sip.press("Save and check")
    assert "There is a problem" in sip.text
    assert "Reading: select the band that fits best, or “does not apply”." in sip.text
    assert sip.page.title().startswith("Error: ")
    assert sip.page.get_by_label("Why is this band the best fit?").input_value() == REASONS
    mark_everything(sip)
    sip.press("Save and check")
    assert "You are about to propose Band B" in sip.text
    allocation = Allocation.objects.get()
    assert head.page.goto(f"/allocations/{allocation.pk}/").status == 404, "a draft is nobody else's"  # type: ignore[union-attr]
    sip.press("Propose Band B")
    assert "You proposed Band B. We will email the headteacher of Example Primary School" in sip.text
    assert "4 December 2026" in sip.text

    head.go("/")
    assert "Answer the proposed School Support Allocation 2026 to 2027" in head.text
    assert "By Friday 4 December 2026, 14 days left" in head.text
    head.press("Read and answer")
    assert "We propose Band B." in head.text
    assert "“" not in REASONS and 'days should go: "phonics" & <stories>.' in head.text
    assert "Other days, to be agreed with the School Improvement Partner 0.5" in head.text.replace("\t", " ")
    assert "What happens when you agree" not in head.text
    head.press("I agree to Band B")
    assert "You are about to agree Band B for 2026 to 2027: 5.5 days." in head.text
    assert "you can take it back until the end of Monday 23 November 2026" in head.text
    head.page.get_by_label("Is there anything you want to add?").fill("Thank you for the visit.")
    head.press("Agree Band B")
    assert "You agreed Band B" in head.text
    assert "Band B is agreed." in head.text
    assert "Ada Example added: Thank you for the visit." in head.text

    letter = wait_for_letter(head, allocation)
    assert "The school's School Support Allocation for 2026 to 2027 is Band B." in head.text
    read_pdf(head)

    chair = Visitor(browser, site, size=PHONE, js=js)
    set_password(chair, admin, "chair@test.example")
    assert "You have 5.5 days" in chair.text
    chair.follow("Band B")
    assert "Ada Example, Headteacher, agreed on 20 November 2026" in chair.text
    chair.go(letter)
    assert "Dear Ada Example" in chair.text

    sip.go("/")
    assert "There is nothing we need from you at present" in sip.text
    for visitor in (admin, officer, head, sip, chair):
        unexpected = [c for c in visitor.complaints if "404" not in c]
        assert unexpected == []
        visitor.close()


def test_proposing_and_agreeing_by_keyboard(site: Site, browser: Browser) -> None:
    """Nothing but Tab, arrows, Space, Enter and letters."""
    school = School.objects.get()
    partner = people.assign(school, people.person("Sam Sample", role="sip")).user
    leader = people.post(school, "headteacher", people.person("Ada Example")).user
    from tests.factories import allocations

    allocation = allocations.open_round().allocations.get()
    sip = Visitor(browser, site, size=DESKTOP).sign_in_as(partner)
    sip.go(f"/allocations/{allocation.pk}/propose/")
    press = sip.page.keyboard.press
    for criterion in allocation.criteria:
        tab_to(sip, f"[name='mark-{criterion.id}']")
        press("Space")
        press("ArrowDown")
    tab_to(sip, "[name=band]")
    press("Space")
    press("ArrowDown")
    tab_to(sip, "[name=reasons]")
    sip.page.keyboard.type("The best fit.")
    tab_to(sip, "button[value=check]")
    press("Enter")
    expect(sip.page).to_have_url(re.compile("/propose/check/$"))
    assert "You are about to propose Band B" in sip.text
    tab_to(sip, "main form button")
    press("Enter")
    expect(sip.page.get_by_role("alert")).to_contain_text("You proposed Band B")

    head = Visitor(browser, site, size=PHONE).sign_in_as(leader)
    head.go(f"/allocations/{allocation.pk}/")
    tab_to(head, "main a[role=button]")
    head.page.keyboard.press("Enter")
    head.page.wait_for_url("**/agree/")
    tab_to(head, "main form button")
    head.page.keyboard.press("Enter")
    expect(head.page.get_by_role("alert")).to_contain_text("You agreed Band B")
    allocation.refresh_from_db()
    assert allocation.band == "B"
    assert sip.complaints + head.complaints == []


def invite(admin: Visitor, name: str, email: str, role: str, urn: str = "") -> None:
    admin.go("/people/invite/")
    admin.page.get_by_label("Full name").fill(name)
    admin.page.get_by_label("Email address").fill(email)
    admin.page.get_by_label("What is their role?").select_option(label=role)
    admin.page.get_by_label("School", exact=True).fill(urn)
    admin.press("Invite the person")
    assert f"{name} was invited" in admin.text


def assign(admin: Visitor, school: str, officer: str) -> None:
    admin.go("/officers/?sip=none")
    admin.page.get_by_label(f"Tick {school}").check(force=True)
    admin.page.get_by_label("Officer", exact=True).fill(officer)
    admin.press("Assign the officer")
    assert f"{officer} is School Improvement Partner of 1 school" in admin.text


def set_password(visitor: Visitor, admin: Visitor, email: str) -> None:
    """By the link in the invitation, which the administrator of the demonstration can read."""
    admin.go(f"/messages/?search={email}")
    admin.follow("has invited you to the school support service")
    link = re.search(r"http://\S+/accounts/password/reset/key/\S+", admin.text)
    assert link is not None
    visitor.go(link.group())
    visitor.page.get_by_label("New password", exact=True).fill(PASSWORD)
    visitor.page.get_by_label("Confirm your new password").fill(PASSWORD)
    visitor.press("Set the password")
    assert visitor.page.url.rstrip("/") == visitor.site.url, visitor.text


def mark_everything(sip: Visitor) -> None:
    for group in sip.page.get_by_role("radiogroup", name=re.compile(r"^\d+\. ")).all():
        group.get_by_role("radio", name=re.compile(r"\bBand B\b")).check(force=True)
    sip.page.get_by_role("group", name="Which band do you propose?").get_by_role("radio", name="Band B").check(
        force=True
    )


def wait_for_letter(head: Visitor, allocation: Allocation) -> str:
    """Reload as a person would until the worker has made the PDF; gives the letter's address."""
    for _ in range(60):
        head.go(f"/allocations/{allocation.pk}/")
        if "dated 20 November 2026. Issued." in head.text:
            break
        head.page.wait_for_timeout(250)
    head.follow("School Support Allocation 2026 to 2027: Band B")
    return head.page.url.removeprefix(head.site.url)


def read_pdf(head: Visitor) -> None:
    with head.page.expect_download() as download:
        head.page.get_by_role("button", name="Download the letter (PDF)").click()
    document = pypdfium2.PdfDocument(download.value.path())
    text = " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())
    assert "Dear Ada Example" in text
    assert 'days should go: "phonics" & <stories>.' in text


def tab_to(visitor: Visitor, selector: str, limit: int = 120) -> None:
    for _ in range(limit):
        visitor.page.keyboard.press("Tab")
        if visitor.page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} is not reached by Tab")
